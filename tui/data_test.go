package tui

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/term"
)

// dataMemes are memes that three people have labelled.
func dataMemes(setup func(*fakeStore, *Deps)) rigOptions {
	o := sceneMemes()
	o.setup = setup
	return o
}

func TestGoldenData(t *testing.T) {
	for _, size := range goldenSizes {
		for _, sc := range []struct {
			name  string
			setup func(*fakeStore, *Deps)
			keys  []string
		}{
			{"people", labelled, []string{"D"}},
			{"shares", labelled, []string{"D", "down", "%"}},
			{"many", manyPeople(20), []string{"D", "pgdown"}},
			{"nobody", nil, []string{"D"}},
			{"overview", labelled, []string{"D", "["}},
			{"overview-model", labelled, []string{"E", "D", "["}},
			{"overview-nothing", nil, []string{"D", "["}},
			{"guide", labelled, []string{"D", "]"}},
		} {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], sc.name), func(t *testing.T) {
				o := dataMemes(sc.setup)
				o.w, o.h = size[0], size[1]
				inRig(t, o, func(t *testing.T, r *rig) {
					r.keys(sc.keys...)
					golden.RequireEqual(t, trimmed(r.view()))
				})
			})
		}
	}
}

// That nobody has labelled is still said when one comes back.
func TestDataOfNobodyAgain(t *testing.T) {
	inRig(t, dataMemes(nil), func(t *testing.T, r *rig) {
		r.keys("D")
		r.wants("nobody has labelled here yet")
		r.keys("E", "D")
		r.wants("nobody has labelled here yet")
		r.lacks("in a moment")
	})
}

// Without colours the selected annotator, one's own row and agreement are told as well.
func TestGoldenDataWithoutColours(t *testing.T) {
	o := dataMemes(labelled)
	o.w, o.h = 100, 30
	inRig(t, o, func(t *testing.T, r *rig) {
		r.a.st = newStyles(termenv.Ascii, false, testWidths)
		r.keys("D", "down")
		golden.RequireEqual(t, trimmed(strings.ReplaceAll(r.a.View(), term.Column, "")))
	})
}

// Whoever labels is told the same time left here as on Label.
func TestDataTellsTheTimeThatLabelTells(t *testing.T) {
	inRig(t, rigOptions{w: 200, h: 50, memes: memes(400)}, func(t *testing.T, r *rig) {
		for range 5 {
			time.Sleep(20 * time.Second)
			r.keys("3")
		}
		left := regexp.MustCompile(`about \d+ \S+ left`).FindString(r.view())
		if left == "" {
			t.Fatal("Label tells no time")
		}
		r.keys("D")
		r.wants("395 wait: " + left)
	})
}

// trimmed is a view without blanks at the ends of its rows.
func trimmed(view string) string {
	lines := strings.Split(view, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// The statistics are made when the screen is opened, again after labels, and not again
// while nothing is said.
func TestDataIsCountedWhenItIsOpened(t *testing.T) {
	made := 0
	o := dataMemes(func(s *fakeStore, d *Deps) {
		labelled(s, d)
		d.Stats = func(ctx context.Context) (eval.Stats, error) { made++; return s.stats(ctx) }
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		if made != 0 {
			t.Fatalf("made %d times before anybody looked", made)
		}
		for i, step := range []struct {
			keys []string
			want int
			text string
		}{
			{[]string{"D"}, 1, "ada             30"}, {[]string{"L", "D"}, 1, "ada             30"},
			{[]string{"L", "4", "D"}, 2, "ada             31"}, {[]string{"L", "u", "D"}, 3, "ada             30"},
		} {
			r.keys(step.keys...)
			r.wants(step.text)
			if made != step.want {
				t.Errorf("step %d: made %d times, want %d", i, made, step.want)
			}
		}
	})
}

// The overview is made when it is opened, again after labels and after an evaluation, and not
// again while nothing happens; what fails says so.
func TestOverviewIsMadeWhenItIsOpened(t *testing.T) {
	made, fails := 0, true
	o := dataMemes(func(s *fakeStore, d *Deps) {
		labelled(s, d)
		d.Describe = func(ctx context.Context, m *eval.Evaluation, since string) (eval.Description, error) {
			if made++; fails {
				return eval.Description{}, errors.New("the log is damaged")
			}
			return s.described(ctx, m, since)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("D")
		if made != 0 {
			t.Fatalf("made %d times before anybody looked", made)
		}
		r.keys("[")
		r.wants("the log is damaged", "no description yet: ! says why")
		fails, made = false, 0
		for i, step := range []struct {
			keys []string
			want int
			text string
		}{
			{[]string{"L", "D"}, 1, "No model was asked: Evaluate"}, {[]string{"]", "["}, 1, "Levels by split"}, {[]string{"L", "D"}, 1, "Levels by split"},
			{[]string{"L", "4", "D"}, 2, "Levels by split"}, {[]string{"E", "D"}, 3, "cross-validated on"}, {[]string{"L", "D"}, 3, "cross-validated on"},
		} {
			r.keys(step.keys...)
			r.wants(step.text)
			if made != step.want {
				t.Errorf("step %d: made %d times, want %d", i, made, step.want)
			}
		}
	})
}

// What a model was found to make of the labels is older than these once they have changed, which is said beside it.
func TestOverviewOfOlderFigures(t *testing.T) {
	const older = "before labels or captions changed"
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("E", "D", "[")
		r.wants("cross-validated on")
		r.lacks(older)
		r.keys("L", "4", "D")
		r.wants("cross-validated on", older)
	})
}

// What has no room is scrolled to.
func TestDataScrolls(t *testing.T) {
	o := dataMemes(func(s *fakeStore, d *Deps) {
		labelled(s, d)
		d.Guide = strings.Repeat("A line of the guide.\n\n", 60) + "The end.\n"
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("D", "]")
		r.wants("↓ more")
		r.keys("end")
		r.wants("The end.", "↑ more")
		r.keys("home", "[", "]")
		r.wants("↓ more")
	})
}

// In a window of any size the parts of the overview are inside of the body and cover none.
func TestOverviewLayout(t *testing.T) {
	for w := minWidth; w <= 400; w += 3 {
		for h := minHeight; h <= 100; h++ {
			f := newFrame(w, h)
			o, body := f.overview(), f.body()
			parts := []rect{o.levels, o.lacks, o.verdict, o.figures, o.captions, o.pictures}
			for i, p := range parts {
				if p.h == 0 {
					continue
				}
				if p.x < body.x || p.right() > body.right() || p.y < body.y || p.bottom() > body.bottom() || p.w <= 0 {
					t.Fatalf("%dx%d: part %d is %v, the body %v", w, h, i, p, body)
				}
				for j := range i {
					if q := parts[j]; q.h > 0 && p.x < q.right() && q.x < p.right() && p.y < q.bottom() && q.y < p.bottom() {
						t.Fatalf("%dx%d: parts %d %v and %d %v cover each other", w, h, i, p, j, q)
					}
				}
			}
			if o.verdict.h < verdictLeast {
				t.Fatalf("%dx%d: %d rows for the paragraph", w, h, o.verdict.h)
			}
			if o.levels.h > 0 {
				if x, n := o.levelColumn(labels.VeryPositive); n < 7 || x+n > o.levels.right() {
					t.Fatalf("%dx%d: the last level is in %d cells at %d", w, h, n, x)
				}
			}
		}
	}
}

// What fails says so, and is tried again when the screen is opened once more.
func TestDataThatCannotBeCounted(t *testing.T) {
	inRig(t, dataMemes(noStats), func(t *testing.T, r *rig) {
		r.keys("D")
		r.wants("the log is damaged", "no statistics yet: ! says why")
		for _, key := range []string{"down", "enter", "%"} {
			r.keys(key)
			r.wants("no statistics yet")
		}
		r.a.deps.Stats = r.store.stats
		r.keys("L", "D")
		r.wants("▸ ada")
	})
}

// The selected row is that of the annotator at first; keys move it, and say where the list
// ends.
func TestDataKeys(t *testing.T) {
	o := dataMemes(labelled)
	o.w, o.h = 200, 50
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("D")
		for _, step := range []struct{ key, want string }{
			{"", "▸ ada"}, {"up", "the list ends here"}, {"down", "▸ ben"}, {"end", "▸ eve"}, {"down", "the list ends here"},
			{"pgup", "▸ ada"}, {"j", "ben down, ada across · 25 shared"}, {"%", "28 %"}, {"%", "▸ ben"}, {"home", "▸ ada"}, {"]", "Whose feeling"}, {"%", "this is for people"}, {"]", "Can these labels be learned"}, {"enter", "this is for people"}, {"]", "▸ ada"},
		} {
			if step.key != "" {
				r.keys(step.key)
			}
			r.wants(step.want)
		}
	})
}

// enter finds the memes that the selected annotator has labelled.
func TestDataOpensWhatSomebodyHasLabelled(t *testing.T) {
	inRig(t, dataMemes(manyPeople(1)), func(t *testing.T, r *rig) {
		r.keys("D", "down", "enter")
		f, ok := r.a.float.(*findSheet)
		if !ok || f.text() != "by:ben" {
			t.Fatalf("enter opens %T", r.a.float)
		}
		r.keys("esc", "end", "enter")
		if f = r.a.float.(*findSheet); f.text() != `by:"person 0 的 with a long name"` || f.fault != nil {
			t.Errorf("of a name with blanks it finds %s: %v", f.text(), f.fault)
		}
	})
}

// A click selects an annotator, and finds whose memes where one is selected.
func TestDataByMouse(t *testing.T) {
	inRig(t, dataMemes(labelled), func(t *testing.T, r *rig) {
		r.keys("D")
		d := r.a.frame.data()
		for i, want := range []action{doOpen, doChoose, doChoose} {
			p, ok := r.a.data.at(d.people.x+5, d.people.y+d.heads+i)
			if !ok || p.do != want || want == doChoose && p.nth != i {
				t.Errorf("row %d: %v %v", i, p, ok)
			}
		}
		for y := range r.a.frame.h {
			if p, ok := r.a.data.at(d.people.x, y); ok && (y < d.people.y+d.heads || y > d.people.y+d.heads+2) {
				t.Errorf("a click in row %d is %v", y, p)
			}
		}
		r.a.data.act(doChoose, press{nth: 2})
		if r.a.data.selected != "eve" {
			t.Errorf("selected is %s", r.a.data.selected)
		}
	})
}

// In a window of any size all parts are inside of the body and none covers another one.
func TestDataLayout(t *testing.T) {
	for w := minWidth; w <= 400; w += 3 {
		for h := minHeight; h <= 100; h++ {
			f := newFrame(w, h)
			d, body := f.data(), f.body()
			parts := []rect{d.people, d.levels, d.person, d.days, d.differ, d.queues, d.line}
			taken := map[int]int{}
			for i, p := range parts {
				if p.h == 0 {
					continue
				}
				if p.x < body.x || p.right() > body.right() || p.y < body.y || p.bottom() > body.bottom() || p.w <= 0 {
					t.Fatalf("%dx%d: part %d is %v, the body %v", w, h, i, p, body)
				}
				for j := range i {
					if o := parts[j]; o.h > 0 && p.x < o.right() && o.x < p.right() && p.y < o.bottom() && o.y < p.bottom() {
						t.Fatalf("%dx%d: parts %d %v and %d %v cover each other", w, h, i, p, j, o)
					}
				}
				taken[i] = p.h
			}
			if d.listed() < listLeast || d.person.h < personRows {
				t.Fatalf("%dx%d: %d people, %d rows of one", w, h, d.listed(), d.person.h)
			}
			// A day has a bar and the blank behind it.
			if d.days.h > 0 && (d.days.h < daysLeast || d.days.w < 2*eval.StatDays) || d.queues.h > 0 && d.queues.h < queuesLeast {
				t.Fatalf("%dx%d: days %v, queues %v", w, h, d.days, d.queues)
			}
			if d.levels.h > 0 {
				if x, n := d.levelColumn(labels.VeryPositive); n < 7 || x+n > d.levels.right() {
					t.Fatalf("%dx%d: the last level is in %d cells at %d", w, h, n, x)
				}
			}
		}
	}
}

// How far people agree is said where two have labelled the same memes, and where not, that none
// have.
func TestDataSaysHowFarPeopleAgree(t *testing.T) {
	inRig(t, dataMemes(labelled), func(t *testing.T, r *rig) {
		r.keys("D")
		r.wants("Krippendorff's ordinal alpha .64 (.25–.93) on 26 memes that several have labelled · 5 disputed")
		r.resize(60, 16)
		r.lacks("alpha")
		r.resize(80, 24)
		r.wants("alpha .64 (.25–.93) on 26 memes")
	})
	alone := dataMemes(func(s *fakeStore, _ *Deps) {
		s.addVersion(fakeTime)
		s.said("ada", labels.Positive, 1, 2)
	})
	inRig(t, alone, func(t *testing.T, r *rig) {
		r.keys("D")
		r.wants("no two people have labelled the same meme yet")
	})
	brought := dataMemes(func(s *fakeStore, d *Deps) {
		s.said("ada", labels.Positive, 1, 2)
		d.Agreement = func(context.Context) (eval.Agreement, error) {
			return eval.Agreement{Alpha: eval.Alphas{Memes: 93, Ordinal: .41}, AlphaPeople: &eval.Alphas{Memes: 1}}, nil
		}
	})
	inRig(t, brought, func(t *testing.T, r *rig) {
		r.keys("D")
		r.wants("on 93 memes of several, tables among them · 0 disputed")
	})
	failing := dataMemes(func(s *fakeStore, d *Deps) {
		labelled(s, d)
		d.Agreement = func(context.Context) (eval.Agreement, error) {
			return eval.Agreement{}, errors.New("the log is damaged")
		}
	})
	inRig(t, failing, func(t *testing.T, r *rig) {
		r.keys("D")
		r.wants("the log is damaged", "no statistics yet")
	})
}
