package tui

import tea "github.com/charmbracelet/bubbletea"

// guideMsg brings the workspace's guide, which is another one than that of the session, or why it cannot be read.
type guideMsg struct {
	text, digest string
	err          error
}

// guideCmd looks whether the guide has changed: after each label, and where it is shown.
func (s *session) guideCmd() tea.Cmd {
	d, failed := s.deps, s.guideFault != ""
	return func() tea.Msg {
		msg, changed := d.newGuide()
		if changed || msg.err != nil || failed {
			return msg
		}
		return nil
	}
}

// newGuide is the guide, or why it cannot be read; changed: it is another one than that of the session.
func (d Deps) newGuide() (msg guideMsg, changed bool) {
	if d.ReadGuide == nil {
		return guideMsg{text: d.Guide, digest: d.GuideDigest}, false
	}
	msg.text, msg.digest, msg.err = d.ReadGuide()
	return msg, msg.err == nil && msg.digest != d.GuideDigest
}

// guideFails is what there is to say of a guide that cannot be read, which then stays as it was: "" where that was
// said, and where it can.
func (s *session) guideFails(err error) (says string) {
	fault := ""
	if err != nil {
		fault = "guide.md cannot be read, the guide stays: " + err.Error()
	}
	if fault != s.guideFault {
		s.guideFault, says = fault, fault
	}
	return says
}
