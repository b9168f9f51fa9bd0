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
	"slices"
	"strconv"
	"strings"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
	"memebench/labels/starter"
	"memebench/model"
	"memebench/model/assets"
	"memebench/model/encoder"
	"memebench/model/ort"
	"memebench/model/settings"
	starterhead "memebench/model/starter"
)

// The files of a workspace's folder.
const (
	storeFile   = "memebench.db"
	guideFile   = "guide.md"
	cacheDir    = "cache"
	featuresDir = cacheDir + "/features"
	backupsDir  = "backups"
	picturesDir = "pictures" // of the starter set
)

// starterSetting is where the store remembers how many memes of the starter set are
// in.
const starterSetting = "starter"

// workspace is an open workspace.
type workspace struct {
	dir     string
	starter bool        // it is the starter workspace
	beside  os.FileInfo // the folder in which dir lies, as it was when the workspace was opened
	store   *db.DB
	bench   *model.Workbench
	packs   *encoder.Packs
	files   modelCache

	made     []string // what is there since it was opened, the innermost first
	unwanted bool     // that goes again when it is closed
	rescued  rescued  // what could not be saved, or the whole store
}

// opening says how a workspace is opened.
type opening int

const (
	// toRead opens a copy of it as it is now: nothing is written, but where its files are if it was
	// moved, and another process may have it.
	toRead opening = iota
	// toAsk opens it to ask the model. Where another process has it, or nothing may be written,
	// it is a copy of it as it is now.
	toAsk
	// mustExist opens it, or refuses if it is not there yet.
	mustExist
	// mayBeginIt makes it if it is not there.
	mayBeginIt
)

// openFor opens the workspace of the command line, which must be there, and tells others that
// find it in use what has it.
func (o *options) openFor(ctx context.Context, what string) (*workspace, error) {
	o.has = what
	return o.open(ctx, mustExist)
}

// open opens the workspace of the command line.
func (o *options) open(ctx context.Context, how opening) (*workspace, error) {
	p, err := o.place()
	if err != nil {
		return nil, err
	}
	begun, err := p.begun()
	if err != nil {
		return nil, err
	}
	if !begun && !p.isStarter && how != mayBeginIt {
		return nil, o.noWorkspace(p)
	}
	if how == toRead && begun {
		return o.openToRead(ctx, p)
	}
	made, err := atomicfile.MakeFolder(p.dir, 0o777)
	if err != nil {
		return nil, inFolder(p.dir, err)
	}
	store, err := db.Open(p.store(), db.Options{MustExist: begun, As: o.has})
	if inUse := errors.Is(err, db.ErrInUse); how == toAsk && begun && (inUse || notWritable(err)) {
		why := "may not be written to"
		if inUse {
			why = "is in use elsewhere"
		}
		w, err := o.openCopy(ctx, p)
		if err == nil {
			o.say("note: the workspace %s: it is read as it is now, and nothing is kept in it", why)
		}
		return w, err
	}
	if err != nil {
		atomicfile.Unmake(made)
		return nil, inFolder(p.dir, err)
	}
	if !begun {
		made = append([]string{p.store()}, made...)
	}
	store.Share()
	w := newWorkspace(p, store, o.videos())
	w.made = made
	w.bench.ServeStarter(starterhead.Bundle())
	if err = w.begin(); err == nil {
		err = o.moveAlong(ctx, w)
	}
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// openCopy opens a copy of a workspace's store as it is now.
func (o *options) openCopy(ctx context.Context, p place) (*workspace, error) {
	store, err := db.OpenReader(ctx, p.store())
	if err != nil {
		return nil, unread(p.dir, err)
	}
	w := newWorkspace(p, store, o.videos())
	w.bench.ReadOnly()
	return w, nil
}

// storeToRead opens the store of the command line's workspace as it is now, nil where there is none.
func (o *options) storeToRead(ctx context.Context) (*db.DB, error) {
	p, err := o.place()
	if err != nil {
		return nil, err
	}
	if begun, err := p.begun(); err != nil || !begun {
		return nil, err
	}
	store, err := db.OpenReader(ctx, p.store())
	return store, unread(p.dir, err)
}

// noWorkspace says how a workspace comes about.
func (o *options) noWorkspace(p place) error {
	if p.isStarter {
		return fmt.Errorf("no workspace in %s yet: memebench makes it", p.dir)
	}
	return fmt.Errorf("no workspace in %s: memebench import -w %s … makes one", p.dir, labels.ShellWord(o.workspace))
}

func newWorkspace(p place, store *db.DB, videos model.Videos) *workspace {
	files, fetch := modelFiles()
	packs := encoder.NewPacks(files, packsDir())
	packs.TryApart(tryApart)
	bench := model.NewWorkbench(store, packs, fetch, filepath.Join(p.dir, featuresDir))
	bench.ReadWith(files)
	bench.ReadVideosWith(videos)
	beside, _ := os.Stat(filepath.Dir(p.dir)) // nil if it cannot be said
	return &workspace{dir: p.dir, starter: p.isStarter, beside: beside, store: store, packs: packs, files: files, bench: bench}
}

// modelFiles returns the cache of the runtime and the encoders. Where there can be
// none (no home folder), labels, imports and exports work all the same, and what
// needs the model says why it cannot.
func modelFiles() (modelCache, model.Fetch) {
	cache, err := assets.Open("")
	if err != nil {
		return noFiles{err}, func(context.Context, []string, model.Report) error { return err }
	}
	return cache, fetcher(cache)
}

// modelCache is the cache as far as a command needs it.
type modelCache interface {
	encoder.Files
	Cost(assets []string) (download, disk int64, err error)
}

// noFiles answers with the reason why there is no cache.
type noFiles struct{ why error }

func (n noFiles) Path(string) (string, error) { return "", n.why }

func (n noFiles) Digest(string) (string, error) { return "", n.why }

func (n noFiles) Derived(string, func(io.Writer) error) (string, error) { return "", n.why }

func (n noFiles) Cost([]string) (int64, int64, error) { return 0, 0, n.why }

func (n noFiles) Discard(string) (int64, error) { return 0, n.why }

// Close closes everything, the store last.
func (w *workspace) Close() error {
	err := w.bench.Close()
	err = errors.Join(err, ort.Stop(), w.store.Close())
	if w.unwanted {
		atomicfile.Unmake(w.made)
	}
	return err
}

// dropIfNew has a workspace that was made for what has failed go again when it is
// closed, unless there is something in it.
func (w *workspace) dropIfNew() {
	n, err := w.store.MemeCount()
	seq, e := w.store.LastSeq()
	w.unwanted = err == nil && e == nil && n == 0 && seq == 0 && slices.Contains(w.made, filepath.Join(w.dir, storeFile))
}

// begin writes what a new workspace starts with: the guide, and in the starter
// workspace the starter set.
func (w *workspace) begin() error {
	guide := filepath.Join(w.dir, guideFile)
	if _, err := os.Stat(guide); errors.Is(err, fs.ErrNotExist) {
		if err := atomicfile.Write(guide, []byte(starter.Guide()), atomicfile.Shared); err != nil {
			return fmt.Errorf("guide of the workspace: %w", err)
		}
		w.made = append([]string{guide}, w.made...)
	}
	if !w.starter {
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

// maxGuide bounds the guide, in bytes: it is some pages that annotators read.
const maxGuide = 1 << 20

// guide returns the workspace's guide, the built-in one where there is none, and the
// digest recorded with each label. A guide that cannot be read is an error: labels
// would otherwise be recorded under another one.
func (w *workspace) guide() (text, digest string, err error) {
	text, digest, err = w.readGuide()
	if err != nil {
		err = fmt.Errorf("the guide for annotators, %s, cannot be read: %w; mend it, or move it away and a new one is written",
			labels.Printable(filepath.Join(w.dir, guideFile)), err)
	}
	return text, digest, err
}

// readGuide is guide with an error that says only why, for sentences that name the file.
func (w *workspace) readGuide() (text, digest string, err error) {
	b, err := plainfile.Read(filepath.Join(w.dir, guideFile), maxGuide)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b = []byte(starter.Guide())
	case err != nil:
		return "", "", plainfile.Cause(err)
	}
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:8]), nil
}

// blind returns when the model's answer is shown. A workspace with nothing but the
// starter set shows it at once while nothing else is set.
func (w *workspace) blind() (labels.Blind, error) {
	_, set, err := w.store.Setting(settings.Blind.Name)
	if err != nil {
		return "", err
	}
	has, err := w.hasOthers()
	if err != nil {
		return "", err
	}
	if !set && !has {
		return labels.BlindShown, nil
	}
	return settings.Blind.Read(w.store)
}

// hasOthers reports whether the workspace has other memes than the starter set's.
func (w *workspace) hasOthers() (bool, error) {
	sets, err := w.store.Datasets()
	return slices.ContainsFunc(sets, func(d labels.Dataset) bool { return d.Format != starterFormat }), err
}

// fetcher makes the cache's fetch speak in the model's steps.
func fetcher(c *assets.Cache) model.Fetch {
	return func(ctx context.Context, names []string, p model.Report) error {
		return c.Fetch(ctx, names, func(s assets.Progress) {
			if p != nil {
				p(model.Step{Step: labels.Step{Phase: "fetch " + s.Asset, Done: s.Done, Total: s.Total, Unit: "bytes", Note: s.Source}})
			}
		})
	}
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
	name := strings.TrimSpace(o.annotator)
	if name != "" {
		if err := labels.CheckAnnotator(name); err != nil {
			return "", usageError{err}
		}
		return name, nil
	}
	if u, err := user.Current(); err == nil {
		name = labels.Printable(u.Username[strings.LastIndexByte(u.Username, '\\')+1:]) // DOMAIN\name on Windows
	}
	if name == "" {
		return "", fmt.Errorf("no login name is known: say who labels with --annotator NAME")
	}
	return name, nil
}
