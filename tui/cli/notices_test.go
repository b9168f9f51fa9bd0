package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"slices"
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
	modules, files := noticed(t, string(b), "Go modules", "licence"), noticed(t, string(b), "Files that are fetched", "licence")
	reasons := noticed(t, string(b), "Go modules", "for")

	out, err := exec.Command("go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if modules[r.Path] == "" {
			t.Errorf("go.mod requires %s: say in NOTICES.md under which licence it is", r.Path)
		}
		if !r.Indirect && reasons[r.Path] == "" {
			t.Errorf("memebench uses %s: say in NOTICES.md what for", r.Path)
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

// noticed returns what the tables in a part of the notices say of modules or files in the column
// with a heading.
func noticed(t *testing.T, page, part, heading string) map[string]string {
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
		if first := strings.TrimSpace(cells[1]); first == "module" || first == "file" {
			column = slices.IndexFunc(cells, func(c string) bool { return strings.TrimSpace(c) == heading })
			continue
		}
		if column < 0 {
			continue
		}
		for _, m := range inCode.FindAllStringSubmatch(cells[1], -1) {
			found[m[1]] = strings.TrimSpace(cells[column])
		}
	}
	return found
}
