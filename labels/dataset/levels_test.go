package dataset

import (
	"errors"
	"strings"
	"testing"

	"memebench/labels"
)

func TestReadLevels(t *testing.T) {
	words, err := ReadLevelMap("Hateful=very_negative, not hateful = neutral,1=positive,x=none, a=b=negative")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		reader levelReader
		text   string
		want   labels.Level
	}{
		{levelReader{}, "Very-Positive", labels.VeryPositive}, {levelReader{}, "veryNegative", labels.VeryNegative}, {levelReader{}, " NEUTRAL ", labels.Neutral},
		{levelReader{}, "strongly positive", labels.VeryPositive}, {levelReader{}, "POS", labels.Positive}, {levelReader{}, "very  neg", labels.VeryNegative},
		{levelReader{}, `["positive"]`, labels.Positive}, {levelReader{}, `{"choices":["negative"]}`, labels.Negative}, {levelReader{}, "[]", labels.NoLevel},
		{levelReader{scale: Scale1To5}, "５", labels.VeryPositive}, {levelReader{scale: Scale1To5}, "1,0", labels.VeryNegative},
		{levelReader{scale: Scale1To5}, "4 stars", labels.Positive}, {levelReader{scale: Scale1To5}, "2(moderately)", labels.Negative},
		{levelReader{scale: Scale1To5}, `{"rating":4}`, labels.Positive},
		{levelReader{}, "NaN", labels.NoLevel}, {levelReader{}, "None", labels.NoLevel}, {levelReader{}, "-1", labels.NoLevel}, {levelReader{}, "-1.0", labels.NoLevel},
		{levelReader{words: words}, "hateful", labels.VeryNegative}, {levelReader{words: words}, "Not Hateful", labels.Neutral}, {levelReader{words: words}, "1", labels.Positive},
		{levelReader{words: words}, "X", labels.NoLevel}, {levelReader{words: words}, "a=b", labels.Negative}, {levelReader{words: words}, "very negative", labels.VeryNegative},
	} {
		if got, err := c.reader.read(c.text); err != nil || got != c.want {
			t.Errorf("%q: %v, %v; want %v", c.text, got, err, c.want)
		}
	}
	for _, text := range []string{"hilarious", "3", `["funny"]`, "somewhat positive"} {
		if got, err := (levelReader{}).read(text); err == nil || got != labels.NoLevel {
			t.Errorf("%q is %v", text, got)
		}
	}
	if _, err := (levelReader{}).read(`{"choices":["positive","neutral"]}`); !errors.Is(err, errSeveral) {
		t.Errorf("two levels: %v", err)
	}
	for text, want := range map[string]string{
		"hateful": `--level-map: "hateful": want value=meaning, with commas between them`, "a=lovely": `--level-map: "a=lovely": want one of very_negative, negative, neutral, positive, very_positive or none`,
	} {
		if _, err := ReadLevelMap(text); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// What a column of numbers means is told where it can be, and asked where it cannot.
func TestFindScale(t *testing.T) {
	for _, c := range []struct {
		levels string // one per row
		scale  string // that is given
		want   Scale
		err    string
	}{
		{"positive negative very_positive", "", NoScale, ""},
		{"", "", NoScale, ""},
		{"1 0 4 2", "", Scale0To4, ""},
		{"neutral 4 positive 0", "", Scale0To4, ""},
		{"0 4 7", "", Scale0To4, ""},
		{"1 4 5", "", Scale1To5, ""},
		{"-2 0 2", "", ScaleMinus2, ""},
		{"-1 0 4 -1", "", Scale0To4, ""},
		{"-1 0 1", "", "", `t.csv: column "l" has numbers from -1 to 1: say what they mean: --scale 0-4, 1-5 or -2..2, or --level-map "-1=LEVEL,0=LEVEL,1=LEVEL"`},
		{"1.2 2.7 3.4 4.8", "", "", `t.csv: column "l" has numbers from 1.2 to 4.8: say what they mean: --scale LOWEST..HIGHEST, as 1..5, from very negative to very positive; if some are slips, name the scale without them, and their rows fail`},
		{"0 1 4 5", "", "", `t.csv: column "l" has numbers from 0 to 5: say what they mean: --scale LOWEST..HIGHEST, as 0..5, from very negative to very positive; if some are slips, name the scale without them, and their rows fail`},
		{"0 1 2 -2", "", ScaleMinus2, ""},
		{"1 2", "", "", `t.csv: column "l" has numbers from 1 to 2: say what they mean: --scale 0-4, 1-5 or -2..2, or --level-map "1=LEVEL,2=LEVEL"`},
		{"positive positive 3", "", NoScale, ""},          // which fails its row
		{"1 3 5 1 3 5 1 3 5 99 99 99", "", Scale1To5, ""}, // one number for no answer
		{"1 5 2 3 9 10", "", "", `t.csv: column "l" has numbers from 1 to 10: say what they mean: --scale LOWEST..HIGHEST, as 1..10, from very negative to very positive; if some are slips, name the scale without them, and their rows fail`},
		{"1 2 3 4 5 1 2 3 4 5 6", "", "", `t.csv: column "l" has numbers from 1 to 6: say what they mean: --scale LOWEST..HIGHEST, as 1..6, from very negative to very positive; if some are slips, name the scale without them, and their rows fail`},
		{"1 3 5 8 10 1 3 5 8 10", "", "", `t.csv: column "l" has numbers from 1 to 10: say what they mean: --scale LOWEST..HIGHEST, as 1..10, from very negative to very positive; if some are slips, name the scale without them, and their rows fail`},
		{"1 5 3 2.5", "", Scale1To5, ""}, // a slip
		{"1 2 3 4 5 1 2 3 4 5 1 2 3 4 5 1 2 3 4 5 2.5 3.5", "", Scale1To5, ""},
		{"-1 1 2 3", "", "", `t.csv: column "l" has numbers from -1 to 3: say what they mean: --scale 0-4, 1-5 or -2..2, or --level-map "-1=LEVEL,1=LEVEL,2=LEVEL,3=LEVEL"`},
		{"1 2", "1-5", Scale1To5, ""},
		{"0 1 4", "1-5", "", `t.csv: column "l" has numbers from 0 to 4, which are not on --scale 1-5: --scale 0-4 fits`},
		{"offensive not-offensive offensive", "", "", `t.csv: column "l" has no levels, but "offensive", "not-offensive": say what they mean: --level-map "offensive=LEVEL,not-offensive=LEVEL"`},
	} {
		table := "c,l\n"
		for _, l := range strings.Fields(c.levels) {
			table += "x," + l + "\n"
		}
		got, err := openTable(t, table, "t.csv", columns{Caption: "c", Level: "l", Scale: Scale(c.scale)})
		if (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%q: %v, want %q", c.levels, err, c.err)
		} else if err == nil && got.m.levels.scale != c.want {
			t.Errorf("%q: scale %q, want %q", c.levels, got.m.levels.scale, c.want)
		}
	}
}

// A column is a level's by a level's name alone, whatever else it marks or counts.
func TestColumnsOfLevels(t *testing.T) {
	for name, want := range map[string]string{"positive": "positive ", "is_positive": "positive is", "votes_positive": "positive votes", "positive_share": "positive share", "is_funny": "", "votes_total": "", "sentiment_score": ""} {
		level, measured, ok := measuredLevel(name)
		got := ""
		if ok {
			got = level.String() + " " + measured
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestReadSplits(t *testing.T) {
	names, err := ReadSplitMap("0=train,fold 1=test,skip=none")
	if err != nil {
		t.Fatal(err)
	}
	for want, texts := range map[labels.Split][]string{
		labels.Train: {"train", "TRAIN", " Train ", "training", "trn", "0"}, labels.Val: {"val", "valid", "validation", "dev", "dev_seen", "dev_unseen", "eval", "val_2"},
		labels.Test: {"test", "testing", "test_unseen", "holdout", "held_out", "Fold 1", `["blurred","fold 1"]`, `["test","testing"]`}, "": {"", "nan", "skip"},
	} {
		for _, text := range texts {
			if got, err := splitReader(names).read(text); err != nil || got != want {
				t.Errorf("%q: %q, %v; want %q", text, got, err, want)
			}
		}
	}
	if got := (splitReader{}).named(`["train","test"]`); got != "" {
		t.Errorf("both: %q", got)
	}
	if _, err := (splitReader{}).read("left"); err == nil || !strings.Contains(err.Error(), `--split-map "left=train"`) {
		t.Errorf("left: %v", err)
	}
	for name, want := range map[string]labels.Split{
		"val_images": labels.Val, "Training_meme_dataset": labels.Train, "2000_testdata": "", "train-dev": "", "images": "", "dev (1)": labels.Val, "test_testset": labels.Test, "latest": "",
	} {
		if got := splitIn(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
