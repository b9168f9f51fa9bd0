// Package starter is the set of memes that a new workspace begins with: one
// hundred of our own, twenty at each level, so that there is something to label,
// to train on and to evaluate in the first minute. Pictures, captions and levels
// were made for this project; the pictures are drawn by the program in gen.
//
// [Memes] lists the set in the order in which people meet it, [Pictures] holds
// the files, [Guide] says what the levels mean. Every level was given by that
// guide, together with the caption and before any model had seen the set.
//
// Each of the twenty scenes (cat, weather, desk, …) occurs once at every level,
// so that what a picture shows tells nothing about the level; how it looks often
// does, but in about a quarter of the memes picture and caption disagree. The
// splits are fixed: 12, 4 and 4 memes of each level in train, val and test.
// Four fifths come labelled by [Annotator]. The others wait for the user, two of
// each level in train and one each in val and test; what is meant to be their
// level is known here too, so that it can be compared later.
//
// The set is small on purpose. It shows how the workbench is used; it does not
// measure a model.
package starter
