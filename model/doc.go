// Package model reads memes: frozen encoders turn caption and picture into
// features, and a small head, trained on the labels of a workspace, turns the
// features into five probabilities. All of it runs on the CPU: encoders and
// finished heads in ONNX Runtime, the training of plain heads in assembly.
//
// # The model
//
//	caption ─ WordPiece ─ BERT ─ mean over tokens ─► text [384] ─ FC ReLU ─► [256] ┐
//	                                                                               ├ concat [512] ─ FC ReLU ─► [128] ─ FC ─► 5 logits ─ softmax
//	picture ─ resize, crop, normalise ─ ConvNet ──► image [1280] ─ FC ReLU ─► [256] ┘
//
// This is the model of "Meme Sentiment Analysis", with smaller encoders: BERT
// text features and ResNet-like image features of one input size with the
// encoder's own channel statistics, separate fully connected pathways, fusion by
// concatenation, more layers, five levels, cross entropy and Adam. Which two encoders
// is for an [encoder.Pack] to say. For the head, modalities are a list: a meme without a
// picture or without a caption goes through it all the same, the missing pathway times
// zero, and the frames of animations are one more entry. A pack has one encoder for
// captions and one for pictures; another modality is code, as frames.go in package encoder
// is. Beside concatenation there are
// a gate and a transformer encoder ([head.Head]), and the probabilities are at a
// temperature that is fitted on the validation rows.
//
// # The packages
//
//   - model: the use cases. A [Workbench] encodes, trains, retrains, evaluates, compares,
//     predicts, promotes and rolls back; the screens and the commands both call it.
//   - encoder: from a caption or a picture to a vector; inside it tokenizer, torch,
//     tensorflow and network (read tokenizer.json, PyTorch's and TensorFlow's files, write
//     BERT, ResNet, EfficientNet).
//   - ocr: from a picture to what is written in it, which becomes a missing caption.
//   - features: the cache of those vectors, so that training never waits for an encoder.
//   - head: from the vectors to the probabilities: what is trained, calibrated, exported.
//   - tape: a head described once, and the graphs and gradients that come from it.
//   - kernel: the training of plain heads in assembly. onnx, ort: models as bytes, and
//     ONNX Runtime, which runs all others.
//   - bundle: a version as files, and its provenance: which memes it has learned from.
//   - starter: the head that a new workspace begins with.
//   - assets: fetches ONNX Runtime and the encoders' files, and checks them.
//   - settings: the list of settings: names, defaults, values.
//   - fleet: encoding on other machines, over NATS JetStream.
//   - serve: predictions over HTTP; inside it labelstudio, for Label Studio.
//
// # Where to begin
//
// train.go has [Workbench.Train], which reads from top to bottom; trainingset.go gathers its rows,
// warmstart.go says what it starts from and stopping.go when it ends, baselines.go what stands
// beside it and promote.go what becomes of the new version. evaluate.go, crossvalidation.go (with
// folds.go) and compare.go evaluate; cv.go does so several times, subsample.go with ever more of
// the labels, and sweep.go trains and compares configs; checklabels.go lists labels to be looked at
// again. What heads say of memes that they have not seen is in outoffold.go, and heldout.go keeps
// it for that list; encode.go, item.go and caches.go make and keep features, and encodeby.go has
// others make them; given.go has predictions that were made elsewhere; predict.go predicts the
// workspace's memes and predictor.go (with sharedpack.go) others; queue.go orders the memes to be
// labelled, near.go (with rowtable.go) finds those that are like one; versions.go exports and
// imports; starter.go serves the starter head.
//
// A new metric belongs to package eval, a new encoder to package encoder;
// .github/CONTRIBUTING.md has the steps. README.md has what was measured.
//
// Use cases take a context and stop soon after it ends, and tell their progress
// in [Step]s. What they need of the store is declared here ([Store]) in the types
// of packages labels and eval.
package model
