package db

import (
	"maps"
	"slices"

	"go.etcd.io/bbolt"
)

// A sortedPuts holds back what is put in a bucket and writes it in the order of
// the keys. Within a transaction bbolt keeps a page it changes as one growing
// slice; a hundred thousand keys put there at random would each move half of it,
// whereas in order each goes to the end.
type sortedPuts struct {
	bucket *bbolt.Bucket
	held   map[string][]byte
}

// newSortedPuts makes room for about as many keys as are expected.
func newSortedPuts(b *bbolt.Bucket, expected int) *sortedPuts {
	return &sortedPuts{bucket: b, held: make(map[string][]byte, expected)}
}

// get returns the value of key, put or stored, or nil.
func (s *sortedPuts) get(key []byte) []byte {
	if v, ok := s.held[string(key)]; ok {
		return v
	}
	return s.bucket.Get(key)
}

// put sets the value of key; neither is copied.
func (s *sortedPuts) put(key, value []byte) { s.held[string(key)] = value }

// delete removes key, put or stored.
func (s *sortedPuts) delete(key []byte) error {
	delete(s.held, string(key))
	return s.bucket.Delete(key)
}

// flush writes what is held back.
func (s *sortedPuts) flush() error {
	for _, k := range slices.Sorted(maps.Keys(s.held)) {
		if err := s.bucket.Put([]byte(k), s.held[k]); err != nil {
			return err
		}
	}
	clear(s.held)
	return nil
}
