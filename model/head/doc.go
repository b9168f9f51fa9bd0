// Package head is what memebench trains: a small network that turns the features
// of a meme into the probabilities of five sentiment levels.
//
//	text  [384] ── FC ReLU ─► [256] ┐
//	                                ├ fusion ─ FC ReLU ─► [128] ─ FC ─► 5 logits ─ softmax
//	image [1280] ─ FC ReLU ─► [256] ┘
//
// It knows rows of features and levels, and nothing of workspaces, pictures or
// encoders, of which it keeps the digests ([eval.Input]): so a head is never given
// the features of encoders other than those it was trained on.
//
// # One description
//
// A [Head] is a config, a list of modalities and one vector of parameters. Config and
// modalities are laid out once on a tape (package tape), and from that come the
// graph that is served, the one that gives logits in training, the one that gives
// gradients, and what package kernel compiles. Beside them stands the forward pass in
// plain arithmetic, one row at a time, which [Head.Publish] holds every exported
// head to before anybody is served by it.
//
// # Training
//
// [Fit] takes [Data], rows with levels or with the votes of annotators who disagree.
// Its parts are
//
//   - targets: what the loss wants of a row: class weights, label smoothing, ordinal
//     neighbours, votes;
//   - scaling: the common scale that features are brought to, and that the
//     finished parameters undo again;
//   - trainer: which rows go into a step, and what is dropped there; every random
//     number is that of its epoch and step (package eval), so that a training
//     can be repeated from any of them;
//   - engine: the arithmetic, by one of two: package kernel where the head has
//     neither gates nor attention and the processor is known, ONNX Runtime
//     elsewhere.
//
// Nothing of a training is on the disk before it has ended: one of 10,000 memes takes
// seconds, so one that is killed simply starts again.
//
// # Kept and served
//
// [Head.Weights] is for going on from, [Head.ONNX] for serving; both give the head
// back bit for bit ([ParseWeights], [ParseONNX]). A [Classifier] is an exported head in
// an open session of ONNX Runtime.
package head
