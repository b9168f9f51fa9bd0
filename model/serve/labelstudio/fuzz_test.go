package labelstudio

import (
	"bytes"
	"net/http/httptest"
	"os"
	"testing"

	"memebench/labels"
)

// FuzzBodies sends whatever a body can be to every path: each is answered, and what is
// written are events as a log keeps them.
func FuzzBodies(f *testing.F) {
	paths := []string{"/setup", "/validate", "/predict", "/webhook"}
	for _, name := range []string{"setup", "predict", "annotation_created", "annotation_updated", "annotations_deleted", "start_training"} {
		b, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		for i := range paths {
			f.Add(i, b)
		}
	}
	f.Fuzz(func(t *testing.T, path int, body []byte) {
		r := newRig(t, "", picturesOf("x"))
		r.store.memes = []labels.Meme{{ID: recordedMeme}}
		q := httptest.NewRequest("POST", paths[uint(path)%uint(len(paths))], bytes.NewReader(body))
		q.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		r.mux.ServeHTTP(w, q)
		switch w.Code {
		case 200, 400, 413:
		default:
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
