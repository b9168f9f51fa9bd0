package dataset

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// This file is about tables in which no memes are found, and what each is told to do.

// refused says why no memes are found in the file; nil where there are some, or levels or splits of
// those of other tables.
func (d *deciding) refused() error {
	why := d.notNamed()
	switch {
	case why != "":
	case d.m.caption.is() || d.m.read.is() || d.m.image.is() || d.embedded():
		return nil
	case d.survey.rows == 0 && d.survey.bad == "" && namesMemes(d.columns):
		why = "there are no rows below its header"
	case d.survey.rows == 0 && d.survey.bad != "":
		why = "none of its rows can be read; of the first, " + d.survey.bad
	case d.joins():
		return nil
	default:
		return noMemesIn{fmt.Errorf("%s: %s", labels.Printable(d.file), d.whichColumn())}
	}
	return fmt.Errorf("%s: %s", labels.Printable(d.file), why)
}

// notNamed says why the first row of a table does not name its columns, as it is to; "" where it may.
func (d *deciding) notNamed() string {
	if !d.headed {
		return ""
	}
	switch row := rowInHeader(d.own); {
	case row != "" && d.picturesAcross():
		return "its columns are called like pictures, and a row must be a meme: " + transpose
	case row != "" && (d.lines() || !d.m.caption.is() && !d.m.read.is() && !d.m.image.is()):
		return fmt.Sprintf("its first row names no columns, for %s: write a row above it, as image,text,level", row)
	case d.spec.CaptionColumn == "" && len(d.own) == 1 && !isHeading(d.own[0]):
		return fmt.Sprintf("it has one column, and %s in its first row is no name for captions: of a list of captions, write caption above them; "+
			"a table needs a row that names its columns, and commas, semicolons or tabs", labels.Quoted(d.own[0]))
	}
	return ""
}

// whichColumn asks which column has the memes of a table in which none are found, and says what
// else the table may be.
func (d *deciding) whichColumn() string {
	said := []string{"which column has the caption or the picture? Name it by --caption COLUMN or --image COLUMN: there are " + listColumns(d.columns)}
	if d.headed {
		said = append(said, "if these are values, write a row of names above them, as image,text,level")
		if len(d.own) > mostExamples {
			said = append(said, "if a row is what one person has said of many memes, "+transpose)
		}
	}
	if slices.Contains(d.plain, "meme") {
		said = append(said, `if "meme" has the ids of an export, keep its columns image_name and caption, too, or pass lines of id and level to memebench label -`)
	}
	if advice := d.mayJoin(); advice != "" {
		said = append(said, advice)
	}
	return strings.Join(said, "; ")
}

// lines reports whether the file was taken for lines of text, without a name of a caption.
func (d *deciding) lines() bool { return len(d.own) == 1 && !namesMemes(d.own) }

// isHeading reports whether a line can be the name of a column, and is not the first line of a text
// or of a file of another kind.
func isHeading(line string) bool {
	return (namesMemes([]string{line}) || len(strings.Fields(line)) <= 2) && !strings.ContainsAny(line, ":;,{}[]\\@#/<>=\"|")
}

// transpose is what to do with a table of rows that are persons and columns that are memes.
const transpose = "turn its rows into columns, as a spreadsheet transposes what is pasted, so that each meme has a row"

// picturesAcross reports whether the columns are called like pictures, each of which somebody gives
// a level in a row.
func (d *deciding) picturesAcross() bool {
	return !d.m.caption.is() && !d.m.image.is() && 2*len(slices.DeleteFunc(slices.Clone(d.own), func(c string) bool { return !isPictureName(strings.TrimSpace(c)) })) > len(d.own)
}

// rowInHeader says why a header is none but a row, "" where it may be one.
func rowInHeader(columns []string) string {
	for _, c := range columns {
		word, rest, _ := strings.Cut(strings.TrimSpace(c), " ")
		switch {
		case isPictureName(c), rest != "" && isPictureName(word):
			return labels.Quoted(c) + " is a picture"
		case strings.HasPrefix(c, "__label__"):
			return labels.Quoted(word) + " is a label"
		}
	}
	for _, c := range columns {
		if _, ok := number(c); ok {
			return labels.Quoted(c) + " is a number"
		}
	}
	return ""
}
