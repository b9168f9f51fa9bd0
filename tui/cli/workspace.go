package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/starter"
	"memebench/model"
	"memebench/model/assets"
	"memebench/model/encoder"
	"memebench/model/ort"
	starterhead "memebench/model/starter"
)

// The files of a workspace's folder.
const (
	storeFile   = "memebench.db"
	guideFile   = "guide.md"
	featuresDir = "cache/features"
	picturesDir = "pictures" // of the starter set
)

// The workspace's settings that belong to the program.
const (
	blindSetting   = "blind"
	starterSetting = "starter" // how many memes of the starter set are in
)

// workspace is an open workspace.
type workspace struct {
	dir   string
	store *db.DB
	bench *model.Workbench
	packs *encoder.Packs
}

// opening says what to do with a workspace that is not there yet.
type opening bool

const (
	mustExist  opening = false
	mayBeginIt opening = true
)

// open opens the workspace of the command line: the folder of --workspace, or
// the starter workspace, which is made when it is not there.
func (o *options) open(how opening) (*workspace, error) {
	dir, isStarter := o.workspace, false
	if dir == "" {
		data, err := dataDir()
		if err != nil {
			return nil, err
		}
		dir, isStarter = filepath.Join(data, "starter"), true
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, storeFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && how == mustExist && !isStarter {
		return nil, fmt.Errorf("no workspace in %s: memebench import -w %s … makes one", dir, o.workspace)
	}
	if st, err := os.Stat(dir); err == nil && !st.IsDir() {
		if filepath.Base(dir) == storeFile {
			return nil, fmt.Errorf("workspace %s: it is a file: want the folder that it lies in, -w %s", dir, filepath.Dir(o.workspace))
		}
		return nil, fmt.Errorf("workspace %s: it is a file: want a folder", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, inFolder(dir, err)
	}
	store, err := db.Open(path, db.Options{})
	if err != nil {
		return nil, inFolder(dir, err)
	}
	w := &workspace{dir: dir, store: store}
	files, fetch := modelFiles()
	w.packs = encoder.NewPacks(files, packsDir())
	w.bench = model.NewWorkbench(store, w.packs, fetch, filepath.Join(dir, featuresDir))
	w.bench.ServeAtFirst(starterhead.Bundle())
	if err := w.begin(isStarter); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// inFolder says which workspace cannot be written to, and what to do.
func inFolder(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("workspace %s: you may not write there (%w): name another folder with --workspace, or ask its owner", dir, cause(err))
	}
	return err
}

// modelFiles returns the cache of the runtime and the encoders. Where there can be
// none (no home folder), labels, imports and exports work all the same, and what
// needs the model says why it cannot.
func modelFiles() (encoder.Files, model.Fetch) {
	cache, err := assets.Open("")
	if err != nil {
		return noFiles{err}, func(context.Context, []string, model.Progress) error { return err }
	}
	return cache, fetcher(cache)
}

// noFiles answers with the reason why there is no cache.
type noFiles struct{ why error }

func (n noFiles) Path(string) (string, error) { return "", n.why }

func (n noFiles) Digest(string) (string, error) { return "", n.why }

func (n noFiles) Derived(string, func(io.Writer) error) (string, error) { return "", n.why }

func (n noFiles) Discard(string) (int64, error) { return 0, n.why }

// Close closes everything, the store last.
func (w *workspace) Close() error {
	err := w.bench.Close()
	return errors.Join(err, ort.Stop(), w.store.Close())
}

// begin writes what a new workspace starts with: the guide, and in the starter
// workspace the starter set.
func (w *workspace) begin(isStarter bool) error {
	guide := filepath.Join(w.dir, guideFile)
	if _, err := os.Stat(guide); errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(guide, []byte(starter.Guide()), 0o644); err != nil {
			return fmt.Errorf("guide of the workspace: %w", err)
		}
	}
	if !isStarter {
		return nil
	}
	set, err := starter.Memes()
	if err != nil {
		return err
	}
	if size, _, err := w.store.Setting(starterSetting); err != nil || size == strconv.Itoa(len(set)) {
		return err
	}
	return w.addStarter(set)
}

// guide returns the workspace's guide and the digest recorded with each label.
func (w *workspace) guide() (text, digest string) {
	b, err := os.ReadFile(filepath.Join(w.dir, guideFile))
	if err != nil {
		b = []byte(starter.Guide())
	}
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:8])
}

// blind returns the workspace's blind policy.
func (w *workspace) blind() (string, error) {
	policy, ok, err := w.store.Setting(blindSetting)
	if err != nil || ok {
		return policy, err
	}
	return w.usualBlind()
}

// usualBlind returns the blind policy of a workspace that has set none: "shown" in
// the starter workspace and "after" in others.
func (w *workspace) usualBlind() (string, error) {
	sets, err := w.store.Datasets()
	if err != nil {
		return "", err
	}
	for _, d := range sets {
		if d.Format != starterFormat {
			return "after", nil
		}
	}
	return "shown", nil
}

// fetcher makes the cache's fetch speak in the model's steps.
func fetcher(c *assets.Cache) model.Fetch {
	return func(ctx context.Context, names []string, p model.Progress) error {
		return c.Fetch(ctx, names, func(s assets.Progress) {
			if p != nil {
				p(model.Step{Phase: "fetch " + s.Asset, Done: s.Done, Total: s.Total, Unit: "bytes", Note: s.Source})
			}
		})
	}
}

// dataDir is the user's folder for data: $XDG_DATA_HOME/memebench or what the
// system has in its place.
func dataDir() (string, error) {
	if d := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "memebench"), nil
	}
	if d := os.Getenv("LocalAppData"); runtime.GOOS == "windows" && d != "" {
		return filepath.Join(d, "memebench"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("the starter workspace needs a home folder (%w): set HOME, or name a folder with --workspace", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "memebench"), nil
	}
	return filepath.Join(home, ".local", "share", "memebench"), nil
}

// packsDir is where the packs of encoders that the user has added are kept, for
// all workspaces; "" where there is no home folder.
func packsDir() string {
	data, err := dataDir()
	if err != nil {
		return ""
	}
	return filepath.Join(data, "encoders")
}

// who returns the annotator: the flag or environment, else the login name.
func (o *options) who() (string, error) {
	name := strings.TrimSpace(labels.Printable(o.annotator))
	if name == "" {
		if u, err := user.Current(); err == nil {
			name = u.Username[strings.LastIndexByte(u.Username, '\\')+1:] // DOMAIN\name on Windows
		}
	}
	if name == "" {
		return "", fmt.Errorf("no login name is known: say who labels with --annotator NAME")
	}
	return name, nil
}
