package tui

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// setting is one choice by which versions may differ.
type setting struct {
	name, short string
	of          func(eval.Config) string
	means       string
}

// in is the value that a version has, if it was trained.
func (s setting) in(v eval.Version) string {
	if v.Headless() {
		return "—"
	}
	return s.of(v.Config)
}

// configSettings are all values of a config, in its order.
var configSettings = []setting{
	{"fusion", "fusion", func(c eval.Config) string { return c.Fusion }, "how modalities become one vector"},
	{"width", "width", func(c eval.Config) string { return thousands(c.Width) }, "units of each modality's pathway"},
	{"hidden", "hidden", func(c eval.Config) string { return thousands(c.Hidden) }, "units of each hidden layer"},
	{"depth", "depth", func(c eval.Config) string { return thousands(c.Depth) }, "hidden layers after the fusion"},
	{"dropout", "dropout", func(c eval.Config) string { return fraction(c.Dropout) }, "on each pathway's output"},
	{"modality dropout", "mod. dropout", func(c eval.Config) string { return fraction(c.ModalityDropout) }, "chance that a row loses a modality"},
	{"learning rate", "learn. rate", func(c eval.Config) string { return fraction(c.LearningRate) }, "of Adam"},
	{"decay steps", "decay steps", func(c eval.Config) string { return thousands(c.DecaySteps) }, "over which the rate falls to 0"},
	{"label smoothing", "smoothing", func(c eval.Config) string { return fraction(c.LabelSmoothing) }, "share spread over all levels"},
	{"ordinal", "ordinal", func(c eval.Config) string { return fraction(c.Ordinal) }, "share of the levels next to it"},
	{"class weights", "weights", func(c eval.Config) string { return c.ClassWeights }, "how much rare levels count"},
	{"batch", "batch", func(c eval.Config) string { return thousands(c.Batch) }, "rows of a step"},
	{"epochs", "epochs", func(c eval.Config) string { return thousands(c.Epochs) }, "at most"},
	{"patience", "patience", func(c eval.Config) string { return thousands(c.Patience) }, "epochs without a better loss"},
	{"seed", "seed", func(c eval.Config) string { return strconv.FormatUint(c.Seed, 10) }, "of all that is drawn"},
}

// fraction writes a number of a config as it is: ".2", "0", ".001".
func fraction(v float64) string {
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if strings.HasPrefix(s, "0.") {
		return s[1:]
	}
	return s
}

// difference is a setting that two versions do not share.
type difference struct{ name, short, was, is string }

// differences are what a version was trained with otherwise than another one, its labels, the version that it
// was warm-started from and encoders among it; equal is how many settings the two share. Predictions from
// elsewhere have no settings.
func differences(o, v eval.Version) (found []difference, equal int) {
	add := func(name, short, was, is string) {
		if was == is {
			equal++
		} else {
			found = append(found, difference{name, short, labels.Printable(was), labels.Printable(is)})
		}
	}
	if o.Headless() || v.Headless() {
		add("made by", "made by", madeBy(o), madeBy(v))
		return found, equal
	}
	if is := thousands(v.Labels); o.Labels == v.Labels && otherRows(o, v) {
		found = append(found, difference{"labels", "labels", is, is + ", some others"})
	} else {
		add("labels", "labels", thousands(o.Labels), is)
	}
	if was, is := cmp.Or(o.StartedFrom(), "—"), cmp.Or(v.StartedFrom(), "—"); was != is {
		found = append(found, difference{"began from", "began from", was, is})
	}
	if o.Resplits != v.Resplits {
		found = append(found, difference{"splits", "splits", splitsOf(o), splitsOf(v)})
	}
	for _, one := range configSettings {
		add(one.name, one.short, one.of(o.Config), one.of(v.Config))
	}
	add("reads", "reads", reads(o), reads(v))
	return found, equal
}

// splitsOf says which splits a version was trained under.
func splitsOf(v eval.Version) string {
	if v.Resplits == 0 {
		return "as imported"
	}
	return fmt.Sprintf("resplit %d", v.Resplits)
}

// otherRows reports whether two versions have learnt from other memes, levels, splits or votes, as far as
// that is known.
func otherRows(o, v eval.Version) bool {
	return o.Fingerprint != "" && v.Fingerprint != "" && o.Fingerprint != v.Fingerprint
}

// madeBy is what makes the predictions of a version.
func madeBy(v eval.Version) string {
	if v.Headless() {
		return v.Origin.Name
	}
	return "a head"
}

// choices are what a version has otherwise than a workspace begins with, in a few words.
func choices(v eval.Version) string {
	if v.Headless() {
		return ""
	}
	var all []string
	usual := eval.Default()
	for _, one := range configSettings {
		if is := one.of(v.Config); is != one.of(usual) {
			all = append(all, one.short+" "+labels.Printable(is))
		}
	}
	if len(v.Encoders) == 1 {
		all = append(all, labels.Printable(v.Encoders[0].Modality)+" only")
	}
	return strings.Join(all, ", ")
}

// reads names the encoders whose features a version reads, with how many they are.
func reads(v eval.Version) string {
	var all []string
	for _, in := range v.Encoders {
		name := in.Encoder
		if in.Width > 0 {
			name += " " + thousands(in.Width)
		}
		all = append(all, labels.Printable(name))
	}
	return strings.Join(all, " + ")
}
