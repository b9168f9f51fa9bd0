package model

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/ocr"
)

// ReadingCaptions is the phase of a [Report] in which captions are read in pictures.
const ReadingCaptions = "read captions"

// CaptionReader is who the captions that are read in pictures come from, in the log.
const CaptionReader = "ocr"

// Read says what reading captions in pictures did.
type Read struct {
	Memes    int                `json:"memes"`        // with a picture and without a caption of their own
	Read     int                `json:"read"`         // have got one now
	Nothing  int                `json:"nothing_read"` // nothing is written in their pictures
	Before   int                `json:"read_before"`  // were read before, and not again now
	Seconds  float64            `json:"seconds"`
	Warnings []labels.RowReason `json:"warnings"` // pictures that could not be opened, by row
}

// pictureReader reads what is written in pictures, as [ocr.Reader] does.
type pictureReader interface {
	Read(ctx context.Context, img image.Image) ([]ocr.Line, error)
	Close() error
}

// ReadWith makes the workbench read captions in pictures with these files, which it
// fetches when there is something to read. Without them none are read. Call it before
// any use case.
func (w *Workbench) ReadWith(files ocr.Files) {
	w.openReader = func(ctx context.Context, p Report) (pictureReader, error) {
		if err := w.fetch(ctx, append([]string{encoder.RuntimeAsset}, ocr.Assets()...), p); err != nil {
			return nil, err
		}
		if err := w.packs.StartRuntime(); err != nil {
			return nil, err
		}
		return ocr.Open(files)
	}
}

// ReadCaptions reads, on all threads, what is written in the pictures of memes that have
// no caption, and keeps it as their captions, of the origin ocr. What somebody has
// written stands, whatever is read. A picture is read once, also where nothing is in it
// or what was read was taken back; with again, all are that have no other caption than
// one that was read. Cancelled, it returns ctx.Err() and what was read stays.
func (w *Workbench) ReadCaptions(ctx context.Context, again bool, p Report) (Read, error) {
	report := Read{Warnings: []labels.RowReason{}}
	if w.openReader == nil {
		return report, nil
	}
	if err := w.reading.acquire(ctx); err != nil {
		return report, err
	}
	defer w.reading.release()
	start := time.Now()
	work, err := w.captionless(ctx, again, &report)
	if err == nil && len(work) > 0 {
		err = w.readCaptions(ctx, work, &report, p)
	}
	report.Seconds = time.Since(start).Seconds()
	return report, err
}

// readFirst reads captions before they are encoded. Where that fails, the notice says why,
// and memes go on with their pictures alone. The error is that of ctx.
func (w *Workbench) readFirst(ctx context.Context, p Report) (notices []string, err error) {
	_, err = w.ReadCaptions(ctx, false, p)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		sentence, _, _ := strings.Cut(err.Error(), "\n")
		notices = append(notices, "captions could not be read in the pictures: "+labels.Printable(sentence))
	}
	return notices, nil
}

// unread is a picture that is to be read, and the memes that it belongs to.
type unread struct {
	path   string
	digest [32]byte
	pixels int    // as the header says
	seq    uint64 // of the first of the memes
	memes  []unreadMeme
}

type unreadMeme struct {
	id      labels.MemeID
	seq     uint64
	row     int
	name    string
	caption string // the one in force
}

// captionless lists the pictures of memes without captions, that of the meme on the screen
// and those after it first, and counts the memes.
func (w *Workbench) captionless(ctx context.Context, again bool, report *Read) (work []*unread, err error) {
	pictures := map[[32]byte]*unread{}
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		if !m.HasImage() || m.Origin == labels.OriginEdited || strings.TrimSpace(m.Imported()) != "" {
			return ctx.Err()
		}
		report.Memes++
		if !again {
			events, err := w.store.Events(m.ID)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(events, func(e labels.Event) bool { return e.Source == labels.OCR }) {
				report.Before++
				return ctx.Err()
			}
		}
		work = addUnread(work, pictures, &m)
		return ctx.Err()
	})
	looked := w.looked.Load()
	if i := slices.IndexFunc(work, func(u *unread) bool { return u.seq >= looked }); i > 0 {
		work = slices.Concat(work[i:], work[:i])
	}
	return work, err
}

// addUnread adds a meme to the work, to its picture if that is there already.
func addUnread(work []*unread, pictures map[[32]byte]*unread, m *labels.Meme) []*unread {
	var digest [32]byte
	if n, err := hex.Decode(digest[:], []byte(m.Image.SHA256)); err != nil || n != len(digest) {
		return work // an import that does not know the picture's bytes has not seen it
	}
	u := pictures[digest]
	if u == nil {
		u = &unread{path: m.Image.Path, digest: digest, pixels: m.Image.Width * m.Image.Height, seq: m.Seq}
		pictures[digest] = u
		work = append(work, u)
	}
	u.memes = append(u.memes, unreadMeme{m.ID, m.Seq, m.Row, m.Name(), m.Caption})
	return work
}

// readCaptions reads the pictures and writes what is in them into the log, every few
// seconds and at the end.
func (w *Workbench) readCaptions(ctx context.Context, work []*unread, report *Read, p Report) error {
	var waiting []labels.Event
	written := time.Now()
	flush := func() error {
		events := waiting
		waiting, written = nil, time.Now()
		if len(events) == 0 {
			return nil
		}
		_, err := w.store.Append(events...)
		return err
	}
	err := w.readPictures(ctx, work, &report.Warnings, p, func(u *unread, lines []ocr.Line) error {
		caption := ocr.Caption(lines)
		for _, m := range u.memes {
			if caption == "" {
				report.Nothing++
			} else {
				report.Read++
			}
			waiting = append(waiting, labels.Event{
				Meme: m.id, Annotator: CaptionReader, Source: labels.OCR, Action: labels.Caption, Level: labels.NoLevel,
				Text: caption, Version: ocr.Model,
			})
		}
		if time.Since(written) < flushEvery {
			return nil
		}
		return flush()
	})
	return errors.Join(err, flush())
}

// readPictures spreads pictures over the threads, as encodeAll does memes, and calls
// yield with what is written in each, one at a time. Those that cannot be opened become
// warnings.
func (w *Workbench) readPictures(ctx context.Context, work []*unread, warnings *[]labels.RowReason, p Report, yield func(*unread, []ocr.Line) error) (err error) {
	var (
		done   atomic.Int64
		mu     sync.Mutex // held for yield and warnings
		tell   = p.Plain().Throttled(100 * time.Millisecond)
		total  = int64(len(work))
		reader pictureReader
	)
	// Pictures that cannot be opened need no networks: those are fetched and loaded
	// when there is something to give them.
	open := sync.OnceValues(func() (pictureReader, error) {
		var err error
		reader, err = w.openReader(ctx, func(s Step) { tell(s.Step) })
		return reader, err
	})
	defer func() {
		if reader != nil {
			err = errors.Join(err, reader.Close())
		}
	}()
	one := func(ctx context.Context, u *unread) error {
		lines, err := readOne(ctx, open, u)
		var bad *encoder.ItemError
		mu.Lock()
		defer mu.Unlock()
		switch {
		case errors.As(err, &bad):
			for _, m := range u.memes {
				*warnings = append(*warnings, labels.RowReason{Row: m.row, Reason: fmt.Sprintf("%s: %v", labels.Printable(m.name), bad.Err)})
			}
			return nil
		case err != nil:
			return err
		}
		return yield(u, lines)
	}
	err = w.onThreads().Each(ctx, len(work), func(ctx context.Context, i int) error {
		if err := one(ctx, work[i]); err != nil {
			return err
		}
		tell(labels.Step{Phase: ReadingCaptions, Done: done.Add(1), Total: total, Unit: "pictures"})
		return nil
	})
	slices.SortStableFunc(*warnings, func(a, b labels.RowReason) int { return cmp.Compare(a.Row, b.Row) })
	return err
}

// readOne reads a picture that is still the one which was imported.
func readOne(ctx context.Context, open func() (pictureReader, error), u *unread) ([]ocr.Line, error) {
	img, err := openReduced(ctx, u)
	if err != nil {
		return nil, err
	}
	r, err := open()
	if err != nil {
		return nil, err
	}
	lines, err := r.Read(ctx, img)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", labels.Printable(u.memes[0].name), err)
	}
	return lines, nil
}

// largePicture is held while there is the whole of a picture that is reduced.
var largePicture = make(chan struct{}, 1)

// openReduced opens a picture at a size that it can be read at. Of those that are larger, one
// at a time is there as a whole.
func openReduced(ctx context.Context, u *unread) (image.Image, error) {
	if u.pixels <= ocr.MostKept {
		return openImported(ctx, u.path, u.digest)
	}
	select {
	case largePicture <- struct{}{}:
		defer func() { <-largePicture }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	img, err := openImported(ctx, u.path, u.digest)
	if err != nil {
		return nil, err
	}
	img = ocr.Reduced(img)
	debug.FreeOSMemory() // else the next one would be decoded beside what is left of this one
	return img, nil
}
