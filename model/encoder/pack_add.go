package encoder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
	"memebench/model/features"
	"memebench/model/onnx"
)

// addedPack is what is kept of a pack that a user has added: its spec, with the
// files' full paths, and what was found out about them.
type addedPack struct {
	PackSpec
	// Base is the pack that has the side which is left out: the seed pack for one called
	// so, "" for the default pack.
	Base   string         `json:"base,omitempty"`
	Files  addedFiles     `json:"files"`  // by path
	Widths map[string]int `json:"widths"` // of the features, by modality
	// Arithmetic is that of the encoders, by modality. Packs that were added before it
	// was asked for lack it.
	Arithmetic map[string]arithmetic `json:"arithmetic"`
}

// addedFiles are the files of an added pack.
type addedFiles map[string]addedFile

// addedFile is what a file was when it was added. While its size and its time are
// the same, its bytes are taken to be; hashing 440 MB at every start takes too
// long.
type addedFile struct {
	SHA256   string `json:"sha256"`
	Bytes    int64  `json:"bytes"`
	Modified int64  `json:"modified"` // nanoseconds since 1970
}

// addedNow looks at a file and hashes it. Cancelled, it returns ctx.Err() before
// it has read another megabyte.
func addedNow(ctx context.Context, path string) (addedFile, error) {
	f, st, err := plainfile.Open(path)
	switch {
	case err != nil:
		return addedFile{}, named(path, err)
	case st.Size() > maxModel:
		err = fmt.Errorf("%s has %d MB: at most %d MB are read", quotable(path), st.Size()>>20, maxModel>>20)
		return addedFile{}, errors.Join(err, f.Close())
	}
	defer f.Close() // only read from
	digest, err := fileDigest(ctx, f, st.Size())
	return addedFile{digest, st.Size(), st.ModTime().UnixNano()}, err
}

// find implements fileSource.
func (a addedFiles) find(path string) (string, string, error) {
	was, ok := a[path]
	if !ok {
		return "", "", fmt.Errorf("nothing is known of %s: add the pack again", labels.Printable(path))
	}
	st, err := os.Stat(path)
	if err == nil && st.Size() == was.Bytes && st.ModTime().UnixNano() == was.Modified {
		return path, was.SHA256, nil
	}
	var now addedFile
	if err == nil {
		// Only a file that has been touched since gets here, whatever asks for it.
		now, err = addedNow(context.Background(), path)
	}
	if err != nil {
		return "", "", fmt.Errorf("a file of the encoder cannot be read: %w; put it back, or add the pack again", err)
	}
	if now.SHA256 != was.SHA256 {
		return "", "", fmt.Errorf("%s is not the file that was added: put the old one back, or add the pack again", labels.Printable(path))
	}
	return path, was.SHA256, nil
}

// added reads the spec of an added pack.
func (p *Packs) added(path string) (packSpec, error) {
	data, err := plainfile.Read(path, maxSpecFile)
	if err != nil {
		return packSpec{}, fmt.Errorf("pack of encoders: %w", err)
	}
	a, err := parseAdded(data)
	if err == nil && a.Name+".json" != filepath.Base(path) {
		err = fmt.Errorf("it is the pack %q", a.Name)
	}
	if err != nil {
		return packSpec{}, fmt.Errorf("pack of encoders %s: %w; add it again", labels.Printable(path), err)
	}
	if a.Arithmetic == nil {
		// Where it cannot be found out, or kept, it is tried again; an encoder whose file
		// is gone says so when it is used.
		if a.findArithmetic() == nil {
			_ = a.write(p.folder)
		}
	}
	return a.spec(p.files), nil
}

// findArithmetic looks at the models' files.
func (a *addedPack) findArithmetic() error {
	found := map[string]arithmetic{}
	for _, s := range a.sides() {
		found[s.modality] = plain
		if s.spec.Network != "" {
			continue
		}
		path, _, err := a.Files.find(s.spec.File)
		if err != nil {
			return err
		}
		found[s.modality], err = arithmeticOf(path)
		if errors.Is(err, onnx.ErrFormat) {
			return fmt.Errorf("%s.file: %s is not an ONNX model, or is cut short: a state dict needs its network in the spec", s.modality, labels.Printable(path))
		}
		if err != nil {
			return fmt.Errorf("%s.file: %w", s.modality, err)
		}
	}
	a.Arithmetic = found
	return nil
}

// parseAdded reads what Add has written.
func parseAdded(data []byte) (addedPack, error) {
	var a addedPack
	if err := decodeStrictly(data, &a); err != nil {
		return a, err
	}
	if err := a.complete(); err != nil {
		return a, err
	}
	if err := a.checkWidths(); err != nil {
		return a, err
	}
	if a.Base != "" && a.Base != SeedPack {
		return a, fmt.Errorf("base %q: want %s or none", quotable(a.Base), SeedPack)
	}
	for _, s := range a.sides() {
		if k := a.Arithmetic[s.modality]; a.Arithmetic != nil && k != plain && k != dequantized && k != rounding {
			return a, fmt.Errorf("%s: arithmetic %q", s.modality, quotable(string(k)))
		}
	}
	for _, f := range a.Files {
		if len(f.SHA256) != hex.EncodedLen(sha256.Size) {
			return a, fmt.Errorf("a digest of %d characters, want 64 hex digits", len(f.SHA256))
		}
		if _, err := hex.DecodeString(f.SHA256); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (a addedPack) checkWidths() error {
	for _, s := range a.sides() {
		if w := a.Widths[s.modality]; w < 1 || w > features.MaxWidth {
			return fmt.Errorf("%s: %d features, want 1 to %d", s.modality, w, features.MaxWidth)
		}
	}
	return nil
}

// spec returns the pack's spec; a side that it leaves out is that of its base.
func (a addedPack) spec(files Files) packSpec {
	s := packs[0]
	if a.Base != "" {
		s, _ = fetched(a.Base)
	}
	s = s.from(files)
	s.name, s.frames, s.sound = a.Name, a.Frames, a.Audio
	to := map[string]*encoderSpec{TextModality: &s.text, ImageModality: &s.image}
	for _, side := range a.sides() {
		e := encoderSpec{
			Spec: *side.spec, width: a.Widths[side.modality], features: side.spec.taken(),
			arithmetic: a.Arithmetic[side.modality], machine: machine(files), source: a.Files,
		}
		if e.arithmetic == dequantized {
			e.features += ", in floats"
		}
		*to[side.modality] = e
	}
	return s
}

// Describe returns a pack as a spec that could be added: the files of a pack that
// memebench fetches bear their names in the cache, or their paths where they are
// there. It also has the specs of ReadyNames.
func (p *Packs) Describe(name string) (PackSpec, error) {
	s, err := p.find(name)
	if r := findReady(name); err != nil && r != nil && p.Ready(name) {
		return r.PackSpec, nil
	}
	if err != nil {
		return PackSpec{}, err
	}
	text, image := s.text.Spec, s.image.Spec
	text.Varies, image.Varies = s.text.arithmetic == rounding, s.image.arithmetic == rounding
	for _, file := range []struct {
		name *string
		from fileSource
	}{{&text.File, s.text.source}, {&text.Tokenizer, s.text.source}, {&image.File, s.image.source}} {
		if path, _, err := file.from.find(*file.name); err == nil {
			*file.name = path
		}
	}
	return PackSpec{Name: s.name, Text: &text, Image: &image, Frames: s.frames, Audio: s.sound}, nil
}

// Add adds a pack of encoders by a spec, the JSON file at path: it checks the spec and the files
// that it names, opens the encoders and tries each on two captions or pictures, in a process of its
// own where [Packs.TryApart] has said how: a model is a program. The trial is ended when it takes
// more than a minute. Nothing is kept unless all of that succeeds. A pack of the same name that was
// added earlier is replaced. fetch gets the assets that the pack needs to where the packs' Files
// finds them, and tell hears what is being done.
func (p *Packs) Add(ctx context.Context, path string, fetch func(ctx context.Context, assets []string) error, tell func(phase string)) (PackSpec, error) {
	spec, err := p.add(ctx, path, fetch, tell)
	if err != nil {
		return spec, fmt.Errorf("%s: %w", labels.Printable(filepath.Base(path)), err)
	}
	return spec, nil
}

func (p *Packs) add(ctx context.Context, path string, fetch func(ctx context.Context, assets []string) error, tell func(phase string)) (PackSpec, error) {
	if p.folder == "" {
		return PackSpec{}, errors.New("there is no folder to keep packs of encoders in: set HOME")
	}
	data, err := plainfile.Read(path, maxSpecFile)
	if errors.Is(err, plainfile.ErrTooLarge) {
		return PackSpec{}, errNoSpec
	}
	if err != nil {
		return PackSpec{}, reason(err)
	}
	spec, err := parsePackSpec(data)
	if err != nil {
		return spec, err
	}
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return spec, err
	}
	a := addedPack{PackSpec: spec, Files: addedFiles{}}
	if spec.Name == SeedPack {
		a.Base = SeedPack
	}
	if err := a.lookAt(ctx, folder, tell); err != nil {
		return spec, err
	}
	if err := a.findArithmetic(); err != nil {
		return spec, err
	}
	if err := fetch(ctx, a.spec(p.files).assets()); err != nil {
		return spec, err
	}
	tell("try encoders")
	a.Widths, err = p.try(ctx, a)
	if err == nil {
		err = a.checkWidths()
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = a.write(p.folder)
	}
	if err != nil {
		_, failed := p.discard(a.spec(p.files).built())
		return spec, errors.Join(err, failed)
	}
	for _, s := range a.sides() {
		s.spec.Varies = a.Arithmetic[s.modality] == rounding
	}
	return a.PackSpec, nil
}

// lookAt makes the files' paths whole, and hashes and checks the files.
func (a *addedPack) lookAt(ctx context.Context, folder string, tell func(phase string)) error {
	file := func(field string, name *string, digest string) error {
		if *name == "" {
			return nil
		}
		tell("check " + filepath.Base(*name))
		if !filepath.IsAbs(*name) {
			*name = filepath.Join(folder, filepath.FromSlash(*name))
		}
		is, err := addedNow(ctx, *name)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%s: there is no %s: put it there, or correct the spec", field, labels.Printable(*name))
		case err != nil:
			return fmt.Errorf("%s: %w", field, err)
		case !strings.HasPrefix(is.SHA256, digest):
			return fmt.Errorf("%s: the SHA-256 of %s begins with %s, the spec says %s: it is another file, or cut short",
				field, labels.Printable(*name), is.SHA256[:len(digest)], digest)
		}
		a.Files[*name] = is
		return nil
	}
	for _, s := range a.sides() {
		if err := file(s.modality+".file", &s.spec.File, s.spec.SHA256); err != nil {
			return err
		}
		if err := file(s.modality+".tokenizer", &s.spec.Tokenizer, ""); err != nil {
			return err
		}
	}
	return nil
}

// write keeps the pack, whole or not at all.
func (a addedPack) write(folder string) error {
	data, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	if _, err := atomicfile.MakeFolder(folder, 0o777); err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(folder, a.Name+".json"), append(data, '\n'), atomicfile.Shared)
}

// fileDigest returns the SHA-256 of a file in hex. It may have 2 GB, which take
// seconds, so it looks at the context as it reads.
func fileDigest(ctx context.Context, f io.ReaderAt, size int64) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(cancellable{ctx, f}, 0, size)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
