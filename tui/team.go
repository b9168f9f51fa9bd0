package tui

import (
	"context"

	"memebench/labels"
	"memebench/tui/jobs"
)

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
	Take func(labels.Meme) bool
	// Stay says that the annotator is there: a key was pressed.
	Stay func()
}

// GivenAwayError is in the error of [Log.Append], which took nothing, where memes have been
// given to as many others by now as are to label them: one more label is not wanted, and is
// not kept.
type GivenAwayError struct {
	Memes []labels.MemeID
	Why   string // a sentence
}

func (e *GivenAwayError) Error() string { return e.Why }
