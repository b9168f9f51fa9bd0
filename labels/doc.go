// Package labels is the vocabulary of memebench: what a meme is, what people
// and models can say of it, and how many voices become one gold level. Every
// other package speaks in these types; this one imports nothing but the
// standard library and does no I/O.
//
// A [Meme] is an image and a caption. People and importers speak of it by
// appending an [Event] to a log that is never rewritten: a level, a skip, a
// flag, a note, or the retraction of an earlier event. What one annotator says
// now ([CurrentLabel]) and what the meme's gold level is ([State]) are derived from
// its events by [Aggregate]. A model speaks of a meme by a [Prediction].
//
// A [Level] is one of five ordered sentiments. Memes that share a picture or a
// caption form a group; a group is never spread over two [Split]s, so that what
// is measured on val and test was not seen in training.
//
// Memes are offered to the store as [NewMeme]s.
//
// The packages below, which only dataset and starter need this one for:
//
//   - dataset: data in and out, one file per format; relink and resplit
//   - picture: a meme's picture, decoded within bounds, turned upright, resized
//   - starter: the starter set, pictures and captions that are built in
//   - plainfile: opens what a user names, and refuses pipes and devices where they
//     cannot serve
//   - atomicfile: writes files whole or not at all
//   - workers: goroutines whose panics reach who started them
//
// README.md describes the formats of files.
package labels
