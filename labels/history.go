package labels

import "slices"

// Noted reports whether a note on the meme stands, of one meme's events in the order of
// the log.
func Noted(events []Event) bool {
	return slices.ContainsFunc(Standing(events, Note), func(e Event) bool { return e.Text != "" })
}

// Relabelled reports whether an annotator has given the meme another level than before,
// as far as both stand. What is asked again to measure self-agreement does not count.
func Relabelled(events []Event) bool {
	retracted := Retracted(events)
	last := map[string]Level{}
	for _, e := range events {
		if (e.Action == SetLevel || e.Action == Adjudicate) && !e.ReAsk && !retracted[e.Seq] {
			if was, ok := last[e.Annotator]; ok && was != e.Level {
				return true
			}
			last[e.Annotator] = e.Level
		}
	}
	return false
}
