package eval

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"memebench/labels"
)

// WriteText writes the agreement for people, in plain text of at most 80 columns.
func (a Agreement) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	if len(a.Voices) == 0 {
		fmt.Fprintln(b, "nobody has labelled here yet")
		a.writeDecided(b)
		return b.Flush()
	}
	fmt.Fprintln(b, "Agreement beyond chance: 0 is chance, 1 is always (95% intervals)")
	a.writePairs(b)
	a.writeAlpha(b)
	for _, block := range []struct {
		title string
		of    map[string]Kappas
	}{
		{"With gold, as it would be without the annotator", a.Gold},
		{"With oneself, asked again", a.Self},
	} {
		if len(block.of) > 0 {
			kappaHead(b, block.title)
		}
		for _, v := range a.people() {
			if k, ok := block.of[v]; ok {
				writeKappas(b, cutTo(v, 40), k)
			}
		}
	}
	a.writeModel(b)
	a.writeCrowd(b)
	a.writeDecided(b)
	return b.Flush()
}

// writeDecided names those who have adjudicated alone.
func (a Agreement) writeDecided(w io.Writer) {
	for _, name := range a.Decided {
		fmt.Fprintf(w, "\n%s has adjudicated only: that is no voice of its own here\n", labels.Printable(name))
	}
}

// people are the annotators, in the order of their first events.
func (a Agreement) people() []string {
	var names []string
	for _, v := range a.Voices {
		if !v.Imported {
			names = append(names, v.Annotator)
		}
	}
	return names
}

// MetModel are the people whose first levels are compared with the model: also those who have
// only decided, who are no voices.
func (a Agreement) MetModel() []string {
	return slices.DeleteFunc(append(a.people(), a.Decided...), func(who string) bool { _, ok := a.Model[who]; return !ok })
}

// The columns of kappas: a name, the memes, the share of equal levels, and three figures with
// their intervals, which may all be below 0: "-.15 -.27 to -.02".
const (
	kappaName  = 19
	kappaShare = 6
	kappaWidth = 18
)

func kappaHead(w io.Writer, title string) {
	fmt.Fprintf(w, "\n%s\n", title)
	line(w, left("", kappaName-6)+right("memes", 6)+right("equal", kappaShare)+"  "+
		left("kappa", kappaWidth)+left("linear", kappaWidth)+"quadratic")
}

func writeKappas(w io.Writer, name string, k Kappas) {
	writeFigures(w, name, k.N, percentOf(k.Equal), brief(k.Kappa, k.KappaCI95), brief(k.Linear, k.LinearCI95), brief(k.Quadratic, k.QuadraticCI95))
}

// writeFigures writes a row of three figures with their intervals. A name that does not fit has
// a line of its own.
func writeFigures(w io.Writer, name string, memes int, equal, first, second, third string) {
	if name = strings.TrimRight(name, " "); len([]rune(name)) > kappaName-6 {
		line(w, name)
		name = ""
	}
	line(w, left(name, kappaName-6)+right(short(memes, 5), 6)+right(equal, kappaShare)+"  "+left(first, kappaWidth)+left(second, kappaWidth)+third)
}

// percentOf is a share, "61%".
func percentOf(s Share) string { return percent(s.K, s.N) }

// brief is a figure with its interval in at most 17 characters, ".45 .33 to .56".
func brief(f Metric, i Interval) string {
	if !f.Defined() {
		return "–"
	}
	if !i.Defined() {
		return twoPlaces(f)
	}
	return fmt.Sprintf("%s %s to %s", twoPlaces(f), twoPlaces(i[0]), twoPlaces(i[1]))
}

// twoPlaces is a figure in [-1,1] with two decimals, ".45", "-.02" and "1.0".
func twoPlaces(f Metric) string {
	s := fmt.Sprintf("%.2f", float64(f))
	switch s {
	case "1.00", "-1.00":
		return s[:len(s)-1]
	case "-0.00":
		return ".00"
	}
	return strings.Replace(s, "0.", ".", 1)
}

func (a Agreement) writePairs(w io.Writer) {
	if len(a.Pairs) == 0 {
		fmt.Fprintln(w, "\nNo meme has levels of two voices yet: config set overlap 2 has each labelled twice")
		return
	}
	kappaHead(w, "Each with each, on the memes that both have labelled")
	for _, p := range a.Pairs {
		writeKappas(w, pairName(p), p.Kappas)
	}
	if slices.ContainsFunc(a.Pairs, func(p AgreementPair) bool { return p.BImported }) {
		fmt.Fprintln(w, "* levels that a table has brought")
	}
}

// pairName names both voices in at most 80 columns, tables with a mark.
func pairName(p AgreementPair) string {
	const most = 38
	first, second := cutTo(p.A, most), cutTo(p.B, most)
	if p.AImported {
		first += "*"
	}
	if p.BImported {
		second += "*"
	}
	return first + ", " + second
}

// cutTo is a name of at most so many characters: how it begins and ends, as annotator_1 and
// annotator_2 begin alike.
func cutTo(name string, most int) string {
	r := []rune(labels.Printable(name))
	if len(r) <= most {
		return string(r)
	}
	end := (most - 1) / 2
	return string(r[:most-1-end]) + "…" + string(r[len(r)-end:])
}

func (a Agreement) writeAlpha(w io.Writer) {
	if a.Alpha.Memes == 0 {
		return
	}
	fmt.Fprintln(w, "\nAll together: Krippendorff's alpha (ordinal suits levels)")
	line(w, left("", kappaName-6)+right("memes", 6)+right("", kappaShare)+"  "+
		left("nominal", kappaWidth)+left("ordinal", kappaWidth)+"interval")
	row := func(name string, x Alphas) {
		writeFigures(w, name, x.Memes, "", brief(x.Nominal, x.NominalCI95), brief(x.Ordinal, x.OrdinalCI95), brief(x.Interval, x.IntervalCI95))
	}
	if people := a.AlphaPeople; people != nil && people.Memes > 0 {
		row("people", *people)
		row("with tables", a.Alpha)
		return
	}
	row("all voices", a.Alpha)
}

func (a Agreement) writeModel(w io.Writer) {
	if len(a.Model) == 0 {
		return
	}
	kappaHead(w, "With the model, by whether its answer was in sight (anchoring, or easier memes)")
	for _, v := range a.MetModel() {
		m := a.Model[v]
		for _, side := range []struct {
			name string
			k    Kappas
		}{{"in sight", m.Shown}, {"hidden", m.Hidden}} {
			if side.k.N > 0 {
				writeKappas(w, cutTo(v, 40)+", "+side.name, side.k)
			}
		}
		if m.Change.Difference.Defined() {
			line(w, fmt.Sprintf("  %s equal levels in sight than hidden, in points", Points(m.Change)))
		}
	}
}

// writtenConsensus is how many memes of the consensus are written for people.
const writtenConsensus = 5

func (a Agreement) writeCrowd(w io.Writer) {
	c := a.Crowd
	if c == nil {
		return
	}
	fmt.Fprintf(w, "\nCROWDLAB with %s, on %s (figures, no gold rule)\nThese are of train and val: test is left out.\n", c.by(), plural(c.Memes, "meme"))
	if c.Given {
		line(w, "What made the predictions may know these memes.")
	}
	line(w, left("", whoWidth)+right("memes", 7)+right("weight", 8)+right("quality", 9)+right("consensus", 11)+"  worst level")
	for _, v := range c.Annotators {
		worst := "–"
		if v.Worst.Valid() {
			worst = v.Worst.Title()
		}
		line(w, who(v.Annotator)+right(short(v.N, 6), 7)+right(shortest(v.Weight), 8)+right(shortest(v.Quality), 9)+right(shortest(v.Consensus), 11)+"  "+worst)
	}
	line(w, left("model", whoWidth)+right("", 7)+right(shortest(c.ModelWeight), 8))
	unsure := slices.Clone(c.Consensus)
	slices.SortStableFunc(unsure, func(x, y CrowdLevel) int {
		switch {
		case x.Quality < y.Quality:
			return -1
		case x.Quality > y.Quality:
			return 1
		}
		return 0
	})
	fmt.Fprintf(w, "The least sure consensus of %s: ", plural(len(unsure), "meme"))
	var names []string
	for _, l := range unsure[:min(len(unsure), writtenConsensus)] {
		names = append(names, fmt.Sprintf("#%04d %s (%s)", l.Seq, l.Level.Title(), shortest(l.Quality)))
	}
	fmt.Fprintf(w, "\n  %s\n", strings.Join(names, "\n  "))
}

// shortest is a figure with two decimals, "–" where it is undefined.
func shortest(f Metric) string { return brief(f, noInterval) }
