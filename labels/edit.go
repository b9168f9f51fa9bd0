package labels

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
