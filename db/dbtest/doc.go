// Package dbtest holds what every store keeps to, the real one of package db and
// those that stand for it in tests. A suite that the real store passes and a fake
// passes too is what makes the fake worth testing with.
//
// There is a suite for each thing that is asked of a store: [Memes], [Events], [Log], [Undo],
// [Summary], [Settings] and [Versions]. Each is given a store that it may change, and, if it
// is about memes, the ids of the five that are in it, in their order: all of the train split, of
// which nothing was said. A store that lacks some of a suite's methods does not
// promise what the suite is about.
package dbtest
