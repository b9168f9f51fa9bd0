package eval

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"memebench/labels"
)

// WriteText writes the description for people, in plain text of at most 80 columns.
func (d Description) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s in %s\n", plural(d.Memes, "meme"), plural(d.Groups.Groups, "group"))
	fmt.Fprintln(b, "\nGold levels by split")
	head := func(first string) {
		line(b, left(first, whoWidth)+right("memes", 8)+right("labelled", 10)+right("1", 8)+right("2", 8)+right("3", 8)+right("4", 8)+right("5", 8))
	}
	row := func(name, memes string, labelled int, by [labels.Levels]int) {
		s := left(name, whoWidth) + right(memes, 8) + right(fmt.Sprint(labelled), 10)
		for _, n := range by {
			s += right(short(n, 7), 8)
		}
		line(b, s)
	}
	head("split")
	for _, s := range d.Splits {
		row(string(s.Split), fmt.Sprint(s.Memes), s.Labelled, s.ByLevel)
	}
	if len(d.Annotators) > 0 {
		fmt.Fprintln(b, "\nLevels by annotator")
		head("who")
		for _, a := range d.Annotators {
			name := who(a.Annotator)
			if a.Imported {
				name = left(cutTo(a.Annotator, whoWidth-2)+"*", whoWidth)
			}
			row(name, "", a.Labelled, a.ByLevel)
		}
		if slices.ContainsFunc(d.Annotators, func(a VoiceLevels) bool { return a.Imported }) {
			fmt.Fprintln(b, "* levels that a table has brought")
		}
	}
	d.writeMemes(b)
	fmt.Fprintln(b, "\nCan these labels be learned?")
	for _, l := range Wrapped(labels.Printable(d.Learnable.Paragraph), 79) {
		fmt.Fprintln(b, l)
	}
	return b.Flush()
}

func (d Description) writeMemes(w io.Writer) {
	fmt.Fprintln(w, "\nMemes")
	say := func(name, format string, args ...any) { line(w, left(name, whoWidth)+fmt.Sprintf(format, args...)) }
	for _, l := range append(d.Lacks(), d.Unsettled()...) {
		say(fmt.Sprint(l.N), "%s", l.What)
	}
	var formats []string
	for _, f := range slices.Sorted(maps.Keys(d.Pictures)) {
		formats = append(formats, fmt.Sprintf("%s %d", f, d.Pictures[f]))
	}
	if len(formats) > 0 {
		say("pictures", "%s", strings.Join(formats, ", "))
	}
	if c := d.Captions; c.N > 0 {
		say("captions", "of %d to %d words; half of them have %d to %d, the median is %d", c.Least, c.Most, c.Quarter, c.Three, c.Median)
	}
	g := d.Groups
	say("groups", "%d of two memes or more, with %d memes; the largest has %d", g.Shared, g.Memes, g.Largest)
}

// Lack is how many memes lack something, or have something of note.
type Lack struct {
	What string
	N    int
}

// Lacks are what is missing, as far as anything is, in words.
func (d Description) Lacks() []Lack {
	m := d.Missing
	return slices.DeleteFunc([]Lack{
		{"no caption", m.Caption},
		{"no picture", m.Picture},
		{"picture not found", m.NotFound},
		{"picture cannot be shown", m.Unreadable},
		{"sound without a picture", m.Sound},
		{"neither caption nor picture", m.Both},
		{"caption read in the picture", m.Read},
		{"moving picture", m.Moving},
		{"cross-split duplicates", d.Groups.CrossSplit},
	}, func(l Lack) bool { return l.N == 0 })
}

// Unsettled are memes of which something is said and that have no gold level, as far as there are
// any, in words.
func (d Description) Unsettled() []Lack {
	disputed, flagged := 0, 0
	for _, s := range d.Splits {
		disputed, flagged = disputed+s.Disputed, flagged+s.Flagged
	}
	return slices.DeleteFunc([]Lack{
		{"disputed: no gold level, as annotators differ", disputed},
		{"flagged as unfit", flagged},
	}, func(l Lack) bool { return l.N == 0 })
}

// Wrapped breaks a text at its blanks into lines of at most so many characters; a longer
// word has a line of its own.
func Wrapped(text string, width int) (lines []string) {
	rest := ""
	for _, word := range strings.Fields(text) {
		switch {
		case rest == "":
			rest = word
		case len([]rune(rest))+1+len([]rune(word)) > width:
			lines, rest = append(lines, rest), word
		default:
			rest += " " + word
		}
	}
	return append(lines, rest)
}
