package db

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"memebench/labels"
)

// recordFormat is the first byte of every record. A change that an old reader
// would misunderstand takes the next number; a new field does not, as readers
// skip what they do not know and see zero values where nothing is.
const recordFormat = 1

// encode writes a record: the format, then JSON.
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil { // a NaN, or a year that JSON cannot have
		return nil, fmt.Errorf("%w record: %w", ErrInvalid, err)
	}
	return append([]byte{recordFormat}, b...), nil
}

// decode reads a record. The result has no memory in common with b.
func decode[T any](b []byte) (T, error) {
	var v T
	if err := checkFormat(b); err != nil {
		return v, err
	}
	if err := json.Unmarshal(b[1:], &v); err != nil {
		return v, fmt.Errorf("%w: a record cannot be read: %s", ErrDamaged, short(err.Error()))
	}
	return v, nil
}

func checkFormat(b []byte) error {
	switch {
	case len(b) == 0:
		return fmt.Errorf("%w: a record is empty", ErrDamaged)
	case b[0] != recordFormat:
		return fmt.Errorf("%w: a record is of format %d, not %d", ErrDamaged, b[0], recordFormat)
	}
	return nil
}

func encodeMeme(m labels.Meme) ([]byte, error) { return encode(labels.NewMemeRecord(m)) }

func decodeMeme(b []byte) (labels.Meme, error) {
	r, err := decode[labels.MemeRecord](b)
	return r.Whole(), err
}

// A prediction's value: format, meme id, five float32, modalities.
const (
	predictionProbs = 1 + 16
	predictionMods  = predictionProbs + 4*labels.Levels
)

func encodePrediction(p labels.Prediction) ([]byte, error) {
	id, ok := idBytes(p.Meme)
	if !ok {
		return nil, fmt.Errorf("%w: meme id %q", ErrInvalid, short(string(p.Meme)))
	}
	b := append([]byte{recordFormat}, id...)
	for _, x := range p.Probs {
		b = binary.BigEndian.AppendUint32(b, math.Float32bits(x))
	}
	return append(b, strings.Join(p.Modalities, ",")...), nil
}

// decodePrediction reads a prediction of the given version.
func decodePrediction(version string, b []byte) (labels.Prediction, error) {
	p := labels.Prediction{Version: version}
	if err := checkFormat(b); err != nil {
		return p, err
	}
	if len(b) < predictionMods {
		return p, fmt.Errorf("%w: a prediction has %d bytes, fewer than %d", ErrDamaged, len(b), predictionMods)
	}
	p.Meme = labels.MemeID(hex.EncodeToString(b[1:predictionProbs]))
	for i := range p.Probs {
		p.Probs[i] = math.Float32frombits(binary.BigEndian.Uint32(b[predictionProbs+4*i:]))
	}
	if mods := string(b[predictionMods:]); mods != "" {
		p.Modalities = strings.Split(mods, ",")
	}
	return p, nil
}
