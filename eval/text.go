package eval

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"memebench/labels"
)

// WriteText writes the report for people: warnings, the confusion matrix with
// counts and row percentages, the metrics with their intervals beside the
// baselines' and the per-class table. It is plain text without colour, at most 80 columns wide
// while no cell exceeds 9,999.
func (r Evaluation) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s on %s, %s\n", labels.Printable(r.Version), labels.Printable(r.Split), plural(r.N, "row"))
	switch {
	case r.Given && r.Split == CVRows:
		fmt.Fprintln(b, "Predictions from elsewhere, of train + val. What made them may know these memes.")
	case r.Given:
		fmt.Fprintln(b, "Predictions from elsewhere. What made them may know these memes.")
	case r.heldOut():
		paragraph(b, "Cross-validated (train + val): "+r.HeldOutNote())
	}
	if note := r.DisputedNote(); note != "" {
		fmt.Fprintln(b, note)
	}
	for _, s := range r.Warnings {
		fmt.Fprintf(b, "warning: %s\n", labels.Printable(s))
	}
	b.WriteByte('\n')
	r.writeMatrix(b)
	b.WriteByte('\n')
	r.writeMetrics(b)
	b.WriteByte('\n')
	r.writeClasses(b)
	if r.Slices != nil {
		b.WriteByte('\n')
		r.Slices.writeText(b)
	}
	return b.Flush()
}

// nameWidth holds "very negative" and "within one level".
const nameWidth = 16

func (r *Evaluation) writeMatrix(w io.Writer) {
	fmt.Fprintln(w, "Confusion matrix: rows true, columns predicted; count and share of the row.")
	digits := len(strconv.Itoa(r.N))
	cell := max(digits+5, len("negative")) + 2 // "9999 100%"
	// The columns' names take two lines: "very" above "negative".
	var upper, lower strings.Builder
	for l := labels.VeryNegative; l <= labels.VeryPositive; l++ {
		first, second, both := strings.Cut(l.Title(), " ")
		if !both {
			first, second = "", first
		}
		upper.WriteString(right(first, cell))
		lower.WriteString(right(second, cell))
	}
	line(w, left("", nameWidth)+upper.String())
	line(w, left("", nameWidth)+lower.String()+right("rows", digits+5))
	for t, row := range r.Confusion {
		s := left(labels.Level(t).Title(), nameWidth)
		support := r.PerClass[t].Support
		for _, n := range row {
			s += right(fmt.Sprintf("%d %4s", n, percent(n, support)), cell)
		}
		line(w, s+right(strconv.Itoa(support), digits+5))
	}
}

func (r *Evaluation) writeMetrics(w io.Writer) {
	others := r.Besides()
	head := left("Metric", nameWidth) + right("model", 8) + right("95% interval", intervalWidth)
	for _, b := range others {
		head += right(b.Name, besideWidth(b.Name))
	}
	line(w, head)
	for _, f := range r.MetricLines() {
		s := left(f.Name, nameWidth) + right(f.Model.String(), 8) + right(known(f.Interval), intervalWidth)
		for _, b := range others {
			of := ""
			if f.Of != nil && b.N > 0 {
				of = known(f.Of(b.Baseline))
			}
			s += right(of, besideWidth(b.Name))
		}
		line(w, s)
	}
	line(w, "")
	r.writeChance(w)
	three := r.ThreeClass
	line(w, fmt.Sprintf("As negative, neutral, positive (as in SemEval-2020 task 8): macro-F1 %s,", three.MacroF1))
	line(w, fmt.Sprintf("%saccuracy %s%s, weighted F1 %s.", inside(three.Intervals.MacroF1), three.Accuracy, within(three.Intervals.Accuracy), three.WeightedF1))
	line(w, "")
	paragraph(w, r.MetricsLegend())
	if c := r.Calibration; c != nil {
		line(w, fmt.Sprintf("Temperature %.2f, fitted on %s of val: their log loss went from %s", c.Temperature, plural(c.N, "row"), c.LogLossBefore))
		line(w, fmt.Sprintf("to %s, their ECE from %s to %s.", c.LogLossAfter, c.ECEBefore, c.ECEAfter))
	}
	for _, s := range r.intervalsNotes() {
		paragraph(w, s)
	}
}

// besideWidth is the width of a baseline's column.
func besideWidth(name string) int { return max(8, len(name)+2) }

// writeChance says how the model stands against chance.
func (r *Evaluation) writeChance(w io.Writer) {
	c := r.Chance
	if _, known := c.Beaten(); !known {
		line(w, "Chance: "+c.Verdict()+".")
		return
	}
	line(w, fmt.Sprintf("Chance: %s permutations of the labels give macro-F1 %s (95%% %s).", Thousands(c.Permutations), c.MacroF1.Mean, c.MacroF1.CI95))
	line(w, fmt.Sprintf("The model's %s is %s (%s).", r.MacroF1, c.Verdict(), c.MacroF1.P.P()))
}

// inside is "within 0.310–0.442; ", "" when there is no interval.
func inside(i Interval) string {
	if !i.Defined() {
		return ""
	}
	return "within " + i.String() + "; "
}

// within is an interval in brackets, "" when there is none.
func within(i Interval) string {
	if !i.Defined() {
		return ""
	}
	return " (" + i.String() + ")"
}

// intervalWidth is the column of "-0.123–0.456".
const intervalWidth = 15

// known is what v writes, and nothing when it is undefined.
func known(v interface {
	fmt.Stringer
	Defined() bool
}) string {
	if !v.Defined() {
		return ""
	}
	return v.String()
}

func (r *Evaluation) writeClasses(w io.Writer) {
	line(w, left("Level", nameWidth)+right("precision", 10)+right("recall", 10)+right("F1", 10)+right("95% interval", intervalWidth)+right("support", 10))
	for l, c := range r.PerClass {
		interval := r.Intervals.PerClass[l]
		of := known(interval.F1)
		if interval.TooFew {
			of = "too few"
		}
		line(w, left(c.Level.Title(), nameWidth)+right(c.Precision.String(), 10)+right(c.Recall.String(), 10)+
			right(c.F1.String(), 10)+right(of, intervalWidth)+right(strconv.Itoa(c.Support), 10))
	}
}

// percent is n in parts of a hundred of the total, and "–" of an empty total.
func percent(n, total int) string {
	if total == 0 {
		return "–"
	}
	return strconv.FormatFloat(100*float64(n)/float64(total), 'f', 0, 64) + "%"
}

// oneOrMany is the word that goes with so many.
func oneOrMany(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// Thousands writes a number as sentences have it, with commas between its groups of three digits:
// "4,895". In tables numbers have none.
func Thousands(n int) string { return english.Sprintf("%d", n) }

var english = message.NewPrinter(language.English)

func left(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

func right(s string, width int) string {
	return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s))) + s
}

// line writes s without spaces at its end.
func line(w io.Writer, s string) { fmt.Fprintln(w, strings.TrimRight(s, " ")) }

// warnings writes each in a paragraph of its own.
func warnings(w io.Writer, all []string) {
	for _, s := range all {
		paragraph(w, "warning: "+s)
	}
}

// paragraph writes sentences, at most 80 columns wide.
func paragraph(w io.Writer, s string) {
	for _, l := range Wrapped(s, 80) {
		line(w, l)
	}
}
