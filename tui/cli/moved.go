package cli

import (
	"context"
	"errors"
	"os"
	"strconv"
	"unicode/utf8"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/dataset"
)

// wasIn is the folder in which a workspace was when it was open last; moved is whether that is another one than now.
func (w *workspace) wasIn() (folder string, moved bool, err error) {
	folder, known, err := w.store.Setting(labels.FolderSetting)
	if quoted, err := strconv.Unquote(folder); err == nil {
		folder = quoted
	}
	return folder, err == nil && known && folder != w.dir && !sameFolder(folder, w.dir), err
}

// moveAlong has memes refer to the files in the workspace's own folder where that is now: it can have
// been moved, renamed, copied, or put together again on another machine.
func (o *options) moveAlong(ctx context.Context, w *workspace) error {
	was, moved, err := w.wasIn()
	if err != nil || was != "" && !moved {
		return err
	}
	if moved {
		n, err := dataset.MovedAlong(ctx, w.store, was, w.dir)
		switch {
		case ctx.Err() != nil:
			return err
		case err != nil:
			o.say("note: the workspace was in %s before, and not all its memes refer to their files where it is now: %v", labels.Printable(was), err)
			return nil
		case n > 0:
			o.say("note: the workspace was in %s before: %s %s files in it where it is now", labels.Printable(was), thousands(n), oneOr(n, "meme has its", "memes have their"))
		}
	}
	dir := w.dir
	if !utf8.ValidString(dir) { // as on a disk from before UTF-8; a path that is whole does not begin with a quote
		dir = strconv.QuoteToASCII(dir)
	}
	return w.store.SetSetting(labels.FolderSetting, dir)
}

// openToRead opens a copy of a workspace's store as it is now, after its memes refer to their files
// where these are, if nobody has it and it may be written to.
func (o *options) openToRead(ctx context.Context, p place) (*workspace, error) {
	w, err := o.openCopy(ctx, p)
	if err != nil {
		return nil, err
	}
	if _, moved, err := w.wasIn(); err != nil || !moved {
		return w, nil
	}
	store, err := db.Open(p.store(), db.Options{MustExist: true, As: o.has})
	if err != nil {
		return w, nil
	}
	err = o.moveAlong(ctx, &workspace{dir: p.dir, store: store})
	if err := errors.Join(err, store.Close(), w.Close()); err != nil {
		return nil, err
	}
	return o.openCopy(ctx, p)
}

// sameFolder reports whether both names are of one folder, as by a link.
func sameFolder(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
