package dataset

import (
	"os"
	"testing"
)

// A kept picture that was cut off is written again when it comes again.
func TestKeptPicturesAreWhole(t *testing.T) {
	folder, picture := t.TempDir(), []byte("\x89PNG and what follows")
	at, err := keepPicture(folder, picture)
	if err == nil {
		err = os.Truncate(at, 3)
	}
	if err != nil {
		t.Fatal(err)
	}
	if again, err := keepPicture(folder, picture); err != nil || again != at {
		t.Errorf("kept at %s, then at %s: %v", at, again, err)
	}
	if b, err := os.ReadFile(at); err != nil || string(b) != string(picture) {
		t.Errorf("%q is kept: %v", b, err)
	}
}
