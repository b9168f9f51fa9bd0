package dataset

import (
	"strings"
	"testing"
)

func TestFindScale(t *testing.T) {
	for _, c := range []struct {
		name   string
		levels string // one per row
		want   Scale
		err    string
	}{
		{"names", "positive negative very_positive", NoScale, ""},
		{"nothing", "", NoScale, ""},
		{"0 and 4", "1 0 4 2", Scale0To4, ""},
		{"0 and 4 and names", "neutral 4 positive 0", Scale0To4, ""},
		{"0 and 4, one out of range", "0 4 7", Scale0To4, ""},
		{"no 0", "1 4 5", "", `t.csv: column "l" has numbers from 1 to 5: say what they mean: --scale 0-4, 1-5 or -2..2`},
		{"no 4", "0 1 2 -2", "", `t.csv: column "l" has numbers from -2 to 2: say what they mean: --scale 0-4, 1-5 or -2..2`},
		{"one number among names", "positive 3", "", `t.csv: column "l" has numbers from 3 to 3: say what they mean: --scale 0-4, 1-5 or -2..2`},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := "c,l\nonly one value\n"
			for _, l := range strings.Fields(c.levels) {
				table += "x," + l + "\n"
			}
			got, err := FindScale(strings.NewReader(table), "t.csv", CSVSpec{Caption: "c", Level: "l"})
			if got != c.want || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
				t.Errorf("%q, %v; want %q, %q", got, err, c.want, c.err)
			}
		})
	}
	if got, err := FindScale(strings.NewReader("c,l\nx,1\n"), "t.csv", CSVSpec{Caption: "c", Level: "l", Scale: Scale1To5}); got != Scale1To5 || err != nil {
		t.Errorf("a given scale: %q, %v", got, err)
	}
	if got, err := FindScale(strings.NewReader("c,l\nx,1\n"), "t.csv", CSVSpec{Caption: "c"}); got != NoScale || err != nil {
		t.Errorf("without a level column: %q, %v", got, err)
	}
	if _, err := FindScale(strings.NewReader("c\nx\n"), "t.csv", CSVSpec{Caption: "c", Level: "l"}); err == nil {
		t.Error("a missing level column passed")
	}
}
