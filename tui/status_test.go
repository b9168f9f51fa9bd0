package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
)

// What has become of a label is not covered by what a job has to say, good or
// bad.
func TestAcknowledgementStaysBesideNewsOfJobs(t *testing.T) {
	for _, failure := range []error{nil, errors.New("the disk is full\nand more")} {
		finish := make(chan struct{})
		o := rigOptions{memes: memes(9), setup: func(s *fakeStore, d *Deps) {
			d.Train = func(context.Context, model.Report) (model.Trained, error) {
				<-finish
				if failure == nil {
					s.mu.Lock()
					s.versions = append(s.versions, eval.Version{ID: "v9"})
					s.mu.Unlock()
				}
				return model.Trained{Version: eval.Version{ID: "v9"}}, failure
			}
		}}
		inRig(t, o, func(t *testing.T, r *rig) {
			finish = make(chan struct{})
			r.keys("r", "4")
			r.wants("saved 4 positive, #0001")
			close(finish)
			r.pass(2 * jobsEvery)
			r.wants("saved 4 positive, #0001  ", map[bool]string{true: "✓ v9 is trained", false: "✗ training: the disk is full (! shows all)"}[failure == nil])
			r.keys("2")
			r.wants("saved 2 negative, #0002")
			r.lacks("v9 is trained")
		})
	}
}

// An error is no more to be minded when what failed has been done.
func TestASuccessPutsItsErrorAway(t *testing.T) {
	var failure error
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		train := d.Train
		d.Train = func(ctx context.Context, p model.Report) (model.Trained, error) {
			if failure != nil {
				return model.Trained{}, failure
			}
			return train(ctx, p)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		failure = errors.New("no training rows")
		r.keys("r")
		r.pass(2 * jobsEvery)
		r.wants("✗ training: no training rows")
		failure = nil
		r.keys("c", "r")
		r.pass(2 * jobsEvery)
		r.wants("v2 is trained")
		r.lacks("✗")
	})
}

// How far a job is stands whole in its place; what is counted goes first.
func TestHowFarAJobIsIsNotCut(t *testing.T) {
	of := func(unit string, done, total int64, left time.Duration) jobs.Snapshot {
		return jobs.Snapshot{Progress: jobs.Progress{Done: done, Total: total, Unit: unit}, ETA: left}
	}
	for _, c := range []struct {
		j    jobs.Snapshot
		w    int
		want string
	}{
		{of("features", 125, 500, 0), 29, "125/500 features"},
		{of("features", 125, 500, 0), 12, "125/500"},
		{of("heads", 12, 15, 4*time.Second), 12, "12/15 · 4 s"},
		{of("features", 12345, 98765, 9*time.Minute), 12, "12345/98765"},
		{of("epochs", 7, 20, 4*time.Second), 12, "7/20 · 4 s"},
		{of("bytes", 12e6, 81e6, 40*time.Second), 12, "12.0/81.0 MB"},
		{of("", 0, 0, 0), 12, ""},
	} {
		if got := (styles{}).jobTail(c.j, c.w); got != c.want {
			t.Errorf("%+v in %d cells: %q, want %q", c.j.Progress, c.w, got, c.want)
		}
	}
}

// The model is ready when there is one.
func TestPreparedWithoutLabels(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.lacks("the model is ready")
		r.wants("memes encoded: label some, then r trains")
	})
	inRig(t, rigOptions{memes: memes(9), setup: func(s *fakeStore, _ *Deps) {
		imported(s, labels.Val)
		s.addVersion(fakeTime)
	}}, func(t *testing.T, r *rig) { r.wants("the model is ready") })
}

// A workspace without memes has nothing that could be encoded.
func TestPreparedWithoutMemes(t *testing.T) {
	inRig(t, rigOptions{}, func(t *testing.T, r *rig) {
		r.wants("No memes here yet", "memebench import labels.csv --images images/")
		r.lacks("memes encoded", "the model is ready")
	})
}

// What preparing had to replace stays in sight until it is dismissed, whatever is
// labelled meanwhile.
func TestPreparedWithNotices(t *testing.T) {
	const notice = "version v3 cannot be used any more\x1b[31m; v4, the starter head, is served instead"
	inRig(t, rigOptions{memes: memes(9), prepare: func(context.Context, model.Report) ([]string, error) {
		return []string{notice, "another one"}, nil
	}}, func(t *testing.T, r *rig) {
		r.wants("✗ version v3")
		r.keys("4")
		r.wants("saved 4", "✗ version v3")
		r.keys("!")
		r.wants("v4, the starter head, is served", "another one")
		r.keys("esc", "esc")
		r.lacks("v3")
	})
}

// text is what the line of a status would say if it had room.
func (s *status) text() string {
	text, _, _ := s.newsIn(styles{}, 1000, "")
	if fault, _, _ := strings.Cut(s.fault(), "\n"); fault != "" {
		text = strings.TrimSpace(text + "  " + failMark + " " + fault)
	}
	return text
}
