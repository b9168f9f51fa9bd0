package head

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"memebench/labels"
)

// A head's weights file is
//
//	8 bytes   "memehead"
//	4 bytes   format version, little-endian
//	4 bytes   length of the description, little-endian
//	…         the description, JSON: config, inputs, epoch, calibration
//	…         the parameters, float32, little-endian
//	32 bytes  SHA-256 of all that
const (
	weightsMagic   = "memehead"
	weightsVersion = 1
	weightsPrefix  = len(weightsMagic) + 8
	maxDescription = 1 << 20
)

// ErrWeights means that bytes are not the weights of a head, or not whole.
var ErrWeights = errors.New("not the weights of a head")

// Weights returns the head in the form from which ParseWeights makes it again,
// bit for bit: to continue training from, where ONNX is for serving.
func (h *Head) Weights() ([]byte, error) {
	description, err := json.Marshal(h.Description())
	if err != nil {
		return nil, fmt.Errorf("write weights: %w", err)
	}
	b := make([]byte, 0, weightsPrefix+len(description)+4*len(h.Params)+sha256.Size)
	b = append(b, weightsMagic...)
	b = binary.LittleEndian.AppendUint32(b, weightsVersion)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(description)))
	b = append(b, description...)
	for _, v := range h.Params {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// ParseWeights reads what Weights wrote. Bytes that are damaged, cut short or
// something else give an error that wraps ErrWeights.
func ParseWeights(b []byte) (*Head, error) {
	switch {
	case len(b) < weightsPrefix+sha256.Size || string(b[:len(weightsMagic)]) != weightsMagic:
		return nil, ErrWeights
	case binary.LittleEndian.Uint32(b[8:]) != weightsVersion:
		return nil, fmt.Errorf("%w: format version %d: this memebench reads version %d", ErrWeights, binary.LittleEndian.Uint32(b[8:]), weightsVersion)
	}
	body, sum := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(sum, want[:]) {
		return nil, fmt.Errorf("%w: the checksum does not match: the bytes are damaged or cut short", ErrWeights)
	}
	n := binary.LittleEndian.Uint32(b[12:])
	rest := body[weightsPrefix:]
	if n > maxDescription || int(n) > len(rest) {
		return nil, fmt.Errorf("%w: a description of %d bytes does not fit", ErrWeights, n)
	}
	var d Description
	if err := json.Unmarshal(rest[:n], &d); err != nil {
		return nil, fmt.Errorf("%w: description: %s", ErrWeights, labels.Printable(err.Error()))
	}
	t, _, err := describe(d.Config, d.Inputs)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWeights, err)
	}
	raw := rest[n:]
	if len(raw) != 4*t.Size() {
		return nil, fmt.Errorf("%w: %d bytes of parameters, want %d", ErrWeights, len(raw), 4*t.Size())
	}
	params := make([]float32, t.Size())
	for i := range params {
		v := math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if !isFinite(v) {
			return nil, fmt.Errorf("%w: parameter %d is %v", ErrWeights, i, v)
		}
		params[i] = v
	}
	h, err := d.head(params)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWeights, err)
	}
	return h, nil
}

// isFinite reports whether v is neither NaN nor infinite.
func isFinite(v float32) bool { return v-v == 0 }
