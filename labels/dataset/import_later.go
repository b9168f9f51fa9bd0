package dataset

import (
	"fmt"

	"memebench/labels"
)

// A table may have several levels that one annotator gives one meme: judged again, or by mistake.
// The last of them counts. So where a row says another level than the store has as the annotator's,
// that waits until the rows below are read: of a table that is imported again, the first of its
// rows would change what the last one changes back, in each import.
type laterLevels struct {
	memes  []labels.NewMeme // in the order of the table; without a level where a row below has said what is there
	places map[laterVoice]int
}

// laterVoice is who says something of a meme.
type laterVoice struct {
	meme      labels.MemeID
	annotator string
}

// mostWaiting is how many levels wait at most, which bounds what they take of memory.
const mostWaiting = 10_000

// note takes what the store says of a row's level: it waits, or it is what the store has, so that
// none from above does. It returns what is to be reported of it now.
func (l *laterLevels) note(n labels.NewMeme, a labels.Added) labels.Added {
	if !n.Waits || !n.Labels() || a.Outcome == labels.Conflict {
		return a
	}
	voice := laterVoice{a.ID, n.Annotator}
	at, waits := l.places[voice]
	switch {
	case !a.Relabelled && waits:
		l.memes[at].Level = labels.NoLevel
	case !a.Relabelled:
	case waits:
		l.memes[at].Level = n.Level
	default:
		if l.places == nil {
			l.places = map[laterVoice]int{}
		}
		l.places[voice] = len(l.memes)
		n.Waits = false
		l.memes = append(l.memes, n)
	}
	a.Relabelled = false
	return a
}

// sayLater stores the levels that wait, and reports them. Of a meme that is new in this import a
// row above gave the other level, and nothing is changed that was there before.
func (im *Import) sayLater() error {
	memes := im.later.memes
	im.later = laterLevels{}
	if len(memes) == 0 {
		return nil
	}
	added, err := im.store.AddLabelled(memes, im.shares)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	for _, a := range added {
		if a.Relabelled {
			m, ok, err := im.here.LookUp(a.ID)
			if err != nil {
				return fmt.Errorf("import: %w", err)
			}
			a.Relabelled = ok && m.Seq <= im.had
		}
		im.countLabel(a)
	}
	return nil
}
