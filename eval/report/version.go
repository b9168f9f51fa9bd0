package report

import (
	"fmt"

	"memebench/eval"
)

// Beside is what a version is shown beside: another one, and what it gains over that, nil where the
// two were not compared.
type Beside struct {
	Version    eval.Version
	Comparison *eval.Comparison
}

// Version is the report of one version: how it was trained, what it is worth on val, and, with
// another one beside it, in what it differs from that and what it gains. nil is for none. otherSplits
// says that the splits were assigned anew since it was trained.
func Version(v eval.Version, otherSplits bool, beside *Beside, origin Origin) (Document, error) {
	d := Document{Title: "Version " + v.Title(), Of: v.ID, Origin: origin}
	switch {
	case otherSplits && v.Headless():
		d.warn([]string{fmt.Sprintf("the splits were assigned anew since %s was brought in: its metrics are of val as it was.", v.ID)})
	case otherSplits:
		d.warn([]string{fmt.Sprintf("the splits were assigned anew since %s was trained: its metrics are of val as it was, and it may know memes of today's val and test.", v.ID)})
	}
	d.howMade(&v)
	if err := d.onVal(&v); err != nil {
		return Document{}, err
	}
	if err := d.epochs(&v); err != nil {
		return Document{}, err
	}
	if beside != nil {
		d.heading("Beside " + beside.Version.Title())
		d.differences(beside.Version, v)
		if c := beside.Comparison; c != nil {
			d.comparison(c, false)
		}
	}
	return d, nil
}

// Differences is the report of what two versions do not share of what they were trained with and on.
func Differences(first, second eval.Version, origin Origin) Document {
	d := Document{Title: fmt.Sprintf("%s and %s: what differs", first.Title(), second.Title()), Origin: origin}
	d.differences(first, second)
	return d
}

func (d *Document) differences(first, second eval.Version) {
	t := Table{Caption: "What differs; options are called as memebench train calls them.", Words: 3, Head: []string{"What", first.ID, second.ID}}
	for _, x := range eval.VersionDifferences(first, second) {
		t.Rows = append(t.Rows, []string{x.Setting, orNone(x.First), orNone(x.Second)})
	}
	if len(t.Rows) == 0 {
		d.say("%s and %s were trained alike.", first.ID, second.ID)
	}
	d.table(t)
}

// howMade says how a version came to be, and what became of it.
func (d *Document) howMade(v *eval.Version) {
	if v.Headless() {
		d.say("%s is %s. It has no head, and is never served.", v.ID, givenSentence(*v))
		return
	}
	stopped := ""
	switch {
	case v.StoppedBy == eval.StoppedByFolds:
		stopped = ", as many as were best in folds of the training rows"
	case v.ValChose():
		stopped = ", chosen on val, on which it does a little better for that"
	}
	d.say("%s was trained on %s; val has %d. Of %s that were run it keeps epoch %d%s.", v.ID, count(v.TrainN, "row")+voted(*v), v.ValN, count(v.Epochs, "epoch"), v.Best, stopped)
	if v.Origin != nil {
		d.say("It was trained elsewhere, as %s: its metrics are of the memes there.", v.Origin.As())
	}
	if v.ColdStartReason != "" {
		d.say("It started from new parameters: %s.", v.ColdStartReason)
	}
	if x := v.Decision; x != nil {
		became := "kept back"
		if x.Serve {
			became = "served"
		}
		d.say("When it was trained it was %s, beside %s: %s.", became, x.Against, x.Why)
	}
	t := Table{Caption: "Options that are not the usual ones.", Words: 3, Head: []string{"Option", "usual", "here"}}
	for _, x := range eval.ConfigDifferences(eval.Default(), v.Config) {
		t.Rows = append(t.Rows, []string{x.Setting, orNone(x.First), orNone(x.Second)})
	}
	d.table(t)
}

// onVal puts what a version was worth on val into the document, when it was made.
func (d *Document) onVal(v *eval.Version) error {
	if v.Val.N == 0 {
		return nil
	}
	interval := none
	if v.ValInterval != nil {
		interval = v.ValInterval.String()
	}
	m := &v.Val
	d.heading("On val")
	t := Table{Caption: fmt.Sprintf("The metrics on %s of val, when it was made.", count(m.N, "row")), Words: 1, Head: []string{"Metric", "model", "95% interval"}}
	for _, x := range []struct {
		name     string
		is       eval.Metric
		interval string
	}{
		{"macro-F1", m.MacroF1, interval}, {"accuracy", m.Accuracy, ""}, {"weighted F1", m.WeightedF1, ""}, {"QWK", m.QWK, ""},
		{"MAE (levels)", m.MAE, ""}, {"within one level", m.WithinOne, ""}, {"log loss (nats)", m.LogLoss, ""},
	} {
		t.Rows = append(t.Rows, []string{x.name, x.is.String(), x.interval})
	}
	d.table(t)
	d.warn(m.Scarce().ScarceNotes())
	d.calibrated(v.Calibration)
	d.table(matrixTable(m))
	f, err := matrixFigure(m)
	if err != nil {
		return err
	}
	d.figure(f)
	return nil
}

// epochs puts how a training went into the document.
func (d *Document) epochs(v *eval.Version) error {
	if len(v.History) == 0 {
		return nil
	}
	d.heading("Epochs")
	t := Table{Caption: "The training, by epoch.", Words: 1, Head: []string{"Epoch", "training loss", "loss on val", "macro-F1 on val"}}
	train := line{name: "training loss", colour: blue}
	loss, f1 := line{name: "loss on val", colour: amber, dashed: true}, line{name: "macro-F1 on val", colour: blue}
	for _, e := range v.History {
		row := []string{fmt.Sprint(e.Epoch), eval.Metric(e.TrainLoss).String(), e.ValLoss.String(), e.ValMacroF1.String()}
		train.add(e.Epoch, e.TrainLoss)
		if e.OnVal() {
			loss.add(e.Epoch, float64(e.ValLoss))
			f1.add(e.Epoch, float64(e.ValMacroF1))
		}
		if e.Epoch == v.Best {
			row[0] += " (kept)"
		}
		t.Rows = append(t.Rows, row)
	}
	d.table(t)
	for _, plotted := range []struct {
		axis, caption string
		lines         []line
	}{
		{"loss (nats)", "The loss by epoch", []line{train, loss}},
		{"macro-F1 on val", "Macro-F1 on val by epoch", []line{f1}},
	} {
		f, err := epochsFigure(plotted.axis, fmt.Sprintf("%s; the dotted line is epoch %d, which was kept.", plotted.caption, v.Best), plotted.lines, v.Best)
		if err != nil {
			return err
		}
		if f.SVG != "" {
			d.figure(f)
		}
	}
	return nil
}
