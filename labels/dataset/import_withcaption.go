package dataset

import (
	"slices"
	"strings"
	"sync"

	"memebench/labels"
)

// This file finds the memes that have a caption: those that came with it, and those that it was
// given to since, by a later table, by somebody who mended it or by what was read in the picture. Who
// gets an export, or sees the screens, has that one.

// So many captions are remembered that at least so many memes have.
const (
	mostCaptions = 200
	manyMemes    = 10
)

// captionMemes remember the memes of captions. Rows are compared with them, and first batches, by
// two goroutines.
type captionMemes struct {
	mu    sync.Mutex
	known map[string]sayers // of captions that many have, by dataset and caption
	// Of captions by which the store does not find them, by saidAs: those that are only signs (an
	// emoji), and those that memes have now and did not come with. nil where these were not read.
	other map[string][]labels.MemeID
}

// sayers are memes with one caption; more is whether there are others.
type sayers struct {
	memes []labels.Meme
	more  bool
}

// withCaption returns the memes with a caption that were here when the import began; more is whether
// one of these may be left out. What many memes say, many rows do.
func (im *Import) withCaption(dataset, caption string) (all []labels.Meme, more bool, err error) {
	if caption == "" {
		return nil, false, nil
	}
	c, name := &im.said, dataset+"\x00"+caption
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.known[name]; ok {
		return known.memes, known.more, nil
	}
	if all, more, err = im.here.SameCaption(dataset, caption); err != nil {
		return nil, false, err
	}
	many := more || len(all) >= manyMemes // also of this import
	if last := len(all) - 1; last >= 0 && all[last].Seq > im.had {
		more = false // they come in the order of import
	}
	all = slices.DeleteFunc(all, func(m labels.Meme) bool { return m.Seq > im.had })
	if !more && im.had > 0 {
		if err := im.readCaptions(); err != nil {
			return nil, false, err
		}
		ids := c.other[saidAs(dataset, caption)]
		for _, id := range ids[:min(len(ids), mostCaptions)] {
			m, ok, err := im.here.LookUp(id)
			if err != nil {
				return nil, false, err
			}
			if ok {
				all = append(all, m)
			}
		}
		more = len(ids) > mostCaptions
		many = many || len(ids) >= manyMemes
	}
	if many {
		if len(c.known) == mostCaptions || c.known == nil {
			c.known = map[string]sayers{}
		}
		c.known[name] = sayers{all, more}
	}
	return all, more, nil
}

// readCaptions reads the memes that the store does not find by their captions, once a row is looked
// for by one.
func (im *Import) readCaptions() error {
	c := &im.said
	if c.other != nil {
		return nil
	}
	other := map[string][]labels.MemeID{}
	keep := func(as string, m *labels.Meme) {
		if len(other[as]) <= mostCaptions { // one more than are looked at
			other[as] = append(other[as], m.ID)
		}
	}
	err := im.here.Rows(func(m labels.Meme, _ labels.State) error {
		imported := m.Imported()
		if m.Seq <= im.had && imported != "" && m.CaptionKey() == "" {
			keep(saidAs(m.Dataset, imported), &m)
		}
		if m.Seq <= im.had && m.Caption != "" && m.Caption != imported {
			if now := saidAs(m.Dataset, m.Caption); now != saidAs(m.Dataset, imported) {
				keep(now, &m)
			}
		}
		if im.part.in == nil {
			return nil
		}
		return im.part.in.ctx.Err()
	})
	if err == nil {
		c.other = other
	}
	return err
}

// saidAs is what a caption of a dataset is remembered by: as groups compare captions, or one that is
// only signs as it stands.
func saidAs(dataset, caption string) string {
	said := labels.CaptionKey(caption)
	if said == "" {
		said = strings.TrimSpace(caption)
	}
	return dataset + "\x00" + said
}
