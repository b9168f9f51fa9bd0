package labels

import "slices"

// Edited returns the caption that one meme's events, given in the order of the log,
// have put in the place of the imported one: that of the newest Caption that stands.
func Edited(events []Event) (caption string, ok bool) {
	standing := Standing(events, Caption)
	if len(standing) == 0 {
		return "", false
	}
	return standing[len(standing)-1].Text, true
}

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
