package dataset

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"memebench/labels"
	"memebench/labels/picture"
	"memebench/labels/workers"
)

// NearStore is what finding near duplicates needs of a workspace's store.
type NearStore interface {
	MemeCount() (int, error)
	Rows(yield func(labels.Meme, labels.State) error) error
	MemeAt(seq uint64) (labels.Meme, error)
	Prints(yield func(labels.PicturePrints) error) error
	PutPrints(prints []labels.PicturePrints) error
	TieNear(ties []labels.NearTie) (labels.NearTied, error)
}

// NearReport says what a search for near duplicates did.
type NearReport struct {
	Pictures int `json:"pictures"` // different ones in the workspace
	Printed  int `json:"printed"`  // of them, those that were looked at now
	Unread   int `json:"unread"`   // of them, those that could not be: they are tried again next time
	labels.NearTied
}

// FindNear ties memes to others whose pictures look like theirs, which their bytes do not
// show: copies that were recompressed, resized or put on a larger ground, or on which a few
// words are new. It makes the prints of pictures that have none, and keeps them, and then
// ties the memes of those pictures that were in no search yet: see DB.TieNear.
//
// What is tied does not depend on the order in which the prints were made. Cancelled, it
// returns ctx.Err(); what was made by then is kept, and the next search goes on with it.
func FindNear(ctx context.Context, store NearStore, p labels.Report) (NearReport, error) {
	f := nearSearch{store: store, tell: p.Throttled(100 * time.Millisecond), places: map[[32]byte]int32{}}
	err := f.run(ctx)
	f.report.Pictures = len(f.pictures)
	if err != nil {
		return f.report, fmt.Errorf("look for near duplicates: %w", err)
	}
	return f.report, nil
}

// nearSearch is one search under way.
type nearSearch struct {
	store  NearStore
	tell   labels.Report
	report NearReport

	pictures []nearPicture      // in the order of import
	places   map[[32]byte]int32 // in pictures, by digest
	missing  []int32            // places of the pictures that have no prints
}

// A nearPicture is a picture of the workspace.
type nearPicture struct {
	digest [32]byte
	seqs   []uint64 // of its memes
	prints []labels.Print
	near   []int32 // places of pictures that its memes are tied to
	absent int     // how many others they are tied to, which are not here: memes that were merged, whose ties failed
	part   []int32 // for each of seqs, how many of both its meme is tied to
	known  bool    // it has been printed
	tied   bool    // it was in a search
}

func (f *nearSearch) run(ctx context.Context) error {
	if err := f.read(ctx); err != nil {
		return err
	}
	if err := f.print(ctx); err != nil {
		return err
	}
	return f.tie(ctx)
}

// read lists the pictures and what is known of them.
func (f *nearSearch) read(ctx context.Context) error {
	ties := map[int32][]string{}
	total, err := f.store.MemeCount()
	if err != nil {
		return err
	}
	done := int64(0)
	if err := f.store.Rows(func(m labels.Meme, _ labels.State) error {
		if done++; done%exportStep == 0 {
			f.tell.Tell(labels.Step{Phase: "read the memes", Done: done, Total: max(done, int64(total)), Unit: "memes"})
		}
		digest, err := hex.DecodeString(m.Image.SHA256)
		if !m.HasImage() || err != nil || len(digest) != 32 {
			return ctx.Err()
		}
		place, known := f.places[[32]byte(digest)]
		if !known {
			place = int32(len(f.pictures))
			f.pictures = append(f.pictures, nearPicture{digest: [32]byte(digest)})
			f.places[[32]byte(digest)] = place
		}
		of := &f.pictures[place]
		of.seqs, of.part = append(of.seqs, m.Seq), append(of.part, int32(len(m.Near)))
		for _, near := range m.Near {
			if !slices.Contains(ties[place], near) {
				ties[place] = append(ties[place], near)
			}
		}
		return ctx.Err()
	}); err != nil {
		return err
	}
	for place, near := range ties {
		for _, sha := range near {
			of := &f.pictures[place]
			var digest [32]byte
			n, err := hex.Decode(digest[:], []byte(sha[:min(len(sha), 64)]))
			if other, known := f.places[digest]; known && err == nil && n == len(digest) {
				of.near = append(of.near, other)
			} else {
				of.absent++
			}
		}
	}
	if err := f.store.Prints(func(p labels.PicturePrints) error {
		if place, wanted := f.places[p.Picture]; wanted {
			of := &f.pictures[place]
			of.prints, of.known, of.tied = p.Prints, true, p.Tied
		}
		return ctx.Err()
	}); err != nil {
		return err
	}
	for i := range f.pictures {
		if !f.pictures[i].known {
			f.missing = append(f.missing, int32(i))
		}
	}
	return nil
}

// keepPrints is after how long prints are kept, so that as much work is lost at most.
const keepPrints = 2 * time.Second

// print makes the prints that are missing, on half of the processors: labelling goes on
// meanwhile.
func (f *nearSearch) print(ctx context.Context) error {
	var (
		done atomic.Int64
		mu   sync.Mutex // guards what follows
		made []labels.PicturePrints
		kept = time.Now()
	)
	keep := func() error {
		if len(made) == 0 {
			return nil
		}
		err := f.store.PutPrints(made)
		made, kept = nil, time.Now()
		return err
	}
	one := func(ctx context.Context, place int32) error {
		of := &f.pictures[place]
		var prints []labels.Print
		m, unknown := f.store.MemeAt(of.seqs[0])
		err := unknown
		if err == nil {
			prints, err = printsOf(ctx, m.Image.Path, of.digest)
		}
		mu.Lock()
		defer mu.Unlock()
		switch {
		case ctx.Err() != nil:
		case unknown != nil:
			return unknown
		case err != nil:
			f.report.Unread++
		default:
			f.report.Printed++
			of.prints, of.known = prints, true
			made = append(made, labels.PicturePrints{Picture: of.digest, Prints: prints})
			if time.Since(kept) > keepPrints {
				return keep()
			}
		}
		return nil
	}
	err := workers.Pool{Goroutines: max(1, runtime.NumCPU()/2)}.Each(ctx, len(f.missing), func(ctx context.Context, i int) error {
		if err := one(ctx, f.missing[i]); err != nil {
			return err
		}
		f.tell(labels.Step{Phase: "look at the pictures", Done: done.Add(1), Total: int64(len(f.missing)), Unit: "pictures"})
		return nil
	})
	return errors.Join(err, keep())
}

// printsOf returns the prints of the picture at path, if it is still the one with this digest.
func printsOf(ctx context.Context, path string, digest [32]byte) (prints []labels.Print, err error) {
	defer func() {
		if p := recover(); p != nil { // of a decoder, see Import.picture
			err = errors.New("reading it went wrong")
		}
	}()
	if err := picture.Same(path, digest); err != nil {
		return nil, err
	}
	img, _, err := picture.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	for _, p := range picture.Prints(img) {
		prints = append(prints, labels.Print(p))
	}
	return prints, nil
}

// NotSearched returns of how many pictures a search would look for others like them.
func NotSearched(ctx context.Context, store NearStore) (n int, err error) {
	f := nearSearch{store: store, places: map[[32]byte]int32{}}
	if err := f.read(ctx); err != nil {
		return 0, fmt.Errorf("count the pictures: %w", err)
	}
	for i := range f.pictures {
		if !f.pictures[i].tied {
			n++
		}
	}
	return n, nil
}
