package eval

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Sweep is what heads of several configs make of the same rows: the versions of each, one for each
// of its seeds, on val, or, where val has too few memes, as many repeats of a cross-validation of it.
type Sweep struct {
	Name        string        `json:"name"`
	Split       string        `json:"split"`                    // val, or cv: cross-validated, where val has too few memes
	FoldsSeed   *uint64       `json:"folds_seed,omitempty"`     // of the workspace; nil of val
	Fingerprint string        `json:"fingerprint"`              // of the rows that the heads were trained on
	Trained     int           `json:"trained"`                  // versions that this run has trained
	Kept        int           `json:"kept"`                     // and that were there from an earlier run
	Configs     []SweptConfig `json:"configs"`                  // the base first, then in the order given
	Best        int           `json:"best"`                     // its place in Configs, from 0: see NewSweep
	Reason      string        `json:"reason"`                   // why that one: a sentence
	Flagged     int           `json:"review_flagged,omitempty"` // memes that a review has flagged, which are not among the rows for that

	Notices []string `json:"-"` // what had to be mended or left out of the trainings
}

// SweptConfig is one config with what its heads are worth.
type SweptConfig struct {
	Config   Config   `json:"config"`   // with the first seed
	Differs  string   `json:"differs"`  // from the base, for people: "lr 0.0003"; "" of the base
	Versions []string `json:"versions"` // by seed
	Repeated
	Comparison *Comparison `json:"comparison"` // with the base, which comes first; nil of the base
}

// SweepRows are the heads of a config, with what they make of the rows, as [NewRepeated] takes it:
// Rows[r] is of the version with the r-th seed, or of the r-th repeat of the cross-validation, whose heads
// have seeds of their own.
type SweepRows struct {
	Config   Config
	Versions []string
	Rows     [][]Row
}

// NewSweep compares configs on a split, of which the first is the base. Each other one is compared
// with it by [CompareRepeated], row by row and repeat by repeat, and all of these comparisons are
// judged together ([Holm]). The best one is, of those that are better than the base by that rule,
// the one with the highest mean macro-F1; without any, it is the base, as nothing speaks against
// it.
func NewSweep(name, split string, heads []SweepRows) (Sweep, error) {
	s := Sweep{Name: name, Split: split}
	var compared []Comparison
	for i, h := range heads {
		r, err := NewRepeated(h.Rows)
		if err != nil {
			return Sweep{}, err
		}
		s.Configs = append(s.Configs, SweptConfig{Config: h.Config, Differs: ConfigDifference(heads[0].Config, h.Config), Versions: h.Versions, Repeated: r})
		if i == 0 {
			continue
		}
		c, err := CompareRepeated(heads[0].Rows, h.Rows)
		if err != nil {
			return Sweep{}, err
		}
		c.First, c.Second, c.Split = sweptName(name, 0), sweptName(name, i), s.Split
		compared = append(compared, c)
	}
	Holm(compared)
	for i := range compared {
		s.Configs[i+1].Comparison = &compared[i]
		if compared[i].Outcome == SecondBetter && (s.Best == 0 || s.Configs[i+1].MacroF1.Mean > s.Configs[s.Best].MacroF1.Mean) {
			s.Best = i + 1
		}
	}
	switch base := s.Configs[0]; {
	case len(heads) == 1:
		s.Reason = "it is the only config"
	case s.Best > 0:
		s.Reason = fmt.Sprintf("better than config 1 (%s, Holm) and of those with the highest macro-F1", s.Configs[s.Best].Comparison.PAdjusted.P())
	case base.Groups < DecidingGroups:
		s.Reason = fmt.Sprintf("too few groups of memes to call another one better (%d, it takes %d)", base.Groups, DecidingGroups)
	default:
		s.Reason = "no other config is better than config 1 by more than chance"
	}
	return s, nil
}

// sweptName is what a config is called in comparisons.
func sweptName(name string, i int) string { return fmt.Sprintf("%s.%d", name, i+1) }

// SweepVersion is the name of the version of a sweep with the config and the seed at these
// places, from 0.
func SweepVersion(name string, config, repeat int) string {
	return fmt.Sprintf("%s.%d", sweptName(name, config), repeat+1)
}

// WriteText writes the sweep for people: the configs by mean macro-F1, the highest first.
func (s Sweep) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	base, on, repeats, judge := s.Configs[0], "on "+s.Split, "seed", "Val"
	if s.Split == CVRows {
		on, repeats, judge = "cross-validated (train + val)", "repeat", "The cross-validation"
	}
	line(b, fmt.Sprintf("%s %s, %s: %s, %s each, %s trained, %d there already", s.Name, on, plural(base.N, "row"), plural(len(s.Configs), "config"), plural(base.Repeats, repeats), plural(s.Trained, "version"), s.Kept))
	line(b, "config 1: "+base.Config.Summary())
	warnings(b, s.Warnings())
	line(b, "")
	line(b, right("config", 6)+right("macro-F1", 10)+right("95% interval", intervalWidth)+right("sd", 8)+right("QWK", 8)+right("log loss", 10)+right("p (Holm)", 10)+"  differs by")
	for _, i := range s.ByMacroF1() {
		c := s.Configs[i]
		p := ""
		if c.Comparison != nil {
			p = pValue(c.Comparison.PAdjusted)
		}
		line(b, right(fmt.Sprint(i+1), 6)+right(c.MacroF1.Mean.String(), 10)+right(known(c.MacroF1.CI95), intervalWidth)+right(known(c.MacroF1.SD), 8)+
			right(c.QWK.Mean.String(), 8)+right(c.LogLoss.Mean.String(), 10)+right(p, 10)+"  "+orBase(c.Differs))
	}
	paragraph(b, base.IntervalsNote())
	if n := len(s.Configs) - 1; n > 0 {
		paragraph(b, PNote(plural(n, "comparison")+" with config 1"))
	}
	line(b, "")
	if len(s.Configs) == 1 {
		line(b, "Versions: "+strings.Join(base.Versions, ", "))
		return b.Flush()
	}
	line(b, fmt.Sprintf("Best: config %d (%s): %s.", s.Best+1, strings.Join(s.Configs[s.Best].Versions, ", "), s.Reason))
	if s.Best > 0 {
		line(b, judge+" has chosen it, and is flattered by that: what it is worth is for memebench eval on test.")
	}
	return b.Flush()
}

// ByMacroF1 are the places of the configs by mean macro-F1, the highest first.
func (s Sweep) ByMacroF1() []int {
	order := make([]int, len(s.Configs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch a, b := s.Configs[i].MacroF1.Mean, s.Configs[j].MacroF1.Mean; {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	return order
}

func orBase(differs string) string {
	if differs == "" {
		return "(base)"
	}
	return differs
}
