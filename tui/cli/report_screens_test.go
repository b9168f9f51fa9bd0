package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui"
)

// starterWorkspace opens one that is the test's own.
func starterWorkspace(t *testing.T) *workspace {
	t.Helper()
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	t.Setenv("MEMEBENCH_CACHE", t.TempDir())
	w, err := (&options{}).open(t.Context(), mustExist)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// A name is one in the folder of the start, a path, or one from the home folder; what cannot be
// written to is said before anything is written.
func TestReportPlace(t *testing.T) {
	w, here, home := starterWorkspace(t), t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	for name, text := range map[string]string{"old.md": "text\n", "picture.html": "\x89PNG\x00", "down/x": ""} {
		path := filepath.Join(here, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, path string
		there      bool
		fault      string
	}{
		{name: "new.md", path: filepath.Join(here, "new.md")},
		{name: "down/new.md", path: filepath.Join(here, "down/new.md")},
		{name: "~/new.md", path: filepath.Join(home, "new.md")},
		{name: filepath.Join(home, "new.md"), path: filepath.Join(home, "new.md")},
		{name: "old.md", path: filepath.Join(here, "old.md"), there: true},
		{name: "down", fault: "is a folder: want the name of a file"},
		{name: "gone/new.md", fault: "the folder " + filepath.Join(here, "gone") + " is not there"},
		{name: "picture.html", fault: "is not text, and would be lost"},
		{name: filepath.Join(w.dir, "guide.md"), fault: "the workspace's guide.md, and would be lost"},
		{name: filepath.Join(w.dir, "cache/x.md"), fault: "one of a workspace's own files"},
	} {
		path, there, err := w.reportPlace(here, c.name)
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%s: %v, want %q", c.name, err, c.fault)
			}
			continue
		}
		if err != nil || path != c.path || there != c.there {
			t.Errorf("%s is %s (there %v, %v), want %s (there %v)", c.name, path, there, err, c.path, c.there)
		}
	}
}

// The folder of members' reports is made, and a link to a disk that is not mounted stays.
func TestMemberReportPlace(t *testing.T) {
	w, at := starterWorkspace(t), t.TempDir()
	if path, there, err := w.memberReportPlace(filepath.Join(at, "reports"), "a.md"); err != nil || there || path != filepath.Join(at, "reports", "a.md") {
		t.Errorf("%s, there %v, %v", path, there, err)
	}
	link := filepath.Join(at, "link")
	if err := os.Symlink(filepath.Join(at, "away"), link); err != nil {
		t.Skip(err)
	}
	if _, _, err := w.memberReportPlace(link, "a.md"); err == nil || !strings.Contains(err.Error(), link+" is a link that leads to no folder") {
		t.Error(err)
	}
}

// What the screens show is written in the format of the file's ending, with the command that finds
// the same; a file that is there stays unless it is to be written over.
func TestWriteReport(t *testing.T) {
	w, dir := starterWorkspace(t), t.TempDir()
	t.Setenv("SSH_CONNECTION", "")
	d, err := w.describeBeside(t.Context(), nil, "nobody asked", "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.store.MemeAt(1)
	if err != nil {
		t.Fatal(err)
	}
	seq, err := w.store.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.store.AddVersion(eval.Version{Config: eval.Default(), LabelSeq: seq}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")})
	if err != nil {
		t.Fatal(err)
	}
	rows := []eval.Row{{Meme: m.ID, Group: "a", True: labels.Neutral, Pred: labels.Positive, Probs: [labels.Levels]float64{.1, .1, .2, .5, .1}}}
	e := eval.NewEvaluation(v.ID, "val", rows, eval.Baselines{})
	evaluation := tui.Shown{Evaluation: &e, Rows: rows}
	for _, c := range []struct {
		name string
		of   tui.Shown
		has  []string
	}{
		{"e.html", evaluation, []string{"<svg ", "memebench eval --split=val --version=" + v.ID}},
		{"e.csv", evaluation, []string{"meme,image_name,true,pred,", string(m.ID)}},
		{"v.md", tui.Shown{Version: v.ID}, []string{"# Version " + v.ID, "memebench models show " + v.ID}},
		{"d.tex", tui.Shown{Description: &d}, []string{"\\toprule", "% command: memebench describe --version=none"}},
		{"d.csv", tui.Shown{Description: &d}, []string{"meme,image_name,", string(m.ID)}},
		{"a.MD", tui.Shown{Agreement: true}, []string{"# Agreement", "memebench agreement"}},
	} {
		path := filepath.Join(dir, c.name)
		where, err := w.writeReport(t.Context(), c.of, path, false)
		if err != nil || where != path {
			t.Fatalf("%s: written to %q (%v)", c.name, where, err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.has {
			if !strings.Contains(strings.ReplaceAll(string(text), `\-`, "-"), want) {
				t.Errorf("%s has no %q", c.name, want)
			}
		}
	}
	path := filepath.Join(dir, "v.md")
	if err := os.WriteFile(path, []byte("mine"), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := w.writeReport(t.Context(), tui.Shown{Version: v.ID}, path, false); err == nil || !strings.Contains(err.Error(), "is there since a moment ago") {
		t.Errorf("a file was written over: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "mine" {
		t.Errorf("it has %q now (%v)", text, err)
	}
	if _, err := w.writeReport(t.Context(), tui.Shown{Version: v.ID}, path, true); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(text), "# Version "+v.ID) {
		t.Errorf("it has %.20q (%v)", text, err)
	}
	if has, err := os.ReadDir(dir); err != nil || len(has) != 6 {
		t.Errorf("%d files are left, want 6 (%v)", len(has), err)
	}
}

// What a screen shows may be older than the labels: its report is of the data as it was then, and says so.
func TestWriteReportOfOlderLabels(t *testing.T) {
	w, dir := starterWorkspace(t), t.TempDir()
	t.Setenv("SSH_CONNECTION", "")
	m, err := w.store.MemeAt(1)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.store.AddVersion(eval.Version{Config: eval.Default()}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")})
	if err != nil {
		t.Fatal(err)
	}
	say := func(e labels.Event) {
		t.Helper()
		e.Meme, e.Annotator, e.Source = m.ID, "ada", labels.CLI
		if _, err := w.store.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	say(labels.Event{Action: labels.SetLevel, Level: labels.Neutral})
	made, err := w.store.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	trained, err := w.store.AddVersion(eval.Version{Config: eval.Default(), LabelSeq: made}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")})
	if err != nil {
		t.Fatal(err)
	}
	rows := []eval.Row{{Meme: m.ID, Group: "a", True: labels.Neutral, Pred: labels.Positive, Probs: [labels.Levels]float64{.1, .1, .2, .5, .1}}}
	e := eval.NewEvaluation(v.ID, "val", rows, eval.Baselines{})
	c := eval.Check{Doubts: []eval.Doubt{{Meme: m.ID, Label: labels.Neutral, Suggested: labels.Positive}}}
	compared := eval.Comparison{First: v.ID, Second: v.ID, Split: "val", N: 1, Repeats: 1}
	const older = ", as it was before labels or captions changed"
	data := regexp.MustCompile(`data, SHA-256 \| (\w+)`)
	written := func(name string, of tui.Shown) (where, text, sum string) {
		t.Helper()
		path := filepath.Join(dir, name)
		where, err := w.writeReport(t.Context(), of, path, true)
		if err != nil {
			t.Fatal(err)
		}
		all, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if found := data.FindStringSubmatch(string(all)); found != nil {
			sum = found[1]
		}
		return where, string(all), sum
	}
	shown := map[string]tui.Shown{
		"evaluation": {Evaluation: &e, Rows: rows, Made: &made}, "check": {Check: &c, Kind: eval.CheckErrors, Made: &made},
		"comparison": {Version: v.ID, Against: v.ID, Comparison: &compared, Made: &made}, "version": {Version: trained.ID},
	}
	sums := map[string]string{}
	for what, of := range shown {
		where, text, sum := written(what+".md", of)
		if strings.Contains(where+text, "changed since this was found") || strings.Contains(where, older) || sum == "" {
			t.Errorf("%s: nothing has changed, and it says so: %s\n%s", what, where, text)
		}
		sums[what] = sum
	}
	say(labels.Event{Action: labels.Note, Level: labels.NoLevel, Text: "a note"})
	say(labels.Event{Action: labels.SetLevel, Level: labels.Positive})
	for what, of := range shown {
		where, text, sum := written(what+".md", of)
		said := fmt.Sprintf("The labels of 1 meme have changed since this was found: it is of what had been said up to event %d of the log.", made)
		if !strings.Contains(text, said) || !strings.HasSuffix(where, older) {
			t.Errorf("%s does not say that labels have changed: %s\n%s", what, where, text)
		}
		if sum != sums[what] {
			t.Errorf("%s is said to be of other data than it is of", what)
		}
		if of.Check == nil && of.Evaluation == nil {
			continue // a version knows itself when it was made
		}
		of.Made = nil // as it were of now
		if _, _, now := written(what+".md", of); now == sum {
			t.Errorf("%s: the data of now is that of then", what)
		}
	}
	compared.Second = trained.ID
	later, err := w.store.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	after := tui.Shown{Version: trained.ID, Against: v.ID, Comparison: &compared, Made: &later}
	said := fmt.Sprintf("what %s was worth on val when it was made is of what had been said up to event %d of the log", trained.ID, made)
	where, text, sum := written("after.md", after)
	if !strings.Contains(text, "The labels of 1 meme had changed between the making of "+trained.ID+" and this comparison: "+said) || strings.Contains(where, older) || sum == sums["version"] {
		t.Errorf("a comparison after labels have changed does not say so: %s\n%s", where, text)
	}
	say(labels.Event{Action: labels.SetLevel, Level: labels.Neutral}) // as it was when the version was trained
	if where, text, again := written("after.md", after); !strings.Contains(text, said) || !strings.HasSuffix(where, older) || again != sum {
		t.Errorf("a comparison before labels have changed back does not say so: %s\n%s", where, text)
	}
	say(labels.Event{Action: labels.SetLevel, Level: labels.Positive})
	other := map[labels.Split]labels.Split{labels.Train: labels.Val, labels.Val: labels.Test, labels.Test: labels.Train}
	turned := func([]labels.Tied) labels.Assigner {
		return func(m *labels.Meme, _ string) (labels.Split, error) { return other[m.Split], nil }
	}
	if done, err := w.store.Resplit(turned, false); err != nil || done.Moved == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, _, sum := written("version.md", shown["version"]); sum != sums["version"] {
		t.Error("the version is said to be of other splits than it is of")
	}
	say(labels.Event{Action: labels.Caption, Level: labels.NoLevel, Text: m.Caption})
	if _, text, _ := written("evaluation.md", shown["evaluation"]); strings.Contains(text, "captions of 1 meme") {
		t.Errorf("the caption is as it was:\n%s", text)
	}
	say(labels.Event{Action: labels.Caption, Level: labels.NoLevel, Text: ""})
	if _, text, _ := written("evaluation.md", shown["evaluation"]); !strings.Contains(text, "The labels of 1 meme and the captions of 1 meme have changed") {
		t.Errorf("captions are not told of:\n%s", text)
	}
	if where, text, _ := written("evaluation.csv", shown["evaluation"]); !strings.HasSuffix(where, older) || !strings.Contains(text, string(m.ID)) {
		t.Errorf("the table is written to %q", where)
	}
}

// Over SSH the file is on another machine than the one that is sat at, and that is said.
func TestWhereIs(t *testing.T) {
	over := func(connection string) string {
		return whereIs("/tmp/a\x1b.md", func(name string) string { return map[string]string{"SSH_CONNECTION": connection}[name] })
	}
	host, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	if got := over(""); strings.Contains(got, " on ") || strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
	if got := over("10.0.0.1 22"); !strings.HasSuffix(got, ".md on "+labels.Printable(host)) {
		t.Errorf("%q does not say on which machine", got)
	}
}

// The commands in the reports of the screens find the same.
func TestCommandsOfScreens(t *testing.T) {
	e := eval.Evaluation{Version: "v3", Split: "cv", Slices: &eval.Slices{By: []eval.SlicedBy{{By: "picture"}, {By: "column:a b"}}}}
	for want, got := range map[string]string{
		"memebench eval --by=picture --by='column:a b' --split=cv --version=v3": evalCommand(&e),
		"memebench models show v3":                                                 versionCommand(tui.Shown{Version: "v3"}),
		"memebench models show v3; memebench models diff v2 v3":                    versionCommand(tui.Shown{Version: "v3", Against: "v2"}),
		"memebench models show v3; memebench compare v2 v3 --repeats=5 --split=cv": versionCommand(tui.Shown{Version: "v3", Against: "v2", Comparison: &eval.Comparison{Split: "cv", Repeats: 5}}),
		"memebench models show v3; memebench compare v2 v3 --split=val":            versionCommand(tui.Shown{Version: "v3", Against: "v2", Comparison: &eval.Comparison{Split: "val"}}),
		"memebench describe --version=none":                                        describeCommand(&eval.Description{}),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
