package assets

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"memebench/labels/atomicfile"
)

// Environment variables that this package reads.
const (
	CacheVariable  = "MEMEBENCH_CACHE"  // the cache folder
	FolderVariable = "MEMEBENCH_ASSETS" // a folder with files or packages to take assets from
)

var (
	// ErrMissing means that an asset is not in the cache, or no longer what it was.
	ErrMissing = errors.New("not in the cache")

	// ErrUnknown means that the manifest has no asset of that name on this platform.
	ErrUnknown = errors.New("no such asset")
)

// Cache is a folder of checked assets and of files derived from them. Its
// methods may be called from several goroutines, and several processes may use
// the same folder.
//
//	files/<digest>/<file>   assets; two releases of memebench can share a cache
//	derived/<name>          files made by Derived
//	work/                   unfinished downloads; may be deleted at any time
//	*.lock                  locks between processes
type Cache struct {
	dir    string
	folder string // MEMEBENCH_ASSETS, "" if unset
	assets []Asset
	web    webClient
	quiet  time.Duration // least time between two counts of bytes that Fetch tells

	// stallLimit is how long a package client may show no sign of life: neither a
	// byte of output nor a growing file. Maven's own limit is half an hour.
	stallLimit time.Duration

	mu sync.Mutex
	// checked remembers which version of a file was found good, so that a cache
	// that cannot be written to is hashed once a process and not at every Path.
	checked map[string]stamp
}

// DefaultDir is the cache folder when the user names none: MEMEBENCH_CACHE, or
// "memebench" in the user's cache folder (os.UserCacheDir).
func DefaultDir() (string, error) {
	if dir := os.Getenv(CacheVariable); dir != "" {
		return dir, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no cache folder: %w; name one in %s", err, CacheVariable)
	}
	return filepath.Join(dir, "memebench"), nil
}

// Open gives access to the cache in dir; "" means [DefaultDir]. The folder need
// not exist: the first fetch makes it.
func Open(dir string) (*Cache, error) {
	if dir == "" {
		var err error
		if dir, err = DefaultDir(); err != nil {
			return nil, err
		}
	}
	return open(dir, os.Getenv(FolderVariable), Manifest())
}

func open(dir, folder string, manifest []Asset) (*Cache, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("cache folder: %w", err)
	}
	if fi, err := os.Stat(dir); err == nil && !fi.IsDir() {
		return nil, fmt.Errorf("cache folder %s is a file; name a folder in %s", printable(dir), CacheVariable)
	}
	return &Cache{
		dir:        dir,
		folder:     folder,
		assets:     manifest,
		web:        newWebClient(),
		quiet:      100 * time.Millisecond,
		stallLimit: 5 * time.Minute,
		checked:    map[string]stamp{},
	}, nil
}

// Dir is the cache folder.
func (c *Cache) Dir() string { return c.dir }

// Path returns the path of an asset's file, after checking that it is the one
// the manifest describes: by size and SHA-256 the first time, later by the size
// and modification time it had then. The error wraps [ErrMissing] or
// [ErrUnknown] and says how to get the file.
func (c *Cache) Path(name string) (string, error) {
	a, err := c.find(name)
	if err != nil {
		return "", err
	}
	file := c.file(a)
	if err := c.check(file, a.SHA256, a.Bytes); err != nil {
		return "", fmt.Errorf("%s (%s) is %w", a.Name, size(a.Bytes), err)
	}
	return file, nil
}

// Digest returns the SHA-256 of an asset in hex, as the manifest has it: that of
// the file at [Cache.Path]. The error wraps [ErrUnknown].
func (c *Cache) Digest(name string) (string, error) {
	a, err := c.find(name)
	return a.SHA256, err
}

// Missing returns those of the named assets that Fetch would have to bring. The
// error wraps [ErrUnknown].
func (c *Cache) Missing(names []string) ([]Asset, error) {
	var missing []Asset
	for _, name := range names {
		a, err := c.find(name)
		if err != nil {
			return nil, err
		}
		if c.check(c.file(a), a.SHA256, a.Bytes) != nil {
			missing = append(missing, a)
		}
	}
	return missing, nil
}

// Cost returns what it takes to fetch those of the named assets that are not in the
// cache: the bytes to download, and those that the disk must have room for meanwhile,
// since a package client keeps what it has brought beside what is taken out of it. Both
// are of the first source of each asset. The error wraps [ErrUnknown].
func (c *Cache) Cost(names []string) (download, disk int64, err error) {
	missing, err := c.Missing(names)
	packages := map[string]bool{}
	for _, a := range missing {
		disk += a.Bytes
		if s := a.Sources[0]; !packages[s.Package] {
			packages[s.Package] = true
			download += s.Bytes
			if s.Archive != "" {
				disk += 2 * s.Bytes // the client's and the one in the cache's work folder
			}
		}
	}
	return download, disk, err
}

func (c *Cache) find(name string) (Asset, error) {
	var known []string
	for _, a := range c.assets {
		if a.Name == name {
			return a, nil
		}
		known = append(known, a.Name)
	}
	if name == Runtime {
		return Asset{}, fmt.Errorf("%w: no ONNX Runtime library is known for %s/%s", ErrUnknown, runtime.GOOS, runtime.GOARCH)
	}
	return Asset{}, fmt.Errorf("%w: %q: want one of %s", ErrUnknown, printable(name), strings.Join(known, ", "))
}

// file is where an asset lies. The digest in the path keeps releases that pin
// different bytes under one file name out of each other's way.
func (c *Cache) file(a Asset) string {
	return filepath.Join(c.dir, "files", a.SHA256[:16], a.File)
}

// room puts an error of writing to the cache for which there was no room into a
// sentence; others it returns as they are.
func (c *Cache) room(err error) error {
	if !atomicfile.IsNoRoom(err) {
		return err
	}
	return noRoom(c.dir)
}

// noRoom is the folder on whose disk there is no room.
type noRoom string

func (n noRoom) Error() string {
	return fmt.Sprintf("there is no room for it in %s: free some, or name a folder on another disk in %s", printable(string(n)), CacheVariable)
}

func (c *Cache) work(elem ...string) string {
	return filepath.Join(append([]string{c.dir, "work"}, elem...)...)
}
