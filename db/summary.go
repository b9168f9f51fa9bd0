package db

import (
	"bytes"
	"sync"

	"memebench/eval"
)

// Summary returns what there is to say of the workspace as a whole, read in one
// transaction. What it costs depends on the number of versions only. The versions
// share memory with those of other summaries: nobody may change them.
func (d *DB) Summary(annotator string) (eval.Summary, error) {
	return one(d, func(r *Reader) (eval.Summary, error) { return r.Summary(annotator) })
}

// decodedVersions remembers versions that were read, by what they were read from: a
// summary is read for each label, and its versions are nearly always the same.
type decodedVersions struct {
	mu sync.Mutex
	of map[string]decodedVersion // by key
}

type decodedVersion struct {
	from []byte
	versionRecord
}

func (d *decodedVersions) version(key, from []byte) (versionRecord, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if known, ok := d.of[string(key)]; ok && bytes.Equal(known.from, from) {
		return known.versionRecord, nil
	}
	v, err := decode[versionRecord](from)
	if err != nil {
		return v, err
	}
	if d.of == nil {
		d.of = map[string]decodedVersion{}
	}
	d.of[string(key)] = decodedVersion{bytes.Clone(from), v}
	return v, nil
}
