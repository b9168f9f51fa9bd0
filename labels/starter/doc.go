// Package starter is the set of memes that a new workspace begins with: 250 of
// our own, fifty at each level, so that there is something to label, to train on
// and to evaluate in the first minute. Pictures, captions and levels were made
// for this project. A program drew the pictures; it is in the history of the
// project, at the last commit that has labels/starter/gen.
//
// [Memes] lists the set in the order in which people meet it, [Pictures] holds
// the files, [Guide] says what the levels mean. Every level was given by that
// guide, together with the caption and before any model had seen the set.
//
// Each of the 25 scenes (cat, weather, desk, …) occurs twice at every level, so
// that what a picture shows tells nothing about the level; how it looks often
// does, but in about a quarter of the memes picture and caption disagree.
//
// The splits are fixed: 30, 10 and 10 memes of each level in train, val and
// test. The first hundred memes of the list are the set as it was at first: they
// keep their order, their splits and their bytes, so that a workspace that has
// them only grows. In those hundred a scene is spread over the splits.
// The memes after them are split by scene: all of a scene that were added later are in one
// split, and a scene that is new in its whole is in one split entirely.
//
// Four fifths come labelled by [Annotator]. The others wait for the user: of each
// level six in train and two each in val and test. What is meant to be their
// level is known here too, so that it can be compared later.
//
// The set is small on purpose. It shows how the workbench is used; it does not
// measure a model.
package starter
