package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/gofrs/flock"
)

// tempName is the name of a temporary file or folder, with a number of its own. It
// has nothing of the name of its place, which may be as long as names can be.
const tempName = ".memebench.%d.part"

var tempNames = regexp.MustCompile(`^\.memebench\.\d+\.part$`)

// locks reports whether temporary files are locked, and left ones removed.
const locks = runtime.GOOS != "windows"

// temp is a temporary file or folder. It is locked by a descriptor of its own, so
// that the lock outlasts the writing.
type temp struct {
	*os.File // open for writing; of a folder: for reading
	lock     *flock.Flock
	place    bool // it is in its place, or gone
}

// newTemp creates a temporary file in a folder.
func newTemp(dir string, mode fs.FileMode) (*temp, error) {
	return begin(dir, func(path string) (*os.File, error) {
		return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	}, os.O_RDWR)
}

// newTempFolder creates a temporary folder in a folder.
func newTempFolder(dir string, mode fs.FileMode) (*temp, error) {
	return begin(dir, func(path string) (*os.File, error) {
		if err := os.Mkdir(path, mode); err != nil {
			return nil, err
		}
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			err = errSwept
		}
		return f, err
	}, os.O_RDONLY)
}

// errSwept means that somebody has swept a folder before it was open. It is made again.
var errSwept = errors.New("swept")

// Scratch is a file that becomes another only when it is whole, and that something else
// may open and lock itself: it lies in a temporary folder of its own, which is locked and
// swept as temporary files are.
type Scratch struct {
	*os.File
	folder *temp
}

// NewScratch creates an empty scratch file to be read and written, of this name and mode,
// less the umask. Its folder lies in dir, for its owner alone.
func NewScratch(dir, name string, mode fs.FileMode) (Scratch, error) {
	Sweep(dir)
	folder, err := newTempFolder(dir, 0o700)
	if err != nil {
		return Scratch{}, err
	}
	f, err := os.OpenFile(filepath.Join(folder.Name(), name), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		folder.discard()
		return Scratch{}, err
	}
	return Scratch{f, folder}, nil
}

// Discard closes the file and removes its folder, with the file unless [Rename] or
// [RenameNew] has brought that to its place.
func (s Scratch) Discard() {
	s.Close()
	s.folder.discard()
}

// begin creates what create does under a name that nobody has, and locks it.
func begin(dir string, create func(path string) (*os.File, error), flag int) (*temp, error) {
	for {
		path := filepath.Join(dir, fmt.Sprintf(tempName, rand.Uint64()))
		f, err := create(path)
		if errors.Is(err, fs.ErrExist) || errors.Is(err, errSwept) {
			continue
		}
		if err != nil {
			return nil, err
		}
		t := &temp{File: f}
		if !locks {
			return t, nil
		}
		t.lock = flock.New(path, flock.SetFlag(flag))
		switch held, err := t.lock.TryLock(); {
		case err != nil && exists(path, f):
			t.lock = nil // no locks on this file system: nobody else gets one either
			return t, nil
		case held && exists(path, f):
			return t, nil
		}
		// Somebody sweeps: between its creation and its lock it was anybody's.
		t.discard()
	}
}

// exists reports whether path names the open file.
func exists(path string, f *os.File) bool {
	now, err := os.Lstat(path)
	if err != nil {
		return false
	}
	st, err := f.Stat()
	return err == nil && os.SameFile(now, st)
}

// become brings the temp, which is on the disk and closed, to its place.
func (t *temp) become(place string) error {
	if err := os.Rename(t.Name(), place); err != nil {
		return err
	}
	t.place = true
	t.unlock()
	return syncFolder(filepath.Dir(place))
}

// discard removes the temp unless it has become what it should.
func (t *temp) discard() {
	if t.place {
		return
	}
	t.place = true
	t.Close()
	_ = os.RemoveAll(t.Name())
	t.unlock()
}

func (t *temp) unlock() {
	if t.lock != nil {
		_ = t.lock.Unlock()
	}
}

// Sweep removes from a folder what killed processes of this user have left there.
// What cannot be looked at, or is locked, stays. Whoever begins a file in the folder
// by this package need not call it.
func Sweep(dir string) {
	if !locks {
		return
	}
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	for err == nil {
		var names []string
		names, err = d.Readdirnames(1024)
		for _, name := range names {
			if tempNames.MatchString(name) {
				reclaim(filepath.Join(dir, name))
			}
		}
	}
}

// reclaim removes the temp at path if its writer is gone.
func reclaim(path string) {
	st, err := os.Lstat(path)
	if err != nil || !ours(st) {
		return
	}
	flag := os.O_RDWR
	switch {
	case st.IsDir():
		flag = os.O_RDONLY
	case !st.Mode().IsRegular():
		return
	}
	lock := flock.New(path, flock.SetFlag(flag))
	held, err := lock.TryLock()
	if err != nil || !held {
		return
	}
	defer lock.Unlock()
	// The name may have become another's, or the file's own by now.
	now, err := os.Lstat(path)
	if locked, e := lock.Stat(); err == nil && e == nil && os.SameFile(now, st) && os.SameFile(locked, st) {
		_ = os.RemoveAll(path)
	}
}
