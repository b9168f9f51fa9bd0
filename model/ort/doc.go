// Package ort runs ONNX models with ONNX Runtime on the CPU. It is the only
// place that knows the C library behind onnxruntime_go.
//
// [Start] loads the library, once per process; [Open] makes a [Session] from the
// bytes of a model, [OpenFile] from its file; [Session.Run] feeds and fills [Tensor]s,
// which are views of the caller's own slices. Before [Stop], every session must be
// closed.
//
// All functions and methods may be called from several goroutines at once. One
// session may run many times at once, as long as no two runs write to the same
// output slices; each run uses the session's own threads (one, by default)
// beside the calling one.
//
// The library is called through cgo. A binary built without cgo compiles, and
// Start says what is missing.
package ort
