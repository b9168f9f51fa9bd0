package cli_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTree holds the tree to what CONTRIBUTING says: how long files are, and that the files and
// tests that it names are there.
func TestTree(t *testing.T) {
	const root = "../.."
	var paths []string
	tests := map[string]bool{}
	test := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	if err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		paths = append(paths, filepath.ToSlash(path))
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		most := 400
		if strings.HasSuffix(path, "_test.go") {
			most = 600
			for _, m := range test.FindAllSubmatch(text, -1) {
				tests[string(m[1])] = true
			}
		}
		if n := bytes.Count(text, []byte("\n")); n > most {
			t.Errorf("%s has %d lines, more than %d: which of its jobs is another file's?", path, n, most)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(root + "/.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	there := func(file string) bool {
		for _, path := range paths {
			if strings.HasSuffix(path, "/"+file) {
				return true
			}
		}
		return false
	}
	for _, m := range regexp.MustCompile(`[\w./-]*\w\.(?:go|py|txtar|jsonl|md)\b`).FindAllString(string(page), -1) {
		if !there(strings.TrimPrefix(m, "../")) {
			t.Errorf("CONTRIBUTING.md names %s, which is not there", m)
		}
	}
	for _, m := range regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z]\w+`).FindAllString(string(page), -1) {
		if !tests[m] {
			t.Errorf("CONTRIBUTING.md names %s, which is no test", m)
		}
	}
}
