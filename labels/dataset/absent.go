package dataset

import (
	"context"
	"os"

	"memebench/labels"
)

// Absent counts the memes of which a picture, a video or a sound was found at import, and those
// of them of which a file is no longer in its place: its path names no plain file. What
// the files have in them is not looked at; [Relink] finds those that were moved.
func Absent(ctx context.Context, rows func(yield func(labels.Meme, labels.State) error) error) (absent, memes int, err error) {
	err = rows(func(m labels.Meme, _ labels.State) error {
		var paths []string
		if m.Image.SHA256 != "" {
			paths = append(paths, m.Image.Path)
		}
		if m.Image.Media.Is() {
			paths = append(paths, m.Image.Media.Path)
		}
		if paths == nil {
			return ctx.Err()
		}
		memes++
		for _, path := range paths {
			if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
				absent++
				break
			}
		}
		return ctx.Err()
	})
	return absent, memes, err
}
