package tui

import tea "github.com/charmbracelet/bubbletea"

// guideMsg brings the workspace's guide, which is another one than that of the session.
type guideMsg struct{ text, digest string }

// guideCmd looks whether the guide has changed: after each label, and where it is shown. One that cannot
// be read stays as it was.
func (s *session) guideCmd() tea.Cmd {
	d := s.deps
	return func() tea.Msg {
		if text, digest, changed := d.newGuide(); changed {
			return guideMsg{text, digest}
		}
		return nil
	}
}

// newGuide is the guide, if it is another one than that of the session.
func (d Deps) newGuide() (text, digest string, changed bool) {
	if d.ReadGuide == nil {
		return "", "", false
	}
	text, digest, err := d.ReadGuide()
	return text, digest, err == nil && digest != d.GuideDigest
}
