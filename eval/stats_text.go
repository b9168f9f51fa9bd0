package eval

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"memebench/labels"
)

// WriteText writes the statistics for people, in plain text of at most 80 columns. Queues
// are called what title makes of their recorded names.
func (s Stats) WriteText(w io.Writer, title func(recorded string) string) error {
	b := bufio.NewWriter(w)
	if len(s.People) == 0 {
		fmt.Fprintln(b, "nobody has labelled here yet")
		return b.Flush()
	}
	s.writeWork(b)
	s.writeDays(b)
	s.writePace(b)
	s.writeAgreement(b)
	s.writeQueues(b, title)
	return b.Flush()
}

// whoWidth holds most names.
const whoWidth = 14

func who(name string) string {
	return left(cutTo(name, whoWidth-2), whoWidth)
}

func (s Stats) writeWork(w io.Writer) {
	fmt.Fprintln(w, "Labels (memes by what each says of them now)")
	line(w, left("", whoWidth)+right("memes", 8)+right("today", 6)+
		right("1", 6)+right("2", 6)+right("3", 6)+right("4", 6)+right("5", 6)+
		right("skipped", 8)+right("flags", 6)+right("notes", 6))
	for _, p := range s.People {
		row := who(p.Annotator) + right(fmt.Sprint(p.Labelled), 8) + right(short(p.Today, 5), 6)
		for _, n := range p.ByLevel {
			row += right(short(n, 5), 6)
		}
		line(w, row+right(short(p.Skipped, 5), 8)+right(short(p.Flagged, 5), 6)+right(short(p.Notes, 5), 6))
	}
}

func (s Stats) writeDays(w io.Writer) {
	first := s.Now.AddDate(0, 0, 1-StatDays)
	fmt.Fprintf(w, "\nLabels a day, from %s to today\n", first.Format("2 Jan"))
	for _, p := range s.People {
		row := who(p.Annotator)
		for _, n := range p.Days {
			row += right(short(n, 3), 4)
		}
		line(w, row)
	}
}

// short is a number in so many characters, in thousands where it needs more.
func short(n, most int) string {
	if n == 0 {
		return "·"
	}
	if text := fmt.Sprint(n); len(text) <= most {
		return text
	}
	return fmt.Sprintf("%dk", n/1000)
}

func (s Stats) writePace(w io.Writer) {
	fmt.Fprintf(w, "\nPace (seconds a meme; what took longer than %.0f s is left out)\n", IdleCut.Seconds())
	line(w, left("", whoWidth)+right("median", 7)+right("mean", 7)+"  "+left("95%", 11)+right("timed", 8)+
		right("idle", 6)+right("an hour", 8)+right("waiting", 8)+"  left")
	for _, p := range s.People {
		c := p.Pace
		hour := "–"
		if c.PerHour.Defined() {
			hour = fmt.Sprintf("%.0f", float64(c.PerHour))
		}
		line(w, who(p.Annotator)+right(seconds(c.Median), 7)+right(seconds(c.Mean), 7)+"  "+left(between(c.CI95, seconds), 11)+
			right(fmt.Sprint(c.N), 8)+right(short(c.Idle, 5), 6)+right(hour, 8)+right(fmt.Sprint(p.Left.Memes), 8)+"  "+p.Left.String())
	}
}

// String says how long it takes, in minutes or hours.
func (l Left) String() string {
	switch {
	case l.Memes == 0:
		return "done"
	case !l.Seconds.Defined():
		return "–"
	}
	d := time.Duration(float64(l.Seconds) * float64(time.Second))
	if minutes := int(math.Ceil(d.Minutes())); minutes < 100 {
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%.0f h", d.Hours())
}

func seconds(f Metric) string {
	if !f.Defined() {
		return "–"
	}
	return fmt.Sprintf("%.1f", float64(f))
}

// between writes an interval as one writes its ends.
func between(i Interval, write func(Metric) string) string {
	if !i.Defined() {
		return "–"
	}
	return write(i[0]) + "–" + write(i[1])
}

// The columns of the names and of the counts of an agreement.
const (
	agreeName  = 23
	agreeCount = 16
)

func (s Stats) writeAgreement(w io.Writer) {
	fmt.Fprintln(w, "\nAgreement (equal levels, and the quadratic weighted kappa; with 95% intervals)")
	if slices.ContainsFunc(s.People, func(p Person) bool { return len(p.Others) > 0 }) {
		fmt.Fprintln(w, "(with others, adjudications do not count: what each has said before them does)")
	}
	row := func(name string, a Agree) {
		if a.Equal.N > 0 {
			line(w, "  "+left(name, agreeName)+right(a.Equal.counted(), agreeCount)+"  "+left(a.Equal.percents(), 15)+
				figures(a.QWK, a.CI95))
		}
	}
	for i, p := range s.People {
		head := left(strings.TrimRight(who(p.Annotator), " "), 2+agreeName)
		if i == 0 {
			head += right("equal", agreeCount) + left("", 17) + "QWK"
		}
		line(w, head)
		row("self, asked again", p.Self)
		row("model, in sight", p.Model.Shown)
		row("model, hidden", p.Model.Hidden)
		for _, o := range p.Others {
			name := strings.TrimRight(who(o.With), " ")
			if o.Imported {
				name += ", imported"
			}
			row(name, o.Agree)
		}
		if p.Accepted.N > 0 {
			line(w, "  "+left("accepted by one key", agreeName)+right(p.Accepted.counted(), agreeCount)+"  "+p.Accepted.percents())
		}
		if p.Self.Equal.N+p.Model.Shown.Equal.N+p.Model.Hidden.Equal.N+len(p.Others)+p.Accepted.N == 0 {
			line(w, "  nothing to compare with yet")
		}
	}
}

// counted is "29 of 48".
func (s Share) counted() string { return fmt.Sprintf("%d of %d", s.K, s.N) }

// percents is "60% (48–71)".
func (s Share) percents() string {
	if s.N == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f%% (%.0f–%.0f)", 100*s.Share, 100*s.CI95[0], 100*s.CI95[1])
}

func figures(f Metric, i Interval) string {
	if !f.Defined() {
		return "–"
	}
	two := func(f Metric) string { return strings.Replace(fmt.Sprintf("%.2f", float64(f)), "-0.00", "0.00", 1) }
	if !i.Defined() {
		return two(f)
	}
	return fmt.Sprintf("%s (%s to %s)", two(f), two(i[0]), two(i[1]))
}

func (s Stats) writeQueues(w io.Writer, title func(string) string) {
	if len(s.Queues) == 0 {
		return
	}
	fmt.Fprintln(w, "\nQueues (first labels; those that differ from what the model had said)")
	line(w, left("", 20)+right("labels", 7)+right("1", 4)+right("2", 4)+right("3", 4)+right("4", 4)+right("5", 4)+
		"  "+left("differ: hidden", 16)+"in sight")
	for _, q := range s.Queues {
		name := labels.Printable(title(q.Name))
		if r := []rune(name); len(r) > 19 {
			name = string(r[:18]) + "…"
		}
		row := left(name, 20) + right(fmt.Sprint(q.Labels), 7)
		for _, n := range q.ByLevel {
			row += right(short(n, 3), 4)
		}
		line(w, row+"  "+left(q.Differ.Hidden.brief(), 16)+q.Differ.Shown.brief())
	}
	for i, c := range s.Gain.Compared() {
		if i == 0 {
			fmt.Fprintln(w, "\nMemes that the model chose beside random ones (how many labels differ from it)")
			line(w, left("", 20)+left(GainColumns[0], 18)+left(GainColumns[1], 18)+GainColumns[2])
		}
		line(w, left(c.Name, 20)+left(c.Chosen.brief(), 18)+left(c.Random.brief(), 18)+Points(c.Gain))
	}
}

// GainColumns are what people call the columns of [ActiveGain.Compared].
var GainColumns = [3]string{"the model chose", "at random", "points more"}

// ChosenBesideRandom is how many labels differ from the model, of memes that it chose and of
// random ones.
type ChosenBesideRandom struct {
	Name           string // what people call it: "model hidden", "model in sight"
	Chosen, Random Share
	Gain           Change // of Chosen over Random
}

// Compared returns the comparisons that there are labels for, with the model hidden first.
func (g ActiveGain) Compared() []ChosenBesideRandom {
	return slices.DeleteFunc([]ChosenBesideRandom{
		{"model hidden", g.Active.Hidden, g.Random.Hidden, g.Hidden},
		{"model in sight", g.Active.Shown, g.Random.Shown, g.Shown},
	}, func(c ChosenBesideRandom) bool { return !c.Gain.Difference.Defined() })
}

// Points is a change in percentage points with its interval, "+10 (-14 to +33)".
func Points(c Change) string {
	points := func(x Metric) string {
		n := int(math.Round(100 * float64(x)))
		if n == 0 {
			return "0"
		}
		return fmt.Sprintf("%+d", n)
	}
	return fmt.Sprintf("%s (%s to %s)", points(c.Difference), points(c.CI95[0]), points(c.CI95[1]))
}

// brief is "12/40 30%".
func (s Share) brief() string {
	if s.N == 0 {
		return "–"
	}
	return fmt.Sprintf("%d/%d %.0f%%", s.K, s.N, 100*s.Share)
}
