package report

import (
	"fmt"

	"memebench/eval"
)

// Agreement is the report of how far people agree.
func Agreement(a eval.Agreement, origin Origin) Document {
	d := Document{Title: "Agreement", Origin: origin}
	if len(a.Voices) == 0 {
		d.say("Nobody has labelled here yet.")
		return d
	}
	d.say("Kappa and alpha are 0 by chance and 1 where all agree always. The linear kappa counts how many levels two answers are apart, the quadratic one their squares; of the alphas the ordinal one suits levels. Intervals are at 95%% and come from resampling the memes. Data up to event %d.", a.Seq)
	d.heading("Each with each")
	if len(a.Pairs) == 0 {
		d.say("No meme has levels of two voices yet.")
	}
	pairs := kappaTable("On the memes that both have labelled; * are levels that a table has brought.", "Voice", "and")
	for _, p := range a.Pairs {
		pairs.Rows = append(pairs.Rows, kappaRow(p.Kappas, voice(p.A, p.AImported), voice(p.B, p.BImported)))
	}
	d.table(pairs)
	if a.Alpha.Memes > 0 {
		d.alphas(&a)
	}
	for _, part := range []struct {
		title, caption string
		of             map[string]eval.Kappas
	}{
		{"With gold", "Gold is as it would be without the annotator.", a.Gold},
		{"With oneself", "The level that stands, and the answer when asked again.", a.Self},
	} {
		t := kappaTable(part.caption, "Annotator")
		for _, v := range a.Voices {
			if k, ok := part.of[v.Annotator]; ok && !v.Imported {
				t.Rows = append(t.Rows, kappaRow(k, v.Annotator))
			}
		}
		if len(t.Rows) > 0 {
			d.heading(part.title)
			d.table(t)
		}
	}
	d.withModel(&a)
	d.crowd(a.Crowd)
	return d
}

// voice is a name, with a mark for levels that a table has brought.
func voice(name string, imported bool) string {
	if imported {
		return name + "*"
	}
	return name
}

func kappaTable(caption string, names ...string) Table {
	return Table{
		Caption: caption, Words: len(names),
		Head: append(names, "memes", "equal", "kappa", "95% interval", "linear", "95% interval", "quadratic", "95% interval"),
	}
}

func kappaRow(k eval.Kappas, names ...string) []string {
	return append(names, fmt.Sprint(k.N), percent(k.Equal.K, k.Equal.N), k.Kappa.String(), k.KappaCI95.String(),
		k.Linear.String(), k.LinearCI95.String(), k.Quadratic.String(), k.QuadraticCI95.String())
}

func (d *Document) alphas(a *eval.Agreement) {
	t := Table{
		Caption: "Krippendorff's alpha of all together.", Words: 1,
		Head: []string{"Voices", "memes", "levels", "nominal", "95% interval", "ordinal", "95% interval", "interval", "95% interval"},
	}
	row := func(name string, x eval.Alphas) {
		t.Rows = append(t.Rows, []string{
			name, fmt.Sprint(x.Memes), fmt.Sprint(x.Voices), x.Nominal.String(), x.NominalCI95.String(),
			x.Ordinal.String(), x.OrdinalCI95.String(), x.Interval.String(), x.IntervalCI95.String(),
		})
	}
	if a.AlphaPeople != nil {
		row("people", *a.AlphaPeople)
	}
	row("all", a.Alpha)
	d.heading("All together")
	d.table(t)
}

func (d *Document) withModel(a *eval.Agreement) {
	t := kappaTable("By whether the model's answer was in sight when the level was first given.", "Annotator", "answer")
	for _, who := range a.MetModel() {
		m := a.Model[who]
		if m.Shown.N > 0 {
			t.Rows = append(t.Rows, kappaRow(m.Shown, who, "in sight"))
		}
		if m.Hidden.N > 0 {
			t.Rows = append(t.Rows, kappaRow(m.Hidden, who, "hidden"))
		}
	}
	if len(t.Rows) > 0 {
		d.heading("With the model")
		d.table(t)
	}
}

func (d *Document) crowd(c *eval.Crowd) {
	if c == nil {
		return
	}
	t := Table{
		Caption: c.Caption(), Words: 2,
		Head: []string{"Voice", "worst level", "memes", "weight", "quality", "consensus"},
	}
	for _, v := range c.Annotators {
		worst := none
		if v.Worst.Valid() {
			worst = v.Worst.Title()
		}
		t.Rows = append(t.Rows, []string{voice(v.Annotator, v.Imported), worst, fmt.Sprint(v.N), v.Weight.String(), v.Quality.String(), v.Consensus.String()})
	}
	t.Rows = append(t.Rows, []string{"the model", none, none, c.ModelWeight.String(), none, none})
	d.heading("Annotators beside the model")
	d.table(t)
}
