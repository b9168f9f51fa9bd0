package model

import (
	"io/fs"
	"maps"
	"os"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// contents are the files in a folder, with what is in them.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(os.DirFS(dir), path)
		all[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Who only asks the model leaves the folder and the store as they are, also where features are
// lacking and nothing is kept from before, and is answered as others are.
func TestAskingWritesNothing(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	r.label(t, r.add(t, labels.Meme{Caption: "level 3, later", Split: labels.Val}), labels.Positive)
	r.restart(t)
	r.ReadOnly()
	before := contents(t, r.folder)
	saved := func() string {
		t.Helper()
		s, err := r.store.Settings()
		if err != nil {
			t.Fatal(err)
		}
		return asJSON(t, s)
	}
	was := saved()
	doubts := r.check(t, eval.CheckErrors)
	if len(doubts.Doubts) == 0 {
		t.Error("nothing is in doubt")
	}
	for _, split := range []string{"val", "test", eval.CVRows, "all"} {
		if _, _, err := r.Evaluate(t.Context(), "v1", split, nil); err != nil {
			t.Errorf("%s: %v", split, err)
		}
	}
	for _, split := range []string{"val", "test", eval.CVRows} {
		if _, err := r.Compare(t.Context(), "v1", "v2", split, nil); err != nil {
			t.Errorf("%s: %v", split, err)
		}
	}
	if _, err := r.Predictor(t.Context(), "v1", nil); err != nil {
		t.Error(err)
	}
	if is := saved(); is != was {
		t.Errorf("the settings were\n%s and are\n%s", was, is)
	}
	if is := contents(t, r.folder); !maps.Equal(is, before) {
		for name, b := range is {
			if before[name] != b {
				t.Errorf("%s is written: %d bytes were %d", name, len(b), len(before[name]))
			}
		}
	}
	r.restart(t)
	if again := r.check(t, eval.CheckErrors); asJSON(t, again.Doubts) != asJSON(t, doubts.Doubts) {
		t.Error("the doubtful labels are others where it may write")
	}
}
