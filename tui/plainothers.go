package tui

import "memebench/labels"

// sayOthers says what others have said of the meme, as the screens do: their levels and notes once
// the annotator has given one, so as not to sway; that it is flagged, always.
func (p *plain) sayOthers() {
	it := p.item
	own, said := p.ownLabel(it)
	hears := said && own.Level.Valid() && !it.again || disputes(p.queue, it)
	answers := 0
	for _, o := range it.state.Current {
		if o.Annotator == p.deps.Annotator {
			continue
		}
		answers++
		switch {
		case !hears:
		case o.Level.Valid():
			p.say("%s said: %s.", o.Annotator, levelName(o.Level))
		default:
			p.say("%s said: %s.", o.Annotator, o.Action)
		}
	}
	if answers > 0 && !hears {
		p.say("Others have given %s: you are told after yours.", count(answers, "answer"))
	}
	if it.state.Kind == labels.Flagged {
		p.say("It is flagged as unfit: no version learns from it.")
	}
	flags := labels.Standing(it.events, labels.Flag)
	if !hears {
		flags = labels.By(flags, p.deps.Annotator)
	}
	if why := newestText(flags); why != "" && it.state.Kind == labels.Flagged {
		p.say("Why: %s", why)
	}
	for _, note := range labels.Standing(it.events, labels.Note) {
		if hears && note.Annotator != p.deps.Annotator {
			p.say("Note by %s: %s", note.Annotator, note.Text)
		}
	}
}
