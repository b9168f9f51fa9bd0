package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"memebench/eval"
	"memebench/labels"
)

func blank(n int) string { return strings.Repeat(" ", max(0, n)) }

// centre returns s in the middle of w columns.
func (st styles) centre(s string, w int) string {
	s = st.Cut(s, w)
	return st.Fit(blank((w-st.Width(s))/2)+s, w)
}

// levelName is a level as keys and people name it: "4 positive".
func levelName(l labels.Level) string {
	if !l.Valid() {
		return "—"
	}
	return fmt.Sprintf("%d %s", l+1, l.Title())
}

// digitOf is the key of a level.
func digitOf(l labels.Level) string { return strconv.Itoa(int(l) + 1) }

// percent writes a share in [0,1] without a fraction: "51 %".
func percent(p float64) string { return fmt.Sprintf("%.0f %%", 100*p) }

// percentOf is a share of n, which is none of nothing.
func percentOf(share eval.Metric, n int) string {
	if n == 0 {
		return "—"
	}
	return percent(float64(share))
}

// score writes a metric that is mostly between -1 and 1: ".41", "1.00", "−.05".
func score(f eval.Metric) string {
	v := float64(f)
	if v != v {
		return "—"
	}
	s := fmt.Sprintf("%.2f", v)
	s = strings.Replace(s, "-", "−", 1)
	if strings.TrimLeft(s, "−0.") == "" {
		s = ".00" // no minus zero
	}
	switch {
	case strings.HasPrefix(s, "0."):
		return s[1:]
	case strings.HasPrefix(s, "−0."):
		return "−" + strings.TrimPrefix(s, "−0")
	}
	return s
}

// signed is score with a plus sign where it is due.
func signed(f eval.Metric) string {
	s := score(f)
	if s == ".00" {
		return "±.00"
	}
	if f > 0 {
		return "+" + s
	}
	return s
}

// thousands writes a number with commas between its groups of three digits: "4,895".
func thousands(n int) string { return eval.Thousands(n) }

// share is n of all, 0 of nothing.
func share(n, all int) float64 { return float64(n) / float64(max(1, all)) }

// bytesOf writes a number of bytes in units that fit total.
func bytesOf(done, total int64) string {
	unit, div := "kB", 1e3
	switch m := max(done, total); {
	case m >= 1e9:
		unit, div = "GB", 1e9
	case m >= 1e6:
		unit, div = "MB", 1e6
	}
	if total <= 0 {
		return fmt.Sprintf("%.1f %s", float64(done)/div, unit)
	}
	return fmt.Sprintf("%.1f/%.1f %s", float64(done)/div, float64(total)/div, unit)
}

// spell writes a duration for people: "8 s", "3 min", "2 h 10 min".
func spell(d time.Duration) string {
	switch {
	case d < time.Second:
		return "1 s"
	case d < 100*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 100*time.Minute:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	m := int(d.Minutes())
	return fmt.Sprintf("%d h %02d min", m/60, m%60)
}

// count writes a number with its noun, the plural being made with s.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// agoOf is how long ago something was, as one says it.
func agoOf(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < 48*time.Hour:
		return spell(d) + " ago"
	}
	return fmt.Sprintf("%.0f days ago", d.Hours()/24)
}

// rangeOf writes an interval, "" when there is none.
func rangeOf(i eval.Interval) string {
	if !i.Defined() {
		return ""
	}
	return score(i[0]) + "–" + score(i[1])
}

// fitting is the first of some texts that has room in w cells, "" for none.
func (st styles) fitting(w int, texts []string) string {
	for _, t := range texts {
		if st.Width(t) <= w {
			return t
		}
	}
	return ""
}

// words are as many words of a text as have room in w cells; of a longer word its beginning.
func (st styles) words(s string, w int) string {
	for end := len(s); end > 0; end = strings.LastIndexByte(s[:end], ' ') {
		if st.Width(s[:end]) <= w {
			return s[:end]
		}
	}
	return st.Cut(s, w)
}

// cutWords is a text, or the words of it that have room in w cells with a mark behind them.
func (st styles) cutWords(s string, w int) string {
	short := st.words(s, w-2)
	if st.Width(s) <= w || !strings.HasPrefix(s, short) {
		return st.Cut(s, w)
	}
	return short + " …"
}

// asMany are as many of some texts as have room in w cells, but at least the first, with a
// gap between them; left is how many have none.
func (st styles) asMany(w int, gap string, texts []string) (text string, left int) {
	for i, t := range texts {
		more := t
		if i > 0 {
			more = text + gap + t
		}
		if i > 0 && st.Width(more) > w {
			return text, len(texts) - i
		}
		text = more
	}
	return text, 0
}

// chipOf is a level as it stands everywhere: its digit on its colour, in three cells.
func (st styles) chipOf(l labels.Level) string { return st.chip[l].Render(" " + digitOf(l) + " ") }
