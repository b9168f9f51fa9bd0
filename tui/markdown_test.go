package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"memebench/labels/starter"
	"memebench/tui/term"
)

func TestMarkdownIsShownAsText(t *testing.T) {
	for text, want := range map[string]string{
		"# Levels\nWhose feeling\nis asked?  \nThe maker's.": "Levels|Whose feeling is|asked? The maker's.",
		"a\n\n\n\nb":                         "a||b",
		"- one\n  more\n- two\n12. three":    "• one more|• two|12. three",
		"- a list item that is longer":       "• a list item that|  is longer",
		"  - inner":                          "  • inner",
		"> said\n> on":                       "▌ said on",
		"| a | b |\n|---|---|":               "| a | b |||---|---|",
		"```\nas\n  it is\n```\nEnd\n of it": "as|  it is|End of it",
		"**strong** and *so* and _so_":       "strong and so and so",
		"`code *is* code`, snake_case_name":  "code *is* code,|snake_case_name",
		"2 * 3 * 4, [here](https://x.y)":     "2 * 3 * 4, here|(https://x.y)",
		"text\n## Next":                      "text||Next",
		"## 1  very negative: bad":           " 1  very negative:|    bad",
		"### Positive":                       " 4  Positive",
		"## Negatives":                       "Negatives",
		"## In doubt":                        "In doubt",
		"#hash":                              "#hash",
		"":                                   "",
	} {
		lines := readMarkdown(text).lines(styles{Widths: testWidths, glyphs: usualGlyphs}, 20, Keys{})
		for i, l := range lines {
			lines[i] = strings.TrimRight(ansi.Strip(l), " ")
		}
		if got := strings.Join(lines, "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The guide that comes with the program reads as text at any width, in its colours.
func TestTheGuideReadsAsText(t *testing.T) {
	o := rigOptions{memes: memes(2), images: term.ImagesBlocks, profile: termenv.TrueColor}
	inRig(t, o, func(t *testing.T, r *rig) {
		for w := 20; w < 150; w += 7 {
			lines := readMarkdown(guideOf(starter.Guide())).lines(r.a.st, w, Keys{})
			all := strings.Join(lines, "\n")
			for _, l := range lines {
				if n := r.a.st.Width(l); n > w {
					t.Errorf("%d wide: %d cells: %q", w, n, ansi.Strip(l))
				}
			}
			if text := ansi.Strip(all); strings.Contains(text, "#") || strings.Contains(text, "\n- ") {
				t.Errorf("%d wide: Markdown is left:\n%s", w, text)
			}
			for l := range r.a.st.chip {
				if !strings.Contains(all, r.a.st.chip[l].Render(" "+string(rune('1'+l))+" ")) {
					t.Errorf("%d wide: no key for level %d", w, l)
				}
			}
			if strings.Contains(all, "\x1b[m ") && w > 40 && strings.Contains(all, "\x1b[m in") {
				t.Errorf("%d wide: a hole in the background", w)
			}
		}
	})
}

func FuzzMarkdown(f *testing.F) {
	f.Add("# a\n- **b** `c` [d](e)\n|x|\n```\ny", 20)
	f.Fuzz(func(t *testing.T, text string, w int) {
		w = 1 + max(0, w)%200
		st := styles{Widths: testWidths, glyphs: usualGlyphs}
		for _, l := range readMarkdown(guideOf(text)).lines(st, w+8, Keys{}) {
			if n := st.Width(l); n > w+8+14 { // a bullet may be as wide as that
				t.Errorf("%d cells, want %d: %q", n, w+8, l)
			}
		}
	})
}
