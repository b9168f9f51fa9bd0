// Package labelstudio makes memebench a machine-learning backend of Label Studio
// (https://labelstud.io/guide/ml): its predictions stand beside the tasks there, and what
// people annotate there becomes labels here.
//
//	GET  /health     is the backend there
//	POST /setup      takes a project on
//	POST /validate   can a labelling interface be predicted for
//	GET  /versions   which versions of the model there are
//	POST /predict    predicts tasks
//	POST /webhook    takes annotations over, and trains
//
// What a task and an annotation look like is for package labels/dataset to know, which
// imports and exports files of them. config.go reads from a project's labelling interface
// which of its choices are levels, and where a task has its picture and its caption;
// predict.go predicts; webhook.go writes labels; fetch.go gets pictures.
//
// Nothing that a request says decides where memebench connects to: pictures come from the
// one server that is named at start, and from under its /data/ alone.
package labelstudio
