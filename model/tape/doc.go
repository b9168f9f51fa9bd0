// Package tape describes a small network once and derives from the description
// everything that ONNX Runtime has to run: the served model, the model that
// gives logits for any parameters, and the model that gives a loss and its
// gradient with respect to every parameter.
//
// A [Tape] records operations in the order in which they are applied, on nodes
// of shape [B, width] where B is the number of rows of a run, or [B·tokens, width]
// where each row is a sequence of tokens. Each operation
// knows how to write itself as ONNX nodes and how to write its gradient rule:
// given the gradient of the loss with respect to its output, those with respect
// to its inputs and parameters (reverse-mode differentiation, vector-Jacobian
// products). Backward graphs are therefore never written by hand.
//
// There are as many operations as the heads of memebench need, and no more: Gemm,
// Relu, Mask, Dropout, Concat and Add; Gate, which weighs modalities; Tokens,
// Attention, LayerNorm and First, of which a transformer encoder is made; and
// softmax cross entropy at the end. Parameters
// lie one behind the other in one flat float32 vector, in the order in which
// they were declared, and so do their gradients, which makes an optimizer one
// loop.
package tape
