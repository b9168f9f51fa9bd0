package dataset

import (
	"encoding/json"
	"slices"
	"testing"
)

// A task names its picture by an address, in which spaces and letters beyond ASCII are written otherwise.
func TestImageNamesOfATask(t *testing.T) {
	for image, want := range map[string][]string{
		"/data/local-files/?d=memes/a.png":              {"a.png"},
		"/data/local-files/?d=memes/my%20caf%C3%A9.png": {"my%20caf%C3%A9.png", "my café.png"},
		"/data/upload/3/0a1b2c3d-a.png":                 {"0a1b2c3d-a.png", "a.png"},
		"/data/upload/3/0a1b2c3d-a%2Bb.png":             {"0a1b2c3d-a%2Bb.png", "a%2Bb.png", "0a1b2c3d-a+b.png", "a+b.png"},
		"https://example.org/a%20b.png?size=large":      {"a%20b.png", "a b.png"},
		"100%.png": {"100%.png"},
		"":         nil,
	} {
		b, err := json.Marshal(map[string]any{"id": 1, "data": map[string]string{"image": image}})
		if err != nil {
			t.Fatal(err)
		}
		var task LabelStudioTask
		if err := json.Unmarshal(b, &task); err != nil {
			t.Fatal(err)
		}
		if got := task.ImageNames("image"); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", image, got, want)
		}
	}
}
