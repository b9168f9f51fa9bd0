package dataset

import (
	"context"
	"os"

	"memebench/labels"
)

// FileCounts are how many memes have a picture, a video or a sound that was found at import, of
// how many of them a file is no longer in its place, and how many have one that was not there at
// import or could not be shown.
type FileCounts struct{ Memes, Absent, Never int }

// CountFiles looks whether the files of memes are in their places: a path that names no plain file
// is none. What the files have in them is not looked at; [Relink] finds those that were moved.
func CountFiles(ctx context.Context, rows func(yield func(labels.Meme, labels.State) error) error) (n FileCounts, err error) {
	err = rows(func(m labels.Meme, _ labels.State) error {
		var paths []string
		if m.Image.SHA256 != "" {
			paths = append(paths, m.Image.Path)
		}
		if m.Image.Media.Is() {
			paths = append(paths, m.Image.Media.Path)
		}
		if paths == nil {
			if m.Image.Name != "" {
				n.Never++
			}
			return ctx.Err()
		}
		n.Memes++
		for _, path := range paths {
			if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
				n.Absent++
				break
			}
		}
		return ctx.Err()
	})
	return n, err
}
