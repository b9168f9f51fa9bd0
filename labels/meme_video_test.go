package labels

import "testing"

// A film keeps its picture where another ffmpeg reads another first frame; a moving WebP may have
// been a picture, or be a film by now. One sound may lie beside two pictures.
func TestSameVideo(t *testing.T) {
	film := Image{Name: "f.mp4", SHA256: "frame", Path: "/c/frame.png", Media: Media{SHA256: "film", Path: "/f.mp4", Moves: true}}
	as := func(change func(*Image)) Image {
		i := film
		change(&i)
		return i
	}
	still := Image{Name: "f.webp", SHA256: "film", Path: "/f.webp"}
	noted := Image{Name: "p.png", SHA256: "one", Media: Media{SHA256: "song", Sound: true}}
	for name, c := range map[string]struct {
		was, is Image
		want    Image
		same    bool
	}{
		"the same frame":       {was: film, is: film},
		"another frame":        {film, as(func(i *Image) { i.SHA256, i.Path, i.Name = "other", "/c/other.png", "g.mp4" }), as(func(i *Image) { i.Name = "g.mp4" }), true},
		"another film":         {was: film, is: as(func(i *Image) { i.SHA256, i.Media.SHA256 = "other", "another" })},
		"without a frame":      {was: film, is: as(func(i *Image) { i.SHA256 = "" })},
		"a picture, now moves": {still, film, Image{Name: "f.mp4", SHA256: "film", Path: "/f.mp4", Media: film.Media}, true},
		"moved, now a picture": {film, still, as(func(i *Image) { i.Name, i.Media.Path = "f.webp", "/f.webp" }), true},
		"one sound":            {was: noted, is: Image{Name: "q.png", SHA256: "two", Media: noted.Media}},
	} {
		got, same := c.was.SameVideo(c.is)
		if !c.same {
			c.want = c.is
		}
		if same != c.same || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, same, c.want)
		}
	}
}
