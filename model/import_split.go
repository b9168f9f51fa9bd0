package model

import (
	"fmt"

	"memebench/labels"
)

// astray returns a warning when the row's meme is not where the spec or the row
// asks for: "" when it is, or when nothing was asked for.
func (im *importing) astray(row labels.TableRow, a labels.Added) (string, error) {
	asked := im.spec.Split
	if row.Split != "" {
		asked = string(row.Split)
	}
	if asked == "" {
		return "", nil
	}
	m, err := im.store.Meme(a.ID)
	if err != nil {
		return "", fmt.Errorf("import: %w", err)
	}
	in := string(m.Split) == asked || asked == trainAndVal && m.Split != labels.Test
	switch {
	case in && m.Bridge:
		return fmt.Sprintf("in %s as asked, but left out of training and of figures: memes with the same %s are in another split", m.Split, tie(row)), nil
	case in:
		return "", nil
	case a.Outcome == labels.Repeated:
		return fmt.Sprintf("stays in %s and does not go to %s: the meme was imported before, and an import moves nothing to another split", m.Split, asked), nil
	}
	return fmt.Sprintf("goes to %s and not to %s: a meme with the same %s is there, and memes that share it are kept in one split", m.Split, asked, tie(row)), nil
}

// tie names what may tie the row's meme to others.
func tie(row labels.TableRow) string {
	switch {
	case row.Image == "":
		return "caption"
	case labels.NormalCaption(row.Caption) == "":
		return "picture"
	}
	return "picture or caption"
}
