package dataset

import (
	"fmt"

	"memebench/labels"
)

// hearName has a table that comes alone, and is called like val or test, go there, where other memes are here already: who imports train.csv,
// dev.csv and test.csv one after the other means what their names say, as in a folder. What is here stays
// where it is, without a word.
func (im *Import) hearName() {
	p := im.part
	if im.had == 0 || len(im.parts) != 1 || im.spec.Split != "" || p.m.shape == FormatPictures || p.split != "" || p.folders || p.m.split.is() {
		return
	}
	if split := tableSplit(p.name); split == labels.Val || split == labels.Test {
		p.split, im.byName = split, true
		im.notes = append(im.notes, fmt.Sprintf("%s: its name says that it is %s, so what is new in it goes there, as there are memes here already: --split says another", labels.Printable(p.name), split))
	}
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
