package labels

// Edited returns the caption that one meme's events, given in the order of the log,
// have put in the place of the imported one: that of the newest Caption that stands.
func Edited(events []Event) (caption string, ok bool) {
	standing := Standing(events, Caption)
	if len(standing) == 0 {
		return "", false
	}
	return standing[len(standing)-1].Text, true
}
