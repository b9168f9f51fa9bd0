package tui

import "memebench/labels"

// next is the item to be labelled after m that the annotator is given: in a team, one that
// others have not been given.
func (d Deps) next(r Reader, q queue, m labels.Meme) (it item, ok bool, err error) {
	var first labels.MemeID
	for {
		it, ok, err = q.after(r, m)
		if err != nil || !ok || d.Team == nil || d.Team.Take(it.meme) {
			return it, ok, err
		}
		switch {
		case first == "":
			first = it.meme.ID
		case first == it.meme.ID: // it has gone round
			return item{}, false, nil
		}
		m = it.meme
	}
}

// step is the item so many places from m, in a team past those that others were given.
func (d Deps) step(r Reader, q queue, m labels.Meme, by int) (it item, ok bool, err error) {
	for {
		it, ok, err = q.step(r, m, by)
		if err != nil || !ok || d.Team == nil || d.Team.Take(it.meme) {
			return it, ok, err
		}
		m = it.meme
	}
}

// given reports whether the annotator may be shown a meme to label it.
func (d Deps) given(m labels.Meme) bool { return d.Team == nil || d.Team.Take(m) }
