package dataset

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
)

// readGiven reads a file of predictions with this content.
func readGiven(t *testing.T, name, content string, spec PredictionsSpec) (labels.GivenPredictions, error) {
	t.Helper()
	spec.Path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(spec.Path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return ReadPredictions(t.Context(), spec, nil)
}

func TestReadPredictions(t *testing.T) {
	t.Parallel()
	fifths := [labels.Levels]float64{.1, .1, .1, .1, .6}
	for _, c := range []struct {
		name, file string
		content    string
		spec       PredictionsSpec
		level      labels.Level
		probs      bool
	}{
		{"as eval --items writes it", "a.csv", "meme,image_name,true,pred,p0,p1,p2,p3,p4\nx,y.png,negative,very_positive,.1,.1,.1,.1,.6\n", PredictionsSpec{}, labels.VeryPositive, true},
		{"as predict --csv writes levels", "a.csv", "image_name;pred;p0;p1;p2;p3;p4\nx;4;0,1;0,1;0,1;0,1;0,6\n", PredictionsSpec{}, labels.VeryPositive, true},
		{"numbers from 1", "a.csv", "id,label,p1,p2,p3,p4,p5\nx,5,.1,.1,.1,.1,.6\n", PredictionsSpec{}, labels.VeryPositive, true},
		{"names", "a.csv", "file_name,very negative,negative,neutral,positive,Very Positive\nx,.1,.1,.1,.1,.6\n", PredictionsSpec{}, labels.NoLevel, true},
		{"a level", "a.csv", "image,level\nx,Very Positive\n", PredictionsSpec{}, labels.VeryPositive, false},
		{"a level on a scale", "a.csv", "who,what\nx,5\n", PredictionsSpec{MemeColumn: "who", LevelColumn: "what", Scale: "1-5"}, labels.VeryPositive, false},
		{"lines of JSON", "a.jsonl", `{"meme":"x","level":"very_positive","probabilities":[0.1,0.1,0.1,0.1,0.6]}` + "\n", PredictionsSpec{}, labels.VeryPositive, true},
		{"JSON by names", "a.json", `[{"image":"x","probs":{"very_negative":0.1,"negative":0.1,"neutral":0.1,"positive":0.1,"very_positive":0.6}}]`, PredictionsSpec{}, labels.NoLevel, true},
	} {
		got, err := readGiven(t, c.file, c.content, c.spec)
		if err != nil || len(got.Rows) != 1 || got.Failed != nil {
			t.Errorf("%s: %+v, %v", c.name, got, err)
			continue
		}
		if header, _, _ := strings.Cut(c.content, "\n"); got.Column == "" || !strings.Contains(header, got.Column) {
			t.Errorf("%s: memes are named by the column %q", c.name, got.Column)
		}
		g := got.Rows[0]
		if g.Meme != "x" || g.Level != c.level || g.HasProbs != c.probs || c.probs && g.Probs != fifths {
			t.Errorf("%s: read as %+v", c.name, g)
		}
		if want := fmt.Sprintf("%x", sha256.Sum256([]byte(c.content))); got.Digest != want || got.File != c.file {
			t.Errorf("%s: %s with digest %s, want %s", c.name, got.File, got.Digest, want)
		}
	}
}

func TestReadPredictionsThatAreNone(t *testing.T) {
	t.Parallel()
	got, err := readGiven(t, "a.csv", "image,level,p0,p1,p2,p3,p4\na,blue,,,,,\nb,,.5,.5,,,\nc,,much,0,0,0,0\nd,1,,,,,\ne\n\nf,neutral,,,,,\n", PredictionsSpec{})
	if err != nil || len(got.Rows) != 2 || got.Rows[0].Meme != "d" || got.Rows[0].Level != labels.Negative || got.Rows[1].Row != 7 {
		t.Fatalf("read as %+v, %v", got, err)
	}
	want := []string{
		`a.csv:2: level "blue": want one of very_negative`,
		"a.csv:3: the probability of very positive is missing: want all five, or none",
		`a.csv:4: p0 "much": want a number from 0 to 1`,
		"a.csv:6: 1 of 7 values",
	}
	if len(got.Failed) != len(want) {
		t.Fatalf("failed are %+v", got.Failed)
	}
	for i, f := range got.Failed {
		if !strings.HasPrefix(f.Reason, want[i]) {
			t.Errorf("%s, want %s", f.Reason, want[i])
		}
	}
	for content, fault := range map[string]string{
		"text,level\nx,neutral\n":    `which column names the meme? Say it by --meme COLUMN: there are "text", "level"`,
		"image,text\nx,y\n":          "which column has the predicted level? Say it by --level COLUMN",
		"image,level\n":              "it names columns and has no row: want one for each meme",
		"image,level,level\nx,1,2\n": `column "level" occurs twice in the header: rename one`,
		"":                           "the table is empty",
		"\xff\xd8\xff\xe0 picture":   "it is a picture, not a table",
	} {
		if _, err := readGiven(t, "a.csv", content, PredictionsSpec{}); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%q: %v, want one with %q", content, err, fault)
		}
	}
	for _, c := range []struct{ name, content, fault string }{
		{"a.csv", "image,level\nx,1\n", `level "1": what does a number mean? Say it by --scale: 0-4, 1-5 or -2..2`},
		{"a.jsonl", `{"meme":"x","probs":[0.1,0.1,0.1,0.1,0.6,0]}` + "\n", "probs has more than 5 values: want one for each level"},
	} {
		got, err := readGiven(t, c.name, c.content, PredictionsSpec{})
		if err != nil || len(got.Failed) != 1 || !strings.Contains(got.Failed[0].Reason, c.fault) {
			t.Errorf("%s: %+v, %v, want %q", c.name, got, err, c.fault)
		}
	}
	if _, err := readGiven(t, "a.csv", "image,level\nx,1\n", PredictionsSpec{LevelColumn: "mood"}); err == nil || !strings.Contains(err.Error(), `no column "mood" for --level`) {
		t.Error(err)
	}
}
