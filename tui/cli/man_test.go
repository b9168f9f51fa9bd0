package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPagesHaveNoSettingsOfTheMachine has the pages for man, and help, be the same wherever they are
// written: a workspace and a name that the environment says are nobody's defaults elsewhere.
func TestPagesHaveNoSettingsOfTheMachine(t *testing.T) {
	t.Setenv("MEMEBENCH_WORKSPACE", "/srv/of-this-machine")
	t.Setenv("MEMEBENCH_ANNOTATOR", "of-this-machine")
	t.Setenv("MEMEBENCH_IMAGE", "kitty-direct")
	dir := t.TempDir()
	root := newRoot(&options{out: os.Stdout, err: os.Stderr})
	root.SetArgs([]string{"man", dir})
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) < 20 {
		t.Fatal(pages, err)
	}
	for _, page := range pages {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	if strings.Contains(all.String(), "of-this-machine") || strings.Contains(all.String(), `image="kitty`) {
		t.Error("the pages have what the environment said")
	}
}
