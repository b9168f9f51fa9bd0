package dataset

import (
	"fmt"

	"memebench/labels"
)

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
	case a.Outcome == labels.Duplicate:
		return fmt.Sprintf("stays in %s and does not go to %s: the meme was imported before, and an import moves nothing to another split", a.Split, asked)
	}
	return fmt.Sprintf("goes to %s and not to %s: a meme with the same %s is there, and memes that share it are kept in one split", a.Split, asked, tie(row))
}

// tie names what may tie the row's meme to others.
func tie(row TableRow) string {
	switch {
	case row.Image == "":
		return "caption"
	case labels.NormalCaption(row.Caption) == "":
		return "picture"
	}
	return "picture or caption"
}
