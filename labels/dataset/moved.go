package dataset

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"memebench/labels"
)

// MovedAlong makes memes refer to their pictures, videos and sounds in a folder that was moved or
// copied, with what is in it, from one place to another: those whose file is in the new place as well.
// It returns how many these are. Cancelled, it returns ctx.Err(), and what was stored by then stays.
func MovedAlong(ctx context.Context, store RelinkStore, from, to string) (memes int, err error) {
	var moved []labels.Meme
	err = store.Rows(func(m labels.Meme, _ labels.State) error {
		picture, media := movedTo(m.Image.Path, from, to), movedTo(m.Image.Media.Path, from, to)
		if picture != m.Image.Path || media != m.Image.Media.Path {
			m.Image.Path, m.Image.Media.Path = picture, media
			moved = append(moved, withoutTexts(m))
		}
		return ctx.Err()
	})
	if err == nil {
		err = storePlaces(ctx, store, moved, func(labels.Meme) { memes++ })
	}
	return memes, err
}

// movedTo is where the file at path is now.
func movedTo(path, from, to string) string {
	rel, inside := strings.CutPrefix(path, filepath.Clean(from)+string(filepath.Separator))
	if !inside || !filepath.IsLocal(rel) {
		return path
	}
	now := filepath.Join(to, rel)
	if _, err := os.Lstat(now); err != nil {
		return path
	}
	return now
}

// withoutTexts leaves out what a store need not hear to know a meme again: the caption in force may
// not be the imported one.
func withoutTexts(m labels.Meme) labels.Meme {
	m.Values, m.Caption = nil, ""
	return m
}

// storePlaces has memes that are there refer to their files in other places, and calls stored for
// each that does.
func storePlaces(ctx context.Context, store RelinkStore, memes []labels.Meme, stored func(labels.Meme)) error {
	for batch := range slices.Chunk(memes, pictureBatch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		added, err := store.AddMemes(batch, labels.DefaultShares)
		if err != nil {
			return err
		}
		for i, a := range added {
			if a.Outcome != labels.Duplicate {
				return fmt.Errorf("%s: the store did not know the meme again: %s", labels.Printable(batch[i].Name()), a.Reason)
			}
			stored(batch[i])
		}
	}
	return nil
}
