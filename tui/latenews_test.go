package tui

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// slowSettings are settings that take a second to be read or written.
type slowSettings struct{ Settings }

func (s slowSettings) Setting(key string) (string, bool, error) {
	time.Sleep(time.Second)
	return s.Settings.Setting(key)
}

func (s slowSettings) SetSetting(key, value string) error {
	time.Sleep(time.Second)
	return s.Settings.SetSetting(key, value)
}

// unreadSettings cannot be read, which takes a second to find out.
type unreadSettings struct{ Settings }

func (s unreadSettings) Setting(string) (string, bool, error) {
	time.Sleep(time.Second)
	return "", false, errors.New("the disk has gone")
}

// What has become of a saved query is told also when Find was closed meanwhile, and the queues
// have it.
func TestNewsOfAQueryAfterFindIsClosed(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.a.deps.Settings = slowSettings{r.store}
		save := func(query, name string) {
			r.keys("/", "ctrl+u")
			r.write(query)
			r.keys("ctrl+s")
			r.write(name)
			r.keys("enter", "esc")
			if r.a.float != nil {
				t.Fatal("Find is open still")
			}
			r.pass(2 * time.Second)
		}
		save("cat", "the cats")
		r.wants("saved as the cats")
		if len(r.a.queries) != 1 || r.a.queries[0].Name != "the cats" {
			t.Errorf("queues are gone through with %v", r.a.queries)
		}
		r.store.fail = errors.New("no space left on device")
		save("dog", "dogs")
		r.wants("NOT saved: the query dogs: no space left on device")
	})
}

// A saved query that cannot be counted does not keep those behind it from being counted.
func TestQueuesBehindOneThatCannotBeCounted(t *testing.T) {
	o := findMemes().with(func(s *fakeStore, d *Deps) {
		s.settings["query/a broken one"], s.settings["query/the cats"] = "horse", "cat"
		search := d.Search
		d.Search = func(ctx context.Context, q labels.Search) (labels.Hits, error) {
			if strings.Contains(q.Query.Text, "horse") {
				return labels.Hits{}, errors.New("no such queue")
			}
			return search(ctx, q)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("/")
		r.pass(time.Second)
		f, _ := r.a.finding()
		for _, p := range f.places {
			if broken := p.title == "a broken one"; p.counted == broken || p.title == "the cats" && p.count != 4 {
				t.Errorf("%s: counted %t, %d", p.title, p.counted, p.count)
			}
		}
	})
}

// Settings that cannot be read close nothing but their own sheet.
func TestSettingsThatCannotBeReadLeaveFindOpen(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.a.deps.Settings = unreadSettings{r.store}
		r.keys(",", "esc", "/")
		r.pass(2 * time.Second)
		r.wants("cannot read the settings: the disk has gone")
		if _, ok := r.a.finding(); !ok {
			t.Error("Find was closed")
		}
		r.keys("esc", ",")
		r.pass(2 * time.Second)
		if r.a.float != nil {
			t.Error("the sheet of settings stays open without any")
		}
	})
}

// A note that is being written on Check while a training ends, which has the list made anew, is
// kept as it was begun.
func TestANoteOnCheckOutlivesItsList(t *testing.T) {
	slow := false
	o := sceneMemes().with(func(_ *fakeStore, d *Deps) {
		check, train := d.Check, d.Train
		d.Check = func(ctx context.Context, version string, kind eval.CheckKind, p model.Report) (eval.Check, error) {
			if slow {
				time.Sleep(time.Hour)
			}
			return check(ctx, version, kind, p)
		}
		d.Train = func(ctx context.Context, p model.Report) (model.Trained, error) {
			time.Sleep(time.Minute)
			return train(ctx, p)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C", "r", "n")
		r.write("irony")
		slow = true
		r.pass(2 * time.Minute)
		if r.a.check.list() != nil {
			t.Fatal("the list is there still")
		}
		r.keys("enter")
		r.wants("note kept, #")
		e := r.store.log[len(r.store.log)-1]
		if e.Action != labels.Note || e.Text != "irony" || e.Queue != model.CheckQueue(eval.CheckErrors) || e.Place != 1 {
			t.Errorf("%+v", e)
		}
		r.pass(2 * time.Hour)
	})
}

// What was decided on Check is said of the list in which it was, also if that has gone since.
func TestADecisionOnCheckOutlivesItsList(t *testing.T) {
	slow := false
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		d.Log = slowLog{s, time.Second}
		check := d.Check
		d.Check = func(ctx context.Context, version string, kind eval.CheckKind, p model.Report) (eval.Check, error) {
			if slow {
				time.Sleep(time.Hour)
			}
			return check(ctx, version, kind, p)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C", "down")
		d, _ := r.a.check.list().selected()
		if d.Label == labels.VeryNegative {
			t.Fatal("nothing tells it from no label")
		}
		slow = true
		r.keys("y")
		r.a.check.anewByModel(true)
		r.pass(2 * time.Second)
		r.wants("kept " + levelName(d.Label))
		r.pass(2 * time.Hour)
	})
}

// What was taken back is said to be, also if its meme cannot be read then.
func TestWhatIsTakenBackThoughItsMemeCannotBeRead(t *testing.T) {
	for _, screen := range []string{"G", "C"} {
		var left atomic.Int64 // reads to the one that fails
		o := sceneMemes().with(func(_ *fakeStore, d *Deps) {
			read := d.Read
			d.Read = func(f func(Reader) error) error {
				if left.Add(-1) == 0 {
					return errors.New("the disk has gone")
				}
				return read(f)
			}
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys(screen, "2")
			n := len(r.store.log)
			left.Store(2) // behind that of the summary
			r.keys("u")
			if len(r.store.log) != n+1 {
				t.Fatalf("%s: %d events more", screen, len(r.store.log)-n)
			}
			r.wants("took back 2 negative", "cannot read the meme: the disk has gone")
			r.lacks("nothing taken back", "#0000")
		})
	}
}
