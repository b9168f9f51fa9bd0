package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/atomicfile"
)

// salvage writes what a damaged store still has of what people have said to a file, if
// some of it is newer than the backup that has taken its place, and says where that is
// and what to do. It returns "" if there is nothing to add, as where the store is whole:
// who goes back to a backup of that has it still.
func (p place) salvage(ctx context.Context, r db.Restored) string {
	if r.Kept == "" {
		return ""
	}
	if _, findings, err := db.Verify(ctx, r.Kept, nil); err == nil && findings == nil {
		return ""
	}
	unfinished := func(err error) string {
		return fmt.Sprintf("whether the damaged store has events that are newer than the backup was not found out (%v): it is kept", err)
	}
	damaged, err := db.OpenReader(ctx, r.Kept)
	switch {
	case ctx.Err() != nil:
		return unfinished(ctx.Err())
	case err != nil:
		return "" // nothing of it can be read
	}
	defer damaged.Close() // only read from
	var events []labels.Event
	newer := 0
	unread, err := damaged.Salvage(ctx, func(e labels.Event) error {
		if e.Seq > uint64(r.Events) {
			newer++
		}
		events = append(events, e) // all of them: what takes back an event names it
		return nil
	})
	switch {
	case err != nil:
		return unfinished(err)
	case newer == 0:
		return ""
	}
	text, err := unsavedRecords(events)
	if err != nil {
		return unfinished(err)
	}
	file := freeName(filepath.Dir(p.dir), filepath.Base(p.dir)+"-salvaged", ".jsonl")
	what := fmt.Sprintf("the damaged store has events that are newer than the backup: %d", newer)
	if unread > 0 {
		what += fmt.Sprintf(" (that cannot be read: %d)", unread)
	}
	if err := atomicfile.Write(file, text, atomicfile.Private); err != nil {
		return fmt.Sprintf("%s; they could not be written to a file: %v", what, err)
	}
	w := workspace{dir: p.dir, starter: p.isStarter}
	return fmt.Sprintf("%s; they are in %s\nto add them: memebench import --format memebench --file %s%s", what, file, quote(file), w.flag())
}
