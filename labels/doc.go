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
// A caption has an [Origin]: it was given with the meme, was read in its picture by the
// program (OCR), or was written by somebody who edited it. What is read comes as an event,
// too, of the source OCR, and never replaces what somebody wrote ([CaptionInForce]).
//
// A [Level] is one of five ordered sentiments. Memes that share a picture, nearly so, or a
// caption form a group, and are in one [Split], so that what is measured on val and
// test was not seen in training. Where a table or what came first puts them in several,
// the later ones are marked as cross-split duplicates ([Meme].CrossSplit), and are left
// out of training and evaluation.
//
// Memes are offered to the store as [NewMeme]s.
//
// # Words
//
// All packages use these, and so do the screens:
//
//   - adjudication: a level that decides; the newest one is the gold level, whatever
//     others say
//   - query: a question to the memes of a workspace ([Query]); what it finds are hits
//   - print: a perceptual hash of a picture ([Print]); near pictures have prints of which few
//     bits differ
//   - saying: a caption that more than [MostPictures] different pictures have, which ties no
//     memes together
//   - queue: an order in which memes are shown to be labelled; what it gives is an item
//   - encoder: a frozen network that makes features of captions or pictures; a pack is
//     the encoders that are used together
//   - head: the small network on top of the features, which is what is trained
//   - version: a trained head with its config, metrics and provenance (the memes that it
//     has learned from). The served one is the one whose predictions are shown
//   - policy: of a workspace, whether a new version is served by itself (the setting
//     promote)
//   - baseline: what a version is compared with, on the same rows
//   - merge: to add what was said in another workspace; the events keep their times, and count
//     by them ([Event.Follows])
//   - records: a whole workspace as lines of JSON, for exports and for moving it
//   - workspace: a folder with a store, which keeps all of this
//
// # Packages
//
// Packages in this folder; of them only dataset, near, queue and starter import labels:
//
//   - dataset: data in and out, one file per format; relink, resplit and near duplicates
//   - near: finds pictures that look alike by their prints
//   - queue: the orders in which memes are shown to be labelled
//   - assignment: who has which meme before them, where several label at a time
//   - picture: a meme's picture, decoded within bounds, turned upright, resized
//   - media: videos and sounds, read by ffmpeg within bounds
//   - starter: the starter set, pictures and captions that are built in
//   - plainfile: opens what a user names, and refuses pipes and devices where they
//     cannot serve
//   - atomicfile: writes files whole or not at all
//   - workers: goroutines whose panics reach who started them
//   - soaktest: rounds of tests, some by the way and very many in a soak
//
// README.md describes the formats of files.
package labels
