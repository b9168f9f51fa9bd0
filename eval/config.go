package eval

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// Config is everything that decides how a head is built and trained, besides
// the rows. Two trainings with equal configs, rows and thread counts give
// bit-identical heads.
type Config struct {
	Fusion          string  `json:"fusion"`           // one of Fusions
	Width           int     `json:"width"`            // units of each modality's pathway, and of a token in attention
	Hidden          int     `json:"hidden"`           // units of each hidden layer after the fusion
	Depth           int     `json:"depth"`            // hidden layers after the fusion
	Dropout         float64 `json:"dropout"`          // on each pathway's output, and in attention where PyTorch's encoder layer has it, in [0,1)
	ModalityDropout float64 `json:"modality_dropout"` // chance that a row loses one of its modalities, in [0,1)
	LearningRate    float64 `json:"learning_rate"`    // of Adam
	DecaySteps      int     `json:"decay_steps"`      // steps over which the learning rate falls to 0, where the training ends; 0: it stays
	LabelSmoothing  float64 `json:"label_smoothing"`  // share of each label that is spread evenly over the levels, in [0,1)
	Ordinal         float64 `json:"ordinal"`          // share of a level's mass that each level next to it gets, in [0,1); 0: none
	ClassWeights    string  `json:"class_weights"`    // one of ClassWeightings
	Batch           int     `json:"batch"`
	Epochs          int     `json:"epochs"`   // at most
	Patience        int     `json:"patience"` // epochs without a better validation loss before stopping, and at least 100 steps; 0: run all, keep the last
	Seed            uint64  `json:"seed"`
}

// The values of Config.Fusion: how the outputs of the modalities' pathways become
// one vector.
const (
	// Concat lays them side by side.
	Concat = "concat"
	// Gated is their mean, weighted unit by unit by what all of them say together:
	// for two modalities a sigmoid gate (Arevalo et al., "Gated multimodal units for
	// information fusion", ICLR workshop 2017), for more a softmax.
	Gated = "gated"
	// Attention is what a transformer encoder of two layers and four heads makes of
	// a learned token [CLS] that looks at one token for each modality (Vaswani et al.,
	// "Attention is all you need", 2017; [CLS] as in BERT).
	Attention = "attention"
)

// Fusions are all values of Config.Fusion.
var Fusions = []string{Concat, Gated, Attention}

// AttentionHeads is the number of heads of each layer of an [Attention] fusion.
// The width must be a multiple of it.
const AttentionHeads = 4

// The values of Config.ClassWeights. With n training rows, of
// which n_k have level k, a row of level k weighs 1, the square root of n/(5 n_k)
// or n/(5 n_k); the last is scikit-learn's class_weight="balanced" where no level is
// without rows (it counts only levels that have some, and a factor that all weights
// share does not change the loss).
const (
	WeightsNone     = "none"
	WeightsSqrt     = "sqrt"
	WeightsBalanced = "balanced"
)

// ClassWeightings are all values of Config.ClassWeights.
var ClassWeightings = []string{WeightsNone, WeightsSqrt, WeightsBalanced}

// Default returns the config that a workspace starts with.
//
//   - Width 256 and Hidden 128 give half a million parameters on the default
//     encoders: enough to fit any training set of this kind, small enough for an
//     epoch over 1,000 rows to take a fraction of a second.
//   - One hidden layer after the fusion, which is what the fully connected head of
//     the original has.
//   - Dropout 0.2 and label smoothing 0.05 hold such a head back from learning
//     the rows by heart, and keep its probabilities from running to 0 and 1.
//   - Modality dropout 0.1 makes it see rows without a caption or without a
//     picture even in a workspace where both are always there.
//   - Square-root class weights lie between chasing accuracy on a lopsided set
//     (none) and giving rare levels so much weight that frequent ones suffer
//     (balanced).
//   - The learning rate is that of torch.optim.Adam, 1e-3, and falls to 0 over 400 steps.
//     On SST-5 heads are better for it, and take less time (model/README.md, What
//     was tried). Until 27 November 2026 the rate stayed.
//   - Heads on frozen features are best after one to five epochs over some
//     thousand rows and later over fewer, so at most 40 epochs are run, and a
//     patience of 5 ends most trainings long before. On SST-5, for seeds 1 to 3 and
//     at a rate that stayed, a patience of 8 found no better epoch than one of 5 did.
func Default() Config {
	return Config{
		Fusion:          Concat,
		Width:           256,
		Hidden:          128,
		Depth:           1,
		Dropout:         0.2,
		ModalityDropout: 0.1,
		LearningRate:    1e-3,
		DecaySteps:      400,
		LabelSmoothing:  0.05,
		ClassWeights:    WeightsSqrt,
		Batch:           64,
		Epochs:          40,
		Patience:        5,
		Seed:            1,
	}
}

// Summary is the config in a few words, for a list: what most configs differ in, and of
// all else what is not as in [Default].
func (c Config) Summary() string { return c.sentence(false) }

// Full is all of the config, for a report: whoever reads that may have a program whose Default is
// another one.
func (c Config) Full() string { return c.sentence(true) }

func (c Config) sentence(whole bool) string {
	hidden := fmt.Sprint(c.Hidden)
	if c.Depth > 1 {
		hidden = fmt.Sprintf("%d×%d", c.Depth, c.Hidden)
	}
	parts := []string{fmt.Sprintf("%s %d+%s", labels.Printable(c.Fusion), c.Width, hidden), fmt.Sprintf("dropout %g", c.Dropout)}
	d := Default()
	for _, p := range []struct {
		name      string
		is, usual any
	}{
		{"modality dropout", c.ModalityDropout, d.ModalityDropout},
		{"ordinal", c.Ordinal, d.Ordinal},
		{"label smoothing", c.LabelSmoothing, d.LabelSmoothing},
		{"class weights", labels.Printable(c.ClassWeights), d.ClassWeights},
		{"decay steps", c.DecaySteps, d.DecaySteps},
		{"batch", c.Batch, d.Batch},
		{"epochs", c.Epochs, d.Epochs},
		{"patience", c.Patience, d.Patience},
	} {
		if whole || p.is != p.usual {
			parts = append(parts, fmt.Sprintf("%s %v", p.name, p.is))
		}
	}
	return strings.Join(append(parts, fmt.Sprintf("lr %g", c.LearningRate), fmt.Sprintf("seed %d", c.Seed)), ", ")
}

// Bounds of Validate. They keep a config that comes from a file or a command
// line from asking for more memory than any machine has, and are far beyond what
// is of use.
const (
	maxUnits  = 8192
	maxDepth  = 16
	maxBatch  = 65536
	maxEpochs = 100_000

	maxDecaySteps = 1_000_000_000
)

// Validate reports the first value that no training can be run with.
func (c Config) Validate() error {
	switch {
	case !slices.Contains(Fusions, c.Fusion):
		return fmt.Errorf("fusion %q: want %s", labels.Printable(c.Fusion), labels.OneOf(Fusions...))
	case c.Width < 1 || c.Width > maxUnits:
		return fmt.Errorf("width %d: want 1 to %d", c.Width, maxUnits)
	case c.Fusion == Attention && c.Width%AttentionHeads != 0:
		return fmt.Errorf("width %d: attention has %d heads of equal width, so want a multiple of %d", c.Width, AttentionHeads, AttentionHeads)
	case c.Hidden < 1 || c.Hidden > maxUnits:
		return fmt.Errorf("hidden %d: want 1 to %d", c.Hidden, maxUnits)
	case c.Depth < 1 || c.Depth > maxDepth:
		return fmt.Errorf("depth %d: want 1 to %d", c.Depth, maxDepth)
	case !fraction(c.Dropout):
		return fmt.Errorf("dropout %v: want 0 or more and less than 1", c.Dropout)
	case !fraction(c.ModalityDropout):
		return fmt.Errorf("modality dropout %v: want 0 or more and less than 1", c.ModalityDropout)
	case !(c.LearningRate > 0 && c.LearningRate <= 1):
		return fmt.Errorf("learning rate %v: want more than 0 and at most 1", c.LearningRate)
	case c.DecaySteps < 0 || c.DecaySteps > maxDecaySteps:
		return fmt.Errorf("decay steps %d: want 0 to %d", c.DecaySteps, maxDecaySteps)
	case !fraction(c.LabelSmoothing):
		return fmt.Errorf("label smoothing %v: want 0 or more and less than 1", c.LabelSmoothing)
	case !fraction(c.Ordinal):
		return fmt.Errorf("ordinal %v: want 0 or more and less than 1", c.Ordinal)
	case !slices.Contains(ClassWeightings, c.ClassWeights):
		return fmt.Errorf("class weights %q: want %s", labels.Printable(c.ClassWeights), labels.OneOf(ClassWeightings...))
	case c.Batch < 1 || c.Batch > maxBatch:
		return fmt.Errorf("batch %d: want 1 to %d", c.Batch, maxBatch)
	case c.Epochs < 1 || c.Epochs > maxEpochs:
		return fmt.Errorf("epochs %d: want 1 to %d", c.Epochs, maxEpochs)
	case c.Patience < 0:
		return fmt.Errorf("patience %d: want 0 or more", c.Patience)
	}
	return nil
}

// UnmarshalJSON reads a config, perhaps one from before some of its fields: those
// have the value then that they had when there was no choice.
func (c *Config) UnmarshalJSON(b []byte) error {
	type plain Config
	p := plain{Depth: 1}
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*c = Config(p)
	return nil
}

// fraction reports whether f is in [0,1); NaN is not.
func fraction(f float64) bool { return f >= 0 && f < 1 }
