package dataset

import (
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// A packing is a way in which a file of any kind is compressed.
type packing struct {
	name, start, ext string
	open             func(io.Reader) (content io.Reader, end func(), err error) // end is nil where nothing is to be ended
}

// packings are those that are unpacked while a file is read. Others are named in signatures.
var packings = []packing{
	{"gzip", "\x1f\x8b", ".gz", func(r io.Reader) (io.Reader, func(), error) {
		z, err := gzip.NewReader(r)
		return z, nil, err
	}},
	{"bzip2", "BZh", ".bz2", func(r io.Reader) (io.Reader, func(), error) { return bzip2.NewReader(r), nil, nil }},
	{"Zstandard", "\x28\xb5\x2f\xfd", ".zst", func(r io.Reader) (io.Reader, func(), error) {
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(mostWindow))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	}},
}

// mostWindow is how much of what came before a file packed by Zstandard may refer to, in bytes:
// that much memory is taken.
const mostWindow = 128 << 20

// packingOf returns how a file is compressed by its first bytes, nil if it is not.
func packingOf(start string) *packing {
	for i, p := range packings {
		if strings.HasPrefix(start, p.start) {
			return &packings[i]
		}
	}
	return nil
}

// unpackedName is the name of a file without the ending of a packing.
func unpackedName(name string) string {
	for _, p := range packings {
		if ext := path.Ext(name); strings.EqualFold(ext, p.ext) {
			return strings.TrimSuffix(name, ext)
		}
	}
	return name
}

// reader returns the content of a file that is compressed so.
func (p *packing) reader(s *source) (io.Reader, error) {
	r, end, err := p.open(bufio.NewReaderSize(s, 1<<16))
	if err != nil {
		return nil, p.damaged(err)
	}
	s.unpack = end
	return unpacking{p, r, s}, nil
}

// An unpacking says of what cannot be unpacked how it is compressed.
type unpacking struct {
	packing *packing
	r       io.Reader
	s       *source
}

func (u unpacking) Read(b []byte) (int, error) {
	n, err := u.r.Read(b)
	if err != nil && err != io.EOF && u.s.ctx.Err() == nil {
		err = u.packing.damaged(err)
	}
	return n, err
}

// damaged says that a file cannot be unpacked. What the system says of reading it stays.
func (p *packing) damaged(err error) error {
	if errors.As(err, new(*fs.PathError)) {
		return err
	}
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return errors.New("it is compressed by Zstandard in a way that takes much memory: unpack it first (zstd -d --long=31)")
	}
	return fmt.Errorf("it is compressed by %s and damaged: fetch it again", p.name)
}
