package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// A part is one file of rows of an import, or the pictures of a place without one.
type part struct {
	name      string // of the file, for messages
	in        *source
	table     *Table
	open      func() (*Table, error) // reads the file anew, which ends the table before; nil for pictures without one
	pics      *finder                // nil where there are no pictures
	base      string                 // folder of the file, or of its pictures, in the place that was given; "" for the place itself
	near      *finder                // for that folder, where there is one
	dataset   string
	split     labels.Split // of the rows that have none
	rows      int          // good ones, as they were counted
	m         *mapping
	first     []record // of a table
	joined    bool     // it names memes of tables with captions: see joinedBy
	matched   bool     // a picture that the first rows name is there
	annotator string   // whose the levels are of rows that do not say; "" where nothing else does
	folders   bool     // pictures lie in folders called like splits, and no row says another
	named     *fileSet // takes the pictures that rows name; nil where that is of no interest
	folder    field    // the column that names the folders of pictures of the same name; see findFolder
}

// Found says what an import has found out about one file before it begins.
type Found struct {
	File      string   `json:"file"`
	Format    string   `json:"format"`
	Dataset   string   `json:"dataset"`
	Encoding  string   `json:"encoding,omitempty"` // where it is not UTF-8
	Rows      int      `json:"rows"`               // that can be read
	Image     string   `json:"image,omitempty"`    // the columns with a meaning, by name
	Caption   string   `json:"caption,omitempty"`
	Level     string   `json:"level,omitempty"`
	Scale     string   `json:"scale,omitempty"` // of levels that are numbers
	Split     string   `json:"split,omitempty"`
	Annotator string   `json:"annotator,omitempty"`
	ID        string   `json:"id,omitempty"`
	Pictures  string   `json:"pictures,omitempty"` // where they are looked for
	Notes     []string `json:"notes,omitempty"`

	ToldOfLevels bool `json:"-"` // in the notes
}

func (p *part) found() Found {
	m := p.m
	f := Found{
		File: p.name, Format: m.shape, Dataset: p.dataset, Rows: p.rows, Image: m.image.name, Caption: m.caption.name, Level: m.level.name,
		Scale: string(m.levels.scale), Split: m.split.name, Annotator: m.annotator.name, ID: cmp.Or(m.id.name, m.join.name), Notes: m.notes,
		ToldOfLevels: m.toldOfLevels || p.annotator != "",
	}
	if m.ownLevel || m.voices != nil { // the columns are annotators themselves
		f.Annotator = ""
	}
	for i, v := range m.voices {
		if i > 0 {
			f.Level += ", "
		}
		f.Level += v.name
	}
	if f.Caption == "" {
		f.Caption = m.read.name
	}
	if p.in != nil && p.in.charset.found {
		f.Encoding = p.in.charset.name
	}
	if p.pics != nil && m.image.is() {
		f.Pictures = labels.Printable(p.pics.place.title(p.base))
	}
	if p.folders {
		f.Notes = append(slices.Clone(f.Notes), "the folders of its pictures say their splits")
	}
	if p.split != "" && f.Split == "" {
		its := "its name says"
		if p.in != nil && p.in.split == p.split {
			its = "the name of the sheet says"
		}
		f.Notes = append(slices.Clone(f.Notes), fmt.Sprintf("%s that it is %s", its, p.split))
	}
	if p.annotator != "" {
		f.Notes = append(slices.Clone(f.Notes), "its name says that its levels are those of "+p.annotator)
	}
	return f
}

// tablePart makes a part of a file of rows. Its pictures are looked for from the folder base
// of the place; then, where the first of them are not found, in a folder that is called like
// the table, and in the others.
func tablePart(ctx context.Context, in *source, kind string, spec *ImportSpec, pics *finder, base string, others ...string) (*part, error) {
	format := kinds[kind]
	if spec.Format == FormatCSV || spec.Format == FormatMemotion && kind == kindJSON {
		format = delimitedFormat{}
	}
	values, err := format.open(in, spec)
	if err != nil {
		return nil, err
	}
	values = in.inPartitions(values)
	p := &part{name: in.name, in: in, pics: pics, split: in.split}
	p.nearer(base)
	others = append([]string{path.Join(base, in.stem())}, others...)
	there := func(name string) bool {
		if pics == nil || isOtherName(name) {
			return false
		}
		_, err := p.locate(name)
		for _, folder := range others {
			if err == nil {
				break
			}
			if was := *p; folder != was.base {
				p.nearer(folder)
				if _, near := p.near.find(name); near == nil {
					err = nil
				} else {
					p.base, p.near = was.base, was.near
				}
			}
		}
		is := err == nil || errors.Is(err, errManySo) && slices.Contains(pictureExts, path.Ext(formOf(name)))
		p.matched = p.matched || is
		return is
	}
	m, seen, err := findMapping(ctx, in, values, kindName(kind, in), spec, there)
	if err != nil {
		return nil, err
	}
	if by, ok := values.(writtenBy); ok && by.tool() != "" {
		m.shape = by.tool()
	}
	for _, rec := range seen.first {
		if spec.ImageColumn == "" || p.matched { // where the spec names the column, nothing had to look for it
			break
		}
		if name := imageName(m.image.of(rec.values)); name != "" && len(name) <= maxName {
			there(name)
		}
	}
	p.matched = p.matched && m.image.is() // else what was found is called so by chance
	p.m, p.rows, p.first = m, seen.rows, seen.first
	p.open = func() (*Table, error) {
		values, err := format.open(in, spec)
		if err != nil {
			return nil, err
		}
		return newTable(in.name, in.inPartitions(values), *m), nil
	}
	if err := p.findFolder(); err != nil {
		return nil, err
	}
	if p.table, err = p.open(); err != nil {
		return nil, err
	}
	return p, nil
}

// within has the file and the pictures read until ctx is cancelled.
func (p *part) within(ctx context.Context) {
	if p.in != nil {
		p.in.ctx = ctx
	}
	for _, f := range []*finder{p.pics, p.near} {
		if f != nil {
			f.ctx = ctx
		}
	}
}

// nearer has pictures looked for first in this folder of the place.
func (p *part) nearer(base string) {
	if p.base = base; base != "" && p.pics != nil {
		p.near = newFinder(p.pics.ctx, subPlace{p.pics.place, base}, p.pics.tell)
	}
}

// locate returns the file that the table means by the name of a picture: beginning at the
// table's folder, or anywhere in the place.
func (p *part) locate(name string) (string, error) {
	at, err := p.search(name)
	if err == nil && p.named != nil {
		p.named.add(p.pics.place.real(at))
	}
	return at, err
}

// locateOf is locate of the picture of a row, which several rules look for. One that an export
// calls otherwise than its file, as by the folder of the table that it came with, or as it was
// called before, is looked for where it lay.
func (p *part) locateOf(row *TableRow) (string, error) {
	if row.file != "" {
		return row.file, nil
	}
	file, err := p.locate(row.named)
	if err != nil && p.m.lies.is() {
		if lies := imageName(p.m.lies.of(p.table.valuesOf(row))); lies != "" && len(lies) <= maxName {
			if there, e := p.locate(lies); e == nil {
				file, err = there, nil
			}
		}
	}
	row.file = file
	return file, err
}

func (p *part) search(name string) (string, error) {
	if p.near != nil {
		if at, err := p.near.find(name); err == nil {
			return path.Join(p.base, at), nil
		}
		if at := p.fromBase(name); at != name && p.pics.place.has(at) {
			return at, nil
		}
	}
	return p.pics.find(name)
}

// fromBase returns a name as it is in the place, where the table's name for it leads from
// the table's folder; else the name as it is.
func (p *part) fromBase(name string) string {
	slashed := strings.ReplaceAll(name, `\`, "/")
	at := path.Join(p.base, slashed)
	if p.base == "" || isAddress(name) || path.IsAbs(slashed) || drive.MatchString(slashed) || !leadsWithin(at) {
		return name
	}
	return at
}

// kindName is what the format of a file is called where no shape is known.
func kindName(kind string, in *source) string {
	switch kind {
	case kindText:
		return FormatCSV
	case kindJSON:
		if ext := strings.ToLower(path.Ext(unpackedName(in.name))); ext == ".jsonl" || ext == ".ndjson" {
			return FormatJSONL
		}
	}
	return kind
}

// picturesPart makes a part of pictures that lie in folders without a table.
func picturesPart(ctx context.Context, pl place, name string, files []string, spec *ImportSpec, tell labels.Report) (*part, error) {
	values, err := newPictureValues(ctx, pl, files)
	if err != nil {
		return nil, err
	}
	if len(values.names) == 0 {
		sorted, err := sortFiles(ctx, pl, files)
		if err != nil {
			return nil, err
		}
		return nil, noMemes(pl, name, sorted)
	}
	own := *spec
	if own.Format == FormatPictures {
		own.Format = ""
	}
	if own.ImageColumn == "" {
		own.ImageColumn = fileColumn
	}
	m, seen, err := findMapping(ctx, &source{name: name, ctx: ctx, tell: tell}, values.withoutTexts(), FormatPictures, &own, func(string) bool { return false })
	if err != nil {
		return nil, err
	}
	full, err := pictureMapping(values.columns(), *m, own.CaptionColumn == "")
	if err != nil {
		return nil, err
	}
	return &part{
		name: name, table: newTable(name, values, full), pics: newFinder(ctx, pl, tell), rows: seen.rows, m: &full, matched: true,
	}, nil
}

// pictureMapping is the mapping for all columns, made from one for those without captions; texts is
// whether the texts beside pictures are the captions.
func pictureMapping(columns []string, m mapping, texts bool) (mapping, error) {
	fields := []*field{&m.image, &m.caption, &m.read, &m.level, &m.split, &m.annotator, &m.id}
	for i := range m.voices {
		fields = append(fields, &m.voices[i].field)
	}
	for _, f := range fields {
		if !f.is() {
			continue
		}
		var err error
		if *f, err = findField(columns, "", f.name, ""); err != nil {
			return m, err
		}
	}
	if i := slices.Index(columns, textColumn); i >= 0 && texts {
		m.caption = fieldAt(columns, i)
	}
	m.shape, m.folders = FormatPictures, m.level.name == folderColumn
	return m, nil
}

func closeParts(parts []*part) {
	for _, p := range parts {
		if p.in != nil {
			p.in.Close() // only read from
		}
	}
}
