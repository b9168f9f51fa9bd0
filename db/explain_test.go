package db

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

// The reason comes before the path, which is said once: a status line is short.
func TestExplainSaysTheReasonFirst(t *testing.T) {
	const path = "/w/memebench.db"
	err := explain(path, &fs.PathError{Op: "write", Path: path, Err: syscall.EIO})
	if want := "store cannot be read or written: " + syscall.EIO.Error() + " (" + path + ")"; err.Error() != want || !errors.Is(err, syscall.EIO) {
		t.Errorf("%v", err)
	}
	if err := explain(path, &fs.PathError{Op: "write", Path: "/tmp/other", Err: syscall.EIO}); !strings.Contains(err.Error(), "write /tmp/other") {
		t.Errorf("%v", err)
	}
}

// On disks that have no locks, as some network disks, a workspace has to go elsewhere.
func TestExplainDisksWithoutLocks(t *testing.T) {
	const path = "/w/memebench.db"
	for _, cause := range []error{syscall.ENOLCK, syscall.ENOSYS, &fs.PathError{Op: "flock", Path: path, Err: syscall.EOPNOTSUPP}} {
		err := explain(path, cause)
		if want := "): keep the workspace on a local disk (" + path + ")"; !strings.HasSuffix(err.Error(), want) || !errors.Is(err, cause) {
			t.Errorf("%v: %v", cause, err)
		}
	}
}

// Where a quota or a limit is used up, df shows room: what to do is another thing.
func TestExplainQuotaAndLimit(t *testing.T) {
	const path = "/w/memebench.db"
	for cause, want := range map[syscall.Errno]string{syscall.ENOSPC: "no room on the disk: free some", syscall.EDQUOT: "your quota", syscall.EFBIG: "ulimit -f"} {
		err := explain(path, &fs.PathError{Op: "write", Path: path, Err: cause})
		if !strings.Contains(err.Error(), want) || !strings.HasSuffix(err.Error(), "("+path+")") || !errors.Is(err, ErrNoRoom) {
			t.Errorf("%v: %v", cause, err)
		}
	}
}
