package dataset

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
)

func exported(t *testing.T, s *testStore, format string) string {
	t.Helper()
	var b strings.Builder
	if _, err := Export(t.Context(), s, ExportSpec{Format: format}, &b, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestExportMemotion(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, memotionSpec(t, "0,a.jpg,ocr,one,positive\n1,missing.jpg,,two,negative\n2,c.jpg,,,\n"))
	if _, err := s.Append(labels.Event{Meme: s.memes()[1].ID, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.VeryPositive}); err != nil {
		t.Fatal(err)
	}
	got := exported(t, s, "memotion")
	want := ",image_name,text_ocr,text_corrected,overall_sentiment,memebench_state\n" +
		"0,a.jpg,ocr,one,positive,labelled\n" +
		"1,missing.jpg,,two,very_positive,labelled\n" +
		"2,c.jpg,,,,unlabelled\n"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}

	// What was exported imports again: here as repeats, elsewhere as the same memes.
	again := ImportSpec{Format: "memotion", Path: write(t, "out.csv", got), Probe: probe}
	counts(t, mustImport(t, s, again), 3, 0, 3, 0, 1, 0)
	if exported(t, s, "memotion") != want {
		t.Error("importing the export has changed it")
	}
	other := newStore(t)
	again.Annotator = "team"
	counts(t, mustImport(t, other, again), 3, 3, 0, 2, 1, 0)
	if exported(t, other, "memotion") != want {
		t.Errorf("exported from another workspace:\n%s", exported(t, other, "memotion"))
	}
}

func TestExportOfTextImportsAgain(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{
		Format: "csv", Path: write(t, "tweets.csv", "id,text,mood\n1,hello,5\n2,bye,1\n2,\"a, b\nc\",\n"),
		CaptionColumn: "text", LevelColumn: "mood", Scale: "1-5", Annotator: "gold",
	}
	counts(t, mustImport(t, s, spec), 3, 3, 0, 2, 0, 0)
	got := exported(t, s, "memotion")
	want := "id,text,mood,image_name,text_corrected,overall_sentiment,memebench_state\n" +
		"1,hello,5,,hello,very_positive,labelled\n" +
		"2,bye,1,,bye,very_negative,labelled\n" +
		"2,\"a, b\nc\",,,\"a, b\nc\",,unlabelled\n"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	spec.Path = write(t, "tweets.csv", got)
	counts(t, mustImport(t, s, spec), 3, 0, 3, 0, 0, 0)
	if exported(t, s, "memotion") != want {
		t.Errorf("importing the export has changed it:\n%s", exported(t, s, "memotion"))
	}
	// As a Memotion table the rows have no pictures, and their captions.
	other := newStore(t)
	counts(t, mustImport(t, other, ImportSpec{Format: "memotion", Path: spec.Path, Annotator: "gold", Probe: probe}), 3, 3, 0, 2, 0, 0)
}

func TestExportJSONL(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, memotionSpec(t, "0,a.jpg,ocr,one,positive\n1,b.jpg,,two,\n"))
	lines := strings.Split(strings.TrimSuffix(exported(t, s, "jsonl"), "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	var first struct {
		Meme, Caption, Level, State, Split string
		ImageName                          string `json:"image_name"`
		Labels                             []struct{ Annotator, Level string }
		Source                             map[string]string
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil {
		t.Fatal(err)
	}
	if first.Meme != string(s.memes()[0].ID) || first.ImageName != "a.jpg" || first.Caption != "one" || first.Level != "positive" ||
		first.State != "labelled" || first.Split != string(s.memes()[0].Split) || len(first.Labels) != 1 ||
		first.Labels[0].Annotator != "gold" || first.Source["text_ocr"] != "ocr" || len(first.Source) != 5 {
		t.Errorf("%s", lines[0])
	}
	if !strings.Contains(lines[1], `"level":null,"state":"unlabelled","labels":[]`) {
		t.Errorf("%s", lines[1])
	}
}

func TestExportProgressCancelAndErrors(t *testing.T) {
	s := newStore(t)
	const n = 2*exportStep + 1
	mustImport(t, s, memotionSpec(t, many(n)))
	var last labels.Step
	if _, err := Export(t.Context(), s, ExportSpec{Format: "jsonl"}, new(strings.Builder), func(st labels.Step) { last = st }); err != nil {
		t.Fatal(err)
	}
	if want := (labels.Step{Phase: "export", Done: n, Total: n, Unit: "memes"}); last != want {
		t.Errorf("last step %+v, want %+v", last, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	told := 0
	_, err := Export(ctx, s, ExportSpec{Format: "jsonl"}, new(strings.Builder), func(labels.Step) { told++; cancel() })
	if !errors.Is(err, context.Canceled) || told != 1 {
		t.Errorf("cancelled after the first step: %v after %d steps", err, told)
	}
	if _, err := Export(t.Context(), s, ExportSpec{Format: "xml"}, new(strings.Builder), nil); err == nil || err.Error() != `export: format "xml": want `+labels.OneOf(ExportFormats()...) {
		t.Errorf("format xml: %v", err)
	}
	closed, err := os.Create(filepath.Join(t.TempDir(), "closed"))
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for _, f := range exportFormats {
		if _, err := Export(t.Context(), s, ExportSpec{Format: f.name()}, closed, nil); !errors.Is(err, os.ErrClosed) {
			t.Errorf("%s to a closed file: %v", f.name(), err)
		}
	}
}
