// Package kernel trains small networks on the processor's vector units: chains of
// fully connected layers with ReLU, masks and concatenation, as the head of
// memebench is in its plain form. It runs the same tape as ONNX Runtime does and
// gives the same results to rounding. Because it knows beforehand all that happens
// in a step it needs less memory and about 0.7 of the processor time, and its bits do
// not depend on the number of threads (README.md has what was measured; BenchmarkEpoch
// of package head measures both). [New] reads the tape and refuses, with
// [ErrUnsupported], what it is not made for, and every processor but amd64 with
// AVX2: there ONNX Runtime stays.
//
// # A step
//
// One step of a training has four phases, each cut into units that a team of
// goroutines shares. Every phase needs all of the one before.
//
//  1. Gather: the rows of the batch are written into matrices, and the weights of
//     all layers but the first ones are transposed for the way back.
//  2. First layers, which read features: each unit is one panel of 32 outputs for
//     some dozen rows.
//  3. All that follows, eight rows to a unit, forwards through the other layers to
//     the loss, and back to the gradients of the first layers' outputs. Rows do
//     not meet here.
//  4. Weights: for 8 inputs by 32 outputs the gradient is summed over the rows in
//     registers, and Adam is applied to these 256 weights at once. The gradient of
//     the whole network never exists; that is most of what is saved.
//
// Weights and Adam's moments are kept in panels, [outputs/32][inputs][32], so that
// the innermost loop reads them one cache line after the other. What is not a
// multiple of 32 outputs or 8 inputs is filled up with zeros, which stay zeros:
// their gradients are.
//
// Every number is summed in an order that depends on nothing but the network and
// the batch: the same bits come out with any number of goroutines, and with AVX2
// or AVX-512.
package kernel
