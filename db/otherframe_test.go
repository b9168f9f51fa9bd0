package db

import (
	"testing"

	"memebench/labels"
)

// A video that is read again, by another ffmpeg, keeps its picture: the first frame may be another
// one then, and what is known by the old one must stay true, which [newStore] checks. Moving WebP is
// its own picture to an ffmpeg that cannot read it.
func TestAnotherFirstFrame(t *testing.T) {
	d := newStore(t)
	video := func(name, caption, frame, of, reader string) labels.Meme {
		m := imageMeme(name, caption, frame)
		m.Image.Media = labels.Media{Path: "/" + reader + "/" + name, SHA256: of, Format: "mp4", Seconds: 1, Moves: true, Reader: reader}
		return m
	}
	still := imageMeme("d.webp", "words", "vd")
	addMemes(t, d, video("a.mp4", "", "a1", "va", "8"), video("b.mp4", "words", "b1", "vb", "8"), imageMeme("c.png", "words", "a1"), still)
	again := func(want string, memes ...labels.Meme) {
		t.Helper()
		added, err := d.AddMemes(memes, labels.AllTrain)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range added {
			m, err := d.Meme(a.ID)
			if got := m.Image.SHA256 + " " + m.Image.Media.Path + " " + m.Image.Media.Reader; err != nil || a.Outcome != labels.Duplicate || got != want {
				t.Errorf("%s: %v, %q, want %q, %v", memes[i].Key, a, got, want, err)
			}
		}
	}
	again("a1 /9/a.mp4 9", video("a.mp4", "", "a2", "va", "9"))
	again("b1 /9/b.mp4 9", video("b.mp4", "words", "b2", "vb", "9"))
	again("vd /9/d.webp 9", video("d.webp", "words", "d1", "vd", "9")) // read as a video
	again("vd /pictures/d.webp 9", still)                              // and not read as one any more
	again("vd /9/d.webp 9", video("d.webp", "words", "d2", "vd", "9"))
	added, err := d.AddMemes([]labels.Meme{video("a.mp4", "", "a3", "other", "9")}, labels.AllTrain)
	if err != nil || added[0].Outcome != labels.Conflict {
		t.Errorf("another video: %+v, %v", added, err)
	}
}
