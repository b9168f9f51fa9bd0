package labels

import "slices"

// Edited returns the caption that one meme's events, given in the order of the log,
// have put in the place of the imported one: that of the newest Caption that stands.
func Edited(events []Event) (caption string, ok bool) {
	retracted := Retracted(events)
	for i := len(events) - 1; i >= 0; i-- {
		if e := events[i]; e.Action == Caption && !retracted[e.Seq] {
			return e.Text, true
		}
	}
	return "", false
}

// Noted reports whether a note on the meme stands, of one meme's events in the order of
// the log.
func Noted(events []Event) bool {
	retracted := Retracted(events)
	return slices.ContainsFunc(events, func(e Event) bool { return e.Action == Note && e.Text != "" && !retracted[e.Seq] })
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
