package report

import (
	"bufio"
	"io"
	"strings"
)

// markdownMeans are the characters that mean something in CommonMark, or in the tables of
// GitHub's dialect, where @ may call somebody.
const markdownMeans = "\\`*_[]<>#|~&$@"

// WriteMarkdown writes the document in CommonMark with the tables of GitHub's dialect, without its
// figures and pictures.
func (d Document) WriteMarkdown(w io.Writer) error {
	d = d.whole()
	b := bufio.NewWriter(w)
	put := func(parts ...string) {
		for _, s := range parts {
			_, _ = b.WriteString(s) // Flush has the error
		}
	}
	put("# ", markdown(d.Title), "\n")
	for _, block := range d.Blocks {
		switch t, g := block.Table, block.Gallery; {
		case block.Heading != "":
			put("\n## ", markdown(block.Heading), "\n")
		case block.Paragraph != "":
			put("\n", markdown(block.Paragraph), "\n")
		case block.Warnings != nil:
			put("\n")
			for _, s := range block.Warnings {
				put("- **Warning:** ", markdown(s), "\n")
			}
		case g != nil:
			put("\n", markdown(g.Caption), "\n\n")
			for _, i := range g.Items {
				put("- ", markdown(i.Text), "\n")
			}
		case t != nil:
			if t.Caption != "" {
				put("\n", markdown(t.Caption), "\n")
			}
			put("\n", markdownRow(t.Head))
			for i := range t.Head {
				if i < t.Words {
					put("|---")
				} else {
					put("|--:")
				}
			}
			put("|\n")
			for _, row := range t.Rows {
				put(markdownRow(row))
			}
		}
	}
	return b.Flush()
}

func markdownRow(cells []string) string {
	var b strings.Builder
	for _, s := range cells {
		b.WriteString("| " + markdown(s) + " ")
	}
	return b.String() + "|\n"
}

// markdown escapes what would not be text.
func markdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(markdownMeans, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return notLinks.Replace(b.String())
}

// notLinks keeps addresses from becoming links, as they do in GitHub's dialect by themselves.
var notLinks = strings.NewReplacer("://", `\://`, "www.", `www\.`)
