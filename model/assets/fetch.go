package assets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"memebench/labels/atomicfile"
)

// Phase says what a fetch is doing.
type Phase string

// The phases of a fetch, in the order an asset goes through them.
const (
	Waiting     Phase = "waiting"     // another process is fetching
	Asking      Phase = "asking"      // a source has been asked and has sent nothing yet
	Downloading Phase = "downloading" // Done of Total bytes have come
	Unpacking   Phase = "unpacking"   // the file is taken out of its archive, or copied
	Checking    Phase = "checking"    // the file on the disk is hashed
	Refused     Phase = "refused"     // a source failed, Note says why; the next one is tried
	Done        Phase = "done"        // the file is in the cache
)

// Progress is news from Fetch. It replaces the news before it, so a listener may
// drop some and look only at the newest.
type Progress struct {
	Asset  string // name of the asset; "" while waiting for another process
	Source string // who is bringing it: "MEMEBENCH_ASSETS", "mvn", "pip", "go", the name of a host
	Phase  Phase
	Done   int64  // bytes of this phase
	Total  int64  // 0 if unknown
	Note   string // one more fact, fit for a status line; may be empty
}

// Fetch brings the named assets that are missing, from the first source that
// has the right bytes. What a cancelled or failed fetch has brought so far is
// kept. Progress is called on the goroutine that called Fetch and must return
// quickly; nil is allowed.
//
// The error is the context's cause when ctx ends, wraps [ErrUnknown] for a name
// that is not in the manifest, and is a *[FetchError] when no source had an
// asset; the other assets are fetched all the same.
func (c *Cache) Fetch(ctx context.Context, names []string, progress func(Progress)) error {
	missing, err := c.Missing(names)
	if err != nil || len(missing) == 0 {
		return err
	}
	if progress == nil {
		progress = func(Progress) {}
	}
	release, err := acquire(ctx, filepath.Join(c.dir, "fetch.lock"), func() {
		progress(Progress{Phase: Waiting, Note: "another memebench is fetching"})
	})
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	defer release()
	// The process that was waited for has probably brought them.
	if missing, err = c.Missing(names); err != nil || len(missing) == 0 {
		return err
	}
	if _, err := atomicfile.MakeFolder(c.work(), 0o755); err != nil {
		return fmt.Errorf("cache folder: %w; name another in %s", err, CacheVariable)
	}

	defer os.Remove(c.work()) // unless something unfinished is kept there
	atomicfile.Sweep(c.work())
	run := &fetch{Cache: c, progress: progress, failed: map[string]error{}}
	failure := &FetchError{Dir: c.dir}
	for _, a := range missing {
		run.news = Progress{Asset: a.Name}
		tries, err := run.obtain(ctx, a)
		if err != nil {
			return fmt.Errorf("fetch %s: %w", a.Name, err)
		}
		if tries != nil {
			failure.Assets = append(failure.Assets, FailedAsset{a, tries})
		}
	}
	if len(failure.Assets) > 0 {
		return failure
	}
	_ = os.RemoveAll(c.work("packages")) // they have served
	return nil
}

// fetch is one run of Fetch. It holds the lock and is used by one goroutine.
type fetch struct {
	*Cache
	progress func(Progress)
	news     Progress // the asset and source at hand
	told     time.Time

	// failed remembers the packages that a client could not bring, so that the
	// second file of a package does not wait for the same failure again.
	failed map[string]error

	pipArgv []string // the pip that runs, once it has been looked for
}

// phase begins a phase and tells the listener, who will hear its first count too.
func (f *fetch) phase(p Phase, total int64, note string) {
	f.news.Phase, f.news.Done, f.news.Total, f.news.Note = p, 0, total, note
	if p == Done {
		f.news.Done = total
	}
	f.told = time.Time{}
	f.progress(f.news)
}

// count tells the listener, not too often, how far the phase has come.
func (f *fetch) count(done int64) {
	f.news.Done = done
	if done != f.news.Total && time.Since(f.told) < f.quiet {
		return
	}
	f.told = time.Now()
	f.progress(f.news)
}

// obtain tries the sources of one asset in order. It returns no tries when the
// asset is in the cache, and an error only when ctx has ended.
func (f *fetch) obtain(ctx context.Context, a Asset) ([]Try, error) {
	var tries []Try
	attempt := func(source string, get func() error) (bool, error) {
		f.news.Source = source
		err := get()
		if err == nil {
			f.phase(Done, a.Bytes, "")
			return true, nil
		}
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		tries = append(tries, Try{source, err})
		if !errors.Is(err, errUnset) {
			f.phase(Refused, 0, sentence(err.Error()))
		}
		return false, nil
	}

	if ok, err := attempt(FolderVariable, func() error { return f.fromFolder(ctx, a) }); ok || err != nil {
		return nil, err
	}
	for _, s := range a.Sources {
		var ok bool
		var err error
		if s.Kind == Web {
			ok, err = attempt(host(s.Package), func() error { return f.fromWeb(ctx, a, s) })
		} else {
			ok, err = attempt(string(s.Kind), func() error { return f.fromClient(ctx, a, s) })
		}
		if ok || err != nil {
			return nil, err
		}
	}
	return tries, nil
}

// install checks a finished file against the manifest, as it lies on the disk, and
// moves it to its place. It closes the file, and removes one that is refused.
func (f *fetch) install(ctx context.Context, a Asset, file *os.File) error {
	defer file.Close()
	fi, err := file.Stat()
	if err != nil {
		return err
	}
	if fi.Size() != a.Bytes {
		_ = os.Remove(file.Name())
		return fmt.Errorf("refused: it is %d bytes long, want %d", fi.Size(), a.Bytes)
	}
	f.phase(Checking, a.Bytes, "")
	got, err := digest(ctx, file, f.count)
	if err != nil {
		return err
	}
	if got != a.SHA256 {
		_ = os.Remove(file.Name())
		return wrongDigest{got, a.SHA256}
	}
	if a.Program {
		if err := file.Chmod(0o755); err != nil {
			return err
		}
	}
	if err := f.adopt(file, f.file(a), got); err != nil {
		return err
	}
	_ = os.Remove(f.partial(a)) // another source has overtaken an unfinished download
	return nil
}

// partial is where an HTTP download of an asset grows. It outlives the process,
// so that the download can go on.
func (c *Cache) partial(a Asset) string { return c.work(a.SHA256[:16] + ".part") }

type wrongDigest struct{ got, want string }

func (e wrongDigest) Error() string {
	return fmt.Sprintf("refused: its SHA-256 begins %.12s, want %.12s: not the file memebench knows", e.got, e.want)
}

// FetchError says for each asset that could not be fetched what each source
// answered. The first line of its text says it in one sentence, then comes a line
// for each source, and at the end what to do, unless the disk is full.
type FetchError struct {
	Dir    string // the cache folder
	Assets []FailedAsset
}

// FailedAsset is an asset that no source had.
type FailedAsset struct {
	Asset Asset
	Tries []Try // in the order they were made
}

// Try is the failure of one source.
type Try struct {
	Source string
	Err    error
}

func (e *FetchError) Error() string {
	var b strings.Builder
	total := int64(0)
	for _, f := range e.Assets {
		total += f.Asset.Bytes
	}
	fmt.Fprintf(&b, "%s (%s) ", count(len(e.Assets), "model file"), size(total))
	full, isFull := e.full()
	if isFull {
		fmt.Fprintf(&b, "could not be kept: %v\n", full)
	} else {
		fmt.Fprintf(&b, "could be had from nowhere: connect to a network, or set %s to a folder that has them\n", FolderVariable)
	}
	for _, f := range e.Assets {
		fmt.Fprintf(&b, "could not fetch %s (%s):\n", f.Asset.Name, size(f.Asset.Bytes))
		for _, t := range f.Tries {
			fmt.Fprintf(&b, "  %s: %s\n", t.Source, sentence(t.Err.Error()))
		}
	}
	if isFull {
		return strings.TrimSuffix(b.String(), "\n")
	}
	b.WriteString(e.Hint())
	return b.String()
}

// full is the lack of room that a source which had a file ended at: no other source helps.
func (e *FetchError) full() (n noRoom, ok bool) {
	for _, f := range e.Assets {
		for _, t := range f.Tries {
			if errors.As(t.Err, &n) {
				return n, true
			}
		}
	}
	return n, false
}

// Hint says, one line for each way, how to get the files without a network on
// this machine.
func (e *FetchError) Hint() string {
	var b strings.Builder
	fmt.Fprintf(&b, "without a network: copy the folder %s of a machine that has the files to this one,\n", printable(e.Dir))
	fmt.Fprintf(&b, "or put these into a folder, set %s to it and fetch again:", FolderVariable)
	for _, f := range e.Assets {
		fmt.Fprintf(&b, "\n  %s", f.Asset.File)
		for _, s := range f.Asset.Sources {
			switch s.Kind {
			case Maven, Pip:
				fmt.Fprintf(&b, ", or %s (%s package %s)", s.Archive, s.Kind, s.Package)
			case Go:
				fmt.Fprintf(&b, " (%s in the Go module %s)", s.Member, s.Package)
			}
		}
	}
	return b.String()
}

// Unwrap gives errors.Is and errors.As the failures of the sources.
func (e *FetchError) Unwrap() []error {
	var all []error
	for _, f := range e.Assets {
		for _, t := range f.Tries {
			all = append(all, t.Err)
		}
	}
	return all
}

// count returns "1 model file", "2 model files".
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
