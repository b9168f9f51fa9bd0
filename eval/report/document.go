package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"memebench/eval"
	"memebench/labels"
)

// Document is a report, in the order in which it is read.
type Document struct {
	Title  string
	Of     string // what its tables are of, for those that are taken out of it; "" where the title says no more
	Blocks []Block
	Origin Origin
}

// Block is one piece of a document: exactly one of the fields is set.
type Block struct {
	Heading   string
	Paragraph string
	Warnings  []string // a sentence each
	Table     *Table
	Figure    *Figure
	Gallery   *Gallery
}

// Table is a table with a line of names on top.
type Table struct {
	Caption string
	Words   int // columns from the left that have words; the others have numbers
	Head    []string
	Rows    [][]string // each as long as Head
}

// longCell is from how many characters on a text is long: its column is broken into lines.
const longCell = 50

// long reports whether a column has texts that are long.
func (t *Table) long(column int) bool {
	return column < t.Words && slices.ContainsFunc(t.Rows, func(row []string) bool { return utf8.RuneCountInString(row[column]) > longCell })
}

// Figure is a picture that has nothing that a table beside it does not have: only HTML shows it.
type Figure struct {
	Caption string
	Alt     string // what is to be seen, for those who cannot
	SVG     string // an element, without the prologue of a file
}

// Gallery are memes with small pictures.
type Gallery struct {
	Caption string
	Items   []Item
}

// Item is one meme of a gallery.
type Item struct {
	Text    string
	Picture []byte // a JPEG; nil where there is none, and only HTML shows it
}

func (d *Document) heading(s string) { d.Blocks = append(d.Blocks, Block{Heading: s}) }

func (d *Document) say(format string, args ...any) {
	d.Blocks = append(d.Blocks, Block{Paragraph: fmt.Sprintf(format, args...)})
}

// warn puts sentences before what they are about; none leave no trace.
func (d *Document) warn(sentences []string) {
	if len(sentences) > 0 {
		var all []string
		for _, s := range sentences {
			all = append(all, sentence(s))
		}
		d.Blocks = append(d.Blocks, Block{Warnings: all})
	}
}

// Mind puts a sentence before all else, as the first of the warnings.
func (d *Document) Mind(said string) {
	if len(d.Blocks) > 0 && d.Blocks[0].Warnings != nil {
		d.Blocks[0].Warnings = slices.Insert(d.Blocks[0].Warnings, 0, sentence(said))
		return
	}
	d.Blocks = slices.Insert(d.Blocks, 0, Block{Warnings: []string{sentence(said)}})
}

// table puts a table into the document; one without rows leaves no trace.
func (d *Document) table(t Table) {
	if len(t.Rows) > 0 {
		d.Blocks = append(d.Blocks, Block{Table: &t})
	}
}

func (d *Document) figure(f Figure) { d.Blocks = append(d.Blocks, Block{Figure: &f}) }

// printable are blocks with all that could act on a reader's program taken out of their texts.
func printable(blocks []Block) []Block {
	var out []Block
	for _, b := range blocks {
		c := Block{Heading: labels.Printable(b.Heading), Paragraph: labels.Printable(b.Paragraph), Warnings: allPrintable(b.Warnings)}
		if t := b.Table; t != nil {
			c.Table = &Table{Caption: labels.Printable(t.Caption), Words: t.Words, Head: allPrintable(t.Head)}
			for _, row := range t.Rows {
				c.Table.Rows = append(c.Table.Rows, allPrintable(row))
			}
		}
		if f := b.Figure; f != nil {
			c.Figure = &Figure{labels.Printable(f.Caption), labels.Printable(f.Alt), f.SVG}
		}
		if g := b.Gallery; g != nil {
			c.Gallery = &Gallery{Caption: labels.Printable(g.Caption)}
			for _, i := range g.Items {
				c.Gallery.Items = append(c.Gallery.Items, Item{labels.Printable(i.Text), i.Picture})
			}
		}
		out = append(out, c)
	}
	return out
}

// whole is the document as it is read, what it was made of last.
func (d Document) whole() Document {
	return Document{Title: labels.Printable(d.Title), Blocks: printable(append(slices.Clone(d.Blocks), d.Origin.blocks()...))}
}

func allPrintable(texts []string) []string {
	var out []string
	for _, s := range texts {
		out = append(out, labels.Printable(s))
	}
	return out
}

// sentence is a text with a capital at its beginning, unless that is a version, and a full stop.
func sentence(s string) string {
	if len(s) > 1 && unicode.IsLower(rune(s[0])) && unicode.IsLower(rune(s[1])) {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// none stands where there is nothing to say.
const none = "–"

// levelNames are the names of the levels, in order.
func levelNames() []string {
	var names []string
	for l := labels.VeryNegative; l <= labels.VeryPositive; l++ {
		names = append(names, l.Title())
	}
	return names
}

// difference is a metric's change, with its sign.
func difference(m eval.Metric) string {
	if s := m.String(); m > 0 && s != "0.000" {
		return "+" + s
	}
	return m.String()
}

// differences is an interval of changes.
func differences(i eval.Interval) string {
	if !i.Defined() {
		return none
	}
	return difference(i[0]) + " to " + difference(i[1])
}

// percent is a share in parts of a hundred.
func percent(k, n int) string {
	if n == 0 {
		return none
	}
	return fmt.Sprintf("%.0f%%", 100*float64(k)/float64(n))
}

func count(n int, noun string) string { return plural(n, noun, noun+"s") }

// plural is a number with the word for it.
func plural(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return eval.Thousands(n) + " " + several
}
