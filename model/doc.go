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
// is for an [encoder.Pack] to say. Modalities are a list: a meme without a picture or
// without a caption goes through the same head, the missing pathway times zero, and
// the frames of animations are one more entry of it. Beside concatenation there are
// a gate and a transformer encoder ([head.Head]), and the probabilities are at a
// temperature that is fitted on the validation rows.
//
// # The parts
//
//   - package encoder: from a caption or a picture to a vector, by the encoders that
//     memebench fetches or the user's own.
//   - package features: the cache that keeps those vectors, so that training never
//     waits for an encoder.
//   - package head: from those vectors to the probabilities: the head as a
//     description and its parameters, its training, and its exported form.
//   - [Workbench]: the use cases Encode, Train, Retrain, Evaluate, Compare, Predictor,
//     Promote, Rollback and Prepare, which the screens and the command line both call.
//   - bundle: a version as files, to leave the workspace and to come back;
//     lessons: which memes a version has learnt from, wherever it goes.
//
// Use cases take a context and stop soon after it ends, and tell their progress
// in [Step]s. What they need of the store is declared here ([Store]) in the types
// of packages labels and eval.
package model
