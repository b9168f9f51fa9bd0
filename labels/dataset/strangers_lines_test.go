package dataset

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A file of another kind is no list of captions, and the first of a list is not lost as its name.
func TestOneColumn(t *testing.T) {
	for name, text := range map[string]string{
		"captions":             "the first of them\nthe second of them\nthird\n",
		"YAML":                 "memes:\n  a.jpg:\n    caption: \"one\"\n    label: neutral\n  b.jpg:\n    caption: \"two\"\n",
		"TeX":                  "\\begin{tabular}{ll}\nimage & label \\\\\na & b \\\\\n\\end{tabular}\n",
		"ARFF":                 "@relation memes\n@attribute image string\n@data\n'a.jpg','one'\n",
		"JSON with comments":   "// ours\n[\n{\"image\":\"a.jpg\"},\n{\"image\":\"b.jpg\"}\n]\n",
		"columns of one width": "image       caption              label\na.jpg       the first of them    neutral\nb.jpg       the second           neutral\n",
		"features":             "0 1:0.5 2:0.3\n4 1:0.5 2:0.1\n",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "t.txt")
			put(t, filepath.Dir(path), "t.txt", text)
			first, _, _ := strings.Cut(text, "\n")
			if im, err := OpenImport(t.Context(), ImportSpec{Path: path}, nil); err == nil {
				im.Close() // only read from
				t.Error("taken")
			} else if want := "it has one column, and "; !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), strings.Fields(first)[len(strings.Fields(first))-1][:3]) {
				t.Errorf("%v, want %s", err, want)
			}
			counts(t, mustImport(t, newStore(t), ImportSpec{Path: path, CaptionColumn: first, Format: FormatCSV, Separator: "\t"}), strings.Count(text, "\n")-1, strings.Count(text, "\n")-1, 0, 0, 0, 0)
		})
	}
}

// Comments among the rows do not hide the header below others.
func TestCommentsAmongRows(t *testing.T) {
	text := "# ours\n# by ada, 2026\ncaption,level\n"
	for i := range 12 {
		if i%4 == 0 {
			text += fmt.Sprintf("# block %d\n", i)
		}
		text += fmt.Sprintf("meme %d,positive\n", i)
	}
	r := mustImport(t, newStore(t), ImportSpec{Path: write(t, "t.csv", text), Annotator: "ada"})
	counts(t, r, 15, 12, 0, 12, 0, 3)
}

// Quotes within quotes come with backslashes, as databases write them, or twice.
func TestQuotesWithBackslashes(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"backslashes":            {"id,caption\n1,\"he said \\\"no, never\\\"\"\n2,\"she: \\\"yes\\\", and left\"\n3,\"C:\\\\\"\n", `he said "no, never"|she: "yes", and left|C:\\`},
		"a backslash at an end":  {"id,caption\n1,\"in C:\\dir\\\"\n2,plain \\\"x\n", `in C:\dir\|plain \"x`},
		"doubled, with a slash":  {"id,caption\n1,\"he said \"\"no\"\" and \\\"\"maybe\\\"\"\"\n2,\"x\"\n", `he said "no" and \"maybe\"|x`},
		"JSON in unquoted cells": {"id;caption\n1;{\"a\": \"b\\\"c\"}\n2;x\n", `{"a": "b\"c"}|x`},
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, "t.csv", c.text), CaptionColumn: "caption"})
		var got []string
		for _, m := range s.memes() {
			got = append(got, m.Caption)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %s, want %s", name, strings.Join(got, "|"), c.want)
		}
	}
}
