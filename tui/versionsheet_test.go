package tui

import (
	"context"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/model"
	"memebench/tui/term"
)

// versionRows are the rows of the sheet of versions.
func versionRows(r *rig) (rows []string) {
	at := r.a.frame.picker(pickRows)
	for _, row := range cellsOf(r.a)[at.y+3 : at.bottom()-1] {
		if text := strings.TrimSpace(strings.Join(row[at.x+1:at.right()-1], "")); text != "" {
			rows = append(rows, text)
		}
	}
	return rows
}

// The versions are listed with what they are and how they do on val, the newest first; the
// one on the screen is chosen.
func TestVersionsAreListed(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {200, 50}} {
		o := withGiven().with(func(s *fakeStore, _ *Deps) {
			s.versions[0].ValInterval = &eval.Interval{.29, .4}
			s.versions[2].Val = eval.Metrics{}
		})
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E", "g")
			rows := versionRows(r)
			if len(rows) != 3 {
				t.Fatalf("%v: %q\n%s", size, rows, r.view())
			}
			for i, want := range [][]string{
				{"v3 vlm", "20 levels", "—"},
				{"▸ ▲ v2", "candidate", ".38"},
				{"● v1", "served", ".34"},
			} {
				for _, part := range want {
					if !strings.Contains(rows[i], part) {
						t.Errorf("%v: row %d is %q, want %q in it", size, i, rows[i], part)
					}
				}
			}
			r.wants("Version on Evaluate", "macro-F1 on val", "3 of 3", "enter show it")
			if size[0] > 60 {
				r.wants("20 levels from vlm.csv", "candidate · 23 Nov", ".29–.40")
			}
		})
	}
}

// What is typed leaves those versions that it names, by number, name, or what they are; of
// one that is called just so, that is the first.
func TestVersionsAreFoundByTyping(t *testing.T) {
	o := withGiven().with(func(s *fakeStore, _ *Deps) {
		for range 10 {
			s.addVersion(fakeTime)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		for typed, want := range map[string]string{
			"1": "v1 v13 v12 v11 v10", "V3": "v3", "vlm": "v3", "served": "v1", "latest": "v13", "predictions from": "v3", "v9 x": "",
		} {
			r.keys("E", "g")
			r.typeText(typed)
			var got []string
			for _, row := range versionRows(r) {
				for _, word := range strings.Fields(row) {
					if strings.HasPrefix(word, "v") && word != "vlm" && word != "version" && word != "vlm.csv," {
						got = append(got, word)
						break
					}
				}
			}
			if got := strings.Join(got, " "); got != want {
				t.Errorf("%q finds %q, want %q\n%s", typed, got, want, r.view())
			}
			r.keys("esc")
		}
		r.keys("g")
		r.typeText("nothing")
		r.wants("no version fits", "0 of 13")
		r.keys("enter")
		r.wants("no version fits: ctrl+u empties the line")
		r.keys("ctrl+u")
		r.wants("13 of 13")
		r.send(terminalMsg{term.Paste{Text: "vl\x1bm\n"}})
		r.wants("1 of 13")
		r.keys("esc")
		r.lacks("Version on Evaluate")
	})
}

// A version is chosen with the arrows or a click, and stays chosen when others come.
func TestAVersionIsChosen(t *testing.T) {
	inRig(t, threeVersions(), func(t *testing.T, r *rig) {
		r.keys("E", "g", "down")
		r.store.addVersion(fakeTime)
		r.send(summaryMsg{summarised: r.a.deps.summarise()})
		r.wants("4 of 4")
		r.keys("enter")
		r.wants("v2 candidate")
		r.keys("g", "pgup", "pgdown")
		r.click("v3 wide")
		r.pass(2 * jobsEvery)
		r.wants("v3 wide candidate")
		r.keys("g")
		r.clickAt(0, 5)
		r.lacks("Version on Evaluate")
		r.keys("g", "?")
		r.wants("Keys on Evaluate")
	})
}

// Predictions from elsewhere can be evaluated where nothing was trained.
func TestPredictionsAlone(t *testing.T) {
	o := withGiven().with(func(s *fakeStore, d *Deps) {
		s.versions, s.served = s.versions[2:], nil
		d.Prepare = func(_ context.Context, _ model.Report) ([]string, error) { return nil, nil }
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "g", "enter")
		r.wants("v3 vlm from elsewhere · 20 memes of train and val")
		r.keys("T", "p")
		r.wants("v3 is predictions from elsewhere, without a head: it cannot be served")
		r.keys("d")
		r.wants("Delete v3")
	})
}
