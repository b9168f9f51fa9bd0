package tui

import "memebench/labels"

// next is the item to be labelled after m that the annotator is given: in a team, one that
// others have not been given.
func (d Deps) next(r Reader, q queue, m labels.Meme) (item, bool, error) {
	return firstAfter(r, q, m, d.given)
}

// likely is next for what may come: in a team it claims nothing.
func (d Deps) likely(r Reader, q queue, m labels.Meme) (item, bool, error) {
	return firstAfter(r, q, m, d.free)
}

// firstAfter is the first item to be labelled after m of which may is true.
func firstAfter(r Reader, q queue, m labels.Meme, may func(Reader, labels.Meme) (bool, error)) (item, bool, error) {
	var first labels.MemeID
	for {
		it, ok, err := q.after(r, m)
		if err != nil || !ok || it.meme.ID == first { // or it has gone round
			return item{}, false, err
		}
		if is, err := may(r, it.meme); is || err != nil {
			return it, is, err
		}
		if first == "" {
			first = it.meme.ID
		}
		m = it.meme
	}
}

// step is the item so many places from m, in a team past those that others were given.
func (d Deps) step(r Reader, q queue, m labels.Meme, by int) (item, bool, error) {
	for {
		it, ok, err := q.step(r, m, by)
		if err != nil || !ok {
			return item{}, false, err
		}
		if given, err := d.given(r, it.meme); given || err != nil {
			return it, given, err
		}
		m = it.meme
	}
}

// given reports whether the annotator may be shown a meme to label it.
func (d Deps) given(r Reader, m labels.Meme) (bool, error) {
	if d.Team == nil {
		return true, nil
	}
	return d.Team.Take(r, m)
}

// free reports whether the annotator would be given a meme.
func (d Deps) free(r Reader, m labels.Meme) (bool, error) {
	if d.Team == nil {
		return true, nil
	}
	return d.Team.Peek(r, m)
}
