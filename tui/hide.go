package tui

import tea "github.com/charmbracelet/bubbletea"

// wantsHidden reports whether pictures were hidden in the last session. That it
// cannot be read is no reason not to start.
func (d Deps) wantsHidden() bool {
	v, ok, err := d.Settings.Setting(settingPictures)
	return err == nil && ok && v == picturesHidden
}

// picturesAreHidden is why there is no picture then.
func (k Keys) picturesAreHidden() string {
	return "the picture is hidden: " + k.key(doHide) + " shows it"
}

// rememberedMsg says whether a setting is on disk.
type rememberedMsg struct{ err error }

// hidePictures hides all pictures, or shows them again.
func (s *session) hidePictures() tea.Cmd {
	if s.pics.tech == nil {
		s.status.say("pictures are switched off (--image none)")
		return nil
	}
	s.pics.hidden = !s.pics.hidden
	value := picturesShown
	if s.pics.hidden {
		value = picturesHidden
		s.status.did("pictures are hidden: %s shows them again", s.key(doHide))
	} else {
		s.status.did("pictures are shown")
	}
	d := s.deps
	return func() tea.Msg { return rememberedMsg{d.Settings.SetSetting(settingPictures, value)} }
}

func (s *session) remembered(msg rememberedMsg) {
	if msg.err != nil {
		s.status.fail(notSaved+" for the next time: %v", msg.err)
	}
}
