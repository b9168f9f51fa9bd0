package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"memebench/eval"
	"memebench/labels"
)

// formats are all of them, by name.
var formats = []struct {
	name  string
	write func(Document, io.Writer) error
}{
	{"html", Document.WriteHTML}, {"md", Document.WriteMarkdown}, {"tex", Document.WriteLaTeX},
}

func written(t *testing.T, d Document, write func(Document, io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(d, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// rows are memes of which most are predicted right, and shift says which are not.
func rows(n, shift int) []eval.Row {
	out := make([]eval.Row, n)
	for i := range out {
		r := &out[i]
		r.Meme, r.Group = labels.MemeID(fmt.Sprint("m", i)), fmt.Sprint("g", i)
		r.True = labels.Level(i % labels.Levels)
		r.Pred = r.True
		if i%shift == 0 {
			r.Pred = labels.Level((i/shift + 1) % labels.Levels)
		}
		for l := range r.Probs {
			r.Probs[l] = .1
		}
		r.Probs[r.Pred] = .6
	}
	return out
}

func evaluation(n int) eval.Evaluation {
	has := rows(n, 3)
	return eval.NewEvaluation("v2", "test", has, eval.Baselines{Majority: eval.MajorityBaseline([labels.Levels]int{9, 8, 7, 6, 5}, has)})
}

var origin = Origin{
	Command: "memebench eval --split=test", Software: "memebench v0 (go1 linux/amd64)", Data: Data{SHA256: "abc", Memes: 70, Labelled: 65},
	Versions: []eval.Version{{ID: "v2", Name: "wide", Config: eval.Default(), Labels: 37, TrainN: 40, Fingerprint: "def", Encoders: []eval.Input{{Modality: "text", Encoder: "bge", Digest: "012"}}}},
	Seeds:    []Seed{{"folds", 7}},
}

var curve = eval.Curve{Points: []eval.Point{
	{Version: "v1", Labels: 20, MacroF1: .31, Interval: eval.Interval{.2, .4}}, {Version: "v2", Labels: 40, MacroF1: .42, Interval: eval.Interval{.3, .5}},
}, Why: "two versions"}

func evaluationReport(t *testing.T, n int) Document {
	t.Helper()
	d, err := Evaluation(evaluation(n), curve, nil, origin)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func comparisonReport(t *testing.T) Document {
	t.Helper()
	c, err := eval.Compare(rows(65, 3), rows(65, 4))
	if err != nil {
		t.Fatal(err)
	}
	c.First, c.Second, c.Split = "v1", "v2", "test"
	other := c
	other.First, other.Second = "v2", "v3"
	all := []eval.Comparison{c, other}
	eval.Holm(all)
	return Comparisons(all, origin)
}

// What is written is kept: go test ./eval/report -run TestFormats -update makes it again.
func TestFormats(t *testing.T) {
	for _, f := range formats {
		t.Run("compare/"+f.name, func(t *testing.T) {
			golden.RequireEqual(t, []byte(written(t, comparisonReport(t), f.write)))
		})
		if f.name != "html" { // whose figures have digits that processors may round differently
			t.Run("eval/"+f.name, func(t *testing.T) {
				golden.RequireEqual(t, []byte(written(t, evaluationReport(t, 65), f.write)))
			})
		}
	}
}

// Every format of every report says what it was made of.
func TestReportsSayWhatTheyWereMadeOf(t *testing.T) {
	for _, d := range []Document{evaluationReport(t, 65), comparisonReport(t), Agreement(eval.Agreement{}, origin), Description(eval.Description{}, origin)} {
		for _, f := range formats {
			got := strings.ReplaceAll(written(t, d, f.write), `\`, "")
			for _, want := range []string{"memebench eval --split=test", "memebench v0 (go1 linux/amd64)", "abc", "70 memes, 65 with a gold level", "v2 wide", "def", "bge (012)", "seed of folds"} {
				if !strings.Contains(got, want) {
					t.Errorf("%s as %s does not say %q", d.Title, f.name, want)
				}
			}
		}
	}
}

// Equal findings give equal bytes.
func TestDeterministic(t *testing.T) {
	for _, f := range formats {
		if a, b := written(t, evaluationReport(t, 65), f.write), written(t, evaluationReport(t, 65), f.write); a != b {
			t.Errorf("%s differs from itself", f.name)
		}
	}
}

// The page asks for nothing that is elsewhere, and runs nothing.
func TestPageIsSelfContained(t *testing.T) {
	got := written(t, evaluationReport(t, 65), Document.WriteHTML)
	for _, s := range []string{"<script", "<link", "<img", "<iframe", " src=", " href=", "@import", "url(", "@font-face"} {
		if strings.Contains(got, s) {
			t.Errorf("the page has %q", s)
		}
	}
	rest := strings.NewReplacer("http://www.w3.org/2000/svg", "", "http://www.w3.org/1999/xlink", "").Replace(got)
	if strings.Contains(rest, "http:") || strings.Contains(rest, "https:") {
		t.Error("the page has addresses")
	}
	for _, s := range []string{"prefers-color-scheme: dark", "color-scheme: light dark", "Content-Security-Policy"} {
		if !strings.Contains(got, s) {
			t.Errorf("the page has no %q", s)
		}
	}
	if n := strings.Count(got, "<svg"); n != 3 {
		t.Errorf("%d figures, want the matrix, reliability and the learning curve", n)
	}
}

// Pictures are in the page itself, and only where they were asked for.
func TestGallery(t *testing.T) {
	d, err := Evaluation(evaluation(65), curve, []Item{{"#7 positive", []byte("\xff\xd8")}, {"#8 neutral", nil}}, origin)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range formats {
		got := written(t, d, f.write)
		if n := strings.Count(got, "<img alt=\"\" src=\"data:image/jpeg;base64,/9g=\">"); n != map[string]int{"html": 1}[f.name] {
			t.Errorf("%s has %d pictures", f.name, n)
		}
		if !strings.Contains(got, "7 positive") || !strings.Contains(got, "8 neutral") {
			t.Errorf("%s does not name the memes", f.name)
		}
	}
}

// hostile means something to each format, and to terminals.
const hostile = "<script>alert(1)</script> & \"q\" 'a' | *b* _c_ [d](http://e) `f` $x$ \\input{g} %h #i ~ ^ {\x1b[2J\u202e}\nj"

func hostileDocument() Document {
	return Document{
		Title: hostile, Origin: Origin{Command: hostile, Versions: []eval.Version{{ID: hostile}}},
		Blocks: []Block{
			{Heading: hostile}, {Paragraph: hostile}, {Warnings: []string{hostile}},
			{Table: &Table{Caption: hostile, Words: 1, Head: []string{hostile, "n"}, Rows: [][]string{{hostile, "-1.5"}}}},
			{Figure: &Figure{Caption: hostile, Alt: hostile, SVG: "<svg></svg>"}},
			{Gallery: &Gallery{hostile, []Item{{hostile, []byte("\xff\xd8")}, {hostile, nil}}}},
		},
	}
}

func TestEscaping(t *testing.T) {
	d := hostileDocument()
	for _, f := range formats {
		got := written(t, d, f.write)
		if strings.ContainsAny(got, "\x1b\u202e") {
			t.Errorf("%s has what acts on a terminal", f.name)
		}
		if f.name == "tex" {
			_, got, _ = strings.Cut(got, "\n\n") // after the comments
		}
		for name, never := range map[string][]string{
			"html": {"<script", "alert(1)</s"},
			"md":   {" *b*", " _c_", "[d](", " `f`", "\n<script", " <script", "| *b"},
			"tex":  {`\input`, "\nj"},
		} {
			for _, s := range never {
				if f.name == name && strings.Contains(got, s) {
					t.Errorf("%s has %q in\n%s", f.name, s, got)
				}
			}
		}
	}
}

// An address in a caption is no link, and a name calls nobody.
func TestMarkdownHasNoLinks(t *testing.T) {
	if got, want := markdown("http://e.org www.e.org me@e.org @ada"), `http\://e.org www\.e.org me\@e.org \@ada`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A text is one line, and so one comment.
func TestLaTeXCommentsStayComments(t *testing.T) {
	got := written(t, hostileDocument(), Document.WriteLaTeX)
	head, _, _ := strings.Cut(got, "\n\n")
	for l := range strings.Lines(head) {
		if !strings.HasPrefix(l, "% ") && !strings.HasPrefix(l, `\providecommand{`) {
			t.Errorf("%q is no comment", l)
		}
	}
}

func TestLaTeX(t *testing.T) {
	for in, want := range map[string]string{
		`50% & a_b`:        `50\% \& a\_b`,
		`\x{y}`:            `\textbackslash{}x\{y\}`,
		"-0.123–-0.045":    "$-$0.123–$-$0.045",
		"-0.1 to +0.2":     "$-$0.1 to +0.2",
		"macro-F1":         "macro-F1",
		"v1-2":             "v1-2",
		"(-3)":             "($-$3)",
		"≥ −5 naïve “é” €": `$\geq$ $-$5 naïve “é” €`,
		"when यह एक मीम है 😂 & Ħ": `when \otherscript{यह एक मीम है 😂} \& \otherscript{Ħ}`,
		"Krippendorff's 'it'":     "Krippendorff’s \\textquotesingle{}it\\textquotesingle{}",
		"(cross-validated)":       "(cross-validated)",
		strings.Repeat("a", 20):   "aaaaaaaa" + `\allowbreak{}` + "aaaaaaaa" + `\allowbreak{}aaaa`,
	} {
		if got := latex(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// Numbers below 0 have a minus sign in the page, and words keep their hyphens.
func TestHTMLMinus(t *testing.T) {
	d := Document{Blocks: []Block{{Table: &Table{Caption: "x", Words: 1, Head: []string{"a", "b", "c"}, Rows: [][]string{{"-1 cross-validated", "-0.272", "-0.1 to 0.2"}}}}}}
	page := written(t, d, Document.WriteHTML)
	for _, want := range []string{">-1 cross-validated<", ">−0.272<", ">−0.1 to 0.2<"} {
		if !strings.Contains(page, want) {
			t.Errorf("lacks %s", want)
		}
	}
}

// Every row of a table in Markdown has as many cells as its head.
func TestMarkdownTablesAreWhole(t *testing.T) {
	for _, d := range []Document{hostileDocument(), evaluationReport(t, 65), comparisonReport(t)} {
		cells := 0
		for l := range strings.Lines(written(t, d, Document.WriteMarkdown)) {
			if !strings.HasPrefix(l, "|") {
				cells = 0
				continue
			}
			n := strings.Count(strings.ReplaceAll(l, `\|`, ""), "|")
			if cells != 0 && n != cells {
				t.Errorf("%d bars, want %d: %s", n, cells, l)
			}
			cells = n
		}
	}
}

// Figures are elements of XML with what they show in them.
func TestFigures(t *testing.T) {
	e := evaluation(65)
	matrix, err1 := matrixFigure(&e.Metrics)
	reliability, err2 := reliabilityFigure(e.Reliability)
	learning, err3 := curveFigure(curve, "labels", "macro-F1 on val")
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		of   Figure
		want []string
	}{
		{matrix, []string{">very negative<", ">predicted<", ">true<"}},
		{reliability, []string{">share that is right<", "stroke-dasharray"}},
		{learning, []string{">macro-F1 on val<"}},
	} {
		dec := xml.NewDecoder(strings.NewReader(c.of.SVG))
		elements := 0
		for {
			token, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", c.of.Caption, err)
			}
			if start, ok := token.(xml.StartElement); ok {
				if elements++; elements == 1 && start.Name.Local != "svg" {
					t.Errorf("%s begins with %s", c.of.Caption, start.Name.Local)
				}
			}
		}
		for _, s := range c.want {
			if !strings.Contains(c.of.SVG, s) {
				t.Errorf("%s has no %q", c.of.Caption, s)
			}
		}
	}
	for _, row := range e.Confusion {
		for _, n := range row {
			if !strings.Contains(matrix.SVG, fmt.Sprintf(">%d<", n)) {
				t.Errorf("the matrix has no %d", n)
			}
		}
	}
}

// Where there is nothing to draw, nothing is drawn, and the report is whole.
func TestNothingEvaluated(t *testing.T) {
	d, err := Evaluation(eval.NewEvaluation("v1", "val", nil, eval.Baselines{}), eval.Curve{}, nil, origin)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range d.Blocks {
		if b.Figure != nil {
			t.Errorf("a figure of nothing: %s", b.Figure.Caption)
		}
	}
	for _, f := range formats {
		if got := written(t, d, f.write); !strings.Contains(got, "0 rows") {
			t.Errorf("%s does not say that there are no rows:\n%s", f.name, got)
		}
	}
}

// The fingerprint is of memes, splits and gold levels.
func TestNewData(t *testing.T) {
	of := func(split labels.Split, gold labels.Level) Data {
		d, err := NewData(func(yield func(labels.Meme, labels.State) error) error {
			return errors.Join(
				yield(labels.Meme{ID: "a", Split: split}, labels.State{Kind: labels.Labelled, Gold: gold}),
				yield(labels.Meme{ID: "b", Split: labels.Train}, labels.State{Gold: labels.NoLevel}))
		}, false)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	one := of(labels.Val, 2)
	if one.Memes != 2 || one.Labelled != 1 || len(one.SHA256) != 64 {
		t.Errorf("%+v", one)
	}
	if of(labels.Val, 2) != one || of(labels.Val, 3).SHA256 == one.SHA256 || of(labels.Test, 2).SHA256 == one.SHA256 {
		t.Error("the fingerprint does not follow split and level")
	}
	said := func(a, b labels.Level) Data {
		d, err := NewData(func(yield func(labels.Meme, labels.State) error) error {
			current := []labels.CurrentLabel{{Annotator: "bob", Action: labels.SetLevel, Level: b}, {Annotator: "ann", Action: labels.SetLevel, Level: a}, {Annotator: "cy", Action: labels.Skip, Level: labels.NoLevel}}
			return yield(labels.Meme{ID: "a"}, labels.State{Kind: labels.Disputed, Gold: labels.NoLevel, Current: current})
		}, true)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d, other := said(1, 2), said(2, 1); d.SHA256 != other.SHA256 || d.Voices == other.Voices || d != said(1, 2) {
		t.Errorf("%+v and %+v: the levels of annotators have a fingerprint of their own", d, other)
	}
	if d := said(1, 2); !strings.Contains(fmt.Sprint(Origin{Data: d}.blocks()[1].Table.Rows), d.Voices) {
		t.Error("a report of annotators does not name it")
	}
	broken := errors.New("broken")
	if _, err := NewData(func(func(labels.Meme, labels.State) error) error { return broken }, false); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
}

func TestLaTeXColumns(t *testing.T) {
	long := strings.Repeat("x", longCell+1)
	for want, table := range map[string]Table{
		"lr": {Words: 1, Head: []string{"a", "b"}, Rows: [][]string{{"x", "1"}}},
		`>{\raggedright\arraybackslash}p{0.38\linewidth}lr`: {Words: 2, Head: []string{"a", "b", "c"}, Rows: [][]string{{"x", "y", long}, {long, "y", "2"}}},
	} {
		if got := latexColumns(&table); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A table can be referred to, says of what it is wherever it floats, and is not cut at the end of a page.
func TestLaTeXTables(t *testing.T) {
	row := []string{"a", "1"}
	d := Document{Title: "v2 on test", Of: "v2 on a_b", Blocks: []Block{
		{Table: &Table{Caption: "Short.", Words: 1, Head: row, Rows: [][]string{row}}},
		{Table: &Table{Caption: "Long.", Words: 1, Head: row, Rows: slices.Repeat([][]string{row}, pageRows+1)}},
	}}
	got := written(t, d, Document.WriteLaTeX)
	for _, want := range []string{
		`\caption{Short (v2 on a\_b).}\label{tab:v2-on-test-1}`, `\fitted{\begin{tabular}{lr}`, `\end{tabular}}`,
		`\begin{longtable}{lr}`, `\caption{Long (v2 on a\_b).}\label{tab:v2-on-test-2}`, `\endhead`, `\providecommand{\fitted}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// Sentences begin with a capital, unless with a version, and end with a full stop.
func TestSentence(t *testing.T) {
	for in, want := range map[string]string{"val chose it": "Val chose it.", "v1 is served": "v1 is served.", "macro-F1 is.": "Macro-F1 is.", "": ".", "100 more": "100 more."} {
		if got := sentence(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// Digits stand out from the cells of a matrix: by 4.5 to 1, as WCAG wants it of text.
func TestInkOnCells(t *testing.T) {
	luminance := func(c color.Color) float64 {
		r, g, b, _ := c.RGBA()
		sum := 0.0
		for i, v := range []uint32{r, g, b} {
			x := float64(v) / 65535
			if x > .04045 {
				x = math.Pow((x+.055)/1.055, 2.4)
			} else {
				x /= 12.92
			}
			sum += x * []float64{.2126, .7152, .0722}[i]
		}
		return sum
	}
	for share := range 101 {
		ground := blend(paper, blue, float64(share)/100)
		a, b := luminance(ground), luminance(inkOn(ground))
		if contrast := (max(a, b) + .05) / (min(a, b) + .05); contrast < 4.5 {
			t.Errorf("at %d%% the contrast is %.1f", share, contrast)
		}
	}
}

func TestSlices(t *testing.T) {
	e := evaluation(65)
	e.Slices = &eval.Slices{Note: "Adjusted for 1 test.", By: []eval.SlicedBy{{By: "a|b", Overlap: true, Slices: []eval.Slice{
		{Value: "yes", Baseline: eval.Baseline{N: 41, Accuracy: .5}, AccuracyDelta: .25, PAdjusted: .0001},
	}}}}
	d, err := Evaluation(e, curve, nil, origin)
	if err != nil {
		t.Fatal(err)
	}
	got := written(t, d, Document.WriteMarkdown)
	for _, want := range []string{"\n## Slices\n\nBy a\\|b; a row may be in several slices.\n", "\n| yes | 41 | 0.500 | 0.000–0.000 | 0.000 | 0.000–0.000 | +0.250 | \\<0.001 |\n", "Adjusted for 1 test. The macro-F1"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// What a caption says beside a table is in one pair of brackets.
func TestLaTeXCaptionsHaveOneBracket(t *testing.T) {
	d := Document{Title: "x", Of: "v7 on train and val (cross-validated)", Blocks: []Block{{Table: &Table{Caption: "All.", Words: 1, Head: []string{"a"}, Rows: [][]string{{"b"}}}}}}
	if text := written(t, d, Document.WriteLaTeX); !strings.Contains(text, `\caption{All (v7 on train and val, cross-validated).}`) {
		t.Error(text)
	}
}
