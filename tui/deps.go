package tui

import (
	"context"
	"errors"
	"image"
	"time"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/labels/workers"
	"memebench/model"
	"memebench/model/settings"
	"memebench/tui/jobs"
)

// Reader is what the screens read of the memes, all of it as it was at one moment. None
// of its methods may scan.
type Reader interface {
	Meme(id labels.MemeID) (labels.Meme, error)
	MemeAt(seq uint64) (labels.Meme, error) // memes are numbered from 1 without gaps
	MemeCount() (int, error)
	// NextWaiting returns the first meme after seq that waits for an annotator (see
	// labels.State.Waits), going round to the start, and false when none does. Those
	// that only an import has labelled come last.
	NextWaiting(annotator string, after uint64) (labels.Meme, bool, error)
	// NextImported is NextWaiting of those alone that only an import has labelled.
	NextImported(annotator string, after uint64) (labels.Meme, bool, error)
	State(id labels.MemeID) (labels.State, error)
	Events(id labels.MemeID) ([]labels.Event, error) // all that was said of it, in the order of the log
	// Dataset returns the dataset of this name, and false where nothing was kept of it.
	Dataset(name string) (labels.Dataset, bool, error)
	Prediction(version string, id labels.MemeID) (labels.Prediction, bool, error)
	Summary(annotator string) (eval.Summary, error)
}

// Log is where labels go.
type Log interface {
	// Append returns when the events are on disk. In a team its error is a
	// [*labels.EnoughError] where others have labelled a meme.
	Append(events ...labels.Event) ([]labels.Event, error)
	// Undo takes back the annotator's newest event that stands, with the others of its
	// act, and returns them, the newest first; repeated calls go further back. It
	// returns none when none is left.
	Undo(annotator string) ([]labels.Event, error)
	// Redo says again what was taken back since the annotator last said anything, act by
	// act, and returns what stands again, the newest first. In a team its error is a
	// [*labels.EnoughError] where others have labelled a meme, also beside what stands again.
	Redo(annotator string) ([]labels.Event, error)
	LastSeq() (uint64, error)
	// Log calls yield with every event from a sequence number on, in order, until
	// yield returns an error, which Log returns.
	Log(from uint64, yield func(labels.Event) error) error
}

// Versions is what the screens change of the trained heads; what there is of them, the
// summary says.
type Versions interface {
	RenameVersion(id, name string) error     // "" takes the name away
	DeleteVersion(id string) (string, error) // refuses the served one
}

// Settings keeps small strings between runs.
type Settings interface {
	Setting(key string) (string, bool, error)
	SetSetting(key, value string) error
}

// may is nil where the annotator has the right to something.
func (d Deps) may(right labels.Right) error {
	if d.Team == nil {
		return nil
	}
	return d.Team.Role.Check(right)
}

// foldsNow reads the seed of the folds.
func (d Deps) foldsNow() (string, error) {
	seed, set, err := d.Settings.Setting(settings.FoldsSeed.Name)
	if !set {
		seed = settings.FoldsSeed.Default
	}
	return seed, err
}

// Shown is what a screen shows, of which a report is made: an evaluation, a check, a version, a
// description, or how far people agree. The fields of one of these are set.
type Shown struct {
	Evaluation *eval.Evaluation
	Rows       []eval.Row // of the evaluation

	Version    string           // its id; of a check the one that was chosen, "" for none
	Against    string           // the version that it stands beside, "" for none
	Comparison *eval.Comparison // of the two, nil for none

	Check *eval.Check    // labels that are to be looked at again
	Kind  eval.CheckKind // of them

	// Made is the newest event of the log when the evaluation, the check, the comparison or the description
	// was made; nil of what is counted when the report is written, and of a comparison that was made when
	// the version was trained.
	Made *uint64

	Description *eval.Description
	Agreement   bool // how far people agree, which is counted then
}

// Deps is what the screens need from the rest of the program. The functions run
// in background jobs; they return soon after their context is done, and report
// what they do. All functions but ReadGuide must be set.
type Deps struct {
	// Read calls f with a reader that is good until f returns, and returns its error.
	Read func(f func(Reader) error) error

	Log      Log
	Versions Versions
	Settings Settings

	// Prepare fetches what is missing, encodes, trains a first head and
	// predicts. It is started with the program; its error says what is
	// missing and how to get it, its notices what it had to mend or to replace.
	Prepare func(context.Context, model.Report) (notices []string, err error)
	// Train trains a new version like the served one on the labels there are, and
	// serves it if the workspace's policy has it so; the version says what was
	// decided.
	Train func(context.Context, model.Report) (model.Trained, error)
	// Backup makes the backup of the day if there is none yet, and returns what there
	// is to say of it, "" for nothing.
	Backup func(context.Context, model.Report) (string, error)
	// Evaluate evaluates a version on a split: eval.CVRows, val or test.
	Evaluate func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error)
	// Check lists labels of a kind that are to be looked at again: by the config of a version,
	// cross-validated, or what that says if it has no head; "" for the served one. It is
	// ErrNothingToEvaluate of package model where none could be cross-validated.
	Check func(ctx context.Context, version string, kind eval.CheckKind, p model.Report) (eval.Check, error)
	// Promote serves another version, Rollback the one served before; both
	// bring the predictions up to date before they return.
	Promote  func(ctx context.Context, version string, p model.Report) error
	Rollback func(ctx context.Context) (string, error)

	// Compare puts the second version beside the first, on the rows by which is
	// decided what is served.
	Compare func(ctx context.Context, first, second string, p model.Report) (eval.Comparison, error)
	// MakeQueue makes a queue of the annotator's: one of queue.Names, that of a group, or
	// a saved search.
	MakeQueue func(ctx context.Context, name string, p model.Report) (queues.List, error)
	// Stats counts what everybody has labelled.
	Stats func(context.Context) (eval.Stats, error)
	// Agreement compares all who have labelled.
	Agreement func(context.Context) (eval.Agreement, error)
	// Describe says what memes and labels are, and whether the labels can be learned by what
	// a cross-validated evaluation has found, nil for none, and what has changed since that was made.
	Describe func(ctx context.Context, model *eval.Evaluation, since string) (eval.Description, error)
	// Search finds memes, those of a list that the query names in its order. It returns soon
	// after its context is done.
	Search func(context.Context, labels.Search) (labels.Hits, error)
	// Likest puts those of some memes in order that have features: the likest to a meme first,
	// without it, so many at most unless most is 0. Memes are their places in the order of
	// import. It fails where that meme has no features by which they are to be alike.
	Likest func(ctx context.Context, meme uint64, among []uint64, by labels.Likeness, most int) ([]model.Like, error)
	// SavedQueries are those of the workspace, and Annotators all who have said anything.
	SavedQueries func() ([]labels.SavedQuery, error)
	Annotators   func() ([]string, error)
	// FindMeme returns the meme that is called so: by its number, the name of its
	// picture or the beginning of its id. The error is a sentence.
	FindMeme func(name string) (labels.Meme, error)
	// LookAt hears which meme is on the screen, by its place in the order of
	// import: predictions are made of it and of those after it first.
	LookAt func(seq uint64)

	// Rescue puts labels that could not be saved, and why, where they are found again,
	// and returns an error that says where and what to do.
	Rescue func(events []labels.Event, why error) error

	// Unfinished hears, once the terminal is given back, of a note or a caption that was being written
	// when the session was ended: what it was of, and the text as it was then. Nobody was asked.
	Unfinished func(of, text string)

	// KeepTrace keeps the trace of a panic and says in half a sentence where.
	KeepTrace func(*workers.Panic) string
	// Frames yields what a meme that moves is made of, as its encoder sees it: up to eight
	// frames, evenly spread. It fetches nothing; the error is a sentence. It ends with ctx, and
	// with what yield returns.
	Frames func(ctx context.Context, m labels.Meme, yield func(image.Image) error) error
	// OpenFile has the system's viewer show a picture's file and returns
	// without waiting for it, with ErrNoViewer where there is none.
	OpenFile func(path string) error

	// ReportPlace says where a report goes that is to be called so: its whole path, and whether
	// a file is there. The error says why it cannot be there.
	ReportPlace func(name string) (path string, there bool, err error)
	// WriteReport writes what is shown to that path, whole or not at all, in the format of the
	// path's ending, and returns where it is, for people. What is there stays, and is an error,
	// unless it is to be written over.
	WriteReport func(ctx context.Context, of Shown, path string, over bool) (where string, err error)

	// ReadGuide reads guide.md and its digest anew: others may change it while a session is open. The
	// error is why it cannot be read, without its name. It may be nil.
	ReadGuide func() (text, digest string, err error)

	Team *Team // that the session is one of; nil: the annotator is alone in the workspace

	Keys        Keys     // that the annotator uses instead of the program's
	Queue       string   // that the session begins with; "": the one used last
	Columns     []string // of the tables that memes came from, by which they can be found
	Datasets    []string // their names
	Workspace   string   // its name
	Folder      string   // its path, for commands that are shown to be typed
	Here        string   // the folder that the program was started in
	Annotator   string
	Guide       string       // text of the workspace's guide.md
	GuideDigest string       // recorded with every label
	Blind       labels.Blind // when the model's answer is shown on memes of train
	Retrain     int          // labels after which a new version is trained by itself; 0: never
	Policy      eval.Policy  // what becomes of a new version
	Now         func() time.Time
}

// ErrNoViewer says that there is no viewer where the annotator would see it, or
// none for such a file.
var ErrNoViewer = errors.New("no viewer here")

// Team is what a session shares with those of others in the same workspace. Its functions
// must be set, and may be called from any goroutine; none but Changed waits for anything.
type Team struct {
	Role labels.Role // of the annotator: what it may not do is faint, and says why

	// Jobs runs what there is but once in a workspace: preparing the model, training, and
	// serving a version. It outlives the session. All see what runs; only who has started
	// something cancels it, and is told what has become of it as one who has asked.
	Jobs *jobs.Runner

	// Changed waits until something was written to the store after a revision (0: none is
	// known), and returns that of the newest. Its error is that of ctx.
	Changed func(ctx context.Context, after uint64) (uint64, error)

	// Take claims a meme for the annotator's screen, until another is taken, and reports
	// whether it may be labelled there: not if others have been given it, as many as are to
	// label it. What an annotator has labelled may always be.
	Take func(Reader, labels.Meme) (bool, error)
	// Peek reports whether Take would claim a meme now, and claims nothing.
	Peek func(Reader, labels.Meme) (bool, error)
	// Yield gives back what was taken: nothing is left to the annotator, and it may be to others.
	Yield func(Reader) error
	// Stay says that the annotator is there: a key was pressed.
	Stay func()
}
