// Package assetstest gives tests the real model files, from the same cache and
// by the same fetch as the program.
package assetstest

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"memebench/model/assets"
)

// fetchLimit bounds one fetch: 130 MB in all, on a slow line.
const fetchLimit = 10 * time.Minute

var (
	mu     sync.Mutex
	failed = map[string]error{} // what this process need not try again
)

// Cache returns the user's cache with the named assets in it, fetching them if
// need be. Without a source at hand the test is skipped, or fails if the
// environment variable CI is set, so that a continuous integration cannot pass
// by skipping.
func Cache(tb testing.TB, names ...string) *assets.Cache {
	tb.Helper()
	c, err := assets.Open("")
	if err == nil {
		err = fetch(c, names)
	}
	if err == nil {
		return c
	}
	if os.Getenv("CI") != "" {
		tb.Fatalf("model files are needed where CI is set: %v", err)
	}
	tb.Skipf("skipped for want of model files: %v", err)
	return nil
}

// Path returns the path of one asset, as [Cache] gets it.
func Path(tb testing.TB, name string) string {
	tb.Helper()
	path, err := Cache(tb, name).Path(name)
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

// fetch fetches each name once a process, so that a hundred tests without a
// network do not each wait for it.
func fetch(c *assets.Cache, names []string) error {
	mu.Lock()
	defer mu.Unlock()
	for _, name := range names {
		if err := failed[name]; err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(context.Background(), fetchLimit)
		err := c.Fetch(ctx, []string{name}, nil)
		cancel()
		if err != nil {
			failed[name] = err
			return err
		}
	}
	return nil
}
