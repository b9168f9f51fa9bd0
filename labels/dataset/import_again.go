package dataset

import (
	"errors"
	"fmt"
	"slices"

	"memebench/labels"
)

// refuseBatch refuses a batch before it is stored: the first of a part by what that is, and any by
// what it would change. Others are its memes that are not known by their ids.
func (im *Import) refuseBatch(b batch, others []labels.NewMeme) error {
	if im.again && len(others) > 0 {
		if err := im.refuseAgain(others); err != nil {
			return err
		}
		im.again = false
	}
	if im.asks != "" {
		if err := im.refuseBeside(b); err != nil {
			return err
		}
		im.asks = ""
	}
	if im.joins {
		if err := im.refuseUnknown(b, others); err != nil {
			return err
		}
		im.joins = false
	}
	if err := im.refuseGold(b); err != nil {
		return err
	}
	return im.refuseNamed(b)
}

// refuseAgain refuses a dataset that is new when more than half of its first memes are in another
// dataset that was here before, with the same key and picture, or the same picture under another
// name, and the same caption or none in one of them, and nothing says that they are to come a
// second time. Who brings another annotator's labels in a file of its own, or the table of pictures
// that came before, would get every meme twice, and no agreement; and an import is not taken back.
// Where there are fewer of them, as in a table that has grown much, they are in a later table of the
// import, or the dataset was named, that is said.
func (im *Import) refuseAgain(memes []labels.NewMeme) error {
	for _, other := range im.before {
		n := 0
		for i := range memes {
			m := &memes[i].Meme
			is, err := im.isIn(other, im.dataset.Columns, m, func(here *labels.Meme) bool {
				if !m.Image.Is() || !here.Image.Is() { // who brings a table need not have the pictures, now or before
					return m.Caption != "" && here.HasCaption(m.Caption)
				}
				return here.Image.SHA256 == m.Image.SHA256
			})
			if err != nil {
				return fmt.Errorf("import: %w", err)
			}
			if is {
				n++
			}
		}
		if n*2 > len(memes) && im.lookUp == nil && im.spec.Dataset == "" { // else an earlier table of the dataset is in, or it is meant
			return fmt.Errorf("%s: its memes are here already, %s", labels.Printable(im.part.name), im.inDataset(other.Name))
		}
		im.sayAgain(n, len(memes), other.Name, "came")
	}
	return nil
}

// refuseUnknown refuses a table without captions that may be of memes that are here, when none of
// its first memes is known, and none of their pictures is at hand: another annotator's, which calls
// the pictures otherwise, would bring every meme a second time, with nothing to see, and they stay
// apart once their pictures are found.
func (im *Import) refuseUnknown(b batch, others []labels.NewMeme) error {
	if len(others) < len(b.rows) || slices.ContainsFunc(b.found, func(p foundPicture) bool { return p.missing == nil }) {
		return nil
	}
	if im.wasHere() {
		for i := range others {
			if ok, err := im.has(others[i].Meme.Key); ok || err != nil {
				return err
			}
		}
	}
	rows := "the table has"
	if !b.end {
		rows = fmt.Sprintf("the first %d rows of the table have", len(b.rows))
	}
	return errors.New(labels.Printable(im.part.name) + ": " + im.unknown(rows))
}

// mayJoin reports whether a table may be of memes that are here, which captions do not tell: of a
// dataset that was here, or of any where nothing says which.
func (im *Import) mayJoin() bool {
	return im.part.uncaptioned() > 0 && (im.wasHere() || im.spec.Dataset == "" && len(im.before) > 0)
}

// wasHere reports whether the dataset was here before the import.
func (im *Import) wasHere() bool {
	return slices.ContainsFunc(im.before, func(d labels.Dataset) bool { return d.Name == im.dataset.Name })
}

// isIn reports whether a meme, with values of these columns, is in another dataset: with its key,
// the same picture, as samePicture tells, and its caption or that to which it was mended, or none
// yet, or no caption, and the very picture or none that is at hand; else with its picture under
// another name, or with one that is not at hand, and its caption; or, without one, by its caption
// and some of its columns, though not by all: see sameAs.
func (im *Import) isIn(other labels.Dataset, columns []string, m *labels.Meme, samePicture func(here *labels.Meme) bool) (bool, error) {
	here, ok, err := im.here.LookUp(labels.NewMemeID(other.Name, m.Key))
	switch {
	case err != nil:
		return false, err
	case ok:
		bare := m.Caption == "" && (m.Image.SHA256 == "" || here.Image.SHA256 == m.Image.SHA256)
		return bare || m.Caption != "" && !here.OtherCaption(m.Caption) && samePicture(&here), nil
	case m.Image.SHA256 != "":
		all, err := im.here.SamePicture(other.Name, m.Image.SHA256)
		if same, _ := im.oneOf(all, &m.Image, m.Caption, true); err != nil || same != nil || m.Image.Name == "" {
			return same != nil, err
		}
		all, err = im.calledBare(other.Name, m.Image.Name, m.Caption) // whose picture was not at hand then
		return len(all) == 1 && !all[0].Image.Is(), err
	case m.Caption == "" || m.Image.Name != "" && im.part.m.id.is():
		return false, nil
	case m.Image.Name != "": // what is called so, as of a table whose pictures are not at hand: see notAtHand
		all, err := im.calledBare(other.Name, m.Image.Name, m.Caption)
		return len(all) == 1, err
	}
	same, _, err := im.sameAs(other, columns, m.Values, m.Caption)
	return same != nil, err
}

// inDataset says in which dataset the memes are, and what to do.
func (im *Import) inDataset(other string) string {
	return fmt.Sprintf("in the dataset %s: --dataset %[1]s adds its levels to those, and captions where they have none, --dataset %[2]s brings the memes a second time",
		labels.Quoted(other), labels.Quoted(im.dataset.Name))
}

// mostAgain is how many memes of two datasets are the same by chance, however few there are.
const mostAgain = 2

// sayAgain says how many of so many memes are in another dataset, where it is more than chance.
func (im *Import) sayAgain(n, of int, other, come string) {
	if n > mostAgain && n*20 >= of {
		im.notes = append(im.notes, fmt.Sprintf("%s: %d of its first %d memes are in the dataset %s too, and %s a second time: where the table is a newer one of that, it is to be imported with --dataset %[4]s",
			labels.Printable(im.part.name), n, of, labels.Quoted(other), come))
	}
}

// An overlap is what a preview finds of the memes that are here: how many of a dataset that is
// new are in each of the others, of those that an import would look at before it stores any.
type overlap struct {
	memes int
	in    []int // by place among the datasets that were here before
}

// compare takes in a row.
func (o *overlap) compare(im *Import, row *TableRow) error {
	if o.memes == im.batchRows() || len(im.before) == 0 {
		return nil
	}
	if o.in == nil {
		o.in = make([]int, len(im.before))
	}
	o.memes++
	columns := im.part.table.Dataset("").Columns
	m := labels.Meme{Key: row.Key, Caption: row.Caption, Values: row.Values, Image: labels.Image{Name: row.Image, SHA256: im.pictureDigest(row)}}
	for i, other := range im.before {
		is, err := im.isIn(other, columns, &m, func(here *labels.Meme) bool { return here.Image.Name == row.Image })
		if err != nil {
			return err
		}
		if is {
			o.in[i]++
		}
	}
	return nil
}

// refused reports whether more than half of the memes are in one of the others.
func (o *overlap) refused() bool {
	return slices.ContainsFunc(o.in, func(n int) bool { return n*2 > o.memes })
}

// say says of which datasets there are memes.
func (o *overlap) say(im *Import) {
	for i, n := range o.in {
		if other := im.before[i].Name; n*2 > o.memes && im.part == im.parts[0] && im.spec.Dataset == "" {
			im.notes = append(im.notes, fmt.Sprintf("%s: the import refuses it, for %d of its first %d memes are here already, %s", labels.Printable(im.part.name), n, o.memes, im.inDataset(other)))
		} else {
			im.sayAgain(n, o.memes, other, "would come")
		}
	}
}
