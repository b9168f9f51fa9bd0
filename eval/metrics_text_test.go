package eval

import (
	"bytes"
	"strings"
	"testing"
)

func TestPValuesInSentences(t *testing.T) {
	for p, want := range map[Metric]string{0: "p < 0.001", 0.000999: "p < 0.001", 0.001: "p = 0.001", 0.5: "p = 0.500", undefined: "p = –"} {
		if got := p.P(); got != want {
			t.Errorf("%v: %s", float64(p), got)
		}
	}
}

// Figures below 0 need more room, and touch nothing: not the name that does not fit, either.
func TestRowsOfNegativeFigures(t *testing.T) {
	for _, row := range [][3]string{
		{"-.12 -.30 to -.05", "-.22 -.40 to -.10", "-.32 -.50 to -.15"},
		{".45 .33 to .56", ".45 .33 to .56", "1.0"},
	} {
		var b bytes.Buffer
		writeFigures(&b, "a long name, another", 12345, "100%", row[0], row[1], row[2])
		name, line, _ := strings.Cut(strings.TrimRight(b.String(), "\n"), "\n")
		if name != "a long name, another" || len([]rune(line)) > 80 || !strings.HasSuffix(line, row[0]+" "+row[1]+" "+row[2]) && !strings.Contains(line, row[0]+"  ") {
			t.Errorf("%q", line)
		}
	}
}

// Numbers in sentences have commas, as on the screens.
func TestThousandsInSentences(t *testing.T) {
	for n, want := range map[int]string{1: "1 meme", 999: "999 memes", 1000: "1,000 memes", 1234567: "1,234,567 memes"} {
		if got := plural(n, "meme"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
