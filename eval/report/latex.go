package report

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"memebench/labels"
)

// latexMeans are the characters that mean something to LaTeX, or that its usual fonts draw as
// something else or not at all, and how they are written.
var latexMeans = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `%`, `\%`, `_`, `\_`,
	`^`, `\textasciicircum{}`, `~`, `\textasciitilde{}`, `<`, `\textless{}`, `>`, `\textgreater{}`, `|`, `\textbar{}`, `"`, `\textquotedbl{}`,
	"`", `\textasciigrave{}`, `'`, `\textquotesingle{}`, `[`, `{[}`, `]`, `{]}`, "−", `$-$`, "≤", `$\leq$`, "≥", `$\geq$`, "≠", `$\neq$`, mayBreak, `\allowbreak{}`,
)

// mayBreak is where a long word may be broken. It is in no text: labels.Printable takes it out.
const mayBreak = "\u200b"

// negative is the sign of a number below 0.
var negative = regexp.MustCompile(`(^|[ (–])-(\d)`)

// apostrophe is the sign within a word, which is set as one.
var apostrophe = regexp.MustCompile(`(\pL)'(\pL)`)

// latexHas are the characters, from a no-break space on, that pdfLaTeX draws with T1 fonts and textcomp,
// or that latexMeans has; all before it are ASCII.
var latexHas = &unicode.RangeTable{R16: []unicode.Range16{
	{0x00a0, 0x0125, 1}, {0x0128, 0x0137, 1}, {0x0139, 0x013e, 1}, {0x0141, 0x0148, 1}, {0x014a, 0x0165, 1}, {0x0168, 0x017e, 1},
	{0x200b, 0x200b, 1}, {0x2010, 0x2016, 1}, {0x2018, 0x201a, 1}, {0x201c, 0x201e, 1}, {0x2020, 0x2022, 1}, {0x2026, 0x2026, 1},
	{0x2030, 0x2031, 1}, {0x2039, 0x203b, 1}, {0x203d, 0x203d, 1}, {0x20ac, 0x20ac, 1}, {0x2122, 0x2122, 1}, {0x2190, 0x2190, 1},
	{0x2192, 0x2192, 1}, {0x2212, 0x2212, 1}, {0x2260, 0x2260, 1}, {0x2264, 0x2265, 1},
}}

// latexHead are the commands that the file uses. What has no room is made smaller; other scripts and
// emoji, which pdfLaTeX has not, are left out by it alone.
const latexHead = `% Needs \usepackage{array,booktabs,graphicx,longtable,textcomp} and, for pdfLaTeX, \usepackage[T1]{fontenc}.
% Other scripts and emoji need LuaLaTeX or XeLaTeX, and a font: \newcommand{\otherscript}[1]{{\fontspec{NAME}#1}}
\providecommand{\otherscript}[1]{\ifdefined\Umathchar #1\else[\ldots]\fi}
\providecommand{\fitted}[1]{\leavevmode\setbox0=\hbox{#1}\ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\box0}\else\box0\fi}
`

// WriteLaTeX writes the tables and paragraphs of the document for a LaTeX document that uses
// booktabs, in the order in which they are, without its figures and pictures. Each table has a
// label, tab: and a number behind the document's title. What it was made of is in comments.
func (d Document) WriteLaTeX(w io.Writer) error {
	b := bufio.NewWriter(w)
	put := func(parts ...string) {
		for _, s := range parts {
			_, _ = b.WriteString(s) // Flush has the error
		}
	}
	title := labels.Printable(d.Title)
	put("% ", title, "\n", latexHead)
	for _, block := range printable(d.Origin.blocks()) {
		if t := block.Table; t != nil {
			for _, row := range t.Rows {
				put("% ", strings.Join(row, ": "), "\n")
			}
		}
	}
	tables := 0
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
			tables++
			put(latexTable(block.Table, labels.Printable(d.Of), fmt.Sprintf("tab:%s-%d", slug(title), tables)))
		}
	}
	return b.Flush()
}

// slug is a title as the name of a label has it.
func slug(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
	return strings.Join(words, "-")
}

// latexList is a list, of which each item begins so.
func latexList(begin string, items []string) string {
	var b strings.Builder
	b.WriteString("\n\\begin{itemize}\\sloppy\n")
	for _, s := range items {
		b.WriteString("\\item " + begin + latex(s) + "\n")
	}
	b.WriteString("\\end{itemize}\n")
	return b.String()
}

// pageRows is how many rows of a table have room on a page.
const pageRows = 35

// latexTable is a table. Its caption also says what it is of, since it floats away from what is
// around it. One that is longer than a page is no float, and goes over several.
func latexTable(t *Table, of, label string) string {
	caption := t.Caption
	if of != "" {
		caption = strings.TrimSuffix(caption, ".") + " (" + inBrackets.Replace(of) + ")."
	}
	head := latexRow(t.Head) + "\\midrule\n"
	var rows strings.Builder
	for _, row := range t.Rows {
		rows.WriteString(latexRow(row))
	}
	columns := latexColumns(t)
	caption = "\\caption{" + latex(caption) + "}\\label{" + label + "}"
	if len(t.Rows) > pageRows {
		return "\n{\\footnotesize\\setlength{\\tabcolsep}{3pt}\n\\begin{longtable}{" + columns + "}\n" + caption + "\\\\\n\\toprule\n" + head +
			"\\endfirsthead\n\\toprule\n" + head + "\\endhead\n\\bottomrule\n\\endfoot\n" + rows.String() + "\\end{longtable}}\n"
	}
	return "\n\\begin{table}[htbp]\n\\centering\n" + caption + "\n\\fitted{\\begin{tabular}{" + columns + "}\n\\toprule\n" + head +
		rows.String() + "\\bottomrule\n\\end{tabular}}\n\\end{table}\n"
}

// inBrackets makes what is in brackets a part of a text that is put into such.
var inBrackets = strings.NewReplacer(" (", ", ", ")", "")

// longShare is the part of a line that columns of long texts have.
const longShare = .38

// latexColumns says how the columns are set: words to the left, numbers to the right. Long texts
// share a part of a line.
func latexColumns(t *Table) string {
	long := 0
	for i := range t.Head {
		if t.long(i) {
			long++
		}
	}
	var b strings.Builder
	for i := range t.Head {
		switch {
		case t.long(i):
			fmt.Fprintf(&b, `>{\raggedright\arraybackslash}p{%.2f\linewidth}`, longShare/float64(long))
		case i >= t.Words:
			b.WriteString("r")
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

// latex escapes what would not be text, gives negative numbers a minus sign, lets long words be broken, sets
// apostrophes, and marks what is of other scripts.
func latex(s string) string {
	text := latexMeans.Replace(apostrophe.ReplaceAllString(breakable(s), "$1’$2"))
	return negative.ReplaceAllString(otherScripts(text), "$1$$-$$$2")
}

// longWord is from how many characters on a word may be broken, behind each so many. Behind a
// hyphen LaTeX breaks by itself.
const longWord = 16

// unbroken are the stretches of a text that LaTeX does not break, or only where hyphenation has it.
var unbroken = regexp.MustCompile(`[^ -]+`)

func breakable(s string) string {
	return unbroken.ReplaceAllStringFunc(s, func(w string) string {
		if utf8.RuneCountInString(w) <= longWord {
			return w
		}
		var parts []string
		for part := range slices.Chunk([]rune(w), longWord/2) {
			parts = append(parts, string(part))
		}
		return strings.Join(parts, mayBreak)
	})
}

// otherScripts marks the words that pdfLaTeX has not the characters of.
func otherScripts(s string) string {
	var b strings.Builder
	other := "" // of them, with the blanks between
	end := func() {
		if words := strings.TrimRight(other, " "); words != "" {
			b.WriteString(`\otherscript{` + words + `}` + other[len(words):])
		}
		other = ""
	}
	for _, r := range s {
		switch {
		case r >= utf8.RuneSelf && !unicode.Is(latexHas, r), r == ' ' && other != "":
			other += string(r)
		default:
			end()
			b.WriteRune(r)
		}
	}
	end()
	return b.String()
}
