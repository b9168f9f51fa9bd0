package report

import (
	"fmt"

	"memebench/eval"
)

// Pack is one of two packs of encoders that are compared.
type Pack struct {
	Name     string
	Encoders string // their names and widths
	MacroF1  eval.Metric
	PerMeme  eval.Metric // milliseconds that a meme takes on one thread
	Memory   string      // what it takes to load and to run the encoders; "" where that is not known
}

// Packs is the report of two packs by the labels of a workspace: what heads on the features of each
// are worth, cross-validated, with this config, and what the encoders cost, measured on so many memes.
func Packs(packs [2]Pack, timed int, config eval.Config, c eval.Comparison, origin Origin) Document {
	d := Document{Title: fmt.Sprintf("Packs of encoders: %s against %s", c.Second, c.First), Of: "on " + comparedOn(&c), Origin: origin}
	d.comparison(&c, false)
	d.say("The config of all heads: %s.", config.Full())
	t := Table{
		Caption: fmt.Sprintf("What the packs cost on this machine: times are the mean of %s, on one thread, reading the picture included.", count(timed, "meme")), Words: 2,
		Head: []string{"Pack", "encoders (width)", "macro-F1", "ms per meme", "memory"},
	}
	for _, p := range packs {
		memory := none
		if p.Memory != "" {
			memory = p.Memory
		}
		t.Rows = append(t.Rows, []string{p.Name, p.Encoders, p.MacroF1.String(), fmt.Sprintf("%.1f", float64(p.PerMeme)), memory})
	}
	d.table(t)
	return d
}
