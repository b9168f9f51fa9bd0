package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/dataset"
)

// rescueTime bounds how long the program goes on after its end to copy a store.
const rescueTime = 30 * time.Second

// rescue puts labels that the workbench could not save, and why, where they are found
// again: where another file is in the store's place, a copy of the whole open store
// with these labels, since it has all that was said before, too; else a file of the
// labels alone, of a store that is damaged, or has not answered, with those that were saved
// since its newest backup. The error that it returns says where that is and what to do.
// Whoever asks for the same labels again, which can be at the same time, is told the
// same.
func (w *workspace) rescue(events []labels.Event, why error) error {
	r := &w.rescued
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.said == nil || !slices.Equal(events, r.events) || w.lost() != nil && r.lostAt != w.newest() {
		r.said = w.rescueNow(events, why)
		r.events = events
	}
	return r.said
}

// newest returns what stands for the newest event of the store, also of one that cannot be read; never 0.
func (w *workspace) newest() uint64 {
	last, err := w.store.LastSeq()
	if err != nil {
		return math.MaxUint64
	}
	return last + 1
}

// rescued is what was rescued, and what was said of it.
type rescued struct {
	mu     sync.Mutex
	events []labels.Event
	said   error  // nil where nothing was rescued
	lostAt uint64 // the newest event of the store, where that was lost: it can be put back, go on, and be lost again

	copied string         // the copy of the store, which gets what others could not save, too; "" for none
	upTo   uint64         // the newest event of the store as it was copied
	added  []labels.Event // to the copy, and to the next one where that is gone
	older  []labels.Event // to copies of before the store went on, and to the next one

	file   string         // of labels alone, which gets what others could not save, too; "" for none
	filed  []labels.Event // that could not be saved and are in the file, or were said where none could be written
	fileAt uint64         // the newest event of the store then
}

func (r *rescued) error() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.said
}

// ofLost returns what was said when a store was lost with this as its newest event, nil where that was not rescued.
func (r *rescued) ofLost(newest uint64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lostAt != newest {
		return nil
	}
	return r.said
}

func (w *workspace) rescueNow(events []labels.Event, why error) error {
	// Asked now: it can have been taken away after it had refused for another reason.
	w.rescued.lostAt = 0
	if lost := w.lost(); lost != nil {
		why, w.rescued.lostAt = lost, w.newest()
	}
	said := w.store.SinceBackup() // before rescueStore, whose copy counts as a backup, also where it cannot be opened then
	if errors.Is(why, db.ErrReplaced) {
		if file, err := w.rescueStore(events); err == nil {
			with := ""
			if n := len(w.rescued.older) + len(w.rescued.added); n > 0 {
				with = fmt.Sprintf(", with the labels that could not be saved: %d", n)
			}
			return fmt.Errorf("%v\nall that it had is in %s%s\nto put it back: memebench restore %s%s", why, file, with, labels.ShellWord(file), w.flag())
		}
	}
	lost := errors.Is(why, db.ErrReplaced) || errors.Is(why, db.ErrDamaged)
	events = w.rescued.withFiled(slices.Concat(w.rescued.older, w.rescued.added, events), w.newest(), lost) // a copy can be older than what the store has now
	file := events
	if lost || why == nil { // one that has not answered may be damaged, too: nobody can tell
		file = afterStored(said, events)
	}
	if len(file) == 0 {
		return why
	}
	because := "the program ended before the store had answered"
	if why != nil {
		because = why.Error()
	}
	what := fmt.Sprintf("labels that could not be saved: %d; %s", len(events), because)
	if more := len(file) - len(events); more > 0 {
		which := "since it was opened"
		if w.store.RemembersEarlier() || w.hasBackup() {
			which = "that no backup has"
		}
		what = fmt.Sprintf("%s\nlabels and notes %s: %d, of which could not be saved: %d", because, which, len(file), len(events))
	}
	text, err := unsavedRecords(file)
	if err != nil {
		return fmt.Errorf("%s\n%w", what, err)
	}
	name, err := w.fileUnsaved(func(file string) error { return atomicfile.Write(file, text, atomicfile.Private) })
	if err == nil {
		w.rescued.file = name
		return fmt.Errorf("%s\nthey are in %s\nto add them: memebench import --format memebench --file %s%s", what, name, labels.ShellWord(name), w.flag())
	}
	return fmt.Errorf("%s\nthey could not be written to a file either (%w): save these lines in one, which memebench import --format memebench --file FILE%s adds\n%s",
		what, err, w.flag(), text)
}

// hasBackup reports whether there is a backup, as far as the disk answers.
func (w *workspace) hasBackup() bool {
	has, _ := answered(func() (bool, error) {
		_, _, ok := db.NewestBackup(filepath.Join(w.dir, storeFile))
		return ok, nil
	})
	return has
}

// withFiled returns labels that could not be saved behind those of others, which are in the file already, or said:
// whoever brings in the newest file has all. Where the store has gone on meanwhile, and is not lost, there is a new one.
func (r *rescued) withFiled(events []labels.Event, newest uint64, lost bool) []labels.Event {
	if r.fileAt != newest && !lost {
		r.file, r.filed = "", nil
	}
	r.fileAt = newest
	for _, e := range events {
		if !slices.Contains(r.filed, e) {
			r.filed = append(r.filed, e)
		}
	}
	return slices.Clone(r.filed)
}

// fileUnsaved has put write a file of labels and returns its name: the one that has those of others, while it is where it
// was written, or a new one in the first place that takes it.
func (w *workspace) fileUnsaved(put func(file string) error) (name string, err error) {
	if old := w.rescued.file; old != "" {
		name, err = answered(func() (string, error) {
			_, err := os.Stat(old)
			if err == nil {
				err = put(old)
			}
			return old, err
		})
		if err == nil {
			return name, nil
		}
	}
	for _, dir := range w.rescuePlaces() {
		name, err = answered(func() (string, error) {
			file := freeName(dir, filepath.Base(w.dir)+"-unsaved", ".jsonl")
			return file, put(file)
		})
		if err == nil {
			return name, nil
		}
	}
	return "", err
}

// answerTime is how long a disk may take for a file of labels before the next place is tried.
var answerTime = 3 * time.Second // a variable for the tests

// answered returns what f does, or an error where that takes longer than a disk may: whoever leaves because a disk hangs
// would never get out.
func answered[T any](f func() (T, error)) (T, error) {
	type answer struct {
		v   T
		err error
	}
	done := make(chan answer, 1)
	go func() {
		v, err := f()
		done <- answer{v, err}
	}()
	select {
	case a := <-done:
		return a.v, a.err
	case <-time.After(answerTime):
		var none T
		return none, errors.New("the disk does not answer")
	}
}

// lost returns why what was saved is not in the store's file any more, nil where it is.
func (w *workspace) lost() error {
	if err := w.store.InPlace(); errors.Is(err, db.ErrReplaced) || errors.Is(err, db.ErrDamaged) {
		return err
	}
	return nil
}

// rescueLost rescues what was saved into a store that is lost by the end of the program,
// unless that has been done.
func (w *workspace) rescueLost(o *options) error {
	lost := w.lost()
	if lost == nil || w.rescued.ofLost(w.newest()) != nil {
		return nil
	}
	return o.ends.rescue(func() error { return w.rescue(nil, lost) })
}

// end closes the workspace of a program that ends with err. Of a store that is lost, the rescue
// has said all there is to say.
func (w *workspace) end(o *options, err error) error {
	err = w.lastError(o, err)
	closed := w.Close()
	if w.rescued.error() != nil && (errors.Is(closed, db.ErrReplaced) || errors.Is(closed, db.ErrDamaged)) {
		return err
	}
	return errors.Join(err, closed)
}

// lastError returns the error of a program that ends with err: also what was said of a store that is lost to a member of
// a team alone, whose session ended before.
func (w *workspace) lastError(o *options, err error) error {
	said := w.rescueLost(o)
	if err == nil && said == nil && w.lost() == nil {
		if damaged := w.store.HoldsSaid(); errors.Is(damaged, db.ErrDamaged) {
			err = damaged
		}
	}
	if errors.Is(err, db.ErrDamaged) && w.rescued.error() == nil { // its beginning is whole
		said = o.ends.rescue(func() error { return w.rescue(nil, err) })
	}
	if said != nil {
		return errors.Join(rescueError{said}, err)
	}
	if err == nil && w.lost() != nil {
		return w.rescued.error()
	}
	return err
}

// A rescueError says where what a store has lost is now, which is to be read however the program ends.
type rescueError struct{ error }

// afterStored returns events that were stored, and after them others that were not. Where one of
// these takes back one of those it gets a place in the log, as they have: by places in one file
// an import finds what is meant. What takes back something older names its place in the store.
func afterStored(stored, events []labels.Event) []labels.Event {
	all := slices.Clone(stored)
	for i, e := range events {
		if e.Action == labels.Retract && slices.ContainsFunc(stored, func(s labels.Event) bool { return s.Seq == e.Retracts }) {
			e.Seq = stored[len(stored)-1].Seq + 1 + uint64(i)
		}
		all = append(all, e)
	}
	return all
}

// unsavedRecords returns labels as a file that import --format memebench reads.
func unsavedRecords(events []labels.Event) ([]byte, error) {
	var b bytes.Buffer
	w, err := dataset.NewRecordWriter(&b, 0)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if err := w.Event(e); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return b.Bytes(), err
}

// rescueStore writes a copy of the open store, adds the labels, and returns the file. Of several sessions
// of a team all add theirs to one: a copy that lacks those of others would take their place when it is put back.
func (w *workspace) rescueStore(events []labels.Event) (file string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), rescueTime)
	defer cancel()
	r := &w.rescued
	last, err := w.store.LastSeq()
	if err != nil {
		return "", err
	}
	if r.upTo != last { // the store went on: what it refused then, and may have taken since, is to be in the next copy
		r.copied = ""
		for _, e := range r.added {
			e.Merged = true // with its time: whoever has said something else since has said that later
			r.older = append(r.older, e)
		}
		r.added = nil
	}
	more := slices.DeleteFunc(slices.Clone(events), func(e labels.Event) bool { return slices.Contains(r.added, e) })
	added := slices.Concat(r.added, more)
	if r.copied != "" && addTo(ctx, r.copied, more) == nil {
		r.added = added
		return r.copied, nil
	}
	for _, dir := range w.rescuePlaces() {
		file = freeName(dir, filepath.Base(w.dir)+"-rescued", ".db")
		if _, err = w.store.Backup(ctx, file, nil); err != nil {
			continue
		}
		if err = addTo(ctx, file, slices.Concat(r.older, added)); err == nil {
			r.copied, r.upTo, r.added = file, last, added
		}
		return file, err
	}
	return "", err
}

// addTo adds those labels to a store that it lacks.
func addTo(ctx context.Context, file string, events []labels.Event) error {
	has, err := eventsIn(ctx, file, len(events))
	if err != nil {
		return err
	}
	events = slices.DeleteFunc(slices.Clone(events), func(e labels.Event) bool { return slices.Contains(has, digestOf(e)) })
	store, err := db.Open(file, db.Options{MustExist: true})
	if err != nil {
		return err
	}
	_, err = store.Append(events...)
	return errors.Join(err, store.Close())
}

var mkdirAll = os.MkdirAll // a variable for the tests

// rescuePlaces are the folders that are tried, as far as they are there: beside the
// workspace, the user's for data, and that for temporary files. Where the workspace's disk was
// taken away, what is at the path now is hidden when the disk is back, and comes last.
func (w *workspace) rescuePlaces() []string {
	var places []string
	mkdir := mkdirAll // which a test changes while one may hang
	data, err := answered(func() (string, error) {
		data, err := dataDir()
		if err == nil {
			err = mkdir(data, 0o777)
		}
		return data, err
	})
	if err == nil {
		places = append(places, data)
	}
	places = append(places, os.TempDir())
	beside := filepath.Dir(w.dir)
	now, err := answered(func() (fs.FileInfo, error) { return os.Stat(beside) })
	if err == nil && w.beside != nil && !os.SameFile(now, w.beside) {
		return append(places, beside)
	}
	return append([]string{beside}, places...)
}

// freeName returns a name in a folder, with the time in it, that nothing has.
func freeName(dir, base, ext string) string {
	name := filepath.Join(dir, base+"-"+time.Now().Format("2006-01-02-150405"))
	for n := 1; ; n++ {
		file := name + ext
		if n > 1 {
			file = fmt.Sprintf("%s-%d%s", name, n, ext)
		}
		if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) || n == 100 {
			return file
		}
	}
}

// flag is what names the workspace on a command line, after a space.
func (w *workspace) flag() string {
	if w.starter {
		return ""
	}
	return " -w " + labels.ShellWord(w.dir)
}
