package eval

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// ConfigDifference is what a config has otherwise than another one, but for the seed: "lr
// 0.0003, width 128"; "" where there is no difference.
func ConfigDifference(from, c Config) string {
	var parts []string
	for _, d := range ConfigDifferences(from, c) {
		if d.Setting != "seed" {
			parts = append(parts, d.Setting+" "+d.Second)
		}
	}
	return strings.Join(parts, ", ")
}

// Difference is a value that two versions do not share.
type Difference struct {
	Setting string `json:"setting"` // as memebench train has it, without dashes before it
	First   string `json:"first"`
	Second  string `json:"second"`
}

// ConfigDifferences are the values of two configs that are not the same, in the order of [Config].
func ConfigDifferences(first, second Config) []Difference {
	differences := []Difference{}
	for _, v := range []struct {
		name string
		a, b any
	}{
		{"fusion", labels.Printable(first.Fusion), labels.Printable(second.Fusion)},
		{"width", first.Width, second.Width},
		{"hidden", first.Hidden, second.Hidden},
		{"depth", first.Depth, second.Depth},
		{"dropout", first.Dropout, second.Dropout},
		{"modality-dropout", first.ModalityDropout, second.ModalityDropout},
		{"lr", first.LearningRate, second.LearningRate},
		{"decay-steps", first.DecaySteps, second.DecaySteps},
		{"label-smoothing", first.LabelSmoothing, second.LabelSmoothing},
		{"ordinal", first.Ordinal, second.Ordinal},
		{"class-weights", labels.Printable(first.ClassWeights), labels.Printable(second.ClassWeights)},
		{"batch", first.Batch, second.Batch},
		{"epochs", first.Epochs, second.Epochs},
		{"patience", first.Patience, second.Patience},
		{"seed", first.Seed, second.Seed},
	} {
		if v.a != v.b {
			differences = append(differences, Difference{v.name, fmt.Sprint(v.a), fmt.Sprint(v.b)})
		}
	}
	return differences
}

// VersionDifferences are the values of the configs of two versions that are not the same, and
// after them what they were trained from and on, see trainedDifferences. Of predictions from
// elsewhere neither is known, so beside them there is "made by" alone.
func VersionDifferences(first, second Version) []Difference {
	differences := []Difference{{"made by", madeBy(first), madeBy(second)}}
	if !first.Headless() && !second.Headless() {
		differences = append(ConfigDifferences(first.Config, second.Config), trainedDifferences(first, second)...)
	}
	return slices.DeleteFunc(differences, func(d Difference) bool { return d.First == d.Second })
}

// madeBy says what a version's predictions come from.
func madeBy(v Version) string {
	if !v.Headless() {
		return "a training"
	}
	return fmt.Sprintf("predictions in %s (%s)", labels.Printable(v.Origin.Name), digestStart(v.Origin.Digest))
}

// StartedFrom names the version that it was warm-started from, "" of none.
func (v Version) StartedFrom() string {
	if v.Origin != nil && v.Origin.Parent != "" {
		return labels.Printable(v.Origin.Parent) + " elsewhere"
	}
	return v.Parent
}

// trainedDifferences are what versions were trained from and on, the same or not: "from",
// "encoders", "labels", "train rows", "rows", which is the beginning of their fingerprints,
// "splits", how often they had been assigned again, "stopped by" and, where both have it,
// "threads".
func trainedDifferences(first, second Version) []Difference {
	threads := Difference{Setting: "threads"}
	if first.Threads > 0 && second.Threads > 0 {
		threads = Difference{"threads", fmt.Sprint(first.Threads), fmt.Sprint(second.Threads)}
	}
	return []Difference{
		{"from", first.StartedFrom(), second.StartedFrom()},
		{"encoders", first.Pack, second.Pack},
		{"labels", fmt.Sprint(first.Labels), fmt.Sprint(second.Labels)},
		{"train rows", fmt.Sprint(first.TrainN), fmt.Sprint(second.TrainN)},
		{"rows", digestStart(first.Fingerprint), digestStart(second.Fingerprint)},
		{"splits", fmt.Sprint(first.Resplits), fmt.Sprint(second.Resplits)},
		{"stopped by", string(first.StoppedBy), string(second.StoppedBy)},
		threads,
	}
}

// digestStart is as much of a digest as people compare.
func digestStart(digest string) string { return digest[:min(len(digest), 12)] }
