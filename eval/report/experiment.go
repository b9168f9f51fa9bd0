package report

import (
	"fmt"
	"strings"

	"memebench/eval"
)

// CrossValidation is the report of what a config is worth in several assignments to folds, and
// without each of its modalities where that was asked for.
func CrossValidation(c eval.CrossValidation, origin Origin) Document {
	d := Document{Title: fmt.Sprintf("The config of %s, cross-validated", c.Version), Origin: origin}
	d.Of = fmt.Sprintf("config of %s, %d times %s", c.Version, c.Repeats, count(c.Folds, "fold"))
	d.say("On %s of train and val in %s, in %s by group and %s, each with folds of its own, the mean macro-F1 of the config of %s is %s%s.",
		count(c.N, "row"), count(c.Groups, "group"), count(c.Folds, "fold"), count(c.Repeats, "repeat"), c.Version, c.MacroF1.Mean, bracketed(c.MacroF1.CI95))
	d.say("The config: %s.", c.Config.Full())
	if c.LeftOut > 0 {
		d.say("Left out: %s with neither a caption nor a picture that can be read.", count(c.LeftOut, "row"))
	}
	if note := c.DisputedNote(); note != "" {
		d.say("%s", note)
	}
	d.warn(c.Warnings())
	d.heading("Metrics")
	d.table(meansTable(&c.Repeated))
	d.say("%s", c.IntervalsNote())
	if c.Repeats > 1 {
		d.table(repeatsTable(&c.Repeated))
	}
	if len(c.Ablation) == 0 {
		return d
	}
	d.heading("Without each of the modalities")
	t := Table{
		Caption: "Heads that do not read a modality, in the same folds, and what it adds to macro-F1.", Words: 2,
		Head: []string{"Without", "verdict", "rows with it", "with it alone", "macro-F1", "95% interval", "it adds", "95% interval", "p, adjusted"},
	}
	for i := range c.Ablation {
		a := &c.Ablation[i]
		t.Rows = append(t.Rows, []string{
			a.Without, a.Verdict(), fmt.Sprint(a.Having), fmt.Sprint(a.Alone), a.MacroF1.Mean.String(), a.MacroF1.CI95.String(),
			difference(a.Comparison.MacroF1Delta), differences(a.Comparison.CI95), pValue(a.Comparison.PAdjusted),
		})
	}
	d.table(t)
	for i := range c.Ablation {
		d.warn(c.Ablation[i].Flattered())
	}
	d.say("%s", eval.PNote(count(len(c.Ablation), "comparison")+" with all modalities"))
	return d
}

// estimates are those that repeats are measured by, with their names.
func estimates(r *eval.Repeated) []struct {
	name string
	of   *eval.Estimate
} {
	return []struct {
		name string
		of   *eval.Estimate
	}{{"macro-F1", &r.MacroF1}, {"accuracy", &r.Accuracy}, {"QWK", &r.QWK}, {"log loss (lower is better)", &r.LogLoss}}
}

func meansTable(r *eval.Repeated) Table {
	t := Table{Caption: "The means of the repeats.", Words: 1, Head: []string{"Metric", "mean", "95% interval", "sd of the repeats"}}
	for _, e := range estimates(r) {
		t.Rows = append(t.Rows, []string{e.name, e.of.Mean.String(), e.of.CI95.String(), e.of.SD.String()})
	}
	return t
}

func repeatsTable(r *eval.Repeated) Table {
	t := Table{Caption: "Each repeat.", Words: 1, Head: []string{"Repeat"}}
	for _, e := range estimates(r) {
		t.Head = append(t.Head, e.name)
	}
	for i := range r.Repeats {
		row := []string{fmt.Sprint(i + 1)}
		for _, e := range estimates(r) {
			row = append(row, e.of.Each[i].String())
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Sweep is the report of several configs beside each other.
func Sweep(s eval.Sweep, origin Origin) Document {
	base := &s.Configs[0]
	repeats := "seed"
	if s.Split == eval.CVRows {
		repeats = "repeat"
	}
	d := Document{Title: fmt.Sprintf("%s: %s on %s", s.Name, count(len(s.Configs), "config"), splitName(s.Split)), Origin: origin}
	d.Of = fmt.Sprintf("%s, on %s", s.Name, splitName(s.Split))
	d.say("On %s of %s in %s, with %s each: config %d is the best: %s.",
		count(base.N, "row"), splitName(s.Split), count(base.Groups, "group"), count(base.Repeats, repeats), s.Best+1, s.Reason)
	if s.Best > 0 {
		d.say("The same rows have chosen it, and flatter it by that: what it is worth is to be seen on test.")
	}
	d.say("Config 1, from which the others differ: %s.", base.Config.Full())
	d.warn(s.Warnings())
	d.heading("Configs")
	t := Table{
		Caption: fmt.Sprintf("Means over the %ss, the highest macro-F1 first.", repeats), Words: 2,
		Head: []string{"Config", "differs by", "macro-F1", "95% interval", fmt.Sprintf("sd of the %ss", repeats), "QWK", "log loss", "p, adjusted"},
	}
	versions := Table{Caption: "The versions of each config, by seed.", Words: 2, Head: []string{"Config", "versions"}}
	for _, i := range s.ByMacroF1() {
		c := &s.Configs[i]
		differs, p := c.Differs, none
		if differs == "" {
			differs = "(it is the first)"
		}
		if c.Comparison != nil {
			p = pValue(c.Comparison.PAdjusted)
		}
		t.Rows = append(t.Rows, []string{
			fmt.Sprint(i + 1), differs, c.MacroF1.Mean.String(), c.MacroF1.CI95.String(), c.MacroF1.SD.String(),
			c.QWK.Mean.String(), c.LogLoss.Mean.String(), p,
		})
	}
	for i := range s.Configs {
		versions.Rows = append(versions.Rows, []string{fmt.Sprint(i + 1), strings.Join(s.Configs[i].Versions, ", ")})
	}
	d.table(t)
	d.say("%s", base.IntervalsNote())
	if n := len(s.Configs) - 1; n > 0 {
		d.say("%s", eval.PNote(count(n, "comparison")+" with config 1"))
	}
	d.table(versions)
	return d
}
