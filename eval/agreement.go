package eval

import (
	"context"

	"memebench/labels"
)

// Agreement is how far all who have given levels agree: with each other, with gold, with
// themselves and with the model. [MakeAgreement] makes it.
//
// Each voice is independent of the others here, as the measures want it: what counts is the
// level that an annotator last gave by looking at the meme. An adjudication, which is given
// with the others' answers in sight, takes no voice's place, and counts only as gold. What
// was taken back counts nowhere, and what a table has said in an annotator's name gives way
// to what the annotator says.
type Agreement struct {
	Seq     uint64   `json:"seq"`               // the newest event that counts
	Voices  []Voice  `json:"voices"`            // in the order of their first event
	Decided []string `json:"decided,omitempty"` // people who have adjudicated and given no level of their own: they are no voices

	Pairs []AgreementPair `json:"pairs"` // that share memes: those of people, and then those with tables

	Alpha       Alphas  `json:"alpha"`        // of all voices
	AlphaPeople *Alphas `json:"alpha_people"` // of people's alone; nil where there are no others

	Gold  map[string]Kappas         `json:"gold"`  // people, rows their levels, columns the gold levels without them
	Self  map[string]Kappas         `json:"self"`  // people, rows the standing level, columns the answer when asked again
	Model map[string]ModelAgreement `json:"model"` // people

	Crowd *Crowd `json:"crowdlab"` // nil without a model, or without memes that several have labelled
}

// Voice is one who has given levels.
type Voice struct {
	Annotator string `json:"annotator"`
	Imported  bool   `json:"imported,omitempty"` // by a table in this name
	N         int    `json:"n"`                  // memes that have a level by it
	Shared    int    `json:"shared"`             // of them, those that another voice has given one, too
}

// AgreementPair is the agreement of two voices; the rows of its matrix are A's.
type AgreementPair struct {
	A         string `json:"a"`
	B         string `json:"b"`
	AImported bool   `json:"a_imported,omitempty"` // A's levels were brought by a table
	BImported bool   `json:"b_imported,omitempty"` // B's were
	Kappas
}

// PeoplesAlpha is that of people alone where they have labelled enough of the same memes for an interval,
// or else that of all voices, and whether what tables have brought is among it.
func (a Agreement) PeoplesAlpha() (alpha Alphas, tables bool) {
	if a.AlphaPeople != nil && a.AlphaPeople.Memes >= leastGroups {
		return *a.AlphaPeople, false
	}
	return a.Alpha, a.AlphaPeople != nil
}

// ModelAgreement is an annotator's agreement with the model, by whether its answer was in
// sight when the annotator first gave the meme a level; see [AgreeBy].
type ModelAgreement struct {
	Shown  Kappas `json:"shown"`
	Hidden Kappas `json:"hidden"`
	Change Change `json:"change"` // of the share of equal levels, shown less hidden
}

// AgreementInput is what agreement is made of.
type AgreementInput struct {
	// Log and Said are those of StatsInput.
	Log  func(from uint64, yield func(meme uint64, e labels.Event) error) error
	Said func(version string, memes []uint64) ([]labels.Level, error)

	// Version and Predicted are a model and what it says of the memes that it has not learnt
	// from; "" and nil where it is not asked.
	Version   string
	Given     bool // predictions from elsewhere, which are taken as they are
	Predicted []Predicted
}

// Predicted is what a model says of a meme.
type Predicted struct {
	Seq   uint64 // the place of the meme in the order of import, from 1
	Meme  labels.MemeID
	Probs [labels.Levels]float64
}

// MakeAgreement reads the log and compares all voices. It takes some 30 bytes a level.
func MakeAgreement(ctx context.Context, in AgreementInput) (Agreement, error) {
	counted, err := countLog(ctx, StatsInput{Log: in.Log, Said: in.Said})
	if err != nil {
		return Agreement{}, err
	}
	o, err := readOpinions(ctx, in.Log, counted)
	if err != nil {
		return Agreement{}, err
	}
	a := Agreement{
		Seq: counted.last, Voices: o.counted(), Decided: o.deciders(), Pairs: []AgreementPair{}, Alpha: NewAlphas(o.units(true)),
		Gold: map[string]Kappas{}, Self: map[string]Kappas{}, Model: map[string]ModelAgreement{},
	}
	for _, v := range o.voices {
		if v.imported {
			people := NewAlphas(o.units(false))
			a.AlphaPeople = &people
			break
		}
	}
	pairs := o.pairs()
	for _, key := range peopleFirst(pairs, func(who int16) bool { return o.voices[who].imported }) {
		if err := ctx.Err(); err != nil {
			return Agreement{}, err
		}
		first, second := o.voices[key.first], o.voices[key.second]
		a.Pairs = append(a.Pairs, AgreementPair{first.annotator, second.annotator, first.imported, second.imported, NewKappas(*pairs[key])})
	}
	for who, counts := range o.besideGold() {
		a.Gold[o.voices[who].annotator] = NewKappas(*counts)
	}
	for _, p := range counted.persons {
		if p.imported {
			continue
		}
		if k := NewKappas(p.self); k.N > 0 {
			a.Self[p.annotator] = k
		}
		if shown, hidden := NewKappas(p.shown), NewKappas(p.hidden); shown.N+hidden.N > 0 {
			a.Model[p.annotator] = ModelAgreement{shown, hidden, shown.Equal.less(hidden.Equal)}
		}
	}
	a.Crowd = o.crowd(in)
	return a, nil
}
