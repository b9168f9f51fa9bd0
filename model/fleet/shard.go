package fleet

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"memebench/eval"
	"memebench/labels/picture"
	"memebench/labels/plainfile"
	"memebench/model"
)

// shardMemes is how many memes a shard has, in the order of import. What one worker makes of
// them takes seconds to a minute, and is lost when it dies.
const shardMemes = 1000

// shard is a part of the work.
type shard struct {
	id    string
	from  int // of its first item among all
	items []model.Item

	again  int // how often it was neither queued nor done when it was looked for
	failed int // how often its upload has failed, since one that has not
	lost   int // how often it was uploaded again
}

// plan cuts the items into shards: one for each thousand of the workspace's memes, as far
// as they lack features. So a later plan has the same shards, less those that are kept.
func plan(pool string, items []model.Item, memes int) (shards []*shard) {
	for from := 0; from < len(items); {
		to := from
		for to < len(items) && items[to].Meme/memes == items[from].Meme/memes {
			to++
		}
		shards = append(shards, &shard{id: shardID(pool, items[from:to]), from: from, items: items[from:to]})
		from = to
	}
	return shards
}

// widths are those of the features of its items.
func (s *shard) widths(inputs []eval.Input) []int {
	w := make([]int, len(s.items))
	for i, t := range s.items {
		w[i] = inputs[t.Input].Width
	}
	return w
}

// bytes is about how many bytes its object has, as far as can be known without reading.
func (s *shard) bytes() int64 {
	n := int64(0)
	for _, t := range s.items {
		if st, err := os.Stat(t.Path); err == nil && t.OfPicture() {
			n += st.Size()
		}
		n += int64(len(t.Caption))
	}
	return n
}

// shardReader reads as the object of a shard, see record. It holds one picture at a time.
type shardReader struct {
	items  []model.Item // that are still to come
	shared string       // folder of pictures that workers see; "" for none
	buf    bytes.Buffer
}

func newShardReader(s *shard, shared string) *shardReader {
	r := &shardReader{items: s.items, shared: shared}
	r.buf.WriteString(workMagic)
	return r
}

// Read implements io.Reader.
func (r *shardReader) Read(p []byte) (int, error) {
	for r.buf.Len() == 0 {
		if len(r.items) == 0 {
			return 0, io.EOF
		}
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	return r.buf.Read(p)
}

// next puts the next record into the buffer. A picture that is gone is one of the faults
// that come back.
func (r *shardReader) next() error {
	t := r.items[0]
	rec := record{Key: hex.EncodeToString(t.Key[:]), Name: t.Name}
	for len(r.items) > 0 && r.items[0].Key == t.Key { // a picture may be read in two ways
		rec.Inputs = append(rec.Inputs, r.items[0].Input)
		r.items = r.items[1:]
	}
	var data []byte
	switch {
	case !t.OfPicture():
		rec.Caption = t.Caption
	case r.inShared(t.Path) != "":
		rec.Shared = r.inShared(t.Path)
	default:
		var err error
		if data, err = plainfile.Read(t.Path, picture.MaxFile); err != nil {
			rec.Fault = plainfile.Cause(err).Error()
			if errors.Is(err, plainfile.ErrTooLarge) { // as videos can be, which one machine alone reads
				rec.Fault += ": --shared DIR leaves it where all machines see it"
			}
		} else if len(data) == 0 {
			rec.Fault = "the file is empty"
		}
		rec.Bytes = int64(len(data))
	}
	if err := writeFrame(&r.buf, rec); err != nil {
		return &localError{err}
	}
	_, err := r.buf.Write(data)
	return err
}

// inShared is the path within the shared folder, with slashes; "" for one outside.
func (r *shardReader) inShared(path string) string {
	if r.shared == "" {
		return ""
	}
	rel, err := filepath.Rel(r.shared, path)
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}
