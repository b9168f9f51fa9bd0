package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"memebench/labels"
)

// ImportReport says what became of every row: Rows = Imported + Duplicates +
// len(Failed) + OmittedFailed. That of a preview has what can be said before: nothing is
// imported, and Rows counts all.
type ImportReport struct {
	Format          string             `json:"format"` // of the first file: a well-known data set's or tool's, or the kind of file
	Rows            int                `json:"rows"`   // without the header
	Imported        int                `json:"imported"`
	Duplicates      int                `json:"duplicates"`       // there already, with the same content
	Memes           int                `json:"memes"`            // different ones that the good rows are of
	Labels          int                `json:"labels"`           // label events written
	MissingPictures int                `json:"missing_pictures"` // rows whose picture is not there
	Warnings        []labels.RowReason `json:"warnings"`         // imported or duplicate rows that want a look, by row
	Failed          []labels.RowReason `json:"failed"`           // by row
	ByLevel         map[string]int     `json:"by_level"`         // levels of good rows, taken or not, by their names
	BySplit         map[string]int     `json:"by_split"`         // memes by where they are; in a preview, rows by what they say

	// How many more there were than the MaxReasons that are kept of each.
	OmittedWarnings int `json:"omitted_warnings,omitempty"`
	OmittedFailed   int `json:"omitted_failed,omitempty"`

	// Of Labels, those in place of another level that was imported before; and the levels
	// of imported and duplicate rows that are nobody's and left out.
	Relabelled    int `json:"relabelled,omitempty"`
	LevelsLeftOut int `json:"levels_left_out,omitempty"`
	// Levels that were not taken, as their annotators have said something else by hand.
	Outweighed int `json:"outweighed,omitempty"`
	// Memes of which rows have different levels.
	Disagreements int `json:"disagreements,omitempty"`
	// Rows with a level, of nobody whom the table names, that are as an earlier row of their meme in
	// every value: they add no voice.
	Alike int `json:"alike,omitempty"`
	// Rows that are further voices, NAME (2) and so on, for nothing says whose they are.
	Numbered int `json:"numbered,omitempty"`
	// Imported rows with a picture and without a caption, which can be read in it.
	WithoutCaption int `json:"without_caption,omitempty"`
	// Duplicates whose memes came without a caption, and have got the row's.
	Captioned int `json:"captioned,omitempty"`
	// A path where a missing picture was looked for.
	MissingExample string `json:"missing_example,omitempty"`
}

func newImportReport() ImportReport {
	return ImportReport{Warnings: []labels.RowReason{}, Failed: []labels.RowReason{}, ByLevel: map[string]int{}, BySplit: map[string]int{}}
}

// Add adds the report of another import to this one.
func (r *ImportReport) Add(o ImportReport) {
	if r.Format == "" {
		r.Format = o.Format
	}
	if r.MissingExample == "" {
		r.MissingExample = o.MissingExample
	}
	for _, n := range []struct {
		sum *int
		n   int
	}{
		{&r.Rows, o.Rows}, {&r.Imported, o.Imported}, {&r.Duplicates, o.Duplicates}, {&r.Memes, o.Memes}, {&r.Labels, o.Labels},
		{&r.MissingPictures, o.MissingPictures}, {&r.OmittedWarnings, o.OmittedWarnings}, {&r.OmittedFailed, o.OmittedFailed},
		{&r.Relabelled, o.Relabelled}, {&r.LevelsLeftOut, o.LevelsLeftOut}, {&r.Disagreements, o.Disagreements}, {&r.WithoutCaption, o.WithoutCaption},
		{&r.Captioned, o.Captioned}, {&r.Outweighed, o.Outweighed}, {&r.Alike, o.Alike}, {&r.Numbered, o.Numbered},
	} {
		*n.sum += n.n
	}
	for _, w := range o.Warnings {
		r.Warnings = labels.AppendReason(r.Warnings, &r.OmittedWarnings, w)
	}
	for _, f := range o.Failed {
		r.Failed = labels.AppendReason(r.Failed, &r.OmittedFailed, f)
	}
	for level, n := range o.ByLevel {
		r.ByLevel[level] += n
	}
	for split, n := range o.BySplit {
		r.BySplit[split] += n
	}
}

// count reports what became of one row.
func (im *Import) count(row TableRow, a labels.Added, v voice, p foundPicture) {
	if row.further { // its first voice was counted
		if a.Outcome != labels.Conflict {
			im.take(&row, a, v, p)
		}
		return
	}
	im.report.Rows++
	im.differing.add(im.part, &row)
	switch a.Outcome {
	case labels.Imported:
		if im.report.Imported++; row.Caption == "" && p.shown {
			im.report.WithoutCaption++
		}
	case labels.Duplicate:
		if im.report.Duplicates++; a.Captioned {
			im.report.Captioned++
		}
	default:
		im.fail(im.reason(row.Number, cmp.Or(im.ofEarlierRow(&row, a.ID), a.Reason)))
		return
	}
	if v.first {
		im.report.BySplit[string(a.Split)]++
	}
	im.take(&row, a, v, p, im.otherSplit(row, a), im.saying(row, a))
}

// ofEarlierRow says why a row in conflict with a meme cannot be imported, where that came with an
// earlier row; "" where it was here before.
func (im *Import) ofEarlierRow(row *TableRow, id labels.MemeID) string {
	m, ok, err := im.here.LookUp(id)
	if err != nil || !ok || m.Seq <= im.had || !m.OtherCaption(row.Caption) {
		return ""
	}
	return im.tellApart(row)
}

// tellApart says that an earlier row has the key of a row, and another caption, and what to do.
func (im *Import) tellApart(row *TableRow) string {
	by := "--id COLUMN"
	if im.part.table.ids() >= 0 {
		by = "--id meme"
	}
	return fmt.Sprintf("%s is there in an earlier row with another caption; %s tells them apart", labels.Printable(cmp.Or(row.Image, row.Key)), by)
}

// take reports what a preview can say, too, of a row that can be taken.
func (im *Import) take(row *TableRow, a labels.Added, v voice, p foundPicture, more ...string) {
	if !row.further {
		im.heard(v)
	}
	im.sayMisread(row)
	if row.gold {
		im.golds++
	}
	// A further voice has the picture of the first one, and a table of a further annotator's labels
	// seldom lies with the pictures.
	if row.further || p.missing != nil && a.Pictured && im.spec.Images == "" {
		p = foundPicture{}
	}
	im.countLabel(a)
	if v.annotator == "" && row.Level.Valid() {
		im.report.LevelsLeftOut++
	}
	im.good(*row, v, p, more...)
}

// sayMisread says once of a table that its letters are wrong, as a row shows.
func (im *Import) sayMisread(row *TableRow) {
	if row.misread != "" && im.misread != im.part {
		im.misread = im.part
		im.notes = append(im.notes, fmt.Sprintf("%s: a spreadsheet has spoiled its letters, as where it reads UTF-8 as Windows-1252, or saves in that (%s): memes keep their captions, and the rows are theirs",
			labels.Printable(im.part.name), labels.Quoted(row.misread)))
	}
}

// countLabel counts what became of a level.
func (im *Import) countLabel(a labels.Added) {
	if a.Labelled {
		im.report.Labels++
	}
	if a.Relabelled {
		im.report.Relabelled++
	}
	if a.Outweighed {
		im.report.Outweighed++
	}
}

// heard counts memes, and of those the ones of which rows have different levels.
func (im *Import) heard(v voice) {
	if v.first {
		im.report.Memes++
	}
	if v.disagrees {
		im.report.Disagreements++
	}
	if v.alike {
		im.report.Alike++
	}
	if v.numbered {
		im.report.Numbered++
	}
}

// good reports what is to be said of a row that can be taken.
func (im *Import) good(row TableRow, v voice, p foundPicture, more ...string) {
	if row.Level.Valid() {
		im.report.ByLevel[row.Level.String()]++
	}
	if p.missing != nil {
		if im.report.MissingPictures++; im.report.MissingExample == "" {
			im.report.MissingExample = p.tried
		}
	}
	for i, w := range append([]string{p.warning, row.note, v.note}, more...) {
		if w != "" {
			reason := im.reason(row.Number, w)
			reason.NotFound = i == 0 && errors.Is(p.missing, errNotFound)
			im.report.Warnings = labels.AppendReason(im.report.Warnings, &im.report.OmittedWarnings, reason)
		}
	}
}

func (im *Import) fail(r labels.RowReason) {
	im.report.Failed = labels.AppendReason(im.report.Failed, &im.report.OmittedFailed, r)
}

func (im *Import) reason(row int, sentence string) labels.RowReason {
	return labels.RowReason{Row: row, Reason: (&RowError{File: im.part.name, Row: row, Reason: sentence}).Error()}
}

// shownBy says what is seen of a meme without its picture.
func shownBy(row TableRow) string {
	if row.Caption == "" {
		return "the meme has no caption either, so there is nothing to see of it"
	}
	return "the meme is shown by its caption"
}

// sayUnknown says of a table that adds only memes without captions and pictures, that they may be
// here under other names; an import refuses it where that is all it has. known is how many of its
// memes a preview has found here.
func (im *Import) sayUnknown(known int) string {
	r := &im.report
	if !im.mayJoin() || r.Memes == 0 || r.Duplicates > 0 || known > 0 || len(r.Failed) > 0 || r.MissingPictures != r.Rows {
		return ""
	}
	return im.unknown("the table has")
}

// unknown is what is said of a table that calls no picture as the dataset does, and finds none.
// rows are those that are known, as "the table has".
func (im *Import) unknown(rows string) string {
	if !im.wasHere() {
		return fmt.Sprintf("the memes that %s have no captions, and none of their pictures was found: if they are here, say in which dataset by --dataset, "+
			"and where the pictures are by --images; if they are new, --dataset %s brings them", rows, labels.Quoted(im.dataset.Name))
	}
	as, known := im.nameHere()
	if known != "" {
		return fmt.Sprintf("the memes of the dataset %s are known by ids and not by names, which alone %s (as %s), and none of their pictures was found: say where these are by --images, or add the ids",
			labels.Quoted(im.dataset.Name), rows, labels.Quoted(known))
	}
	return fmt.Sprintf("no meme of the dataset %s has a name that %s%s, and none of their pictures was found: if they are the same memes, write their names as there, "+
		"or say where the pictures are by --images; if they are new, bring them in another --dataset", labels.Quoted(im.dataset.Name), rows, as)
}

// nameHere is how a picture of the dataset is called that was here, as a part of a sentence; ""
// where none has a name. known is one that the table calls so, where there is one.
func (im *Import) nameHere() (as, known string) {
	named := map[string]bool{}
	for _, rec := range im.part.first {
		named[bareName(imageName(im.part.m.image.of(rec.values)))] = true
	}
	found := errors.New("found")
	_ = im.here.Rows(func(m labels.Meme, _ labels.State) error { // whatever it is, the sentence goes without
		if m.Dataset != im.dataset.Name || m.Seq > im.had || m.Image.Name == "" {
			return nil
		}
		as = cmp.Or(as, fmt.Sprintf(" (there is %s)", labels.Quoted(m.Image.Name)))
		if named[bareName(m.Image.Name)] {
			known = m.Image.Name
			return found
		}
		return nil
	})
	return as, known
}

// finish puts what was reported in order. known is how many memes a preview has found here.
func (im *Import) finish(known int) {
	for _, n := range append(slices.Clip(im.notes), im.sayUnknown(known), im.differing.said(), im.leftOut(),
		im.renamed.said("which has this picture, and the same caption or none", "are here under other names, with the same captions or none"),
		im.moved.said("which is called the same but for its folders and has the same caption, as the picture is not at hand",
			"are not at hand, and here under other names with the same captions")) {
		if n == "" {
			continue
		}
		im.report.Warnings = labels.AppendReason(im.report.Warnings, &im.report.OmittedWarnings, labels.RowReason{Reason: n})
	}
	if len(im.parts) == 1 {
		byRow := func(a, b labels.RowReason) int { return cmp.Compare(a.Row, b.Row) }
		slices.SortStableFunc(im.report.Warnings, byRow)
		slices.SortStableFunc(im.report.Failed, byRow)
	}
}
