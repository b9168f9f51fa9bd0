package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"memebench/eval"
	"memebench/labels"
)

// configFlags gives a command the flags that decide how a head is built and trained. With
// noEarlyStop set in the end, the patience is to be 0.
func configFlags(f *pflag.FlagSet, c *eval.Config, noEarlyStop *bool) {
	f.Uint64Var(&c.Seed, "seed", c.Seed, "seed `N` of the initial parameters, the order of rows and the dropout")
	f.IntVar(&c.Epochs, "epochs", c.Epochs, "pass over the training rows at most `N` times")
	f.BoolVar(noEarlyStop, "no-early-stop", false, "run all epochs and keep the last")
	f.IntVar(&c.Batch, "batch", c.Batch, "`N` rows per step")
	f.Float64Var(&c.LearningRate, "lr", c.LearningRate, "learning `RATE` of Adam")
	f.IntVar(&c.DecaySteps, "decay-steps", c.DecaySteps, "let the learning rate fall to 0 over `N` steps, and end there; 0: it stays")
	f.StringVar(&c.Fusion, "fusion", c.Fusion, "`HOW` the modalities are joined: "+labels.OneOf(eval.Fusions...))
	f.IntVar(&c.Width, "width", c.Width, "`N` units in each modality's pathway")
	f.IntVar(&c.Hidden, "hidden", c.Hidden, "`N` units in each hidden layer after the fusion")
	f.IntVar(&c.Depth, "depth", c.Depth, "`N` hidden layers after the fusion")
	f.Float64Var(&c.Dropout, "dropout", c.Dropout, "`CHANCE` that a unit of a pathway is left out of a step")
	f.Float64Var(&c.ModalityDropout, "modality-dropout", c.ModalityDropout, "`CHANCE` that a meme loses one of its modalities for a step")
	f.Float64Var(&c.LabelSmoothing, "label-smoothing", c.LabelSmoothing, "`SHARE` of each label that is spread over all levels")
	f.Float64Var(&c.Ordinal, "ordinal", c.Ordinal, "`SHARE` of a level that each level next to it gets as well, from 0 to less than 1")
	f.StringVar(&c.ClassWeights, "class-weights", c.ClassWeights, "`HOW` rare levels weigh more in the loss: "+labels.OneOf(eval.ClassWeightings...))
}

// swept are the configs of a sweep: the base, then those that tries name ("lr=3e-4 width=128"),
// then the grid of all values of grid ("lr=3e-4,1e-3"), in which what comes last changes fastest.
// One that is there already is not repeated.
func swept(base eval.Config, tries, grid []string) ([]eval.Config, error) {
	configs := []eval.Config{base}
	add := func(c eval.Config) error {
		for _, have := range configs {
			if have == c {
				return nil
			}
		}
		if configs = append(configs, c); len(configs) > mostSwept {
			return usagef("sweep: more than %d configs: want fewer values", mostSwept)
		}
		return nil
	}
	for _, try := range tries {
		settings := strings.Fields(try)
		if len(settings) == 0 {
			return nil, usagef("--try %q: want options of memebench train, as in \"lr=3e-4 width=128\"", labels.Printable(try))
		}
		c, err := configured(base, "--try", settings)
		if err == nil {
			err = add(c)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(grid) == 0 {
		return configs, nil
	}
	cells := [][]string{nil} // the settings of each
	for _, axis := range grid {
		name, values, ok := strings.Cut(axis, "=")
		if !ok {
			return nil, usagef("--grid %q: want an option of memebench train and its values, as in lr=3e-4,1e-3", labels.Printable(axis))
		}
		var next [][]string
		for _, cell := range cells {
			for value := range strings.SplitSeq(values, ",") {
				next = append(next, append(cell[:len(cell):len(cell)], name+"="+value))
			}
		}
		if cells = next; len(cells) > mostSwept {
			return nil, usagef("sweep: more than %d configs: want fewer values", mostSwept)
		}
	}
	for _, cell := range cells {
		c, err := configured(base, "--grid", cell)
		if err == nil {
			err = add(c)
		}
		if err != nil {
			return nil, err
		}
	}
	return configs, nil
}

// configured is the config with some settings, "lr=3e-4", each once; by is the flag that they
// come from.
func configured(c eval.Config, by string, settings []string) (eval.Config, error) {
	noEarlyStop := false
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	configFlags(f, &c, &noEarlyStop)
	for _, setting := range settings {
		name, value, ok := strings.Cut(setting, "=")
		known := f.Lookup(name)
		switch {
		case !ok || known == nil:
			return c, usagef("%s: %q: want an option of memebench train with a value, as in lr=3e-4", by, labels.Printable(setting))
		case name == "seed":
			return c, usagef("%s: seed: want it as --seed, which is the first of --repeats seeds of every config", by)
		case known.Changed:
			return c, usagef("%s: %s is there twice: want it once", by, name)
		}
		if err := f.Set(name, value); err != nil {
			return c, usagef("%s: %s: %q is no value of it: want %s", by, name, labels.Printable(value), wanted(known))
		}
	}
	if noEarlyStop {
		c.Patience = 0
	}
	if err := c.Validate(); err != nil {
		return c, usagef("%s: %w", by, err)
	}
	return c, nil
}

// wanted is what kind of value a flag takes.
func wanted(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "true or false"
	case "int", "uint64":
		return "a whole number"
	case "float64":
		return "a number"
	}
	return fmt.Sprintf("a %s", f.Value.Type())
}
