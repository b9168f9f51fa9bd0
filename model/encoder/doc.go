// Package encoder turns captions and pictures into vectors of features by frozen,
// pre-trained networks, which run in ONNX Runtime on the CPU.
//
//	caption ─ WordPiece ─ ten layers of BERT ─ mean over tokens ► [384]
//	picture ─ resize, crop, normalise ─ ConvNet ────────► [1280]
//	animation ─ eight frames, each as a picture ─ mean and maximum ► [2560]
//
// The arithmetic is that of the Python originals, as the tests show: captions are
// cut into tokens as Hugging Face's tokenizers does it, pictures are resized as
// Pillow and torchvision do it, and the features are those of PyTorch and of ONNX
// Runtime in Python. The same input gives the same bits, whatever runs beside it, so
// features can be kept: an [Encoder]'s digest stands for everything that decides
// them, the model's file, what is taken from it, tokenizer and preprocessing.
//
// # The same features everywhere
//
// One digest means the same features on every processor and with every version of the
// runtime, up to a cosine of 0.9999: a head that was trained on one machine is used on
// others. Float kernels differ in their last bits, which is nothing, unless a model
// rounds its activations to integers as it runs, as most published models with weights
// of eight bits do. Their products are therefore done in floats; where that cannot be,
// the digest has the kind of processor and the runtime as well. In testdata/kinds lie
// vectors of the kinds that could be had, which a test compares with the machine that
// it runs on.
//
// # Packs
//
// A [Pack] is the encoders that are used together, one for captions and one for
// pictures. It is data, a [PackSpec]: [Packs] has those whose files memebench
// fetches, and those that a user adds of any ONNX models or PyTorch state dicts
// ([Packs.Add]). Where the files lie and how they get there is for [Files] to know.
// A spec is tried before it is kept, and its files are held to what they were then.
//
// # The packages inside
//
//   - tokenizer reads a tokenizer.json and cuts captions into token ids.
//   - torch reads state dicts of PyTorch, tensorflow the weights of a SavedModel.
//   - network builds an ONNX model from those: EfficientNet-Lite0 (also in
//     integers of eight bits), torchvision's ResNets and BERT.
//   - encodertest has small models and made-up values for tests.
//
// A new kind of network is a file in package network and a line in its lists; a new
// encoder that memebench fetches is a spec in pack.go and its files in the manifest of
// package assets. Captions are cut by what a tokenizer.json says, and textInputs
// (encoder.go) are what a network can be given. Weights come as an ONNX model, a PyTorch
// state dict or a TensorFlow bundle: writeNetwork (statedict.go) reads the others.
package encoder
