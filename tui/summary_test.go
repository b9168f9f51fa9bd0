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
)

// A summary that was read before a label and arrives after it takes nothing back:
// not the counts, not what can be undone, not what a training waits for.
func TestAnOldSummaryComesLast(t *testing.T) {
	started := 0
	o := learning(9, func(s *fakeStore, _ context.Context) (eval.Version, error) {
		started++
		return s.addVersion(fakeTime), nil
	})
	o.memes[8].Split = labels.Train
	inRig(t, o, func(t *testing.T, r *rig) {
		old := r.a.deps.summarise()
		r.keys("1")
		between := r.a.deps.summarise()
		r.keys("2")
		for _, late := range []summarised{old, between} {
			r.send(summaryMsg{summarised: late})
			r.wants("2/9", "u undo")
			if r.a.summary.New != 2 || r.a.summary.Seq != uint64(len(r.store.log)) {
				t.Errorf("%d labels are new, the newest event is %d", r.a.summary.New, r.a.summary.Seq)
			}
		}
		if started != 0 {
			t.Fatalf("%d trainings after two labels", started)
		}
		r.keys("3")
		if started != 1 {
			t.Errorf("%d trainings after three labels", started)
		}
		// Nor does one that was read before the training, and comes after it.
		before := r.a.summary
		before.Revision, before.New = before.Revision-1, 3
		r.pass(3 * jobsEvery)
		r.send(summaryMsg{summarised: summarised{summary: before}})
		if started != 1 || r.a.summary.New != 0 {
			t.Errorf("%d trainings, %d labels are new", started, r.a.summary.New)
		}
	})
}

// A curve takes longer than a label: it is drawn though a label was given meanwhile,
// but an older one does not take the place of a newer.
func TestACurveThatComesLate(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		late := summaryMsg{summarised: r.a.deps.summarise(), curve: eval.Curve{Why: "late"}}
		r.keys("1")
		r.send(late)
		if r.a.curve.Why != "late" {
			t.Errorf("the curve is %+v", r.a.curve)
		}
		older := late
		older.summary.Revision--
		older.curve.Why = "older"
		r.send(older)
		if r.a.curve.Why != "late" {
			t.Errorf("the curve is %+v", r.a.curve)
		}
	})
}

// What a training has to say of itself reaches the screen.
func TestNoticesOfATraining(t *testing.T) {
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		train := d.Train
		d.Train = func(ctx context.Context, p model.Report) (model.Trained, error) {
			v, err := train(ctx, p)
			v.Notices = []string{"it went on after epoch 12\x1b[31m of a training that was killed"}
			return v, err
		}
	})
	o.w, o.h = 160, 40
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(2 * jobsEvery)
		r.keys("!")
		text := strings.Join(strings.Fields(r.view()), " ")
		if !strings.Contains(text, "v2 is trained") || !strings.Contains(text, "went on after epoch 12") {
			t.Errorf("on the screen: %s", text)
		}
	})
}

// The backup of the day is made once, beside everything else, and again when something is
// said on another day; what there is to say of it is said, and leaving does not wait for it
// or ask.
func TestBackupOfTheDay(t *testing.T) {
	made, later := 0, time.Duration(0)
	o := rigOptions{memes: memes(9), setup: func(_ *fakeStore, d *Deps) {
		d.Now = func() time.Time { return time.Now().UTC().Add(later) }
		d.Backup = func(context.Context, model.Report) (string, error) {
			made++
			return "no backup today: 1.0 MB are free", nil
		}
	}}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("1")
		r.wants("✗ no backup today: 1.0 MB are free")
		r.keys("2")
		r.pass(3 * jobsEvery)
		if made != 1 {
			t.Errorf("%d backups on the first day", made)
		}
		later = 24 * time.Hour
		r.keys("3", "4")
		r.pass(3 * jobsEvery)
		if made != 2 {
			t.Errorf("%d backups on two days", made)
		}
	})
	// Another error does not hide it.
	o.prepare = func(context.Context, model.Report) ([]string, error) { return nil, errors.New("no network") }
	inRig(t, o, func(t *testing.T, r *rig) {
		r.pass(3 * jobsEvery)
		r.keys("!")
		r.wants("no network", "no backup today: 1.0 MB are free")
	})
	o.prepare = nil
	o.setup = func(_ *fakeStore, d *Deps) {
		d.Backup = func(context.Context, model.Report) (string, error) { return "", errors.New("the store is damaged") }
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("1")
		r.wants("✗ backing up: the store is damaged")
	})
	o.setup = func(_ *fakeStore, d *Deps) {
		d.Backup = func(ctx context.Context, _ model.Report) (string, error) { <-ctx.Done(); return "", ctx.Err() }
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.wants("backing up")
		r.keys("q")
		r.pass(jobsEvery)
		if !r.quit {
			t.Errorf("it asks before it leaves:\n%s", r.view())
		}
	})
}
