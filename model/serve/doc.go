// Package serve answers predictions over HTTP, in the Open Inference Protocol (version 2
// of KServe's, as Triton speaks it:
// https://github.com/kserve/open-inference-protocol), for whoever has memes outside of a
// workspace.
//
// There is one model, memebench, with its versions:
//
//	GET  /v2                                        the server
//	GET  /v2/health/live, /v2/health/ready          is it there, can it predict
//	GET  /v2/models/memebench[/versions/V]          the model's inputs, outputs and versions
//	GET  /v2/models/memebench[/versions/V]/ready    can it predict
//	POST /v2/models/memebench[/versions/V]/infer    predict
//
// A meme is a row of the two inputs, caption and image, both BYTES [n]: the caption in
// UTF-8, and a file's bytes as they are. An empty string stands for what a meme lacks, and
// an input that no meme has can be left out. The outputs are probabilities, FP32 [n,5], of
// the levels from very negative to very positive, and level, BYTES [n], the name of the
// most probable one. Every answer says in model_version which version it is by.
//
// Tensors are JSON or, with the extension binary_tensor_data, bytes behind the JSON, each
// element behind its length (32 bits, little-endian). A string of JSON cannot carry a
// picture's bytes: there an image is in base64.
//
// # How a request goes
//
// protocol.go and decode.go make memes of a body, and encode.go an answer of predictions: pure
// functions. infer.go has the handler. A [Server] lets in so many requests at a time, of so many
// bytes (admission.go), has their memes encoded on all processors (predict.go), those of the
// request with the fewest left first (turns.go), and classifies in one run of the head what has
// been encoded since the last one began (batch.go): nobody waits for a batch to fill up.
// versions.go keeps the served version open. When another one is promoted it is opened beside it,
// and requests go on to the old one until it is ready; each ends with the version that it has begun
// with.
//
// http.go has what is around all handlers, those of other packages included: the token,
// metrics, the log, and the refusal of what web pages of others make a browser send.
package serve
