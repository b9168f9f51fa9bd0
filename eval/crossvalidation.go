package eval

import (
	"bufio"
	"fmt"
	"io"

	"memebench/labels"
)

// CrossValidation is what a config is worth by heads that have not seen the memes that they
// are evaluated on, in several assignments of the memes to folds.
type CrossValidation struct {
	Version     string  `json:"version"` // whose config and encoders they have
	Config      Config  `json:"config"`
	Folds       int     `json:"folds"`       // as many as were made: no more than there are groups
	FoldsSeed   uint64  `json:"folds_seed"`  // the workspace's
	Fingerprint string  `json:"fingerprint"` // of the rows, as a version has it
	LeftOut     int     `json:"left_out,omitempty"`
	Disputed    int     `json:"disputed,omitempty"` // memes that are no rows, as annotators differ on them
	Seconds     float64 `json:"seconds"`
	Repeated

	Ablation []Ablation `json:"ablation,omitempty"` // by modality, where it was asked for
}

// Ablation is what a config is worth without one of the modalities, in the same folds.
type Ablation struct {
	Without string `json:"without"` // the modality
	Having  int    `json:"having"`  // rows that have it: on others it can add nothing
	Alone   int    `json:"alone"`   // of these, rows that have nothing else: without it a head has nothing to read
	Repeated
	Comparison Comparison `json:"comparison"` // first: without it; second: with all
}

// WithoutModality is what a comparison calls heads that do not read a modality.
func WithoutModality(modality string) string { return "without " + modality }

// Ablate adds an ablation, of which so many rows have the modality and so many nothing else, with
// the comparison of its rows with those of the heads that read all, each by repeat. The comparisons
// of all ablations are judged together ([Holm]).
func (c *CrossValidation) Ablate(modality string, having, alone int, without, all [][]Row) error {
	r, err := NewRepeated(without)
	if err != nil {
		return err
	}
	compared, err := CompareRepeated(without, all)
	if err != nil {
		return err
	}
	seed := c.FoldsSeed
	compared.First, compared.Second, compared.Split, compared.FoldsSeed = WithoutModality(modality), c.Version, CVRows, &seed
	c.Ablation = append(c.Ablation, Ablation{modality, having, alone, r, compared})
	together := make([]Comparison, len(c.Ablation))
	for i := range c.Ablation {
		together[i] = c.Ablation[i].Comparison
	}
	Holm(together)
	for i := range c.Ablation {
		c.Ablation[i].Comparison = together[i]
	}
	return nil
}

// WriteText writes the cross-validation for people, in lines of at most 80 columns but for
// names.
func (c CrossValidation) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	line(b, fmt.Sprintf("Config of %s, cross-validated (train + val): %s, %s, %s", labels.Printable(c.Version), plural(c.N, "row"), plural(c.Folds, "fold"), plural(c.Repeats, "repeat")))
	line(b, fmt.Sprintf("%s; folds by group, folds.seed %d", c.Config.Summary(), c.FoldsSeed))
	if c.LeftOut > 0 {
		line(b, fmt.Sprintf("left out: %s with neither a caption nor a picture that can be read", plural(c.LeftOut, "row")))
	}
	if note := c.DisputedNote(); note != "" {
		line(b, note)
	}
	warnings(b, c.Warnings())
	line(b, "")
	c.writeMetrics(b)
	if c.Ablation == nil {
		return b.Flush()
	}
	line(b, "")
	line(b, left("Without", nameWidth)+right("macro-F1", 10)+right("95% interval", intervalWidth)+right("it adds", 10)+right("95% interval", intervalWidth+3)+right("p (Holm)", 10))
	for _, a := range c.Ablation {
		line(b, left(labels.Printable(a.Without), nameWidth)+right(a.MacroF1.Mean.String(), 10)+right(known(a.MacroF1.CI95), intervalWidth)+
			right(signed(a.Comparison.MacroF1Delta), 10)+right(a.Comparison.CI95.signed(), intervalWidth+3)+right(pValue(a.Comparison.PAdjusted), 10))
	}
	for _, a := range c.Ablation {
		said := labels.Printable(a.Without) + ": " + a.Verdict()
		if a.Having < a.N || a.Alone > 0 {
			said += fmt.Sprintf("; %d of %s have it, %d nothing else", a.Having, plural(a.N, "row"), a.Alone)
		}
		paragraph(b, said)
		warnings(b, a.Flattered())
	}
	paragraph(b, PNote(plural(len(c.Ablation), "comparison")+" with all modalities"))
	return b.Flush()
}

// Verdict says what the outcome of "with all" against "without it" is for the modality.
func (a Ablation) Verdict() string {
	switch a.Comparison.Outcome {
	case SecondBetter:
		return "it helps"
	case FirstBetter:
		return "it harms: heads are better without it"
	case TooFew:
		return fmt.Sprintf("too few groups of memes to tell (it takes %d)", DecidingGroups)
	}
	if mixed, ok := a.Comparison.Mixed(); ok {
		return "heads with it are " + mixed
	}
	return "what it adds may be chance"
}
