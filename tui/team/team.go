// Package team is what annotators share who work in one workspace at the same time: the
// memes, handed out so that each gets as many labels as it is to have; the jobs, of which a
// workspace has one of a kind; and rights.
//
// A [Team] is made of what a session alone is made of ([tui.Deps]), and gives each session its
// own ([Team.Deps]): behind a door (door.go) that asks for the annotator's role, again and
// apart from what the screens show. [Team.Run] does what nobody need ask for: it prepares the
// model, trains when enough labels are new, and makes the backup of the day.
package team

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/assignment"
	"memebench/labels/workers"
	"memebench/tui"
	"memebench/tui/jobs"
)

// Options are what a team is made of.
type Options struct {
	// Server is as for a session that is alone: what prepares the model, trains and backs up.
	Server tui.Deps
	// Log takes what annotators say, and holds the overlap (db.Shared).
	Log Log
	// Changed waits for writes, see [tui.Team].
	Changed func(ctx context.Context, after uint64) (uint64, error)
	// Retrain reads how many new labels start a training; 0: none does.
	Retrain func() (int, error)
	// Lease is how long a meme stays an annotator's without a key.
	Lease time.Duration
	// Jobs runs what there is but once in the workspace.
	Jobs *jobs.Runner
	// Logger is told what the team cannot do.
	Logger *slog.Logger
}

// Log is where labels go, with a Redo that asks for each event whether it may be said again.
type Log interface {
	tui.Log
	RedoIf(annotator string, may func(labels.Event) error) ([]labels.Event, error)
}

// Team is those who work in a workspace. Its methods may be called from any goroutine.
type Team struct {
	o          Options
	leases     *assignment.Leases
	retraining tui.Retraining
	saving     saving
}

// New returns a team of nobody yet. The memes at which the last sessions of annotators ended
// are theirs for the term of a lease, from when they said something last.
func New(o Options) (*Team, error) {
	t := &Team{o: o, leases: assignment.New(o.Lease, o.Server.Now)}
	heard, err := heardSince(o.Log, o.Server.Now().Add(-o.Lease))
	if err != nil {
		return nil, err
	}
	for who, at := range heard {
		id, _, err := o.Server.Settings.Setting(tui.PlaceSetting(who))
		if err != nil {
			return nil, err
		}
		err = o.Server.Read(func(r tui.Reader) error {
			m, err := r.Meme(labels.MemeID(id))
			if err == nil {
				t.leases.Restore(who, m.Seq, at)
			}
			return nil // a meme that is gone is nobody's, nor is none
		})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// heardSince is when each annotator who has said something since a time has said it last. What was merged was said
// elsewhere, at whatever time.
func heardSince(log Log, since time.Time) (map[string]time.Time, error) {
	heard := map[string]time.Time{}
	last, err := log.LastSeq()
	if err != nil {
		return nil, err
	}
	for many, begun := uint64(1000), false; !begun; many *= 2 { // from the end of the log, which may be long
		from := last + 1 - min(many, last)
		begun = from <= 1
		err := log.Log(from, func(e labels.Event) error {
			switch {
			case e.Merged:
			case e.Time.Before(since):
				begun = true // what comes before it is older
			case e.Source != labels.Import:
				heard[e.Annotator] = e.Time
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return heard, nil
}

// Leave gives back the meme of an annotator who has left in good order.
func (t *Team) Leave(annotator string) { t.leases.Leave(annotator) }

// Leases counts the memes that annotators have before them.
func (t *Team) Leases() int { return t.leases.Held() }

// backupEvery is how often the backup of the day is looked after.
const backupEvery = time.Hour

// Run works for the team until ctx ends. The jobs that it began are their runner's.
func (t *Team) Run(ctx context.Context) error {
	began, _ := t.o.Jobs.Seen()
	for _, j := range []tui.TeamJob{tui.TeamPrepare, tui.TeamBackup} {
		switch _, err := j.StartFor(t.o.Jobs, t.o.Server); {
		case errors.Is(err, jobs.ErrShutdown): // told to end as it began
			return nil
		case err != nil:
			return err
		}
	}
	changed := make(chan struct{}, 1)
	var teller workers.Group
	teller.Go(func() { t.tellChanges(ctx, changed) })
	teller.Go(func() { t.tellEnds(ctx, began, changed) })
	defer teller.Wait()
	backup := time.NewTicker(backupEvery)
	defer backup.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-backup.C:
			_, _ = tui.TeamBackup.StartFor(t.o.Jobs, t.o.Server) // unless one runs
		case <-changed:
			if err := t.trainByItself(); err != nil {
				t.o.Logger.Error("cannot train", "error", err)
			}
		}
	}
	return nil
}

// tellChanges says that something was written.
func (t *Team) tellChanges(ctx context.Context, changed chan<- struct{}) {
	var revision uint64
	var err error
	for {
		if revision, err = t.o.Changed(ctx, revision); err != nil {
			return
		}
		tell(changed)
	}
}

// tellEnds says that a job has ended of those that began after a version of the runner's: while the model was prepared,
// labels may have come that wait for a training.
func (t *Team) tellEnds(ctx context.Context, version uint64, changed chan<- struct{}) {
	for {
		news, next, err := t.o.Jobs.Next(ctx, version)
		if err != nil {
			return
		}
		if version = next; slices.ContainsFunc(news, func(s jobs.Snapshot) bool { return !s.Active() }) {
			tell(changed)
		}
	}
}

// tell says that there is something to look at, unless that is said already.
func tell(changed chan<- struct{}) {
	select {
	case changed <- struct{}{}:
	default:
	}
}

// trainByItself starts a training when enough labels are new.
func (t *Team) trainByItself() error {
	every, err := t.o.Retrain()
	if err != nil || every <= 0 { // never, and then no label costs a reading of the summary
		return err
	}
	if slices.ContainsFunc(t.o.Jobs.Active(), func(s jobs.Snapshot) bool { return s.Kind == string(tui.TeamPrepare) }) {
		return nil // its end is told
	}
	var s eval.Summary
	if err := t.o.Server.Read(func(r tui.Reader) (err error) { s, err = r.Summary(""); return err }); err != nil {
		return err
	}
	if !t.retraining.Due(s, every) {
		return nil
	}
	_, err = tui.TeamTrain.StartFor(t.o.Jobs, t.o.Server)
	if errors.Is(err, jobs.ErrBusy) || errors.Is(err, jobs.ErrShutdown) {
		return nil // one that somebody has started, whose end is told, or none any more
	}
	t.retraining.Began(s, every)
	return err
}
