// Package term is one terminal: what it can do, what is typed there, and what it
// shows. It knows nothing of memes. Nothing in it is global, so that one process can
// serve several terminals; a terminal is a reader and a writer, a file or not. (The one
// exception is what the library that encodes images reads of the environment, which is
// set once: termimg.go.)
//
// [Open] takes a terminal over and asks it what it can do ([Facts]: pictures, colours,
// the size of its cells, and how many cells it gives to text on which terminals
// differ). [Terminal.Listen] brings what happens as events. [Terminal.Draw] has a
// [Frame] written: all rows of the window and the pictures beside them.
//
// # Keys
//
// [Decoder] makes keys of bytes. A sequence may be cut anywhere, by a slow line or by
// the end of a read; what is left of one that was given up is dropped and never taken
// for keys, and so are late answers of the terminal.
//
// # Frames
//
// Who draws says what the window shall show; the difference to what it shows is
// written by a goroutine, in one system call, with lines that do not wrap. Rows are
// made of columns ([Column]). Each is erased before its text is written, from its own
// place on: text that the terminal takes for wider or narrower than [Widths] does
// stays in its column.
//
// # Images
//
// A [Technique] is one way to get an image onto a terminal: Kitty's protocol (at the
// cursor, or by placeholders), sixel, iTerm2's, half blocks, braille dots. [Window]
// chooses the best that the terminal can do. [OpenImage] decodes a picture, [Fit] says
// at which size it fills a [Box] of cells, [CloseUp] which part of it is seen in a
// close-up; what comes of Technique.Draw ([Drawn]) goes into a frame as an [Image].
//
// A frame has any number of them. One is sent when it does not stand in its place, and what
// kitty has in its memory is only shown elsewhere. The text and the first of them are one
// write; between the others it is asked for a newer frame.
package term
