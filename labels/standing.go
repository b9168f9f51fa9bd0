package labels

// Standing returns those of one meme's events with an action that nothing takes back,
// given and returned in the order of the log. Of one annotator's notes and captions the
// last one is in force.
func Standing(events []Event, action Action) []Event {
	retracted := Retracted(events)
	var standing []Event
	for _, e := range events {
		if e.Action == action && !retracted[e.Seq] {
			standing = append(standing, e)
		}
	}
	return standing
}

// By returns those of some events that are an annotator's, in their order.
func By(events []Event, annotator string) []Event {
	var own []Event
	for _, e := range events {
		if e.Annotator == annotator {
			own = append(own, e)
		}
	}
	return own
}
