package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// placeParts makes the parts of a folder or an archive: its tables, with the pictures
// that they name; or its pictures, where no table names one (tables is false). What is
// left out is a note.
func placeParts(ctx context.Context, pl place, name string, files placeFiles, spec *ImportSpec, pics *finder, tell labels.Report) (parts []*part, tables bool, notes []string, err error) {
	if pics == nil {
		pics = newFinder(ctx, pl, tell)
	}
	if spec.Format == FormatPictures {
		files.tables = nil
	}
	parts, left, err := placeTables(ctx, pl, name, files, spec, pics, tell)
	if err != nil {
		return nil, false, nil, err
	}
	matched := slices.ContainsFunc(parts, func(p *part) bool { return p.matched })
	for _, why := range left {
		var scale unclearScale
		if errors.As(why, &scale) && scale.pictures { // without it they would not come, or without captions and into other splits than it says
			closeParts(parts)
			if !matched {
				why = fmt.Errorf("%w; --format pictures takes the pictures alone", why)
			}
			return nil, false, nil, why
		}
	}
	if matched { // by the tables of the pictures; others are of something else
		parts = slices.DeleteFunc(parts, func(p *part) bool {
			other := !p.m.image.is() && !p.m.join.is()
			if other {
				left = append(left, fmt.Errorf("%s: it names no pictures", labels.Printable(p.name)))
				closeParts([]*part{p})
			}
			return other
		})
	}
	// Sounds alone are memes, too, where there is nothing else.
	sounds := len(files.tables) == 0 && slices.ContainsFunc(files.all, isSoundName)
	if len(files.pictures) == 0 && !sounds || spec.Images != "" || matched { // those of an own folder lie elsewhere
		switch {
		case len(parts) == 0 && len(left) == 1:
			return nil, false, nil, left[0]
		case len(parts) == 0:
			asks := func(why error) bool { return errors.As(why, new(unclearScale)) || errors.As(why, new(whoseLevels)) }
			meant := func(why error) bool { return !errors.As(why, new(noMemesIn)) }
			for _, is := range []func(error) bool{asks, meant} {
				if at := slices.IndexFunc(left, is); at >= 0 {
					return nil, false, nil, left[at]
				}
			}
			return nil, false, nil, noMemes(pl, name, files)
		}
		splitByName(parts)
		splitByFolder(parts, files.pictures)
		annotatorsByName(parts)
		// Of several tables of the same pictures, those with the captions make the memes, and of
		// these those that say their splits.
		slices.SortStableFunc(parts, func(a, b *part) int {
			return cmp.Or(cmp.Compare(a.uncaptioned(), b.uncaptioned()), cmp.Compare(a.unsplit(), b.unsplit()))
		})
		return parts, true, leftOutNotes(left), nil
	}
	for _, p := range parts { // tables of something else
		why := "it names no picture that is there"
		switch by := p.calledAfter(); {
		case p.m.image.is():
			why = "none of the pictures that it names is there"
		case by != "":
			why = fmt.Sprintf("no column is called like one with pictures: --image %q takes what that one names", labels.Printable(by))
		}
		left = append(left, fmt.Errorf("%s: %s", labels.Printable(p.name), why))
	}
	closeParts(parts)
	p, err := picturesPart(ctx, pl, name, files.all, spec, tell)
	switch {
	case err != nil && len(left) > 0 && ctx.Err() == nil: // what the spec says is meant for a table
		return nil, false, nil, left[0]
	case err != nil:
		return nil, false, nil, err
	}
	return []*part{p}, false, leftOutNotes(left), nil
}

// calledAfter is the column after which the pictures of the first rows are called; "" for none.
func (p *part) calledAfter() string {
	if p.pics == nil {
		return ""
	}
	passed := func(i int) bool { return i == p.m.caption.at() }
	there := func(name string) bool { _, err := p.locate(name); return err == nil }
	if i := calledAfter(p.first, len(p.table.header), passed, there); i >= 0 {
		return fieldAt(p.table.header, i).name
	}
	return ""
}

// placeTables makes parts of the tables of a place; left says why some are none.
func placeTables(ctx context.Context, pl place, name string, files placeFiles, spec *ImportSpec, pics *finder, tell labels.Report) (parts []*part, left []error, err error) {
	const most = 1000
	if len(files.tables) > most {
		return nil, nil, fmt.Errorf("%s: there are more than %d tables in it: name the file that you mean", labels.Printable(name), most)
	}
	folders := foldersBySplit(files.pictures)
	open := func(f string, spec *ImportSpec) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := placeTable(ctx, pl, f, folders[tableSplit(f)], spec, pics, tell)
		if err == nil {
			parts = append(parts, p)
		}
		return err
	}
	again := func(f string, spec *ImportSpec) {
		if err := open(f, spec); err != nil {
			left = append(left, err)
		}
	}
	var others []string // without captions and pictures
	var forms []error   // said last: what is wrong with the tables comes before
	unclear, unlevelled := map[string]unclearScale{}, map[string]error{}
	for _, f := range files.tables {
		if len(files.tables) > 1 && hasOne(plainName(f), "submission") {
			forms = append(forms, fmt.Errorf("%s: it is called like a form for predictions, whose levels nobody means: name it alone to import it", labels.Printable(f)))
			continue
		}
		var scale unclearScale
		switch err := open(f, spec); {
		case errors.As(err, new(noMemesIn)):
			others = append(others, f)
		case errors.As(err, new(noLevelsIn)):
			unlevelled[f] = err
		case errors.As(err, &scale):
			unclear[f] = scale
		case err != nil:
			left = append(left, err)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(unclear)) {
		like := *spec
		if like.Scale = scaleOf(parts, unclear[f].columns); like.Scale == "" {
			left = append(left, unclear[f])
			continue
		}
		again(f, &like)
	}
	plain, levelled := *spec, len(parts)+len(others) > 0
	plain.LevelColumn, plain.LevelMap, plain.AnnotatorColumn, plain.unlevelled = "", nil, "", true
	captions := captionsOf{}
	for _, p := range parts {
		captions.add(p)
	}
	for _, f := range slices.Sorted(maps.Keys(unlevelled)) { // as what a data set has for tests
		if !levelled {
			left = append(left, unlevelled[f])
			continue
		}
		before := len(parts)
		if again(f, &plain); len(parts) > before && !captions.add(parts[before]) && tableSplit(f) == "" {
			closeParts(parts[before:])
			parts = parts[:before]
			left = append(left, fmt.Errorf("%w, and other captions of the same pictures", unlevelled[f]))
		}
	}
	if spec.ImageColumn == "" {
		for _, p := range slices.Clone(parts) {
			by, err := p.joinedBy(parts)
			if by == "" && err == nil {
				continue
			}
			like := *spec
			like.joins = []string{by}
			if err == nil && open(p.name, &like) != nil { // it says nothing of them
				continue
			}
			switch last := parts[len(parts)-1]; {
			case err != nil:
				left = append(left, err)
			case last.m.join.is():
				last.joined = true
			default:
				p = last
			}
			parts = slices.DeleteFunc(parts, func(o *part) bool { return o == p })
			closeParts([]*part{p})
		}
	}
	joining := *spec
	joining.joins = joinColumns(parts)
	for _, f := range others {
		again(f, &joining)
	}
	if err := ctx.Err(); err != nil {
		closeParts(parts)
		return nil, nil, err
	}
	return parts, append(left, forms...), nil
}

// captionsOf are the captions that the first rows of tables have, by the folder of a table and the
// name of a picture.
type captionsOf map[[2]string]string

// add adds those of a table, and reports whether it did: not where one of its pictures has another
// caption, which would fail the rows of one of the tables.
func (c captionsOf) add(p *part) bool {
	its := captionsOf{}
	for _, rec := range p.first {
		picture := [2]string{p.base, p.m.image.of(rec.values)}
		caption := p.table.caption(rec.values)
		if picture[1] == "" || caption == "" {
			continue
		}
		if other := c[picture]; other != "" && other != caption {
			return false
		}
		its[picture] = caption
	}
	maps.Copy(c, its)
	return true
}

// scaleOf is the scale of the levels of tables with these columns, of which a table is another
// piece whose own levels do not tell it, as of rows that were sorted by them; "" where no part
// tells one, or they tell several.
func scaleOf(parts []*part, columns []string) (is string) {
	for _, p := range parts {
		switch scale := string(p.m.levels.scale); {
		case scale == "" || !slices.Equal(p.table.header, columns) || scale == is:
		case is != "":
			return ""
		default:
			is = scale
		}
	}
	return is
}

// leftOutNotes are notes about files that are left out, each with why.
func leftOutNotes(left []error) (notes []string) {
	for _, why := range left {
		notes = append(notes, fmt.Sprintf("left out: %v", why))
	}
	return notes
}

// noMemes says that there is nothing to import in a folder or an archive of these files.
func noMemes(pl place, name string, files placeFiles) error {
	for _, f := range files.others {
		start, err := readSmall(pl, f)
		if is := notRead([]byte(start)); err == nil && is != "" {
			return fmt.Errorf("%s: there are no memes in it that are read: %s is %s", labels.Printable(name), labels.Printable(f), is)
		}
	}
	if n := len(files.archives); n > 0 {
		return fmt.Errorf("%s: there are no memes in it but in archives, as %s: import those by themselves: each is a PATH of import", labels.Printable(name), labels.Printable(files.archives[0]))
	}
	why := ""
	if notes := unlistedIn(pl, ""); len(notes) > 0 {
		why = "; " + strings.Join(notes, "; ")
	}
	return fmt.Errorf("%s: there are no memes in it: want pictures, or a table that names them (CSV, JSON, xlsx, Parquet)%s", labels.Printable(name), why)
}

// uncaptioned is more than 0 for a table without captions, which stands behind those that have
// some; least where it names their memes.
func (p *part) uncaptioned() int {
	switch {
	case p.m.caption.is() || p.m.read.is():
		return 0
	case p.joined:
		return 1
	}
	return 2
}

// placeTable makes a part of a table in a place. Its pictures may lie in those folders, too.
func placeTable(ctx context.Context, pl place, file string, folders []string, spec *ImportSpec, pics *finder, tell labels.Report) (*part, error) {
	var in *source
	var err error
	if at := pl.path(file); at != "" {
		in, err = openSource(ctx, at, spec.Encoding, tell)
	} else {
		var r io.ReadCloser
		if r, err = pl.open(file); err == nil {
			in, err = copiedSource(ctx, r, file, spec.Encoding, tell)
			r.Close() // only read from
		}
	}
	if err != nil {
		return nil, err
	}
	in.partitions = partitionsOf(file)
	kind, err := kindOf(in)
	if err == nil && kinds[kind] == nil {
		err = in.fail(errors.New("it is no table, whatever its name says"))
	}
	if err == nil {
		err = spec.takes(kind, in.name)
	}
	var p *part
	if err == nil {
		base := path.Dir(file)
		if base == "." {
			base = ""
		}
		p, err = tablePart(ctx, in, kind, spec, pics, base, folders...)
	}
	if err != nil {
		in.Close() // only read from
		return nil, err
	}
	p.name = file
	return p, nil
}
