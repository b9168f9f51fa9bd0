// Package tui is the face of memebench: the screens in which memes are
// labelled, the model is judged and retrained.
//
// [Run] takes what it needs from the rest of the program as [Deps] (a store seen
// through small interfaces, use cases as functions) and everything about one
// terminal as [term.Window]. Nothing here is global, so that one process can serve
// several terminals.
//
// The root is app, which routes keys and messages to three screens: labelScreen
// (also used for the memes of a matrix cell), evalScreen and trainScreen. Rules
// that hold for all of them:
//
//   - Update does no I/O and never blocks. Reading and writing the store happens
//     in commands, which change no state: they return a message that says what
//     happened.
//   - Work that lasts (fetching, encoding, training, evaluating) is a job of a
//     [jobs.Runner]; a command only waits for news of it.
//   - A key that labels counts for a meme that could be read when it was pressed:
//     some time after its frame was written (showing.go). Keys that a person has
//     not meant count for nothing (keyboard.go). Others wait while a label is on
//     its way to disk, and are applied in order after it.
//   - "Saved" is said when the store has said so, not before. What it refuses is kept
//     until it takes it, or the program ends and has it rescued (unsaved.go).
//   - View draws exactly as many lines as the window has, none wider, and gives
//     every part a fixed place, so that nothing jumps when something arrives.
//   - Each key is defined once, in keys.go; hints and help are made from there.
//
// The matrix on Evaluate is that of an evaluation, whatever is labelled afterwards:
// what was said of its rows since is marked in the cells (corrections.go), and
// counted only by the next evaluation, which r there has follow a training.
//
// Package [term] reads and writes the terminal; Bubble Tea runs the loop of messages
// only. How pictures get on the screen is in picture.go (the seam), choose.go (which
// technique a terminal is given), a file for each technique, and zoom.go (a picture
// alone in the window). Real pixels are never part of a row: they are sent beside the
// frame, once.
package tui
