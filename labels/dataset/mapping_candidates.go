package dataset

import "slices"

// A candidate is a column without a role, in which the levels may be that people gave, and what its
// values are as levels.
type candidate struct {
	field
	plain  string // its plain name
	answer bool   // it has what annotators have answered
	*tally
	opinion
}

// withoutRole are the candidates in the file's order, once the other roles are given: no column
// that has one of these, none that a model has predicted, and of a wide table none that was not
// looked at.
func (d *deciding) withoutRole() (all []candidate) {
	roles := []int{d.m.image.at(), d.m.caption.at(), d.m.split.at(), d.m.annotator.at()}
	for i, plain := range d.plain {
		f := fieldAt(d.columns, i)
		if t := d.survey.of(f, d.fields); t != nil && !isPrediction(plain) && !slices.Contains(roles, i) {
			all = append(all, candidate{f, plain, d.isAnswer(f), t, t.opinionOf(d.m.levels)})
		}
	}
	return all
}

// among are the candidates among some columns, in the order of these, each once.
func (d *deciding) among(columns []field) (in []candidate) {
	for _, f := range columns {
		same := func(c candidate) bool { return c.at() == f.at() }
		if i := slices.IndexFunc(d.candidates, same); i >= 0 && !slices.ContainsFunc(in, same) {
			in = append(in, d.candidates[i])
		}
	}
	return in
}

// answersFirst compares two candidates: what annotators have answered comes before all else.
func (c candidate) answersFirst(other candidate) int {
	switch {
	case c.answer == other.answer:
		return 0
	case c.answer:
		return -1
	}
	return 1
}

// hasNames reports whether a candidate names levels in most of its rows.
func (c candidate) hasNames() bool { return c.names > 0 && c.unknown <= c.names }
