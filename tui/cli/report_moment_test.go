package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui"
)

// A report that is written while others label is of one moment: its figures are of the data that it names.
func TestReportsWhileOthersLabel(t *testing.T) {
	w, dir := starterWorkspace(t), t.TempDir()
	t.Setenv("SSH_CONNECTION", "")
	var memes []labels.MemeID
	var first []bool // whether that is the meme's first gold level: the starter set brings most
	have := 0        // memes that have one as it comes
	if err := w.store.Rows(func(m labels.Meme, s labels.State) error {
		memes, first = append(memes, m.ID), append(first, s.Kind != labels.Labelled)
		if s.Kind == labels.Labelled {
			have++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	levels := []int{have} // memes with a gold level, by how many both have labelled
	for _, is := range first {
		if is {
			have++
		}
		levels = append(levels, have)
	}
	stop, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		for _, id := range memes {
			select {
			case <-stop:
				ended <- nil
				return
			default:
			}
			say := labels.Event{Meme: id, Annotator: "ann", Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive}
			also := say
			also.Annotator = "bo"
			if _, err := w.store.Append(say, also); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	both, gold := regexp.MustCompile(`\| ann \| bo \| (\d+) \|`), regexp.MustCompile(`memes, (\d+) with a gold level`)
	path := filepath.Join(dir, "a.md")
	for at := 0; at < 60 && len(ended) == 0; at++ {
		if _, err := w.writeReport(t.Context(), tui.Shown{Agreement: true}, path, at > 0); err != nil {
			t.Error(err)
			break
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			break
		}
		n := 0
		if found := both.FindSubmatch(text); found != nil {
			n, _ = strconv.Atoi(string(found[1]))
		}
		if data := gold.FindSubmatch(text); data == nil || string(data[1]) != strconv.Itoa(levels[n]) {
			t.Errorf("report %d: figures of %d memes that both have labelled, of data with %s; want %d", at, n, data, levels[n])
		}
	}
	close(stop)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// The slices of an evaluation are of the moment of its rows.
func TestSlicesAreOfTheMomentOfTheRows(t *testing.T) {
	w := starterWorkspace(t)
	m, err := w.store.MemeAt(1)
	if err != nil {
		t.Fatal(err)
	}
	say := func(annotator string) {
		if _, err := w.store.Append(labels.Event{Meme: m.ID, Annotator: annotator, Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive}); err != nil {
			t.Fatal(err)
		}
	}
	say("ann")
	e := eval.Evaluation{}
	if e.Seq, err = w.store.LastSeq(); err != nil {
		t.Fatal(err)
	}
	say("bo")
	rows := make([]eval.Row, 0, 60)
	if err := w.store.Rows(func(m labels.Meme, _ labels.State) error {
		if len(rows) < cap(rows) {
			rows = append(rows, eval.Row{Meme: m.ID, Group: string(m.ID), True: labels.Positive, Pred: labels.Positive})
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slicing, err := eval.NewSlicing([]string{"annotator"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.slicesAt(t.Context(), slicing, e.Seq, rows)
	if err != nil {
		t.Fatal(err)
	}
	for _, slice := range s.By[0].Slices {
		if slice.Value == "bo" {
			t.Error("a label of later is among the slices")
		}
	}
}

// The report of a version that was decided on while others labelled is of the labels of the comparison, and says that
// those of its training were others.
func TestReportOfADecisionOfLaterLabels(t *testing.T) {
	w := starterWorkspace(t)
	t.Setenv("SSH_CONNECTION", "")
	before, err := w.store.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.store.MemeAt(1)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.store.AddVersion(eval.Version{Config: eval.Default(), LabelSeq: before}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")})
	if err != nil {
		t.Fatal(err)
	}
	said, err := w.store.Append(labels.Event{Meme: m.ID, Annotator: "ann", Source: labels.Key, Action: labels.SetLevel, Level: labels.VeryNegative},
		labels.Event{Meme: m.ID, Annotator: "ann", Source: labels.Key, Action: labels.Adjudicate, Level: labels.VeryPositive})
	if err != nil {
		t.Fatal(err)
	}
	c, err := eval.Compare(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.First, c.Second, c.Split, c.Seq = v.ID, v.ID, "val", said[1].Seq
	if err := w.store.Decide(v.ID, eval.Decision{Against: v.ID, Comparison: &c}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "v.md")
	if _, err := w.writeReport(t.Context(), tui.Shown{Version: v.ID}, path, false); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?i)the labels of 1 meme had changed between the making of ` + v.ID + ` and this comparison`).Match(text) {
		t.Errorf("it does not say that a label was another one:\n%s", text)
	}
}
