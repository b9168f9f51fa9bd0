package dataset

import (
	"fmt"
	"slices"

	"memebench/labels"
)

// hearName has a table that comes alone, and is called like val or test, go there, where other
// memes are here already: who imports train.csv, dev.csv and test.csv one after the other means
// what their names say, as in a folder. What is here stays where it is, without a word.
func (im *Import) hearName(own labels.Dataset) error {
	p := im.part
	if im.had == 0 || len(im.parts) != 1 || im.spec.Split != "" || p.m.shape == FormatPictures || p.split != "" || p.folders || p.m.split.is() {
		return nil
	}
	split := tableSplit(p.name)
	if split != labels.Val && split != labels.Test {
		return nil
	}
	if means, err := im.nameMeans(split, own); err != nil || !means {
		return err
	}
	p.split, im.byName = split, true
	im.notes = append(im.notes, fmt.Sprintf("%s: its name says that it is %s, so what is new in it goes there, as there are memes here already: --split says another", labels.Printable(p.name), split))
	return nil
}

// nameMeans reports whether the split in a table's name is meant, and is no other word in it
// (taste-test-memes.csv, dev_notes.csv): it is the name, or a dataset here is called like another
// split (train_labels), or was named for the table to go to. A table that has grown goes where most
// of its memes are: those of one that came first, as a trial, are in all splits.
func (im *Import) nameMeans(split labels.Split, own labels.Dataset) (bool, error) {
	called := func(d labels.Dataset) bool { return d.Name == own.Name }
	if !slices.ContainsFunc(im.before, called) {
		return isSplitAlone(im.part.in.stem()) || slices.ContainsFunc(im.before, func(d labels.Dataset) bool { is := splitIn(d.Name); return is != "" && is != split }), nil
	}
	if im.spec.Dataset != "" {
		return true, nil
	}
	there, all := 0, 0
	err := im.here.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Dataset == own.Name {
			all++
			if m.Split == split {
				there++
			}
		}
		return im.part.in.ctx.Err()
	})
	if err != nil {
		return false, fmt.Errorf("import: %w", err)
	}
	return 2*there > all, nil
}

// otherSplit returns a warning when the row's meme is not where the spec or the row
// asks for: "" when it is, or when nothing was asked for.
func (im *Import) otherSplit(row TableRow, a labels.Added) string {
	asked := im.spec.Split
	if row.Split != "" {
		asked = string(row.Split)
	}
	if asked == "" {
		return ""
	}
	in := string(a.Split) == asked || asked == trainAndVal && a.Split != labels.Test
	switch {
	case in && a.CrossSplit:
		return fmt.Sprintf("in %s as asked, but left out of training and evaluation: memes with the same %s are in another split", a.Split, tie(row))
	case in:
		return ""
	case a.Outcome == labels.Duplicate && im.byName:
		return ""
	case a.Outcome == labels.Duplicate:
		return fmt.Sprintf("stays in %s and does not go to %s: the meme was imported before, and an import moves nothing to another split", a.Split, asked)
	}
	return fmt.Sprintf("goes to %s and not to %s: a meme with the same %s is there, and memes that share it are kept in one split", a.Split, asked, tie(row))
}

// mostSayings bounds how many captions are remembered as warned of.
const mostSayings = 10_000

// saying returns a warning when the row's caption is the first of its kind that too many
// pictures have to tie them together.
func (im *Import) saying(row TableRow, a labels.Added) string {
	key := labels.CaptionKey(row.Caption)
	if !a.Saying || im.sayings[key] || len(im.sayings) >= mostSayings {
		return ""
	}
	if im.sayings == nil {
		im.sayings = map[string]bool{}
	}
	im.sayings[key] = true
	return fmt.Sprintf("more than %d different pictures have the caption %s: it ties no memes together, here or in other rows", labels.MostPictures, labels.Quoted(row.Caption))
}

// tie names what may tie the row's meme to others.
func tie(row TableRow) string {
	switch {
	case row.Image == "":
		return "caption"
	case labels.CaptionKey(row.Caption) == "":
		return "picture"
	}
	return "picture or caption"
}
