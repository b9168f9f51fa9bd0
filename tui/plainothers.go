package tui

import (
	"fmt"

	"memebench/labels"
	"memebench/model/settings"
)

// hears reports whether the annotator is told what others say of the meme, as on the screens.
func (p *plain) hears() bool {
	said, ok := p.ownLabel(p.item)
	return ok && said.Level.Valid() && !p.item.again || disputes(p.queue, p.item) || p.deps.liftsFlag(p.queue, p.item.meme, p.item.state) ||
		p.deps.reads(p.item.state, p.summary.Counts.Overlap)
}

// decides reports whether a level that is given the meme decides, as on the screens.
func (p *plain) decides() bool {
	return disputes(p.queue, p.item) || p.deps.liftsFlag(p.queue, p.item.meme, p.item.state) || p.decided(p.item)
}

// othersSay is what others have said of a meme, in a line each, as the screens have it: their
// levels and notes once the annotator hears them, so as not to sway; that it is flagged, always, and
// among the flagged also why.
func (p *plain) othersSay(it *item, hears bool) (lines []string) {
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if hears {
		lines = p.othersAnswered(it)
		if p.deps.reads(it.state, p.summary.Counts.Overlap) && !p.decides() {
			say("That is enough, and your level is not wanted.")
		}
	} else if n := len(p.ofOthers(it)); n > 0 {
		then := "you are told after yours"
		if p.deps.enough(it.state, p.summary.Counts.Overlap) {
			then = "that is enough, and your level is not wanted"
		}
		say("Others have given %s: %s.", count(n, "answer"), then)
	}
	if it.state.Kind == labels.Flagged {
		flags := labels.Standing(it.events, labels.Flag)
		if !hears && !isFlagged(p.queue, it.meme) {
			flags = labels.By(flags, p.deps.Annotator)
		}
		say("It is flagged as unfit: no version learns from it.")
		if why := reasonOf(flags); why != "" {
			say("Why: %s", why)
		}
	}
	return lines
}

// othersAnswered are the answers and notes of others.
func (p *plain) othersAnswered(it *item) (lines []string) {
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, o := range p.ofOthers(it) {
		switch {
		case o.Action == labels.Adjudicate:
			say("%s decided: %s.", o.Annotator, levelName(o.Level))
		case o.Level.Valid():
			say("%s said: %s.", o.Annotator, levelName(o.Level))
		default:
			say("%s said: %s.", o.Annotator, o.Action)
		}
	}
	if gold := p.goldIs(it); gold != "" {
		say("G%s.", gold[1:])
	}
	notes := labels.Standing(it.events, labels.Note)
	for _, note := range notes {
		if last, _ := labels.Newest(labels.By(notes, note.Annotator)); note.Annotator != p.deps.Annotator && note.Seq == last.Seq {
			say("Note by %s: %s", note.Annotator, note.Text)
		}
	}
	return lines
}

// follow takes in what an owner has set meanwhile, as the screens do. What was written of the
// model stays known.
func (p *plain) follow() {
	blind, set, err := p.deps.Settings.Setting(settings.Blind.Name)
	if err != nil || !set || settings.Blind.Check(blind) != nil || blind == string(p.deps.Blind) {
		return
	}
	p.deps.Blind = labels.Blind(blind)
	p.say("%s is %s from now on.", settings.Blind.Name, blind)
}
