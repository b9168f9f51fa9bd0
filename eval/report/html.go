package report

import (
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
)

//go:embed page.html
var pageText string

// page is the template of the HTML page. Figures are the only texts that are put in as they
// are: this package has drawn them. Pictures are bytes, and no addresses.
var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"drawn": func(f *Figure) template.HTML { return template.HTML(f.SVG) },
	"data": func(jpeg []byte) template.URL {
		return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(jpeg))
	},
	"cell": func(t *Table, column int, text string) string {
		if column < t.Words {
			return text
		}
		return negative.ReplaceAllString(text, "$1−$2")
	},
	"class": func(t *Table, column int) string {
		switch {
		case column >= t.Words:
			return "n"
		case t.long(column):
			return "long"
		}
		return ""
	},
}).Parse(pageText))

// WriteHTML writes the document as one page that needs nothing beside it: no script, no
// style sheet, no font and no picture elsewhere. It is light or dark as the reader's browser is.
func (d Document) WriteHTML(w io.Writer) error { return page.Execute(w, d.whole()) }
