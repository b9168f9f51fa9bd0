package tui

import "memebench/labels"

// sayGuide says that the guide is another one than that of the annotator's last label.
func (p *plain) sayGuide() {
	last, ok := recallCmd(p.deps)().(recalledMsg)
	if ok && last.guide != "" && p.deps.GuideDigest != "" && last.guide != p.deps.GuideDigest {
		p.say("guide.md has changed since your last label: g reads it.")
	}
}

// lookAtGuide takes in a guide that was changed meanwhile, and says so.
func (p *plain) lookAtGuide() {
	if p.takeGuide() {
		p.say("guide.md has changed: g reads it.")
	}
}

// takeGuide takes in another guide, and reports whether there is one.
func (p *plain) takeGuide() bool {
	now, changed := p.deps.newGuide()
	if fails := p.guideFails(now.err); fails != "" {
		p.say("%s.", labels.Printable(fails))
	}
	if changed {
		p.deps.Guide, p.deps.GuideDigest = now.text, now.digest
	}
	return changed
}

// readGuide writes the guide, as it is now.
func (p *plain) readGuide() {
	p.takeGuide()
	p.write(labels.PrintableLines(guideOf(p.deps.Guide)) + "\n")
}
