package db

import "errors"

// What opening a file can run into, besides the errors of the operating system.
var (
	// ErrInUse is matched by an [*InUseError]: another process has the file.
	ErrInUse = errors.New("store is in use")
	// ErrNewer means that a newer memebench wrote the file.
	ErrNewer = errors.New("store is newer than this program")
	// ErrForeign means that the file is something else than a store.
	ErrForeign = errors.New("not a memebench store")
)

// What any method can run into.
var (
	// ErrDamaged means that what was read cannot have been written so.
	ErrDamaged = errors.New("store is damaged")
	// ErrReplaced is matched by a [*ReplacedError]: the path no longer names the
	// open file.
	ErrReplaced = errors.New("store was replaced")
	// ErrNoRoom means that the disk, a quota or a limit has no room for what was
	// to be written. Nothing has changed.
	ErrNoRoom = errors.New("no room")
	// ErrReadOnly means that a change was asked of a copy that is only read.
	ErrReadOnly = errors.New("the workspace is only read here")
	// ErrClosed means that the store was used after Close.
	ErrClosed = errors.New("store is closed")
	// ErrNotFound means that the meme, event or version asked for is not there.
	ErrNotFound = errors.New("not found")
	// ErrAmbiguous means that a name fits several memes.
	ErrAmbiguous = errors.New("ambiguous")
	// ErrRetracted means that the event to take back is taken back already.
	ErrRetracted = errors.New("already taken back")
	// ErrInvalid means that what was given cannot be stored, as it is not what
	// its type promises.
	ErrInvalid = errors.New("invalid")
	// ErrOtherColumns means that a dataset of this name has other columns.
	ErrOtherColumns = errors.New("dataset has other columns")
	// ErrServed means that a version cannot go because its predictions are shown.
	ErrServed = errors.New("version is served")
	// ErrNoEarlier means that nothing was served before what is served now.
	ErrNoEarlier = errors.New("no earlier served version")
)

// sentence is an error whose words are for people and whose kind is for callers.
type sentence struct {
	kind error
	text string
}

func (s *sentence) Error() string { return s.text }
func (s *sentence) Unwrap() error { return s.kind }
