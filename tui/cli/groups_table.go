package cli

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"memebench/labels"
)

// tiedTo is what a cross-split duplicate is the same as in another split.
type tiedTo struct {
	Group uint64        `json:"group"`
	Split labels.Split  `json:"split"`
	Meme  labels.MemeID `json:"meme"`
	Seq   uint64        `json:"seq"` // of that meme, the first of its group
	Why   string        `json:"why"` // of groupReasons
	title string
}

// elsewhere finds the memes of other splits to which a cross-split duplicate of group n is tied,
// the first of each group. The members are those of groups of several memes.
func (w *workspace) elsewhere(m *labels.Meme, n uint64, members map[uint64][]uint64) ([]tiedTo, error) {
	all := []tiedTo{}
	leads, err := w.store.KeyGroups(m.Seq)
	if err != nil {
		return nil, err
	}
	for _, lead := range leads {
		known := slices.ContainsFunc(all, func(t tiedTo) bool { return t.Group == lead.Group })
		if known || lead.Group == n && lead.Split == m.Split {
			continue
		}
		of := members[lead.Group]
		if of == nil { // alone in a group, which is named after its place
			of = []uint64{lead.Group}
		}
		for _, seq := range of {
			if seq == m.Seq {
				continue
			}
			other, err := w.store.MemeAt(seq)
			if err != nil {
				return nil, err
			}
			if why := sameBy(lead.Key, m, &other); why != "" && other.Split != m.Split {
				all = append(all, tiedTo{Group: lead.Group, Split: other.Split, Meme: other.ID, Seq: seq, Why: why, title: other.Title()})
				break
			}
		}
	}
	return all, nil
}

// sameBy says why a group key of a meme ties it to another one, "" if it does not.
func sameBy(key string, m, other *labels.Meme) string {
	switch {
	case !slices.Contains(other.GroupKeys(), key):
		return ""
	case labels.IsCaptionKey(key):
		return sameCaption
	case key == labels.PictureKey(m.Image.SHA256) && key == labels.PictureKey(other.Image.SHA256):
		return sameBytes
	}
	return nearPicture
}

// writeGroups writes groups as a table, for a terminal cut to its width.
func (o *options) writeGroups(w *bufio.Writer, groups []group) error {
	width := 0
	if term.IsTerminal(int(o.out.Fd())) {
		width, _, _ = term.GetSize(int(o.out.Fd())) // 0 where it does not say
	}
	line := func(format string, args ...any) {
		row := fmt.Sprintf(format, args...)
		if width > 0 {
			row = ansi.Truncate(row, width, "…")
		}
		fmt.Fprintln(w, row)
	}
	several, memes, crossSplit := 0, 0, 0
	for _, g := range groups {
		if len(g.Memes) > 1 {
			several++
			memes += len(g.Memes)
		}
		why := ""
		if len(g.Why) > 0 {
			why = ": " + strings.Join(g.Why, ", ")
		}
		line("group %d, %s%s", g.Group, howMany(len(g.Memes), "meme"), why)
		for _, m := range g.Memes {
			line("%8s  %-5s  %s  %s", fmt.Sprintf("#%d", m.Seq), m.Split, labels.Printable(m.title), labels.Quoted(m.Caption))
			if m.CrossSplit {
				crossSplit++
				line("%8s  left out: %s", "", m.sameAs())
			}
		}
	}
	line("%s of two or more memes, with %s; %s", howMany(several, "group"), howMany(memes, "meme"), howMany(crossSplit, "cross-split duplicate"))
	if crossSplit > 0 {
		line("cross-split duplicates are left out of training and evaluation: memebench list state:cross-split has them, memebench resplit says what would change if they were put beside what they are the same as")
	}
	return w.Flush()
}

// asWhat are the groupReasons as they are said of two memes.
var asWhat = map[string]string{sameBytes: "same bytes as", nearPicture: "near the picture of", sameCaption: "same caption as"}

// sameAs says what a cross-split duplicate is the same as.
func (m *groupedMeme) sameAs() string {
	var all []string
	for _, t := range m.Elsewhere {
		all = append(all, fmt.Sprintf("%s #%d %s in %s (group %d)", asWhat[t.Why], t.Seq, labels.Printable(t.title), t.Split, t.Group))
	}
	if all == nil {
		return "what it is tied to is in another split"
	}
	return strings.Join(all, "; ")
}

// howMany is a number of things.
func howMany(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}
