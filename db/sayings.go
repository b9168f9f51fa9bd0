package db

import (
	"bytes"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// sayings know which captions are sayings: those that more than [labels.MostPictures]
// different pictures have, so that they tie no memes together. Of each caption, the pictures
// that it came with are kept, as far as they are needed to say so.
type sayings struct{ pictures *sortedPuts }

func newSayings(tx *bbolt.Tx) *sayings {
	return &sayings{newSortedPuts(tx.Bucket(bucketCaptionPictures), 0)}
}

// pictureBytes is how much is kept of a picture's digest: two of six pictures are taken for
// one with a caption in 280 million.
const pictureBytes = 4

// saying is in the place of the pictures of one: which came last is not to be seen any more.
var saying = make([]byte, (labels.MostPictures+1)*pictureBytes)

// isSaying reports that the caption with this key ties no memes together.
func (s *sayings) isSaying(key string) bool {
	digest := keyDigest(key)
	return len(s.pictures.get(digest[:])) == len(saying)
}

// keysOf returns the keys that tie a meme to others: [labels.Meme.GroupKeys] without a saying,
// which of says whether it is one.
func (s *sayings) keysOf(m *labels.Meme) (keys []string, of bool) {
	keys = m.GroupKeys()
	last := len(keys) - 1
	if !labels.IsCaptionKey(keys[last]) || !s.isSaying(keys[last]) {
		return keys, false
	}
	if last == 0 {
		return []string{m.OwnKey()}, true
	}
	return keys[:last], true
}

// note notes the picture that a caption comes with, and reports whether that has made the
// caption a saying.
func (s *sayings) note(m *labels.Meme) bool {
	if m.Image.SHA256 == "" {
		return false
	}
	caption := m.CaptionKey()
	if caption == "" || s.isSaying(caption) {
		return false
	}
	ofCaption, ofPicture := keyDigest(caption), keyDigest(m.Image.SHA256)
	digest, picture := ofCaption[:], ofPicture[:pictureBytes]
	all := slices.Collect(slices.Chunk(bytes.Clone(s.pictures.get(digest)), pictureBytes))
	at, known := slices.BinarySearchFunc(all, picture, bytes.Compare)
	if known {
		return false
	}
	all = slices.Insert(all, at, picture)
	if len(all) > labels.MostPictures {
		s.pictures.put(digest, saying)
		return true
	}
	s.pictures.put(digest, bytes.Join(all, nil))
	return false
}
