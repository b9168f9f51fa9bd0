package report

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Format is a way to write a document into a file.
type Format struct {
	Ending string // of a file's name, without a dot
	Write  func(Document, io.Writer) error
}

// Formats are all of them.
var Formats = []Format{{"html", Document.WriteHTML}, {"md", Document.WriteMarkdown}, {"tex", Document.WriteLaTeX}}

// FormatOf returns the format that a file's name says by its ending, in whatever case.
func FormatOf(name string) (Format, bool) {
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Ending == ending })
	if i < 0 {
		return Format{}, false
	}
	return Formats[i], true
}
