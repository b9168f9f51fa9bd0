package cli

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"path/filepath"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/atomicfile"
)

// salvage writes what a damaged store still has of what people have said to a file, if
// some of it is not in the backup that has taken its place, and says where that is
// and what to do. It also says what cannot be read of it. It returns "" if there is nothing to add and nothing is lost, as where
// the store is whole: who goes back to a backup of that has it still.
func (p place) salvage(ctx context.Context, r db.Restored) string {
	if r.Kept == "" {
		return ""
	}
	if _, findings, err := db.Verify(ctx, r.Kept, nil); err == nil && findings == nil {
		return ""
	}
	unfinished := func(err error) string {
		why := err.Error()
		if ctx.Err() != nil {
			why = "interrupted"
		}
		return fmt.Sprintf("whether the store that was there has events that the backup lacks was not found out (%s): it is kept", why)
	}
	damaged, err := db.OpenReader(ctx, r.Kept)
	switch {
	case ctx.Err() != nil:
		return unfinished(ctx.Err())
	case errors.Is(err, db.ErrNewer):
		return "" // it is whole, for a newer memebench
	case err != nil:
		return "the store that was there cannot be read: what was said after this backup was made is lost, unless a newer backup has it"
	}
	defer damaged.Close() // only read from
	has, err := eventsIn(ctx, filepath.Join(p.dir, storeFile), r.Events)
	if err != nil {
		return unfinished(err)
	}
	var events []labels.Event
	newer := 0
	unread, err := damaged.Salvage(ctx, func(e labels.Event) error {
		if i := e.Seq - 1; i >= uint64(len(has)) || has[i] != digestOf(e) {
			newer++
		}
		events = append(events, e) // all of them: what takes back an event names it
		return nil
	})
	switch {
	case err != nil:
		return unfinished(err)
	case newer == 0 && unread == 0:
		return ""
	case newer == 0:
		return fmt.Sprintf("events of the damaged store that cannot be read: %d; what of them this backup lacks is lost, unless a newer backup has it", unread)
	}
	text, err := unsavedRecords(events)
	if err != nil {
		return unfinished(err)
	}
	file := freeName(filepath.Dir(p.dir), filepath.Base(p.dir)+"-salvaged", ".jsonl")
	what := fmt.Sprintf("the damaged store has events that the backup lacks: %d", newer)
	if unread > 0 {
		what += fmt.Sprintf(" (that cannot be read: %d)", unread)
	}
	if err := atomicfile.Write(file, text, atomicfile.Private); err != nil {
		return fmt.Sprintf("%s; they could not be written to a file: %v", what, err)
	}
	w := workspace{dir: p.dir, starter: p.isStarter}
	return fmt.Sprintf("%s; they are in %s\nto add them: memebench import --format memebench --file %s%s", what, file, labels.ShellWord(file), w.flag())
}

// eventsIn are digests of the events of a store, of which there are so many, in the order of its log: that of a backup may be
// another than that of the store before, as where the memes were imported again.
func eventsIn(ctx context.Context, path string, events int) ([]uint64, error) {
	store, err := db.OpenReader(ctx, path)
	if err != nil {
		return nil, err
	}
	defer store.Close() // only read from
	all := make([]uint64, 0, events)
	_, err = store.Salvage(ctx, func(e labels.Event) error {
		all = append(all, digestOf(e))
		return nil
	})
	return all, err
}

var eventSeed = maphash.MakeSeed()

// digestOf is of when and of what an event is, and of whom.
func digestOf(e labels.Event) uint64 {
	return maphash.Comparable(eventSeed, struct {
		at              int64
		meme, who, what string
	}{e.Time.UnixNano(), string(e.Meme), e.Annotator, string(e.Action)})
}
