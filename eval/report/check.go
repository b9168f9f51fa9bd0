package report

import (
	"fmt"

	"memebench/eval"
	"memebench/labels"
)

// Check is the report of labels to be looked at again, of which there are so many in all; meme
// finds the memes.
func Check(c eval.Check, kind eval.CheckKind, all int, meme func(labels.MemeID) (labels.Meme, error), origin Origin) (Document, error) {
	d := Document{Title: fmt.Sprintf("Labels to look at again: %s", kind), Origin: origin}
	d.say("%d of %s, the worst first.", len(c.Doubts), count(all, "label"))
	if r := c.Review; r.Done() > 0 {
		said := fmt.Sprintf("Reviewed so far: %d kept, %d changed, %d flagged", r.Kept, r.Changed, r.Flagged)
		if p := r.Precision(); p.N > 0 {
			said += fmt.Sprintf("; %s of the list was wrong (95%% interval %s)", p.Share, p.CI95)
		}
		d.say("%s.", said)
	}
	if c.Chance != "" {
		d.warn([]string{c.Chance})
	}
	t := Table{Caption: "Suspect are those that confident learning, or most others of a group, take for wrong.", Words: 6, Head: []string{"Meme", "label", "suggested", "suspect", "caption", "reason", "score"}}
	for _, doubt := range c.Doubts {
		m, err := meme(doubt.Meme)
		if err != nil {
			return Document{}, err
		}
		suspect := ""
		if doubt.Suspect {
			suspect = "yes"
		}
		text := m.Caption
		if text == "" {
			text = m.Title()
		}
		t.Rows = append(t.Rows, []string{
			fmt.Sprintf("#%d", m.Seq), doubt.Label.Title(), doubt.Suggested.Title(), suspect, text, doubt.Reason, fmt.Sprintf("%.2f", doubt.Score),
		})
	}
	d.table(t)
	return d, nil
}
