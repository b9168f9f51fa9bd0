// Package db keeps a workspace in one file: the memes, what people have said of
// them, the versions of the model with their predictions, and settings.
//
// [Open] creates the file or brings an older one up to date, and gives a [DB],
// which any number of goroutines may use at once until [DB.Close]. Only one
// process at a time has a file open; a second one gets an [*InUseError] that
// names the first. For reading alone, [OpenReader] opens a copy.
//
// # Durability
//
// Every method that changes something is one transaction: when it returns
// without an error its whole effect is on disk (the file is synced), in the file
// that the path names, and when it returns an error nothing has changed there. A
// process that is killed at any moment leaves a file with every acknowledged
// change in it; a file that is new, copied or restored appears whole.
//
// That the path names the file is asked before each transaction that writes and
// after its commit, by device and inode. If it does not (the folder was deleted,
// another file renamed over it, a link pointed elsewhere) the method fails with a
// [*ReplacedError], and so does the next, until the file is back. The open file
// has everything still: [DB.Backup] saves it. On file systems that give a file
// another number while it is open, the headers of the two are compared. What happens to the
// path after the answer is not to be known; Close and the next write find it.
//
// bbolt maps the file and trusts what it reads. A file that is cut or overwritten
// while it is open makes it panic, perhaps with its locks locked: such a panic
// becomes ErrDamaged, no lock is waited for after that, and Close lets go of the
// file without bbolt. A whole store that is copied over the open one, as cp does, is known by
// the number of its last transaction. What people have said since the newest backup is in
// memory until then: [DB.SinceBackup].
//
// Methods that read see the state between two transactions. Those that go over
// many records ([DB.Rows], [DB.Log], [DB.Predictions]) read them in portions and
// hold no transaction while the caller works, so that a callback may call the
// store and a slow one delays nobody; what is changed meanwhile may be seen or
// not.
//
// What is to belong together is read in one transaction: by a [Reader] in [DB.Read], which has
// what a screen asks, or by the store of one moment in [DB.AtOnce] and [DB.RowsAt], which has all.
// A callback may not call the store then, since a second read of the same goroutine waits for the
// first where the file grows; under the race detector it ends the program (nested_race.go).
//
// # Copies
//
// bbolt's lock keeps one process out of another's file, also one that would only
// read. So nobody reads the file itself: a reader has a private copy, taken without
// a lock. A transaction writes into pages that the one before it does not need, and
// the header last; so a copy is consistent if the header is the same after it as
// before. Where changes follow each other too fast for that, the process that has
// the file sends the copy, from a transaction that reads: [DB.Share] has it listen
// on a Unix socket in a folder that no other user may enter. If it does not answer
// within two seconds, the reader copies the file itself.
//
// [Backup] writes such a copy into a file that stays, and verifies it: see [Verify].
// [DB.DailyBackup] does so once a day and removes what is old of its own, and Open
// does so before it brings a file up to date. [Restore] verifies a backup and puts
// it in the place of the file, which is kept beside it. [Rebuild] makes a new file of
// what is not derived, and a [Replay] one of what was exported. Files that are not
// whole yet lie in folders that package atomicfile locks and sweeps.
//
// # What is truth and what is derived
//
// The log of label events is only ever appended to. What can be computed from
// it (which memes wait and what a search reads, what an annotator can undo, the
// counts of a summary) is kept beside it, written in the same transaction as the
// events, so that no question needs a scan of the log. The state of one meme is not
// kept: its few events are at hand.
//
// What searches and queues read is in columns: one fact of 256 memes beside another, packed,
// so that a question to all memes reads some bytes of each and no records. Two columns of
// [labels.Facts] say which memes wait for an annotator: of their states, and of what the
// annotator says.
//
// A caption that somebody edits, or that is read in the picture, takes the place of the
// imported one, which is kept in the meme's record. Group and split stay, as they follow
// the imported caption: undoing an edit must have nothing to move back, who mends a caption
// must not move memes between the splits, and what is read ties no memes together.
//
// # Adding an index
//
// It is a bucket, or a column: its name in buckets.go or columns.go and its layout below. The
// methods that change what it is made from keep it in the same transaction (memes.go, memesagain.go
// and resplit.go by memetable.go; events.go and undo.go by logwriter.go). derive.go computes it
// from scratch, for repair; verify_derived.go compares; migrate.go brings older files to it, with a
// new schema number.
//
// # Buckets
//
// Numbers in keys and in binary values are big-endian, so that byte order is
// numeric order. A "record" is one byte with the record's format, 1, and JSON; a "packed
// record" is the format 2 and what the functions named like it say (pack….go). A "block"
// is of 256 memes, in their order, and numbered from 0: 4 bytes; those of digests are apart,
// see digestindex.go. "seq" is a meme's place in the order of import, "event" an event's place in
// the log, "number" a version's number; each is 8 bytes.
//
//	meta
//	  "schema"                      → 8 bytes: the file's schema
//	  "resplits"                    → 8 bytes: how often the memes were assigned to the splits again; none: never
//	  "trained"                     → event: the newest that a version of this workspace was trained with
//	datasets
//	  name                          → record: labels.Dataset, place in the order of arrival
//	meme_records
//	  seq                           → packed record: labels.Meme without its caption and values
//	texts
//	  column (4 bytes) block        → packed record: column 0 are the captions in force, i+1 the values at place i of the rows
//	id_blocks
//	  id (first 2 of 16 bytes)      → rest of an id, seq, for each id that begins so, ascending
//	meme_names
//	  SHA-256 of a name (first 8 bytes) seq → nothing; also of a key, if the id is not made of that and of a dataset that is there
//	group_key_blocks
//	  SHA-256 of a group key (first 2 bytes) → rest of its first 16 bytes, group (8 bytes), split (1 byte), for each that begins so, ascending
//	group_members
//	  group seq                     → nothing
//	caption_pictures
//	  SHA-256 of a caption's group key (first 16 bytes) → of the SHA-256 of each picture's digest that came
//	                                  with it the first 4 bytes, ascending; 24 bytes of 0 once there are more than 5
//	prints
//	  SHA-256 of a picture (32 bytes) → whether its memes were tied (1 byte), labels.Print…; made again if lost
//	events
//	  event                         → packed record: labels.Event, with the seq of its meme in the place of the id
//	meme_events
//	  seq event                     → nothing
//	columns
//	  name (1 byte) block           → cells of a column: m of the memes, s of their states; no block in which no bit is set
//	said
//	  annotator
//	    block                       → cells: what the annotator says now
//	undoable
//	  annotator
//	    event                       → seq; what DB.Undo can take back, the newest last
//	redoable
//	  annotator                       (its sequence number: the newest event of the annotator that is no retraction)
//	    event                       → seq; what DB.Redo can take back, the newest last
//	counters
//	  "memes", "kind:" kind, "gold:" level, "given:" annotator → 8 bytes
//	  "new"                         → 8 bytes: labels given by people behind "trained" that stand
//	versions
//	  number                        → record: eval.Version; also of versions that are pruned or deleted, of
//	                                  which nothing else is left
//	heads, weights, lessons
//	  number                        → the bytes given to DB.AddVersion, none of predictions from elsewhere (DB.AddGiven); the provenance (a name from before); versions from before schema 3 have none
//	baselines
//	  number
//	    modality                    → bytes given to DB.AddVersion; no bucket for a version without
//	served
//	  8 bytes, ascending            → number; a stack: the last is served, those before it were
//	prediction_blocks
//	  number
//	    block (8 bytes)             → packed record: what the version says of the memes of the block
//	settings
//	  name                          → value
//
// # Groups
//
// Memes that share a group key (a picture, one that it looks like, or a caption) share a group,
// and a group has one
// split. A new meme looks up each of its group keys. If none is known it founds
// a group, named after its seq. If they lead to several groups of one split,
// those become one: the memes of the smaller are rewritten, which costs
// each meme at most one rewrite per doubling of its group, and leaves no
// indirection for readers. Groups of different splits stay apart; the new meme
// joins that of its strongest key and is marked as a cross-split duplicate, as is one that
// brings a split other than its group's. So no two memes without that mark that
// share a key are ever in different splits.
//
// A caption that more than five different pictures have is a saying: its key leads nowhere.
// When it becomes one, the group that it led to is dissolved, and its memes get their groups
// by their other keys; their splits stay.
//
// Of what a picture looks like, other keys come later, by [DB.TieNear]: then two groups become
// one, or the meme is marked.
//
// TieNear moves the smaller of two groups to another split while nobody has labelled its memes.
// Besides, [DB.Resplit] alone moves memes; it makes all groups again, as if
// the memes were imported once more.
package db
