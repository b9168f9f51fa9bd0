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
// Memes are offered to the store as [NewMeme]s. How they come in from tables, and go
// out again, is for package dataset.
package labels
