package tui

import (
	"errors"
	"testing"

	"memebench/labels"
	"memebench/tui/term"
)

func TestPicturesAreHiddenUntilTheyAreWanted(t *testing.T) {
	o := rigOptions{memes: memes(9)}
	o.memes[2].Image = labels.Image{}
	var settings map[string]string
	o.setup = func(s *fakeStore, _ *Deps) {
		if settings != nil {
			s.settings = settings
		}
		settings = s.settings
	}
	const hidden = "the picture is hidden: i shows it"
	inRig(t, o, func(t *testing.T, r *rig) {
		r.lacks(hidden)
		r.keys("i")
		r.wants(hidden, "pictures are hidden", "caption of meme 1")
		r.keys("i")
		r.lacks(hidden)
		r.keys("i", "right")
		r.wants(hidden)
		r.keys("right")
		r.wants("text only")
	})
	// The next session begins as the last has ended.
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("left")
		r.wants(hidden)
		if n := len(r.a.pics.cache); n > 0 {
			t.Errorf("%d pictures were drawn though none is shown", n)
		}
		r.keys("i")
		r.lacks(hidden)
		r.store.fail = errors.New("the disk is full")
		r.keys("i")
		r.wants("NOT saved for the next time", hidden)
	})
}

func TestPicturesThatAreOffCannotBeHidden(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9), images: term.ImagesNone}, func(t *testing.T, r *rig) {
		r.keys("i")
		r.wants("pictures are switched off (--image none)")
	})
}

// A picture of which there is a part alone is marked beside it, in the grid as well, and
// where it has the window for itself that is said.
func TestDamagedPicturesAreMarked(t *testing.T) {
	o := rigOptions{memes: memes(2)}
	o.memes[0].Image.Damaged = true
	inRig(t, o, func(t *testing.T, r *rig) {
		r.wants("damaged")
		r.keys("z")
		r.wants("the picture is damaged: its end is missing")
		r.keys("esc", "enter")
		r.wants("the picture is damaged: its end is missing")
		r.keys("esc", "G")
		r.wants("damaged")
		r.keys("z")
		r.wants("the picture is damaged")
		r.keys("esc", "right")
		r.lacks("damaged")
	})
}

func TestGIFsAreMarked(t *testing.T) {
	o := rigOptions{memes: memes(2)}
	o.memes[0].Image.Format = "gif"
	inRig(t, o, func(t *testing.T, r *rig) {
		r.wants("GIF")
		r.keys("right")
		r.lacks("GIF")
	})
}

// A file that is another one than was imported is shown, and that it is one is said beside it.
func TestOtherFilesAreMarked(t *testing.T) {
	o := rigOptions{memes: memes(2)}
	o.memes[0].Image.SHA256, o.memes[1].Image.SHA256 = "00", "01"
	inRig(t, o, func(t *testing.T, r *rig) {
		r.lacks("another file")
		for _, p := range []*pictures{r.a.pics, r.a.thumbs} {
			p.changed = func(_, sum string) bool { return sum == "00" }
			p.forget()
		}
		r.resize(100, 30)
		r.wants("another file")
		r.keys("z")
		r.wants("not the file that was imported")
		r.keys("z", "right", "down", "esc")
		r.wants("another file") // still, behind a close-up
		r.keys("enter")
		r.wants("not the file that was imported")
		r.keys("esc", "G")
		r.wants("another file")
		r.keys("right")
		r.lacks("another file")
		for _, p := range []*pictures{r.a.pics, r.a.thumbs} { // it is put back
			p.changed = func(string, string) bool { return false }
			p.forget()
		}
		r.keys("L", "left")
		r.lacks("another file")
	})
}
