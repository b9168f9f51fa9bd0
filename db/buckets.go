package db

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// The top-level buckets; doc.go draws what is in them.
var (
	bucketMeta            = []byte("meta")
	bucketDatasets        = []byte("datasets")
	bucketMemes           = []byte("meme_records")
	bucketTexts           = []byte("texts")
	bucketMemeIDs         = []byte("id_blocks")
	bucketMemeNames       = []byte("meme_names")
	bucketGroupKeys       = []byte("group_key_blocks")
	bucketGroupMembers    = []byte("group_members")
	bucketCaptionPictures = []byte("caption_pictures")
	bucketPrints          = []byte("prints")
	bucketLog             = []byte("events")
	bucketMemeEvents      = []byte("meme_events")
	bucketColumns         = []byte("columns")
	bucketSaid            = []byte("said")
	bucketUndoable        = []byte("undoable")
	bucketRedoable        = []byte("redoable")
	bucketCounters        = []byte("counters")
	bucketVersions        = []byte("versions")
	bucketHeads           = []byte("heads")
	bucketWeights         = []byte("weights")
	bucketBaselines       = []byte("baselines")
	bucketProvenance      = []byte("lessons")
	bucketServed          = []byte("served")
	bucketPredictions     = []byte("prediction_blocks")
	bucketSettings        = []byte("settings")
)

// buckets are those that a file of the current schema has.
var buckets = [][]byte{
	bucketMeta, bucketDatasets, bucketMemes, bucketTexts, bucketMemeIDs, bucketMemeNames, bucketGroupKeys, bucketGroupMembers,
	bucketCaptionPictures, bucketPrints, bucketLog, bucketMemeEvents, bucketColumns, bucketSaid, bucketUndoable, bucketRedoable, bucketCounters,
	bucketVersions, bucketHeads, bucketWeights, bucketBaselines, bucketProvenance, bucketServed, bucketPredictions, bucketSettings,
}

// partOf is what people call a bucket.
func partOf(bucket []byte) string {
	switch string(bucket) {
	case string(bucketMemes):
		return "memes"
	case string(bucketLog):
		return "log"
	case string(bucketPredictions):
		return "predictions"
	}
	return string(bucket)
}

var keySchema = []byte("schema")

// Keys that only grow fill their pages better when a page that splits keeps
// most of what it has: nothing will be inserted before the end.
const appendFill = 0.95

// appendOnly returns the bucket, set up for keys in ascending order.
func appendOnly(tx *bbolt.Tx, name []byte) *bbolt.Bucket {
	b := tx.Bucket(name)
	b.FillPercent = appendFill
	return b
}

// number8 is n as a key or value.
func number8(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// pair is two numbers as one key.
func pair(a, b uint64) []byte { return binary.BigEndian.AppendUint64(number8(a), b) }

// readNumber reads what number8 writes.
func readNumber(b []byte) (uint64, error) {
	if len(b) != 8 {
		return 0, fmt.Errorf("%w: a number of %d bytes, not 8", ErrDamaged, len(b))
	}
	return binary.BigEndian.Uint64(b), nil
}

// idDigest is the binary form of a meme's id.
func idDigest(id labels.MemeID) (d digest, ok bool) {
	if len(id) != 2*len(d) {
		return d, false
	}
	_, err := hex.Decode(d[:], []byte(id))
	return d, err == nil
}

// nameKey is the key in meme_names of a meme with this name. It begins with a digest of
// the name: names can be long, and memes are told apart by reading them.
func nameKey(name string, seq uint64) []byte {
	return append(namePrefix(name), number8(seq)...)
}

// namePrefix is the part of a key in meme_names that all memes of this name share.
func namePrefix(name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return sum[:8]
}
