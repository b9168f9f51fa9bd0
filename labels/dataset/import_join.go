package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// This file is about tables in a folder that say the levels or the splits of memes whose captions
// and pictures another table has, and name them by a column that both have (id, tweet_id).

// noMemesIn says that a table has neither captions nor pictures.
type noMemesIn struct{ error }

// joinColumns returns the plain names of columns that tell the memes of the parts apart, as far as
// their first rows show; never nil.
func joinColumns(parts []*part) []string {
	names := []string{}
	for _, p := range parts {
		for i, name := range plainNames(p.table.header) {
			seen := map[string]bool{}
			for _, rec := range p.first {
				if v := strings.TrimSpace(rec.values[i]); v != "" {
					seen[v] = true
				}
			}
			if name != "" && i != p.m.caption.at() && len(seen) == len(p.first) && len(seen) > 1 && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// joinedBy returns the column that was taken for the names of pictures of a table without captions
// (1 for 1.jpg), where it names memes of tables with captions that call their pictures otherwise;
// "" where it does not, or where both ways lead to the same memes.
func (p *part) joinedBy(parts []*part) (string, error) {
	name := plainName(p.m.image.name)
	isName := func(rec record) bool { return isPictureName(imageName(p.m.image.of(rec.values))) }
	if p.uncaptioned() == 0 || p.pics == nil || !slices.Contains(idColumns, name) || slices.ContainsFunc(p.first, isName) {
		return "", nil
	}
	own := map[string]bool{} // the folders of its pictures
	for _, rec := range p.first {
		if file, _ := p.search(imageName(p.m.image.of(rec.values))); file != "" {
			own[path.Dir(file)] = true
		}
	}
	named := idsNamed{ids: map[string]string{}, folders: map[string]bool{}}
	for _, o := range parts {
		at := slices.Index(plainNames(o.table.header), name)
		if o.uncaptioned() > 0 || !o.m.image.is() || at < 0 || at == o.m.image.at() {
			continue
		}
		if err := named.take(p, own, o, at); err != nil {
			return "", err
		}
	}
	theirs := 0
	for _, rec := range p.first {
		if _, ok := named.ids[idOf(name, p.m.image.of(rec.values))]; ok {
			theirs++
		}
	}
	for in := range own {
		if !named.folders[in] { // of another data set
			return "", nil
		}
	}
	switch {
	case 2*theirs <= len(p.first), !named.differ && !p.m.id.is():
		return "", nil
	case named.twice:
		return "", fmt.Errorf("%s: several memes of other tables have the same %s as one of its rows: import one table with captions after the other, with --dataset and --images, and this one with each", labels.Printable(p.name), labels.Quoted(p.m.image.name))
	}
	return name, nil
}

// idsNamed are the ids that tables with captions give their memes.
type idsNamed struct {
	ids     map[string]string // and their pictures
	folders map[string]bool   // in which these lie
	twice   bool              // several memes have the same
	differ  bool              // the pictures are not those that are called like the ids
}

// take takes the ids in a column of a table, which another table has taken for names of pictures in
// these folders. Memes whose pictures lie elsewhere are of another data set.
func (n *idsNamed) take(p *part, own map[string]bool, of *part, at int) error {
	table, err := of.open()
	if err != nil {
		return err
	}
	for {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if bad := (*RowError)(nil); errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return err
		}
		value := table.valuesOf(&row)[at]
		if row.further || row.Image == "" || strings.TrimSpace(value) == "" {
			continue
		}
		file, err := of.search(row.Image)
		id, picture := idOf(of.table.header[at], value), cmp.Or(file, of.fromBase(row.Image))
		was, ok := n.ids[id]
		n.twice = n.twice || ok && was != picture
		n.ids[id] = picture
		if file != "" && len(own) > 0 && !own[path.Dir(file)] {
			continue
		}
		its, other := p.search(imageName(value))
		n.differ = n.differ || file != its || errors.Is(err, errManySo) || errors.Is(other, errManySo)
		if file != "" {
			n.folders[path.Dir(file)] = true
		}
	}
	of.table, err = of.open()
	return err
}

// joins finds the column by which a table with levels or splits names memes of others. What is called
// like a sample or a prediction has nobody's levels.
func (d *deciding) joins() bool {
	if !d.m.level.is() && d.m.voices == nil && !d.m.split.is() || hasOne(plainName(d.file), "sample", "submission", "pred", "baseline") {
		return false
	}
	if d.m.join = d.shared(); d.m.join.is() {
		d.m.notes = append(d.m.notes, fmt.Sprintf("its rows are of the memes of other tables with the same %s", labels.Quoted(d.columns[d.m.join.at()])))
	}
	return d.m.join.is()
}

// shared is the first column that another table has as well, with a value for each of its memes.
func (d *deciding) shared() field {
	for i, name := range d.plain {
		if slices.Contains(d.spec.joins, name) && i != d.m.level.at() && i != d.m.split.at() && i != d.m.annotator.at() {
			return fieldAt(d.columns, i)
		}
	}
	return field{}
}

// mayJoin says what may give a table without captions and pictures a meaning; "" for nothing.
func (d *deciding) mayJoin() string {
	by := d.shared()
	switch {
	case d.spec.joins == nil && (d.m.level.is() || d.m.voices != nil || d.m.split.is()):
		advice := "a table that has neither is read beside the one that has them: import the folder of both"
		if !isTableName(d.file) { // in a folder it would be left out, with the advice to import it by itself
			advice += ", with .csv at the end of its name"
		}
		return advice
	case !by.is():
		return ""
	}
	return fmt.Sprintf("or, if it has levels of the memes of another table with the same %s, say what they mean by --scale or --level-map", labels.Quoted(d.columns[by.at()]))
}

// namedMemes are memes by the values of the columns by which other tables name them.
type namedMemes struct {
	names []string          // of those columns, plain
	keys  map[string]string // of memes by idOf; "" where several have the value
}

// findJoins finds out by which columns tables name the memes of others.
func (im *Import) findJoins() {
	for _, p := range im.parts {
		if name := plainName(p.m.join.name); p.m.join.is() && !slices.Contains(im.joined.names, name) {
			im.joined.names, im.joined.keys = append(im.joined.names, name), map[string]string{}
		}
	}
}

// idOf is the value of a column by which memes are named.
func idOf(column, value string) string {
	value = strings.TrimSpace(value)
	if whole, ok := strings.CutSuffix(value, ".0"); ok && isDigits(whole) { // as pandas writes it
		value = whole
	}
	return plainName(column) + "\x00" + value
}

// idsOf are the values of a row by which other tables may name its meme.
func (im *Import) idsOf(row *TableRow) (ids []string) {
	if im.joined.names == nil || im.part.m.join.is() {
		return nil
	}
	t := im.part.table
	for i, at := range t.kept {
		if slices.Contains(im.joined.names, plainName(t.header[at])) && strings.TrimSpace(row.Values[i]) != "" {
			ids = append(ids, idOf(t.header[at], row.Values[i]))
		}
	}
	return ids
}

// join gives a row of a table without captions and pictures the key of the meme that it names, and
// remembers the memes of the others.
func (im *Import) join(row *TableRow) error {
	if m := im.part.m; m.join.is() {
		key, ok := im.joined.keys[idOf(m.join.name, row.Key)]
		switch {
		case !ok:
			return &RowError{im.part.name, row.Number, fmt.Sprintf("%s %s: no other table has a meme with it", labels.Printable(m.join.name), labels.Quoted(row.Key))}
		case key == "":
			return &RowError{im.part.name, row.Number, fmt.Sprintf("%s %s: several memes of other tables have it", labels.Printable(m.join.name), labels.Quoted(row.Key))}
		}
		row.Key = key
		return nil
	}
	for _, id := range im.idsOf(row) {
		if was, ok := im.joined.keys[id]; ok && was != row.Key {
			im.joined.keys[id] = ""
		} else {
			im.joined.keys[id] = row.Key
		}
	}
	return nil
}
