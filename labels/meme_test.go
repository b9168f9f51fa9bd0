package labels

import (
	"regexp"
	"slices"
	"testing"
)

func TestNewMemeID(t *testing.T) {
	id := NewMemeID("memotion", "image_1.jpg")
	if !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(string(id)) {
		t.Errorf("id %q, want 32 hex digits", id)
	}
	// printf 'memotion\0image_1.jpg' | sha256sum
	if want := MemeID("53e76b450d42d07b70c9f65240c18773"); id != want {
		t.Errorf("id %q, want %q: ids are for ever", id, want)
	}
	for _, other := range [][2]string{{"memotion", "image_2.jpg"}, {"memotio", "nimage_1.jpg"}, {"", "image_1.jpg"}} {
		if NewMemeID(other[0], other[1]) == id {
			t.Errorf("%q has the same id", other)
		}
	}
}

func TestGroupKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		meme Meme
		want []string
	}{
		{"both", Meme{ID: "x", Caption: "So, IT begins", Image: Image{SHA256: "ab"}}, []string{"image:ab", "caption:so it begins"}},
		{"text only", Meme{ID: "x", Caption: "hi"}, []string{"caption:hi"}},
		{"picture only", Meme{ID: "x", Caption: "…", Image: Image{SHA256: "ab"}}, []string{"image:ab"}},
		{"neither", Meme{ID: "x", Caption: "😂"}, []string{"id:x"}},
		{"broken picture", Meme{ID: "x", Image: Image{SHA256: "ab", Fault: "not a picture"}}, []string{"image:ab"}},
	} {
		if got := c.meme.GroupKeys(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMemeNameAndHasImage(t *testing.T) {
	m := Meme{Key: "row"}
	if m.Name() != "row" || m.HasImage() {
		t.Errorf("text only: name %q, has image %v", m.Name(), m.HasImage())
	}
	m.Image = Image{Name: "a.jpg", SHA256: "ab"}
	if m.Name() != "a.jpg" || !m.HasImage() {
		t.Errorf("with picture: name %q, has image %v", m.Name(), m.HasImage())
	}
	m.Image.Fault = "truncated"
	if m.HasImage() {
		t.Error("a broken picture counts as one")
	}
}

func TestPredictionLevel(t *testing.T) {
	for _, c := range []struct {
		probs [Levels]float32
		want  Level
	}{
		{[Levels]float32{.1, .1, .1, .1, .6}, VeryPositive},
		{[Levels]float32{.1, .4, .4, .1, 0}, Negative},
		{[Levels]float32{.2, .2, .2, .2, .2}, VeryNegative},
	} {
		if got := (Prediction{Probs: c.probs}).Level(); got != c.want {
			t.Errorf("level of %v = %s, want %s", c.probs, got, c.want)
		}
	}
}

// The caption after some events is the imported one where they say nothing of it; one that is taken
// away is another, and one that is written as it was imported is not.
func TestCaptionAfter(t *testing.T) {
	said := func(text string) Event { return Event{Seq: 1, Action: Caption, Source: CLI, Text: text} }
	for _, c := range []struct {
		events []Event
		want   string
	}{
		{nil, "a cat"}, {[]Event{said("")}, ""}, {[]Event{said("a cat")}, "a cat"}, {[]Event{said("a dog")}, "a dog"},
		{[]Event{said("a dog"), {Seq: 2, Action: Retract, Source: CLI, Retracts: 1}}, "a cat"},
	} {
		m := Meme{Caption: "a cat"}
		m.SetCaption("a dog", OriginEdited) // as it is by now
		if got := m.CaptionAfter(c.events); got != c.want {
			t.Errorf("after %v it is %q, want %q", c.events, got, c.want)
		}
	}
}
