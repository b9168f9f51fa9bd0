package eval

import (
	"fmt"
	"math"
	"testing"

	"memebench/labels"
)

// agreementCase is one of testdata/agreement.json, which agreement.py beside it makes.
type agreementCase struct {
	Name   string
	Levels [][]int8 // by meme and annotator, -1 for none
	Probs  [][labels.Levels]float64
	Pairs  []struct {
		A, B, N int
		Kappas  [3]Metric
		CI95    [3]Interval
	}
	Alpha     [3]Metric
	AlphaCI95 [3]Interval `json:"alpha_ci95"`
	Crowd     struct {
		ModelWeight  Metric `json:"model_weight"`
		Annotators   []CrowdAnnotator
		Level        []labels.Level
		LevelQuality []Metric `json:"level_quality"`
		Agree        []Metric
	}
}

func agreementCases(t *testing.T) []agreementCase {
	t.Helper()
	// Levels are numbers there, which labels.Level does not read.
	var cases []agreementCase
	readReference(t, "agreement.json", &cases)
	if len(cases) != 5 {
		t.Fatalf("agreement.json has %d cases", len(cases))
	}
	return cases
}

// sameFigure fails unless two numbers are equal but for rounding, or both undefined.
func sameFigure(t *testing.T, what string, got, want Metric) {
	t.Helper()
	if got.Defined() != want.Defined() || want.Defined() && math.Abs(float64(got-want)) > 1e-9 {
		t.Errorf("%s: %v, want %v", what, float64(got), float64(want))
	}
}

func sameEnds(t *testing.T, what string, got, want Interval) {
	t.Helper()
	sameFigure(t, what+" from", got[0], want[0])
	sameFigure(t, what+" to", got[1], want[1])
}

// Kappas are scikit-learn's, and alphas those of the package krippendorff, with the
// intervals that the same draws give.
func TestAgreementEqualsReferences(t *testing.T) {
	for _, c := range agreementCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			units := make([][labels.Levels]int, len(c.Levels))
			for i, meme := range c.Levels {
				for _, l := range meme {
					if l >= 0 {
						units[i][l]++
					}
				}
			}
			a := NewAlphas(units)
			for i, got := range []Metric{a.Nominal, a.Ordinal, a.Interval} {
				sameFigure(t, "alpha", got, c.Alpha[i])
				in := []Interval{a.NominalCI95, a.OrdinalCI95, a.IntervalCI95}[i]
				if a.Memes >= leastGroups {
					sameEnds(t, "alpha", in, c.AlphaCI95[i])
				} else if in.Defined() {
					t.Errorf("%d memes have an interval", a.Memes)
				}
			}
			for _, p := range c.Pairs {
				var counts confusion
				for _, meme := range c.Levels {
					if meme[p.A] >= 0 && meme[p.B] >= 0 {
						counts[meme[p.A]][meme[p.B]]++
					}
				}
				k := NewKappas(counts)
				if k.N != p.N {
					t.Errorf("%d memes, want %d", k.N, p.N)
				}
				for i, got := range []Metric{k.Kappa, k.Linear, k.Quadratic} {
					sameFigure(t, fmt.Sprintf("kappa %d of %d, %d", i, p.A, p.B), got, p.Kappas[i])
					if p.N >= leastGroups {
						sameEnds(t, "kappa", []Interval{k.KappaCI95, k.LinearCI95, k.QuadraticCI95}[i], p.CI95[i])
					}
				}
				if p.N < leastGroups && (k.KappaCI95.Defined() || k.LinearCI95.Defined() || k.QuadraticCI95.Defined()) {
					t.Errorf("%d memes have an interval", p.N)
				}
			}
		})
	}
}

// Weights, qualities and consensus are those of cleanlab.multiannotator.
func TestCrowdEqualsCleanlab(t *testing.T) {
	for _, c := range agreementCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			var memes []crowdMeme
			for i, meme := range c.Levels {
				m := crowdMeme{id: labels.MemeID(fmt.Sprint(i)), probs: c.Probs[i]}
				for a, l := range meme {
					if l >= 0 {
						m.voices = append(m.voices, opinion{int16(a), l})
					}
				}
				memes = append(memes, m)
			}
			got := newCrowd(memes, len(c.Levels[0]))
			sameFigure(t, "model", got.ModelWeight, c.Crowd.ModelWeight)
			for i, want := range c.Crowd.Annotators {
				a := got.Annotators[i]
				sameFigure(t, "weight", a.Weight, want.Weight)
				sameFigure(t, "quality", a.Quality, want.Quality)
				sameFigure(t, "consensus", a.Consensus, want.Consensus)
				if a.N != want.N || a.Worst != want.Worst {
					t.Errorf("annotator %d: %d, worst %d; want %d, %d", i, a.N, a.Worst, want.N, want.Worst)
				}
			}
			at := 0
			for i := range memes {
				if len(memes[i].voices) < 2 {
					continue
				}
				l := got.Consensus[at]
				at++
				if l.Meme != memes[i].id || l.Level != c.Crowd.Level[i] || l.N != len(memes[i].voices) {
					t.Errorf("meme %d: %+v, want level %d", i, l, c.Crowd.Level[i])
				}
				sameFigure(t, "quality of a level", l.Quality, c.Crowd.LevelQuality[i])
				sameFigure(t, "agreement with a level", l.Agree, c.Crowd.Agree[i])
			}
			if at != len(got.Consensus) {
				t.Errorf("%d memes have a consensus, want %d", len(got.Consensus), at)
			}
		})
	}
}

// Nothing depends on which voice is called the first, or in which order memes come; equal
// voices agree fully; and one level throughout says nothing.
func TestAgreementProperties(t *testing.T) {
	counts := confusion{{9, 3, 1}, {2, 12, 4, 1}, {0, 3, 20, 5}, {0, 1, 6, 14, 2}, {0, 0, 1, 3, 7}}
	var turned confusion
	var units, back [][labels.Levels]int
	for i, row := range counts {
		for j, n := range row {
			turned[j][i] = n
			for range n {
				var u [labels.Levels]int
				u[i]++
				u[j]++
				units = append(units, u)
				back = append([][labels.Levels]int{u}, back...)
			}
		}
	}
	a, b := NewKappas(counts), NewKappas(turned)
	sameFigure(t, "kappa", a.Kappa, b.Kappa)
	sameFigure(t, "linear", a.Linear, b.Linear)
	sameFigure(t, "quadratic", a.Quadratic, b.Quadratic)
	x, y := NewAlphas(units), NewAlphas(back)
	sameFigure(t, "nominal", x.Nominal, y.Nominal)
	sameFigure(t, "ordinal", x.Ordinal, y.Ordinal)
	sameFigure(t, "interval", x.Interval, y.Interval)

	equal := NewKappas(confusion{{4}, {0, 9}, {0, 0, 8}})
	sameFigure(t, "of equal voices", equal.Kappa, 1)
	sameFigure(t, "of equal voices", equal.Quadratic, 1)
	sameFigure(t, "of equal voices", NewAlphas([][labels.Levels]int{{2}, {0, 3}, {0, 0, 0, 0, 2}}).Ordinal, 1)

	if k := NewKappas(confusion{{30}}); k.Kappa.Defined() || k.Linear.Defined() || k.Quadratic.Defined() || k.KappaCI95.Defined() || k.Equal.K != 30 {
		t.Errorf("of one level: %+v", k)
	}
	if a := NewAlphas(make([][labels.Levels]int, 40)); a.Memes != 0 || a.Ordinal.Defined() || a.OrdinalCI95.Defined() {
		t.Errorf("of nothing: %+v", a)
	}
}
