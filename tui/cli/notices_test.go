package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"memebench/model/assets"
)

// TestNotices wants each module of go.mod and each file of the manifest in NOTICES.md,
// with its licence, and no others.
func TestNotices(t *testing.T) {
	b, err := os.ReadFile("../../.github/NOTICES.md")
	if err != nil {
		t.Fatal(err)
	}
	modules, files := noticed(t, string(b), "Go modules"), noticed(t, string(b), "Files that are fetched")

	out, err := exec.Command("go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct{ Require []struct{ Path string } }
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if modules[r.Path] == "" {
			t.Errorf("go.mod requires %s: say in NOTICES.md under which licence it is", r.Path)
		}
		delete(modules, r.Path)
	}
	for path := range modules {
		t.Errorf("NOTICES.md has %s, which go.mod does not require", path)
	}

	for _, a := range assets.Manifest() {
		if got := files[a.File]; got != a.Licence {
			t.Errorf("NOTICES.md has %s under %q, the manifest under %q", a.File, got, a.Licence)
		}
		delete(files, a.File)
	}
	for file := range files {
		if !strings.Contains(file, "onnxruntime") { // of another system
			t.Errorf("NOTICES.md has %s, which is not in the manifest", file)
		}
	}
}

var inCode = regexp.MustCompile("`([^`]+)`")

// noticed returns the licences of the modules or files in a part of the notices, from
// the column of the table that is called licence.
func noticed(t *testing.T, page, part string) map[string]string {
	t.Helper()
	_, rest, ok := strings.Cut(page, "## "+part+"\n")
	if !ok {
		t.Fatalf("NOTICES.md has no part %q", part)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	found, column := map[string]string{}, 0
	for l := range strings.Lines(rest) {
		cells := strings.Split(l, "|")
		if len(cells) < 4 {
			continue
		}
		for i, c := range cells {
			if strings.TrimSpace(c) == "licence" {
				column = i
			}
		}
		for _, m := range inCode.FindAllStringSubmatch(cells[1], -1) {
			found[m[1]] = strings.TrimSpace(cells[column])
		}
	}
	return found
}
