package labels

import "testing"

func TestParseNear(t *testing.T) {
	for name, want := range map[string]struct {
		meme string
		by   Likeness
	}{
		"#412": {"#412", AlikeInAll}, "text:#412": {"#412", AlikeInText}, "image:a.png": {"a.png", AlikeInImage},
		"both:text:x": {"text:x", AlikeInAll}, "text:": {"text:", AlikeInAll}, "texts:#1": {"texts:#1", AlikeInAll},
	} {
		if meme, by := ParseNear(name); meme != want.meme || by != want.by {
			t.Errorf("%s: %s by %s, want %s by %s", name, meme, by, want.meme, want.by)
		}
	}
}

// What is besides a list keeps its own terms and their order; near: takes its modality as a
// part of its value.
func TestBesides(t *testing.T) {
	q, err := ParseQuery("a near:text:#3 -near:4 queue:x split:train", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := q.Lists(); len(got) != 3 || got[0] != (List{NearList, "text:#3"}) {
		t.Errorf("lists %v", got)
	}
	rest := q.Besides(NearList)
	if got := rest.Lists(); len(rest.terms) != 3 || len(got) != 1 || got[0].Field != QueueList || len(q.terms) != 5 {
		t.Errorf("besides near: %d terms, lists %v; before: %d", len(rest.terms), got, len(q.terms))
	}
}
