// Package starter holds the head that a new workspace has before anybody has
// trained one there, so that the model says something on the first day.
//
// It was made by make.sh with the program's own commands: a head was trained on
// the training sentences of SST-5 (7,688 to learn from, 856 to stop on; captions
// without pictures), exported, and trained on, by a warm start, on the starter set
// (120 memes of train, 40 of val to stop on; its test split was not used) and every
// tenth sentence (854). Trained on all at once, pictures would hardly count among so
// few starter memes. Without the tenth, the second part forgets the sentences. That is
// what the validation rows said for seeds 1, 2 and 3, when the learning rate still stayed:
// macro-F1 on those of the starter set 0.544, 0.518 and 0.531 against 0.547, 0.601 and
// 0.571, on those of SST-5 (of which the tenth has some) 0.528, 0.528 and 0.540 against
// 0.429, 0.335 and 0.448, and 0.532 before. Seed 1 was taken because it is the first.
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

// Bundle returns the head as bundle.Read reads it.
func Bundle() fs.FS {
	sub, err := fs.Sub(files, "bundle")
	if err != nil {
		panic(err) // the name is a valid one
	}
	return sub
}
