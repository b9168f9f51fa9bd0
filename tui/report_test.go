package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// A report is asked for where something is shown, by a name whose ending says the format, and where
// it has been written is said.
func TestReport(t *testing.T) {
	for _, c := range []struct {
		way  []string
		name string
		is   func(Shown) bool
	}{
		{[]string{"E"}, "v1-cv.html", func(s Shown) bool { return s.Evaluation != nil && s.Evaluation.Split == "cv" && len(s.Rows) > 0 }},
		{[]string{"E", "]"}, "v1-val.html", func(s Shown) bool { return s.Evaluation != nil && s.Evaluation.Split == "val" }},
		{[]string{"T"}, "v2-against-v1.html", func(s Shown) bool { return s.Version == "v2" && s.Against == "v1" && s.Comparison == nil }},
		{[]string{"T", "c"}, "v2-against-v1.html", func(s Shown) bool { return s.Comparison != nil && s.Comparison.Second == "v2" }},
		{[]string{"D"}, "agreement.html", func(s Shown) bool { return s.Agreement && s.Description == nil }},
		{[]string{"D", "["}, "description.html", func(s Shown) bool { return s.Description != nil && !s.Agreement }},
	} {
		t.Run(strings.Join(c.way, " "), func(t *testing.T) {
			var wrote Shown
			o := sceneMemes().with(func(s *fakeStore, d *Deps) {
				if c.way[0] == "T" {
					s.addVersion(fakeTime)
				}
				d.WriteReport = func(_ context.Context, of Shown, path string, _ bool) (string, error) {
					wrote = of
					return path, nil
				}
			})
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys(c.way...)
				r.keys("o")
				r.wants("Write a report to which file?", c.name, "In /home/ada")
				r.keys("enter")
				r.wants("✓ wrote /home/ada/" + c.name)
				if !c.is(wrote) {
					t.Errorf("it is a report of %+v", wrote)
				}
				if counted := wrote.Agreement || wrote.Version != "" && wrote.Comparison == nil; (wrote.Made == nil) != counted {
					t.Errorf("it was made by event %v", wrote.Made)
				}
			})
		})
	}
}

// tab goes round the formats that there are, and another ending is no answer.
func TestReportFormats(t *testing.T) {
	o := sceneMemes().with(func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "o")
		for _, ending := range []string{"md", "tex", "csv", "html"} {
			r.keys("tab")
			r.wants("v2-cv." + ending)
		}
		r.keys("x", "enter")
		r.wants("the ending says what is written: want .html, .md, .tex")
		r.keys("tab")
		r.wants("v2-cv.htmlx.html")
		r.lacks("the ending says")
		r.keys("esc", "T", "o")
		for _, ending := range []string{"md", "tex", "html"} {
			r.keys("tab")
			r.wants("v2-against-v1." + ending)
		}
		r.keys("esc")
		r.lacks("which file", "wrote")
	})
}

// A file that is there is written over only after a question.
func TestReportOverAFile(t *testing.T) {
	var wrote []bool
	o := sceneMemes().with(func(_ *fakeStore, d *Deps) {
		d.ReportPlace = func(name string) (string, bool, error) { return "/tmp/" + name, true, nil }
		d.WriteReport = func(_ context.Context, _ Shown, path string, over bool) (string, error) {
			wrote = append(wrote, over)
			return path, nil
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("D", "o", "enter")
		r.wants("Write over the file that is there?", "/tmp/agreement.html")
		r.keys("esc")
		r.lacks("wrote")
		if wrote != nil {
			t.Error("it was written over without an answer")
		}
		r.keys("o", "enter", "y")
		r.wants("✓ wrote /tmp/agreement.html")
		if len(wrote) != 1 || !wrote[0] {
			t.Errorf("written %v, want once, over what is there", wrote)
		}
	})
}

// What keeps a report from being written is said, and stays in sight.
func TestReportFails(t *testing.T) {
	o := sceneMemes().with(func(_ *fakeStore, d *Deps) {
		d.ReportPlace = func(name string) (string, bool, error) {
			if strings.HasPrefix(name, "agreement") {
				return "", false, errors.New("the folder /tmp/x is not there")
			}
			return name, false, nil
		}
		d.WriteReport = func(context.Context, Shown, string, bool) (string, error) { return "", errors.New("the disk is full") }
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("D", "o", "enter")
		r.wants("✗ not written: the folder /tmp/x is not there")
		r.keys("esc", "E", "o", "enter")
		r.wants("✗ writing the report: the disk is full")
	})
}
