package tui

import (
	"fmt"

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
	switch {
	case m.HasImage() && v.Moves:
		lines = append(lines, fmt.Sprintf("Its first frame: %s.", size))
	case m.HasImage() && i.Moving:
		lines = append(lines, fmt.Sprintf("Picture: %s, animated%s.", size, opens))
	case m.HasImage():
		lines = append(lines, fmt.Sprintf("Picture: %s.", size))
	case i.Fault != "":
		lines = append(lines, fmt.Sprintf("No picture: %s.", i.Fault))
	}
	if text := damageOf(m, term.ImageChanged(i.Path, i.Imported())); text != "" {
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
