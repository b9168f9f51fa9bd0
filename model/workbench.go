package model

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"
	"sync/atomic"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/features"
	"memebench/model/head"
	"memebench/model/settings"
)

// Store is what the use cases need of a workspace's store.
type Store interface {
	Rows(yield func(labels.Meme, labels.State) error) error
	// RowsAt is Rows of one moment, and returns the newest event then. yield calls nothing of the store.
	RowsAt(yield func(labels.Meme, labels.State) error) (seq uint64, err error)
	Events(id labels.MemeID) ([]labels.Event, error) // of a meme, in the order of the log
	Append(events ...labels.Event) ([]labels.Event, error)
	LastSeq() (uint64, error)
	// Log gives the events from a sequence number on, in order.
	Log(from uint64, yield func(labels.Event) error) error
	Meme(id labels.MemeID) (labels.Meme, error)
	FindMeme(text string) (labels.Meme, error) // by its number, id or name, as a person writes it
	MemeAt(seq uint64) (labels.Meme, error)    // memes are numbered from 1
	MemeCount() (int, error)
	Datasets() ([]labels.Dataset, error)
	// Facts gives what is known of the memes that a search finds, in the order of import.
	Facts(ctx context.Context, s labels.Search, yield func(*labels.Facts) error) error
	Resplits() (uint64, error) // how often the splits were assigned anew
	Setting(key string) (string, bool, error)
	SetSetting(key, value string) error

	// AddVersion keeps a head with its artifacts; while none is served it is at once.
	AddVersion(v eval.Version, a eval.Artifacts) (eval.Version, error)
	// AddStarter keeps the head that came with the program, as v0, and serves it.
	AddStarter(v eval.Version, a eval.Artifacts) (eval.Version, error)
	// AddGiven keeps predictions from elsewhere as a version without a head, which is never served.
	AddGiven(v eval.Version, ps []labels.Prediction) (eval.Version, error)
	Versions() ([]eval.Version, error)          // those that are kept, the oldest first
	Version(id string) (eval.Version, error)    // an id, a name, "served" or "latest", which has a head
	Ancestry(id string) ([]eval.Version, error) // the version and those that it goes back to, also when those are gone
	Decide(id string, d eval.Decision) error
	PruneVersions(keep int) (ids []string, err error)
	Head(id string) ([]byte, error)
	Weights(id string) ([]byte, error)
	Baseline(id, modality string) (weights []byte, ok bool, err error)
	Provenance(id string) (encoded []byte, ok bool, err error)
	Served() (string, error) // "" while there is none
	Promote(id string) error
	Rollback() (string, error)

	// PutPredictions stores predictions that were made of these captions, but those whose
	// meme has another one by now, and counts what it has stored.
	PutPredictions(ps []labels.Prediction, captions []string) (stored int, err error)
	Predictions(version string, yield func(labels.Prediction) error) error
}

// Workbench runs the use cases of one workspace: encode, train, evaluate,
// predict. Its methods may be called from any goroutine, several at a time;
// encodings wait for each other, and so do trainings.
type Workbench struct {
	store   Store
	packs   *encoder.Packs
	fetch   Fetch
	videos  Videos
	folder  string // of the feature caches
	reads   bool   // see ReadOnly
	threads int

	// Packs.Inputs and Packs.Open; tests put encoders of their own in their place.
	packInputs func(pack string) ([]eval.Input, error)
	openPack   func(ctx context.Context, pack string) (*encoder.Pack, error)

	// Opens the reader of captions, fetching what it needs; nil for none. See ReadWith.
	openReader func(context.Context, Report) (pictureReader, error)

	shared sharedPacks // that predictors read

	encoding, training, reading lock
	looked                      atomic.Uint64 // place of the meme on the screen

	starter   fs.FS      // of ServeStarter; nil for none
	starterMu sync.Mutex // held while it may be added
	testMu    sync.Mutex // held while what was seen of test is kept in mind

	mu       sync.Mutex                 // guards what follows
	caching  map[string]*caches         // by pack
	features map[string]*features.Cache // by the encoder's digest: packs may share an encoder
	notices  []string                   // of the features and the served version, until they are reported
}

// Fetch gets the named assets to where Files finds them, telling its progress.
type Fetch func(ctx context.Context, assets []string, p Report) error

// NewWorkbench returns the workbench over a workspace's store. The runtime's
// library and the encoders' files are those of packs, got there by fetch when
// they are needed; folder is that of the feature caches. Encoding and
// training use every processor that Go uses.
func NewWorkbench(store Store, packs *encoder.Packs, fetch Fetch, folder string) *Workbench {
	return &Workbench{
		store: store, packs: packs, fetch: fetch, folder: folder,
		threads:    runtime.GOMAXPROCS(0),
		packInputs: packs.Inputs, openPack: packs.Open,
		shared:   sharedPacks{processors: make(chan struct{}, runtime.GOMAXPROCS(0)), opening: newLock(), open: map[string]*sharedPack{}},
		encoding: newLock(), training: newLock(), reading: newLock(),
		caching: map[string]*caches{}, features: map[string]*features.Cache{},
	}
}

// ReadOnly has the workbench write nothing: the store is a copy, the features may be open in
// another process, and what is encoded is gone when the workbench is closed. It is
// called before anything else.
func (w *Workbench) ReadOnly() { w.reads = true }

// KeptVersions is how many of the newest versions without a name are kept when those before are
// pruned, which happens after each training. A version takes some megabytes, most
// of them its parameters.
const KeptVersions = 20

// lock lets one goroutine at a time do something. Waiting for it ends with the
// context, which waiting for a sync.Mutex does not.
type lock chan struct{}

func newLock() lock { return make(lock, 1) }

func (l lock) acquire(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l lock) release() { <-l }

// Close closes the feature caches. No other method may be running.
func (w *Workbench) Close() error {
	var err error
	for _, f := range w.features {
		err = errors.Join(err, f.Close())
	}
	clear(w.features)
	clear(w.caching)
	return err
}

// ErrNoVersion means that the workspace has no trained head yet.
var ErrNoVersion = errors.New("no model has been trained in this workspace yet: memebench train makes the first one")

// Pack returns the name of the pack of encoders that the workspace uses.
func (w *Workbench) Pack() (string, error) { return settings.Encoders.Read(w.store) }

// SetPack makes the workspace use another pack of encoders from now on. Heads
// trained on the old one keep reading the old one's features.
func (w *Workbench) SetPack(name string) error {
	if err := w.packs.Check(name); err != nil {
		return err
	}
	return w.store.SetSetting(settings.Encoders.Name, name)
}

// UsePack is SetPack once the pack's files are there: those that are missing are fetched
// first, and of a pack that was added they must be those that it was added with.
func (w *Workbench) UsePack(ctx context.Context, name string, p Report) error {
	assets, err := w.packs.Assets(name)
	if err == nil {
		err = w.fetch(ctx, assets, p)
	}
	if err == nil {
		_, err = w.packInputs(name)
	}
	if err != nil {
		return err
	}
	return w.SetPack(name)
}

// startRuntime fetches the runtime's library and the named pack's files if they are
// missing, and starts the runtime.
func (w *Workbench) startRuntime(ctx context.Context, pack string, p Report) error {
	return startRuntime(ctx, w.packs, w.fetch, pack, p)
}

func startRuntime(ctx context.Context, packs *encoder.Packs, fetch Fetch, pack string, p Report) error {
	assets, err := packs.Assets(pack)
	if errors.Is(err, encoder.ErrNoPack) { // it is one that the workspace or a version has used
		return fmt.Errorf("%w; memebench encoders add SPEC adds it again, encoders use NAME chooses another", err)
	}
	if err != nil {
		return err
	}
	if err := fetch(ctx, assets, p); err != nil {
		return err
	}
	return packs.StartRuntime()
}

// Prepare brings a workspace from nothing to predictions: it fetches what is missing, reads
// captions in the pictures of memes without, encodes what lacks features, serves the starter head
// if there is no version and the workspace uses the encoders that it reads, else trains a first one
// if there are labels, and predicts what the served version has not seen yet. The notices are
// sentences on what it had to mend or to replace, also beside an error.
func (w *Workbench) Prepare(ctx context.Context, p Report) (notices []string, err error) {
	report, err := w.Encode(ctx, p)
	notices = report.Notices
	if err != nil {
		return notices, err
	}
	err = w.predictServed(ctx, p)
	return append(notices, w.Notices()...), err
}

func (w *Workbench) predictServed(ctx context.Context, p Report) error {
	served, err := w.Served()
	if err != nil {
		return err
	}
	if served == "" {
		err := w.trainFirst(ctx, p)
		if errors.Is(err, head.ErrNoTrainingRows) {
			return nil // an unlabelled workspace is a normal beginning
		}
		if err != nil {
			return err
		}
		if served, err = w.Served(); err != nil {
			return err
		}
	}
	return w.refresh(ctx, served, nil, p)
}

// LookAt says which meme is on the screen, by its place in the order of import.
// New predictions are made of it and of those after it first.
func (w *Workbench) LookAt(seq uint64) { w.looked.Store(seq) }

// version finds a version by id, "served" or "latest".
func (w *Workbench) version(id string) (eval.Version, error) {
	v, err := w.store.Version(id)
	if err != nil {
		if served, serr := w.store.Served(); serr == nil && served == "" {
			if served, err = w.Served(); err != nil {
				return v, err
			} else if served == "" {
				return v, ErrNoVersion
			}
			v, err = w.store.Version(id)
		}
	}
	if err != nil {
		return v, err // which names it
	}
	return v, nil
}
