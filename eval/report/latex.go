package report

import (
	"bufio"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// latexMeans are the characters that mean something to LaTeX, or that its usual fonts draw as
// something else, and how they are written.
var latexMeans = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `%`, `\%`, `_`, `\_`,
	`^`, `\textasciicircum{}`, `~`, `\textasciitilde{}`, `<`, `\textless{}`, `>`, `\textgreater{}`, `|`, `\textbar{}`, `"`, `\textquotedbl{}`,
	"`", `\textasciigrave{}`, `[`, `{[}`, `]`, `{]}`,
)

// negative is the sign of a number below 0.
var negative = regexp.MustCompile(`(^|[ (–])-(\d)`)

// WriteLaTeX writes the tables and paragraphs of the document for a LaTeX document that uses
// booktabs, in the order in which they are, without its figures and pictures. What it was made of is in
// comments.
func (d Document) WriteLaTeX(w io.Writer) error {
	b := bufio.NewWriter(w)
	put := func(parts ...string) {
		for _, s := range parts {
			_, _ = b.WriteString(s) // Flush has the error
		}
	}
	put("% ", labels.Printable(d.Title), "\n% Needs \\usepackage{booktabs,textcomp} and \\usepackage[T1]{fontenc}; for captions in other scripts, LuaLaTeX.\n")
	for _, block := range printable(d.Origin.blocks()) {
		if t := block.Table; t != nil {
			for _, row := range t.Rows {
				put("% ", strings.Join(row, ": "), "\n")
			}
		}
	}
	for _, block := range printable(d.Blocks) {
		switch {
		case block.Heading != "":
			put("\n\\subsection*{", latex(block.Heading), "}\n")
		case block.Paragraph != "":
			put("\n", latex(block.Paragraph), "\n")
		case block.Warnings != nil:
			put(latexList("Warning: ", block.Warnings))
		case block.Gallery != nil:
			var memes []string
			for _, i := range block.Gallery.Items {
				memes = append(memes, i.Text)
			}
			put("\n", latex(block.Gallery.Caption), "\n", latexList("", memes))
		case block.Table != nil:
			put(latexTable(block.Table))
		}
	}
	return b.Flush()
}

// latexList is a list, of which each item begins so.
func latexList(begin string, items []string) string {
	var b strings.Builder
	b.WriteString("\n\\begin{itemize}\n")
	for _, s := range items {
		b.WriteString("\\item " + begin + latex(s) + "\n")
	}
	b.WriteString("\\end{itemize}\n")
	return b.String()
}

func latexTable(t *Table) string {
	var b strings.Builder
	b.WriteString("\n\\begin{table}[htbp]\n\\centering\n")
	if t.Caption != "" {
		b.WriteString("\\caption{" + latex(t.Caption) + "}\n")
	}
	b.WriteString("\\begin{tabular}{" + latexColumns(t) + "}\n\\toprule\n")
	b.WriteString(latexRow(t.Head) + "\\midrule\n")
	for _, row := range t.Rows {
		b.WriteString(latexRow(row))
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n\\end{table}\n")
	return b.String()
}

// wideCell is from how many characters on a column of words is broken into lines.
const wideCell = 40

// latexColumns says how the columns are set: words to the left, numbers to the right.
func latexColumns(t *Table) string {
	var b strings.Builder
	for i := range t.Head {
		wide := slices.ContainsFunc(t.Rows, func(row []string) bool { return utf8.RuneCountInString(row[i]) > wideCell })
		switch {
		case i >= t.Words:
			b.WriteString("r")
		case wide:
			b.WriteString("p{5cm}")
		default:
			b.WriteString("l")
		}
	}
	return b.String()
}

func latexRow(cells []string) string {
	var out []string
	for _, s := range cells {
		out = append(out, latex(s))
	}
	return strings.Join(out, " & ") + " \\\\\n"
}

// latex escapes what would not be text, and gives negative numbers a minus sign.
func latex(s string) string { return negative.ReplaceAllString(latexMeans.Replace(s), "$1$$-$$$2") }
