// Package starter holds the head that a new workspace has before anybody has
// trained one there, so that the model says something on the first day.
//
// It was made by make.sh with the program's own commands: a head was trained on
// the training sentences of SST-5 (7,675 to learn from, 869 to stop on; captions
// without pictures), exported, and trained on, by a warm start, on the starter set
// (120 memes of train, 40 of val to stop on; its test split was not used). That
// was preferred to one training on both together, by what the validation rows
// said, for seeds 1, 2 and 3: on those of the starter set macro-F1 0.553, 0.577 and
// 0.563 against 0.464, 0.440 and 0.391, on those of SST-5 0.492, 0.452 and 0.463
// against 0.491, 0.514 and 0.503. Among so few starter memes pictures would else
// hardly count. Smaller learning rates for the second part gave the starter set
// less and SST-5 a little more. Seed 1 was taken because it is the first.
//
// report.txt has its figures on rows that it has not seen. The card in the bundle
// has config, history and licences. The sentences are not in it; digests tell
// which ones it knows, so that an evaluation on SST-5 warns.
//
// The head reads the default pack of encoders and no other. Trained anew for
// other encoders, it is replaced by what make.sh writes.
package starter

import (
	"embed"
	"io/fs"
)

//go:embed bundle
var files embed.FS

// Bundle returns the head as model.ReadBundle reads it.
func Bundle() fs.FS {
	sub, err := fs.Sub(files, "bundle")
	if err != nil {
		panic(err) // the name is a valid one
	}
	return sub
}
