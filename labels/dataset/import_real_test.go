package dataset

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"memebench/labels"
	"memebench/labels/picture"
)

// shared skips the test when the real data is not at hand.
func shared(t *testing.T, path string) string {
	t.Helper()
	path = "../../../shared/data/" + path
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the real data set is not here: %s", path)
	}
	return path
}

// realProbe is what the command line gives to Import.
func realProbe(path string) (labels.Image, error) {
	info, err := picture.Probe(path)
	return labels.Image{SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height}, err
}

// Captions as people typed them: quotes, newlines, tabs, emoji.
func TestImportRealMemotion(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{
		Format: "memotion", Path: shared(t, "memotion7k/labels.csv"), Images: shared(t, "memotion7k/images"),
		Annotator: "gold", Probe: realProbe,
	}
	counts(t, mustImport(t, s, spec), 4895, 4895, 0, 4895, 0, 0)
	var gold [labels.Levels]int
	err := s.Rows(func(_ labels.Meme, st labels.State) error {
		gold[st.Gold]++
		return nil
	})
	if want := [labels.Levels]int{106, 336, 1541, 2189, 723}; err != nil || gold != want {
		t.Errorf("levels %v, %v; want %v", gold, err, want)
	}
	first := exported(t, s, "memotion")
	spec.Path = write(t, "out.csv", first)
	counts(t, mustImport(t, s, spec), 4895, 0, 4895, 0, 0, 0)
	if exported(t, s, "memotion") != first {
		t.Error("importing the export has changed it")
	}
}

func TestImportRealSST5(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{
		Format: "csv", Path: shared(t, "sst5/train.csv"), CaptionColumn: "text", LevelColumn: "label",
		Split: "trainval", Dataset: "sst5", Annotator: "gold",
	}
	counts(t, mustImport(t, s, spec), 8544, 8544, 0, 8544, 0, 0)
	spec.Path, spec.Split, spec.Dataset = shared(t, "sst5/dev.csv"), "test", "sst5-dev"
	counts(t, mustImport(t, s, spec), 1101, 1101, 0, 1101, 3, 0) // three sentences are in train too
}
