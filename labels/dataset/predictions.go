package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"memebench/labels"
)

// PredictionsSpec says which file has predictions, and what its columns mean where that is
// not to be found out by their names.
type PredictionsSpec struct {
	Path        string
	MemeColumn  string // of what the meme is called
	LevelColumn string
	Scale       string // of levels that are numbers: 0-4, 1-5 or -2..2
	Encoding    string // how a table is written; "" to find out
}

// The names, plain, of the columns that predictions have, those that mean it most first.
var (
	memeColumns  = []string{"meme", "meme_id", "image_name", "image", "img", "picture", "file_name", "filename", "file", "path", "id", "name"}
	levelColumns = []string{"pred", "predicted", "prediction", "predicted_level", "predicted_label", "level", "label", "sentiment", "answer"}
)

// probabilityNames are how the five columns of probabilities are called: a beginning and the
// names of the levels, or one of these. The numbers of a level column mean what theirs do.
var (
	probabilityStarts = []string{"p_", "p.", "prob_", "probability_", "probs.", "probabilities.", ""}
	probabilityNames  = []struct {
		names [labels.Levels]string
		scale Scale
	}{
		{[labels.Levels]string{"p0", "p1", "p2", "p3", "p4"}, Scale0To4},
		{[labels.Levels]string{"p1", "p2", "p3", "p4", "p5"}, Scale1To5},
	}
	probabilityLists = []string{"probabilities", "probs"} // of JSON
)

// ReadPredictions reads a file of predictions that were made elsewhere: any kind of table that
// is imported, with a row for each meme. Rows that cannot be read are among those that failed;
// whether the others are predictions of memes that are here is not looked at.
func ReadPredictions(ctx context.Context, spec PredictionsSpec, p labels.Report) (labels.GivenPredictions, error) {
	var out labels.GivenPredictions
	scale, err := ParseScale(spec.Scale)
	if err != nil {
		return out, err
	}
	in, err := openSource(ctx, spec.Path, spec.Encoding, p)
	if err != nil {
		return out, err
	}
	defer in.Close() // only read from
	out.File = in.name
	sum := sha256.New()
	if err := in.rewind(); err != nil {
		return out, in.fail(err)
	}
	if _, err := io.Copy(sum, in); err != nil {
		return out, in.fail(err)
	}
	out.Digest = hex.EncodeToString(sum.Sum(nil))
	kind, err := kindOf(in)
	if err != nil {
		return out, err
	}
	format := kinds[kind]
	if format == nil {
		return out, in.fail(fmt.Errorf("it is a %s, not a table: want CSV, JSON, xlsx or Parquet", kind))
	}
	values, err := format.open(in, &ImportSpec{})
	if err != nil {
		return out, err
	}
	t, err := findPredictions(values.columns(), in.name, &spec, scale)
	if err != nil {
		return out, err
	}
	out.Column = t.meme.name
	row := values.firstRow() - 1
	for {
		rec, rows, err := readNext(values)
		var d damage
		switch {
		case err == io.EOF && len(out.Rows)+len(out.Failed) == 0:
			return out, in.fail(errors.New("it names columns and has no row: want one for each meme"))
		case err == io.EOF:
			return out, nil
		case err != nil && !errors.As(err, &d):
			return out, in.fail(fmt.Errorf("after row %d: %w", row, err))
		}
		row += rows
		p.Tell(in.step("read", ""))
		var g labels.GivenPrediction
		if err == nil {
			g, err = t.read(rec.values)
		}
		if err != nil {
			out.Fail(row, err.Error())
			continue
		}
		g.Row = row
		out.Rows = append(out.Rows, g)
	}
}

// predictionTable says which columns have what.
type predictionTable struct {
	meme, level field
	probs       [labels.Levels]field // zero fields where there are no probabilities
	sixth       field                // of a list of probabilities, which must not have it
	levels      levelReader
}

func findPredictions(columns []string, file string, spec *PredictionsSpec, scale Scale) (*predictionTable, error) {
	t := &predictionTable{}
	plain := plainNames(columns)
	find := func(given, option string, names []string) (field, error) {
		if given != "" {
			return findField(columns, file, given, option)
		}
		for _, name := range names {
			if i := slices.Index(plain, name); i >= 0 {
				if slices.Contains(columns[i+1:], columns[i]) {
					return field{}, fmt.Errorf("%s: column %s occurs twice in the header: rename one", labels.Printable(file), labels.Quoted(columns[i]))
				}
				return fieldAt(columns, i), nil
			}
		}
		return field{}, nil
	}
	var err error
	if t.meme, err = find(spec.MemeColumn, "--meme", memeColumns); err != nil {
		return nil, err
	}
	if t.level, err = find(spec.LevelColumn, "--level", levelColumns); err != nil {
		return nil, err
	}
	fits := t.findProbabilities(columns, plain)
	if scale == NoScale {
		scale = fits
	}
	t.levels.scale = scale
	switch {
	case !t.meme.is():
		return nil, fmt.Errorf("%s: which column names the meme? Say it by --meme COLUMN: there are %s", labels.Printable(file), listColumns(columns))
	case !t.level.is() && !t.probs[0].is():
		return nil, fmt.Errorf("%s: which column has the predicted level? Say it by --level COLUMN, or call the probabilities p0 to p4: there are %s", labels.Printable(file), listColumns(columns))
	}
	return t, nil
}

// findProbabilities finds the five columns, and the scale that their names are on.
func (t *predictionTable) findProbabilities(columns, plain []string) Scale {
	take := func(names [labels.Levels]string) bool {
		var found [labels.Levels]field
		for l, name := range names {
			i := slices.Index(plain, name)
			if i < 0 {
				return false
			}
			found[l] = fieldAt(columns, i)
		}
		t.probs = found
		return true
	}
	for _, n := range probabilityNames {
		if take(n.names) {
			return n.scale
		}
	}
	for _, start := range probabilityStarts {
		var names [labels.Levels]string
		for l := range names {
			names[l] = start + labels.Level(l).String()
		}
		if take(names) {
			return NoScale
		}
	}
	for _, list := range probabilityLists {
		if i := slices.Index(plain, list); i >= 0 {
			for l := range t.probs {
				t.probs[l] = fieldAt(columns, i)
				t.probs[l].path = []any{l}
			}
			t.sixth = fieldAt(columns, i)
			t.sixth.path = []any{labels.Levels}
			break
		}
	}
	return NoScale
}

// read reads a row's values.
func (t *predictionTable) read(values []string) (labels.GivenPrediction, error) {
	g := labels.GivenPrediction{Meme: strings.TrimSpace(t.meme.of(values)), Level: labels.NoLevel}
	if text := t.level.of(values); text != "" {
		level, err := t.levels.read(text)
		if _, ok := levelNumber(plainValue(text)); ok && err != nil && t.levels.scale == NoScale {
			err = errors.New("what does a number mean? Say it by --scale: 0-4, 1-5 or -2..2")
		}
		if err != nil {
			return g, fmt.Errorf("%s %s: %w", t.level.name, labels.Quoted(text), err)
		}
		g.Level = level
	}
	missing := ""
	for l, f := range t.probs {
		text := strings.TrimSpace(f.of(values))
		if slices.Contains(noLevel, strings.ToLower(text)) {
			missing = labels.Level(l).Title()
			continue
		}
		if strings.Count(text, ",") == 1 && !strings.Contains(text, ".") {
			text = strings.Replace(text, ",", ".", 1)
		}
		x, ok := number(text)
		if !ok {
			return g, fmt.Errorf("%s %s: want a number from 0 to 1", f.name, labels.Quoted(text))
		}
		g.HasProbs, g.Probs[l] = true, x
	}
	if t.sixth.of(values) != "" {
		return g, fmt.Errorf("%s has more than %d values: want one for each level", t.sixth.name, labels.Levels)
	}
	if g.HasProbs && missing != "" {
		return g, fmt.Errorf("the probability of %s is missing: want all five, or none", missing)
	}
	return g, nil
}
