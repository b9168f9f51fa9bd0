package tui

import (
	"errors"
	"fmt"
	"io/fs"

	"memebench/labels"
	"memebench/tui/term"
)

// noPicture says in the place of a picture why there is none: in short, and then where it
// should be and what to do.
func noPicture(m labels.Meme, p *pictures, keys Keys, err error) []string {
	why := whyNoPicture(m, p.tech, err)
	if why == "" {
		why = keys.picturesAreHidden()
	}
	lines := []string{why}
	if m.Image.Path != "" && (err != nil || m.Image.Fault != "") {
		lines = append(lines, "", m.Image.Path)
	}
	if m.Image.Fault == "" && (m.Image.Path == "" || errors.Is(err, fs.ErrNotExist)) {
		lines = append(lines, "", "memebench relink FOLDER finds it, where it is now")
	}
	return lines
}

// damage is damageOf a meme, as far as its file was seen when it was drawn.
func (s *session) damage(m labels.Meme) string { return damageOf(m, s.isOther(m)) }

// damageOf says of a picture of which there is a part alone that it is one, and of a file that is another than was
// imported that it is; "" of any other.
func damageOf(m labels.Meme, other bool) string {
	switch {
	case other:
		return "not the file that was imported: put that back, or import this as a new dataset"
	case m.Image.Damaged:
		return "the picture is damaged: its end is missing, and it is shown as far as it goes"
	}
	return ""
}

// isOther reports whether a meme's file is another one than was imported, as far as that was seen when it was drawn.
func (s *session) isOther(m labels.Meme) bool { return s.pics.other[m.ID] || s.thumbs.other[m.ID] }

// whyNoPicture says in a sentence why there is no picture; "" where there is one.
func whyNoPicture(m labels.Meme, tech term.Technique, err error) string {
	switch {
	case m.Image.Fault != "":
		return "picture not shown: " + m.Image.Fault
	case !hasPicture(m):
		return "text only"
	case m.Image.Path == "" || errors.Is(err, fs.ErrNotExist):
		return "picture not found: " + m.BareTitle()
	case err != nil:
		return "picture not shown: " + err.Error()
	case tech == nil && m.Image.Width > 0:
		return fmt.Sprintf("%s, %d×%d; pictures are switched off", m.Image.Format, m.Image.Width, m.Image.Height)
	case tech == nil:
		return "pictures are switched off"
	}
	return ""
}
