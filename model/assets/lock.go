package assets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"memebench/labels/atomicfile"
)

// acquire takes a lock between processes (and between goroutines: each call has
// its own). waiting is called once if another holds it. The lock goes with the
// process that holds it, however it ends.
func acquire(ctx context.Context, file string, waiting func()) (release func(), err error) {
	if _, err := atomicfile.MakeFolder(filepath.Dir(file), 0o755); err != nil {
		return nil, fmt.Errorf("cache folder: %w; name another in %s", err, CacheVariable)
	}
	l := flock.New(file, flock.SetFlag(os.O_CREATE|os.O_RDWR))
	ok, err := l.TryLock()
	if err == nil && !ok {
		waiting()
		_, err = l.TryLockContext(ctx, 100*time.Millisecond)
	}
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return nil, cause
		}
		return nil, fmt.Errorf("lock of the cache folder: %w; name another in %s", err, CacheVariable)
	}
	return func() { _ = l.Unlock() }, nil
}
