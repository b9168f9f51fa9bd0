package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/features"
)

// caches are the feature caches of one pack's encoders, in the order of the
// inputs of a head.
type caches struct {
	inputs   []eval.Input
	features []*features.Cache
	places   rowTable // of the memes in them
}

// caches returns the feature caches of the pack, open, fetching the pack's files
// first if need be, since the caches are named by the encoders' digests. They
// stay open and are shared until Close, also with other packs that have an
// encoder in common: a file of features can be open only once.
func (w *Workbench) caches(ctx context.Context, pack string, p Report) (*caches, error) {
	if err := w.startRuntime(ctx, pack, p); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.caching[pack]; c != nil {
		return c, nil
	}
	inputs, err := w.packInputs(pack)
	if err != nil {
		return nil, err
	}
	c := &caches{inputs: inputs}
	for _, in := range inputs {
		if !readable(in.Modality) {
			return nil, fmt.Errorf("pack %s: %w: %q", pack, ErrNoEncoder, labels.Printable(in.Modality))
		}
		f := w.features[in.Digest]
		if f == nil {
			open := features.Open
			if w.reads {
				open = features.OpenReader
			}
			if f, err = open(w.folder, in.Digest, in.Width); err != nil {
				return nil, err
			}
			w.features[in.Digest] = f
			w.notices = append(w.notices, f.Notice()...)
		}
		c.features = append(c.features, f)
	}
	w.caching[pack] = c
	return c, nil
}

// addedAnew forgets the caches of a pack that another process has added anew since they were opened, with
// other encoders: what those make is not to be kept as the old ones'. The error says so.
func (w *Workbench) addedAnew(pack string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.caching, pack)
	return fmt.Errorf("the pack %s was added again meanwhile, with other encoders: train a new version, which reads those", labels.Printable(pack))
}

// modalities are those that memebench can make features of.
var modalities = []string{encoder.TextModality, encoder.ImageModality, encoder.FramesModality, encoder.SoundModality}

// ErrNoEncoder means that nothing here makes features of a modality: a head or a
// pack may name any.
var ErrNoEncoder = errors.New("no encoder reads the modality (text, image, frames and audio have one)")

func readable(modality string) bool { return slices.Contains(modalities, modality) }

// mend takes damaged rows out of the caches, before it is asked what they
// lack.
func (w *Workbench) mend(ctx context.Context, c *caches) error {
	for i, f := range c.features {
		damaged, err := f.Mend(ctx)
		if err != nil {
			return err
		}
		if damaged > 0 {
			w.mu.Lock()
			w.notices = append(w.notices, fmt.Sprintf("%s features: %d damaged rows are computed again", c.inputs[i].Modality, damaged))
			w.mu.Unlock()
		}
	}
	return nil
}

// Notices returns, once, sentences on what had to be mended or replaced, as far as no
// report has had them.
func (w *Workbench) Notices() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	notices := w.notices
	w.notices = nil
	return notices
}

// versionCaches opens the feature caches that a version reads and encodes what
// they lack. It refuses, before anything is encoded, when
// the encoders are not the ones that the version was trained on.
func (w *Workbench) versionCaches(ctx context.Context, v eval.Version, p Report) (*caches, error) {
	if v.Headless() {
		return nil, noHead(v, "be trained or read features")
	}
	if err := w.havePack(v); err != nil {
		return nil, err
	}
	c, err := w.caches(ctx, v.Pack, p)
	if err != nil {
		return nil, err
	}
	if err := sameEncoders(v, c.inputs); err != nil {
		return nil, err
	}
	_, err = w.encode(ctx, v.Pack, p)
	return c, err
}

// havePack reports that the pack that a version reads is not there: [encoder.ErrNoPack]. What else may be
// wrong with it is said by opening it.
func (w *Workbench) havePack(v eval.Version) error {
	err := w.packs.Check(v.Pack)
	if !errors.Is(err, encoder.ErrNoPack) {
		return nil
	}
	return fmt.Errorf("%s cannot read memes: %w; memebench encoders add SPEC adds it again, memebench models promote serves another version",
		labels.Printable(v.Title()), err)
}

// sameEncoders reports how the encoders of a version differ from these inputs.
func sameEncoders(v eval.Version, inputs []eval.Input) error {
	if err := mismatch(v.Encoders, inputs, v.Pack); err != nil {
		return fmt.Errorf("version %s %w: train a new version", v.ID, err)
	}
	return nil
}

// mismatch says, as the end of a sentence about a head, how what it reads differs
// from what a pack has, in modality or encoder.
func mismatch(reads, has []eval.Input, pack string) error {
	pack = labels.Printable(pack)
	for i, in := range reads {
		switch {
		case !readable(in.Modality):
			return fmt.Errorf("reads %q: %w", labels.Printable(in.Modality), ErrNoEncoder)
		case i >= len(has) || has[i].Modality != in.Modality:
			return fmt.Errorf("reads %s as modality %d, and pack %s does not have it there", in.Modality, i+1, pack)
		case has[i].Encoder != in.Encoder:
			return fmt.Errorf("was trained on the features of %s, and pack %s here has %s", labels.Printable(in.Encoder), pack, labels.Printable(has[i].Encoder))
		case has[i] != in:
			return fmt.Errorf("was trained on another %s encoder than that of pack %s here", in.Modality, pack)
		}
	}
	if len(has) > len(reads) {
		return fmt.Errorf("reads %d modalities and pack %s has %d", len(reads), pack, len(has))
	}
	return nil
}

// flush writes out what was appended. Of several errors, which are mostly one full disk, it returns
// the first.
func (c *caches) flush() error {
	var err error
	for _, f := range c.features {
		err = cmp.Or(err, f.Flush())
	}
	return err
}

// releaseMemory gives back the memory that reading many rows has taken: a training reads
// every row once, and the screens stand idle for hours after it.
func (c *caches) releaseMemory() {
	for _, f := range c.features {
		f.ReleaseMemory()
	}
}

// read fills dst with the meme's features of input i and reports whether it has
// any: the meme has that modality, and it has been encoded.
func (c *caches) read(dst []float32, i int, m *labels.Meme) bool {
	key, ok := featureKey(c.inputs[i].Modality, m)
	return ok && c.features[i].Read(dst, key)
}

// featureKey returns the cache key of one side of the meme, and whether the meme
// has that side: a caption that is not blank, a picture that could be read, one
// that moves or is of a video, sound.
func featureKey(modality string, m *labels.Meme) ([32]byte, bool) {
	switch modality {
	case encoder.TextModality:
		return features.TextKey(m.Caption), strings.TrimSpace(m.Caption) != ""
	case encoder.ImageModality:
		if m.HasImage() {
			key, err := features.ImageKey(m.Image.SHA256)
			return key, err == nil
		}
	case encoder.FramesModality:
		switch {
		case m.Image.Media.Moves:
			key, err := features.ImageKey(m.Image.Media.SHA256)
			return key, err == nil
		case m.HasImage() && m.Image.Moving:
			key, err := features.ImageKey(m.Image.SHA256)
			return key, err == nil
		}
	case encoder.SoundModality:
		if m.Image.Media.Sound {
			key, err := features.ImageKey(m.Image.Media.SHA256)
			return key, err == nil
		}
	}
	return [32]byte{}, false
}

// fileOf is the file that a modality of a meme is read from.
func fileOf(modality string, m *labels.Meme) string {
	if modality == encoder.SoundModality || modality == encoder.FramesModality && m.Image.Media.Moves {
		return m.Image.Media.Path
	}
	return m.Image.Path
}
