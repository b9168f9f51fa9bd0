package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"memebench/labels"
	"memebench/tui/term"
)

// seen says what there is to be seen and heard of a meme, in a line each. In a team nothing can be opened: the
// files are the server's.
func (d Deps) seen(m labels.Meme) (lines []string) {
	opens := ": o opens it"
	if d.Team != nil {
		opens = ": o says which file it is"
	}
	i, v := m.Image, m.Image.Media
	size := fmt.Sprintf("%s, %d by %d", i.Format, i.Width, i.Height)
	switch {
	case v.Moves && v.Sound:
		lines = append(lines, fmt.Sprintf("Video: %s, %s, with sound%s.", v.Format, spokenLength(v), opens))
	case v.Moves:
		lines = append(lines, fmt.Sprintf("Video: %s, %s, without sound%s.", v.Format, spokenLength(v), opens))
	case v.Is() && i.Path == "":
		return append(lines, fmt.Sprintf("Sound: %s, %s, without a picture%s.", v.Format, spokenLength(v), opens))
	}
	gone := isGone(m)
	switch {
	case gone:
		lines = append(lines, fmt.Sprintf("No picture: %s is not found: memebench relink FOLDER finds it, where it is now.", m.BareTitle()))
	case m.HasImage() && v.Moves:
		lines = append(lines, fmt.Sprintf("Its first frame: %s.", size))
	case m.HasImage() && i.Moving:
		lines = append(lines, fmt.Sprintf("Picture: %s, animated%s.", size, opens))
	case m.HasImage():
		lines = append(lines, fmt.Sprintf("Picture: %s.", size))
	case i.Fault != "":
		lines = append(lines, fmt.Sprintf("No picture: %s.", i.Fault))
	}
	if text := damageOf(m, term.ImageChanged(i.Path, i.Imported())); text != "" && !gone {
		lines = append(lines, "Mind: "+text+".")
	}
	if v.Is() && !v.Moves {
		if d.Team == nil {
			opens += " and the picture"
		}
		lines = append(lines, fmt.Sprintf("Its sound: %s, %s%s.", v.Format, spokenLength(v), opens))
	}
	return lines
}

// isGone reports whether the picture of a meme that came with one is not where it should be.
func isGone(m labels.Meme) bool {
	if m.Image.Path == "" {
		return hasPicture(m) && m.Image.Fault == "" && !m.Image.Media.Is()
	}
	_, err := os.Stat(m.Image.Path)
	return errors.Is(err, fs.ErrNotExist)
}

// spokenLength is how long a video or a sound is, in words.
func spokenLength(v labels.Media) string {
	s := wholeSeconds(v)
	switch {
	case s == 0:
		return "of unknown length"
	case s < 60:
		return count(s, "second")
	case s%60 == 0:
		return count(s/60, "minute")
	}
	return count(s/60, "minute") + " " + count(s%60, "second")
}
