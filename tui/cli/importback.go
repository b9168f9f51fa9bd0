package cli

import (
	"context"
	"os"

	"memebench/labels"
	"memebench/model/settings"
)

// takeBack is how an import is taken back: by the store as it was before.
type takeBack struct {
	o    *options
	w    *workspace
	file string // of the store; "" where there is none
}

// beforeImport keeps the store as it is before an import, unless nothing has been said in it or no
// backups are kept (backup.keep). Where it cannot be kept the import goes on: that it
// cannot be taken back is said first.
func (o *options) beforeImport(ctx context.Context, w *workspace) (takeBack, error) {
	t := takeBack{o: o, w: w}
	keep, err := settings.BackupKeep.Read(w.store)
	if err != nil || keep == 0 {
		return t, err
	}
	if t.file, err = w.store.BackupBeforeImport(ctx); err != nil && ctx.Err() == nil {
		o.say("warning: %v", err)
		err = nil
	}
	return t, err
}

// after says how to take back what has come in, or removes the backup if nothing has.
func (t takeBack) after(changed bool) {
	switch {
	case t.file == "":
	case changed:
		t.o.say("to take this import back: memebench restore %s%s", labels.ShellWord(shortPath(t.file)), t.w.flag())
		if err := t.w.store.RemoveOldImportBackups(t.file); err != nil {
			t.o.say("warning: %v", err)
		}
	default:
		if err := os.Remove(t.file); err != nil {
			t.o.say("warning: %v", err)
		}
	}
}
