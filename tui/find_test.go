package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
	"memebench/tui/term"
)

// findMemes are cats and dogs; those of val are labelled by a file.
func findMemes() rigOptions {
	o := rigOptions{memes: memes(12)}
	for i := range o.memes {
		o.memes[i].Caption = fmt.Sprintf("a dog, number %d", i+1)
		if i%3 == 0 {
			o.memes[i].Caption = fmt.Sprintf("my cat, number %d", i+1)
		}
	}
	o.memes[3].Split, o.memes[5].Split = labels.Val, labels.Test
	o.setup = func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }
	return o
}

func (r *rig) sheet() *findSheet {
	f, ok := r.a.float.(*findSheet)
	if !ok {
		r.t.Fatalf("find is not open\n%s", r.view())
	}
	return f
}

// A queue that is still being made when Find is opened may be there before it is left.
func TestFindMarksTheQueueThatHasComeMeanwhile(t *testing.T) {
	o := findMemes()
	setup := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		if setup != nil {
			setup(s, d)
		}
		makeQueue := d.MakeQueue
		d.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
			time.Sleep(time.Second)
			return makeQueue(ctx, name, p)
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		time.Sleep(readTime)
		r.send(typed("]"))
		r.pass(100 * time.Millisecond)
		r.send(typed("/"))
		r.pass(100 * time.Millisecond)
		r.wants("● in order")
		r.pass(2 * time.Second)
		r.settled()
		r.wants("● random")
		r.lacks("● in order")
	})
}

// What is written is looked for while it is written.
func TestFindIsLive(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.keys("/")
		r.wants("12 memes", "enter opens them", "esc keeps the queue you have: in order", "● in order", "disputed", "What you can write")
		r.write("cat")
		r.wants("/ cat", "4 memes", "#0001", "my cat, number 10")
		r.lacks("a dog")
		r.keys("backspace", "backspace", "backspace", "-", "c", "a", "t")
		r.wants("8 memes", "a dog, number 2")
		r.keys("ctrl+u")
		r.wants("12 memes")
		r.write("level:none split:train cat")
		r.wants("3 memes")
		r.keys("esc")
		r.wants("in order · 12 left")
		if r.a.label.searched != "" {
			t.Error("esc has taken the query")
		}
	})
}

// The row of the chosen queue is raised from its mark to its number, at all widths.
func TestFindRaisesTheWholeRow(t *testing.T) {
	o := findMemes()
	o.profile, o.images = termenv.TrueColor, term.ImagesNone
	inRig(t, o, func(t *testing.T, r *rig) {
		r.a.st = newStyles(termenv.TrueColor, false, testWidths)
		for _, size := range [][2]int{{80, 24}, {100, 30}, {200, 50}} {
			r.resize(size[0], size[1])
			r.keys("/", "down")
			row, _, _ := strings.Cut(strings.ReplaceAll(r.frameOf("▸ in order"), term.Column, ""), "12")
			if _, row, _ = strings.Cut(row, "▸"); row == "" || strings.Contains(row, "\x1b[m ") {
				t.Errorf("%d wide: a hole in %q", size[0], row)
			}
			r.keys("esc")
		}
	})
}

// A word that means nothing is said, with what may have been meant; the last count stays.
func TestFindSaysWhatItDoesNotKnow(t *testing.T) {
	o := findMemes()
	o.profile, o.images = termenv.TrueColor, term.ImagesNone
	inRig(t, o, func(t *testing.T, r *rig) {
		r.a.st = newStyles(termenv.TrueColor, false, testWidths)
		r.keys("/")
		r.write("cat")
		r.send(terminalMsg{term.Paste{Text: " stat:"}})
		r.wants(`no field "stat": did you mean state?`, "4 memes")
		st, f := r.a.st, r.sheet()
		line := st.queryLine(f.field.Value(), f.field.Position(), 40, f.fault)
		if want := st.mix(st.underlined(st.fault), st.field).on + "s"; !strings.Contains(line, want) {
			t.Errorf("%q is not red and underlined: %q", "stat:", line)
		}
		if want := st.mix(st.faint, st.field).Render("4"); !strings.Contains(strings.ReplaceAll(r.a.View(), term.Column, ""), want) {
			t.Error("the count that is old is not faint")
		}
		r.keys("enter")
		r.sheet()
		r.keys("left", "e")
		r.lacks("no field")
		r.wants("state:")
		r.keys("ctrl+u")
		r.write("by:eev")
		r.wants(`no annotator is called "eev"`)
	})
}

// Memes that are found by what the model says of them are not asked blind any more, and
// those of val and test are not found so.
func TestFindByWhatTheModelSays(t *testing.T) {
	o := findMemes().with(func(s *fakeStore, d *Deps) { d.Blind = labels.BlindAfter })
	for query, want := range map[string]labels.Shown{"conf<=1": labels.ShownBefore, "split:train": labels.ShownAfter} {
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("/")
			r.write(query)
			r.wants(fmt.Sprintf("%d memes", len(o.memes)-2))
			r.keys("enter")
			time.Sleep(readTime)
			r.keys("2")
			if e := r.newest(); e.Shown != want || e.Level != labels.Negative {
				t.Errorf("%s: recorded as %+v", query, e)
			}
			r.keys("G", "home", "3")
			if e := r.newest(); e.Shown != want && e.Shown != labels.ShownBefore || e.Level != labels.Neutral {
				t.Errorf("%s, on Grid: recorded as %+v", query, e)
			}
			r.keys("end", "3")
			if e := r.newest(); e.Shown != want || e.Level != labels.Neutral {
				t.Errorf("%s, on Grid: recorded as %+v", query, e)
			}
		})
	}
}

// The queues teach the language: what is chosen stands in the line.
func TestFindChoosesAQueue(t *testing.T) {
	o := findMemes().with(func(s *fakeStore, d *Deps) {
		for _, e := range []labels.Event{
			{Annotator: "eve", Level: labels.Negative}, {Annotator: "ben", Level: labels.Positive},
		} {
			e.Meme, e.Source, e.Action, e.Time = s.memes[4].ID, labels.Key, labels.SetLevel, fakeTime
			if _, err := s.Append(e); err != nil {
				panic(err)
			}
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("/", "down")
		r.wants("/ state:waiting")
		r.keys("down", "down")
		r.wants("/ queue:uncertain")
		for range 4 {
			r.keys("down")
		}
		r.wants("/ queue:disputed", "1 meme", "#0005")
		r.keys("enter")
		r.pass(2 * jobsEvery)
		r.wants("disputed · 1 left", "#0005")
		r.keys("/")
		r.wants("/ queue:disputed", "● disputed")
		r.write("dog")
		r.wants("/ queue:disputed dog", "1 meme")
		r.keys("ctrl+u")
		r.write("queue:disputed cat")
		r.wants("0 memes", "no meme fits")
		r.keys("enter")
		r.wants("no meme fits: nothing to open")
		// Its words are the queue also where they are written, or still stand in the line.
		for _, write := range []string{"queue:disputed", ""} {
			if write != "" {
				r.keys("ctrl+u")
				r.write(write)
			} else {
				r.keys("/")
			}
			r.keys("enter")
			r.pass(2 * jobsEvery)
			r.wants("disputed · 1 left", "a level decides")
		}
		r.keys("4")
		if e := r.newest(); e.Action != labels.Adjudicate || e.Queue != queues.Disputed {
			t.Errorf("%+v", e)
		}
	})
}

// What is found is a queue: it is gone through in order, and recorded with the labels.
func TestFoundMemesAreAQueue(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.keys("/")
		r.write("cat split:train")
		r.keys("enter")
		r.wants("cat split:train · 1 of 3", "#0001")
		r.keys("2")
		r.wants("#0007", "cat split:train · 2 of 3")
		if e := r.store.log[len(r.store.log)-1]; e.Queue != "cat split:train" || e.Place != 1 || e.Screen != "label" {
			t.Errorf("recorded: %+v", e)
		}
		r.keys("4", "5")
		r.wants("You have been through this queue.")
		if got := r.given(); got != "1:2 7:4 10:5" {
			t.Error(got)
		}
		r.keys("/")
		r.wants("/ cat split:train")
	})
}

// A query is saved under a name, and is a queue then, by that name.
func TestQueriesAreSaved(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.keys("/", "ctrl+s")
		r.wants("nothing is written that could be saved")
		r.write("cat")
		r.keys("ctrl+s")
		r.wants("Save this query under which name?")
		r.write("random")
		r.keys("enter")
		r.wants(`a query cannot be called "random"`)
		for range "random" {
			r.keys("backspace")
		}
		r.write("the cats")
		r.keys("enter")
		r.wants("saved as the cats", "  the cats        cat                      4")
		if v := r.store.settings["query/the cats"]; v != "cat" {
			t.Errorf("saved: %q", v)
		}
		r.keys("esc", "/")
		for range len(queues.Names) + 1 {
			r.keys("down")
		}
		r.wants("▸ the cats")
		r.keys("enter")
		r.pass(2 * jobsEvery)
		r.wants("the cats · 1 of 4", "#0001")
		if v := r.store.settings["queue/ada"]; v != "the cats" {
			t.Errorf("remembered: %q", v)
		}
		r.store.fail = errors.New("no space left on device")
		r.keys("/")
		r.write("dog")
		r.keys("ctrl+s")
		r.write("dogs")
		r.keys("enter")
		r.wants("NOT saved: the query dogs")
	})
}

// Tab writes on what is begun, and says what can follow where that is not one thing.
func TestFindCompletes(t *testing.T) {
	o := findMemes()
	o.w, o.h = 140, 30
	o = o.with(func(s *fakeStore, d *Deps) { d.Columns = []string{"humour"} })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("/")
		for _, c := range [][3]string{
			{"sta", "state:", ""}, {"wai", "state:waiting ", ""}, {"spl", "state:waiting split:", ""}, {"te", "state:waiting split:test ", ""},
		} {
			r.write(c[0])
			r.keys("tab")
			if got := r.sheet().field.Value(); got != c[1] {
				t.Errorf("%q and tab: %q, want %q", c[0], got, c[1])
			}
		}
		r.keys("ctrl+u")
		r.write("hum")
		r.keys("tab")
		r.wants("/ humour:")
		r.keys("ctrl+u")
		r.write("state:un")
		r.keys("tab")
		r.wants("/ state:unlabelled")
		r.keys("ctrl+u")
		r.write("state:s")
		r.keys("tab")
		r.wants("/ state:skipped")
		r.keys("ctrl+u")
		r.write("l")
		r.keys("tab")
		r.wants("level:", "label", "len")
		r.keys("ctrl+u")
		r.write("zebra")
		r.keys("tab")
		r.wants("any word can stand here")
	})
}

// A search is given up when the next key comes, and its late answer is not shown.
func TestSearchesAreGivenUp(t *testing.T) {
	given, asked := 0, 0
	o := findMemes().with(func(s *fakeStore, d *Deps) {
		find := d.Search
		d.Search = func(ctx context.Context, q labels.Search) (labels.Hits, error) {
			if q.Query.Text != "c" && q.Query.Text != "ca" {
				return find(ctx, q)
			}
			asked++
			select {
			case <-ctx.Done():
				given++
				return labels.Hits{}, ctx.Err()
			case <-time.After(time.Hour):
				return find(ctx, q)
			}
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("/")
		r.send(typed("c"))
		r.send(typed("a"))
		r.send(typed("t"))
		r.wants("4 memes")
		if asked != 2 || given != 2 {
			t.Errorf("%d searches, %d given up", asked, given)
		}
		r.keys("backspace", "esc")
		if asked != 3 || given != 3 {
			t.Errorf("after esc: %d searches, %d given up", asked, given)
		}
		r.lacks("cannot")
	})
}

// Enter before the memes are counted opens them when they are: what is typed meanwhile is
// meant for them, and never becomes part of the query. Esc does not wait.
func TestFindOpensOnceItHasCounted(t *testing.T) {
	hold, fails := 200*time.Millisecond, false
	o := findMemes().with(func(s *fakeStore, d *Deps) {
		find := d.Search
		d.Search = func(ctx context.Context, q labels.Search) (labels.Hits, error) {
			if !strings.Contains(q.Query.Text, "dog") && !strings.Contains(q.Query.Text, "zebra") {
				return find(ctx, q)
			}
			select {
			case <-ctx.Done():
				return labels.Hits{}, ctx.Err()
			case <-time.After(hold):
			}
			if fails {
				return labels.Hits{}, errors.New("the disk is gone")
			}
			return find(ctx, q)
		}
	})
	begin := func(r *rig, query string) {
		r.keys("/", "ctrl+u")
		r.send(terminalMsg{term.Paste{Text: query}})
		r.send(typed("enter"))
		r.pass(20 * time.Millisecond)
		r.wants("still counting: it opens then")
		r.send(typed("2"))
		r.pass(20 * time.Millisecond)
		if f := r.sheet(); f.text() != query {
			t.Errorf("the query has become %q", f.text())
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		begin(r, "dog")
		r.pass(5 * time.Second)
		r.wants("#0002", "dog · 1 of 8")
		if r.a.float != nil || len(r.store.log) > 0 {
			t.Errorf("the memes are not open, or were labelled before they could be read: %v\n%s", r.store.log, r.view())
		}

		begin(r, "zebra")
		r.pass(5 * time.Second)
		r.wants("no meme fits", "1 key typed ahead dropped")
		r.keys("esc", "esc")

		begin(r, "dog, number 5")
		r.send(typed("esc"))
		r.pass(10 * time.Millisecond)
		if r.a.float != nil {
			t.Errorf("esc has waited for the count\n%s", r.view())
		}
		r.pass(5 * time.Second)
		r.wants("#0002", "dog · 1 of 8")

		fails = true
		begin(r, "dog, number 8")
		r.pass(5 * time.Second)
		r.wants("the disk is gone")
		if r.a.busy() || len(r.a.typed) > 0 {
			t.Error("keys still wait for what cannot be counted")
		}
	})
}

// Find has all queues, each with what it is for.
func TestFindHasAllQueues(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.keys("/")
		for i, name := range queues.Names {
			if p := r.sheet().places[i]; p.name != name || p.says == "" {
				t.Errorf("in the place of %s: %+v", name, p)
			}
			r.wants(queues.Title(name))
		}
	})
}

// Find shows no more of what the model says than Label does.
func TestFindIsBlind(t *testing.T) {
	for _, c := range []struct {
		blind labels.Blind
		shown bool
	}{{labels.BlindShown, true}, {labels.BlindAfter, false}, {labels.BlindNever, false}} {
		o := findMemes()
		o.w, o.h = 200, 50
		o = o.with(func(s *fakeStore, d *Deps) { d.Blind = c.blind })
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("/")
			r.write("number")
			lines := strings.Split(r.view(), "\n")
			of := func(num string) string {
				for _, l := range lines {
					if _, rest, ok := strings.Cut(l, num); ok {
						rest, _, _ = strings.Cut(rest, "#")
						return rest
					}
				}
				t.Errorf("no %s", num)
				return ""
			}
			if got := strings.Contains(of("#0001"), "model"); got != c.shown {
				t.Errorf("%s: the model's answer to a meme of train: %v", c.blind, got)
			}
			for _, num := range []string{"#0004", "#0006"} { // of val, and of test
				if strings.Contains(of(num), "model") {
					t.Errorf("%s: the model's answer to %s, which is held out: %q", c.blind, num, of(num))
				}
			}
			if got := r.sheet().found.spoken; got != c.shown {
				t.Errorf("%s: how the model's answers are spread: %v", c.blind, got)
			}
		})
	}
}

// Keys that are typed after enter wait for the meme, and label none that was not read.
func TestKeysAfterEnterInFind(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.keys("/")
		r.write("cat")
		r.send(typed("enter", "3"))
		r.wants("#0001", "3 came before #0001 could be read: press again")
		if r.given() != "" {
			t.Error(r.given())
		}
		r.keys("3")
		if r.given() != "1:3" {
			t.Error(r.given())
		}
	})
}

// What is clicked is chosen, or opened; pasted text is written.
func TestFindByMouse(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.keys("/")
		l := r.a.frame.find()
		r.send(terminalMsg{term.Mouse{X: l.queues.x + 4, Y: l.queues.y + 2, At: time.Now()}})
		r.wants("/ queue:random")
		r.keys("ctrl+u")
		r.send(terminalMsg{term.Paste{Text: "cat\n"}})
		r.send(terminalMsg{term.Mouse{X: l.hits[2].x + 4, Y: l.hits[2].y, At: time.Now()}})
		r.wants("#0007", "3 of 4")
		r.keys("left")
		r.wants("#0004")
	})
}

// The keys come over what is written, and go away again.
func TestHelpOverFind(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.keys("/")
		r.write("cat")
		r.keys("?")
		r.wants("Keys on Find")
		r.keys("esc")
		r.wants("/ cat", "4 memes")
	})
}

// However long the line is, its cursor is in sight, and it is no wider than its place.
func TestQueryLine(t *testing.T) {
	st := newStyles(termenv.TrueColor, false, testWidths)
	text := `level:neg "a phrase" 漢字漢字 -x ` + strings.Repeat("word ", 30)
	n := len([]rune(text))
	for _, w := range []int{1, 2, 7, 30, 200} {
		for at := 0; at <= n; at++ {
			line := st.queryLine(text, at, w, nil)
			if got := st.Width(line); got > w {
				t.Fatalf("%d cells: cursor at %d: %d", w, at, got)
			}
			if w > 1 && strings.Count(line, "\x1b[") == 0 {
				t.Fatalf("%d cells: cursor at %d: nothing is coloured", w, at)
			}
		}
	}
	for _, c := range []struct {
		text string
		want []string
	}{
		{"cat", []string{"cat"}},
		{"level:neg cat", []string{"level:", "neg", " ", "cat"}},
		{`-split:val "a b"`, []string{"-split:", "val", " ", `"a b"`}},
		{"conf<0.5", []string{"conf", "<0.5"}},
	} {
		var got []string
		for _, p := range st.queryInks(func(i ink) ink { return i }).parts(c.text, nil) {
			got = append(got, p.text)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q is %q", c.text, got)
		}
	}
}

// A search for a word that a queue is called by finds the word: it is not that queue, in which a level
// may decide, and is not one when a session resumes with it.
func TestSearchForANameOfAQueue(t *testing.T) {
	for _, role := range []labels.Role{labels.RoleAnnotator, labels.RoleResearcher} {
		all := memes(5)
		all[2].Caption, all[3].Caption = "this is disputed", "and this, disputed too"
		o := inTeam(&fakeTeam{}, role, rigOptions{w: 140, h: 40, memes: all, setup: func(s *fakeStore, _ *Deps) {
			s.settings[labels.OverlapSetting] = "3"
			s.said("ben", labels.Negative, 3)
		}})
		look := func(t *testing.T, r *rig, at uint64) {
			t.Helper()
			r.settled()
			if r.at() != at {
				t.Errorf("at #%d", r.at())
			}
			r.wants(`"disputed"`)
			r.lacks("ben 2", "decide")
			r.keys("5")
			if e := r.store.log[len(r.store.log)-1]; e.Action != labels.SetLevel || e.Queue != `"disputed"` {
				t.Errorf("%+v", e)
			}
		}
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("/")
			r.typeText("disputed")
			r.settled()
			r.keys("enter")
			look(t, r, 3)
		})
		inRig(t, o.with(func(s *fakeStore, d *Deps) { d.Queue, s.settings[queueKey("ada")] = "", unnamed+"disputed" }), func(t *testing.T, r *rig) {
			look(t, r, 3)
		})
	}
}
