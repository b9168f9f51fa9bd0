package report

import (
	"fmt"
	"maps"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// Description is the report of what the memes and labels are.
func Description(of eval.Description, origin Origin) Document {
	d := Document{Title: "Memes and labels", Origin: origin}
	d.heading("Can these labels be learned?")
	d.say("%s", of.Learnable.Paragraph)
	reliable := Table{Caption: "How far labels agree that are of one thing: 0 is chance, 1 is always.", Words: 1, Head: []string{"Labels of", "memes or groups", "agreement", "95% interval"}}
	for _, r := range of.Learnable.Reliability {
		reliable.Rows = append(reliable.Rows, []string{r.Of, fmt.Sprint(r.N), r.Value.String(), r.CI95.String()})
	}
	d.table(reliable)
	d.heading("Levels")
	splits := levelCounts("Gold levels by split.", "Split", "memes", "labelled")
	for _, s := range of.Splits {
		splits.Rows = append(splits.Rows, append([]string{string(s.Split), fmt.Sprint(s.Memes), fmt.Sprint(s.Labelled)}, counts(s.ByLevel)...))
	}
	d.table(splits)
	voices := levelCounts("Levels by annotator; * are levels that a table has brought.", "Annotator", "labelled")
	for _, a := range of.Annotators {
		voices.Rows = append(voices.Rows, append([]string{voice(a.Annotator, a.Imported), fmt.Sprint(a.Labelled)}, counts(a.ByLevel)...))
	}
	d.table(voices)
	d.heading("Memes")
	t := Table{Caption: "What there is.", Words: 1, Head: []string{"Of", "number"}}
	add := func(what string, n int) { t.Rows = append(t.Rows, []string{what, fmt.Sprint(n)}) }
	add("memes", of.Memes)
	for _, l := range append(of.Lacks(), of.Unsettled()...) {
		add(l.What, l.N)
	}
	for _, f := range slices.Sorted(maps.Keys(of.Pictures)) {
		add("pictures, "+f, of.Pictures[f])
	}
	add("groups of memes that share a picture or a caption, with those of one meme", of.Groups.Groups)
	add("groups of two memes or more", of.Groups.Shared)
	add("memes in these", of.Groups.Memes)
	add("memes of the largest", of.Groups.Largest)
	d.table(t)
	if c := of.Captions; c.N > 0 {
		d.say("Captions have %d to %d words; half of them have %d to %d, the median is %d.", c.Least, c.Most, c.Quarter, c.Three, c.Median)
	}
	return d
}

// levelCounts is a table whose last columns are the levels.
func levelCounts(caption string, head ...string) Table {
	return Table{Caption: caption, Words: 1, Head: append(head, levelNames()...)}
}

func counts(by [labels.Levels]int) (cells []string) {
	for _, n := range by {
		cells = append(cells, fmt.Sprint(n))
	}
	return cells
}
