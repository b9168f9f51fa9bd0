package report

import (
	"fmt"

	"memebench/eval"
)

// LearningCurve is the report of how macro-F1 went with the labels, by the versions that there were.
// The data of its origin are those of the last of them.
func LearningCurve(c eval.Curve, origin Origin) (Document, error) {
	d := Document{Title: "Learning curve", Origin: origin}
	if n := len(c.Points); n > 0 {
		d.say("Each version is measured on val as that was when it was trained. The data named below are those of %s.", c.Points[n-1].Version)
	}
	err := d.points(c)
	return d, err
}

// curve puts the learning curve of two versions or more into the document.
func (d *Document) curve(c eval.Curve) error {
	if len(c.Points) < 2 {
		return nil
	}
	d.heading("Learning curve")
	return d.points(c)
}

// points are those of a learning curve, drawn if there are two or more, and what they promise.
func (d *Document) points(c eval.Curve) error {
	if whose := c.Whose(); whose != "" {
		d.say("%s", sentence(whose))
	}
	d.table(pointsTable(c))
	if len(c.Points) > 1 {
		f, err := curveFigure(c, "gold labels in train and val", "macro-F1 on val")
		if err != nil {
			return err
		}
		d.figure(f)
	}
	d.say("%s", sentence(c.Verdict()))
	return nil
}

func pointsTable(c eval.Curve) Table {
	t := Table{Caption: "Macro-F1 on val by how many labels there were.", Words: 1, Head: []string{"Version", "labels", "macro-F1", "95% interval"}}
	for _, p := range c.Points {
		t.Rows = append(t.Rows, []string{p.Version, fmt.Sprint(p.Labels), p.MacroF1.String(), p.Interval.String()})
	}
	return t
}

// Subsampled is the report of a learning curve from the labels that there are.
func Subsampled(c eval.Subsampled, origin Origin) (Document, error) {
	d := Document{Title: fmt.Sprintf("Learning curve of the config of %s", c.Version), Of: "config of " + c.Version + ", cross-validated", Origin: origin}
	d.say("Heads with the config of %s that learn from ever more of the labels, in random order, are all evaluated on the same %s of train and val in %s, in %s by group and %s.",
		c.Version, count(c.N, "row"), count(c.Groups, "group"), count(c.Folds, "fold"), count(c.Repeats, "repeat"))
	d.warn(c.Warnings())
	t := Table{
		Caption: "Metrics by how many labels a head has learnt from, the means of the repeats.",
		Head:    []string{"labels", "share", "macro-F1", "95% interval", "QWK", "log loss"},
	}
	var drawn eval.Curve
	for _, p := range c.Points {
		t.Rows = append(t.Rows, []string{
			fmt.Sprint(p.Labels), fmt.Sprintf("%.0f%%", 100*p.Share), p.MacroF1.Mean.String(), p.MacroF1.CI95.String(), p.QWK.Mean.String(), p.LogLoss.Mean.String(),
		})
		drawn.Points = append(drawn.Points, eval.Point{Labels: p.Labels, MacroF1: p.MacroF1.Mean, Interval: p.MacroF1.CI95})
	}
	d.table(t)
	if voted := c.Voted(); voted != "" {
		d.say("%s", voted)
	}
	if len(drawn.Points) > 1 {
		f, err := curveFigure(drawn, "labels learnt from", "macro-F1, cross-validated")
		if err != nil {
			return Document{}, err
		}
		d.figure(f)
	}
	d.say("%s", sentence(c.Verdict()))
	if c.Check != nil {
		d.say("%s", sentence(c.Check.Verdict()))
	}
	return d, nil
}
