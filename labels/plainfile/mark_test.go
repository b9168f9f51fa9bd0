package plainfile_test

import (
	"errors"
	"testing"

	"memebench/labels/plainfile"
)

func TestUnmarked(t *testing.T) {
	for text, want := range map[string]string{"": "", "a": "a", "\ufeffa": "a", "\ufeff\ufeffa": "\ufeffa", "a\ufeff": "a\ufeff", "\xef\xbb": "\xef\xbb"} {
		if got, err := plainfile.Unmarked([]byte(text)); string(got) != want || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"\xff\xfea\x00", "\xfe\xff\x00a", "\xff\xfe\x00\x00a\x00\x00\x00", "\x00\x00\xfe\xff\x00\x00\x00a"} {
		if got, err := plainfile.Unmarked([]byte(text)); !errors.Is(err, plainfile.ErrUTF16) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}
