package head

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// Checkpoint keeps a training in a file, so that one that was killed, or
// cancelled, is gone on with from the end of an epoch by the next Fit of the very
// same training. The zero Checkpoint keeps nothing.
type Checkpoint struct {
	Path  string        // of the file; "" for none
	Every time.Duration // no more often than this, and not before; what a killed training may lose, besides an epoch

	// Notice hears, in one sentence, that a training is gone on with, or why what
	// the file keeps is of no use for it. It may be nil.
	Notice func(string)
}

// course is where a training stands at the end of an epoch, besides the
// parameters.
type course struct {
	history []eval.Epoch
	best    float64 // validation loss
	stale   int     // epochs since
	kept    int     // the epoch whose parameters are kept
}

// A checkpoint's file is
//
//	8 bytes   "memepoch"
//	4 bytes   length of the description, little-endian
//	…         the description, JSON
//	…         parameters, first moments, second moments and kept parameters,
//	          float32, little-endian
//	32 bytes  SHA-256 of all that
const checkpointMagic = "memepoch"

type checkpointDescription struct {
	Training string       `json:"training"` // what is trained: see fingerprint
	Steps    int          `json:"steps"`
	Best     float64      `json:"best"`
	Stale    int          `json:"stale"`
	Kept     int          `json:"kept"`
	History  []eval.Epoch `json:"history"`
}

// checkpointer writes the checkpoints of one training.
type checkpointer struct {
	Checkpoint
	size     int // of the parameters
	identify func() string
	last     time.Time

	// What most trainings, which are short, do without.
	training string
	state    trainingState
}

func newCheckpointer(c Checkpoint, size int, identify func() string) *checkpointer {
	return &checkpointer{Checkpoint: c, size: size, identify: identify, last: time.Now()}
}

func (k *checkpointer) notice(format string, args ...any) {
	if k.Notice != nil {
		k.Notice(fmt.Sprintf(format, args...))
	}
}

// need makes what reading and writing needs.
func (k *checkpointer) need() {
	if k.training == "" {
		k.training = k.identify()
		k.state = trainingState{params: make([]float32, k.size), m: make([]float32, k.size), v: make([]float32, k.size)}
	}
}

// resume sets the engine to what the file keeps of this training and returns
// where that stood, or nil when there is nothing. A file of another training or a
// damaged one is removed.
func (k *checkpointer) resume(e engine, kept []float32) *course {
	if k.Path == "" {
		return nil
	}
	b, err := k.read()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var c *course
	if err == nil {
		k.need()
		c, err = k.parse(b, kept)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(k.Path))
		k.notice("an interrupted training was thrown away: %s", labels.Printable(err.Error()))
		return nil
	}
	e.restore(&k.state)
	k.notice("an interrupted training went on after its epoch %d", len(c.history))
	return c
}

func (k *checkpointer) read() ([]byte, error) {
	return plainfile.Read(k.Path, int64(len(checkpointMagic)+4+maxDescription+sha256.Size)+16*int64(k.size))
}

func (k *checkpointer) parse(b []byte, kept []float32) (*course, error) {
	prefix := len(checkpointMagic) + 4
	if len(b) < prefix+sha256.Size || string(b[:len(checkpointMagic)]) != checkpointMagic {
		return nil, errors.New("its file is something else")
	}
	body, sum := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(sum, want[:]) {
		return nil, errors.New("its file is damaged or cut short")
	}
	n := binary.LittleEndian.Uint32(b[len(checkpointMagic):])
	rest := body[prefix:]
	if n > maxDescription || int(n) > len(rest) {
		return nil, errors.New("its description does not fit")
	}
	var d checkpointDescription
	if err := json.Unmarshal(rest[:n], &d); err != nil {
		return nil, fmt.Errorf("its description: %w", err)
	}
	rest = rest[n:]
	s := &k.state
	switch {
	case d.Training != k.training:
		return nil, errors.New("it was of other labels, features or settings")
	case len(rest) != 16*len(s.params) || len(d.History) == 0 || d.Kept < 1 || d.Kept > len(d.History) || d.Steps < 1 || d.Stale < 0:
		return nil, errors.New("its parts do not fit together")
	}
	s.steps = d.Steps
	for _, to := range [][]float32{s.params, s.m, s.v, kept} {
		for i := range to {
			if to[i] = math.Float32frombits(binary.LittleEndian.Uint32(rest[4*i:])); !isFinite(to[i]) {
				return nil, fmt.Errorf("a parameter is %v", to[i])
			}
		}
		rest = rest[4*len(to):]
	}
	return &course{d.History, d.Best, d.Stale, d.Kept}, nil
}

// epoch keeps the training as it is at the end of an epoch, if it is time. The
// file appears whole or not at all, and is on the disk when epoch returns. A
// training does not fail because it cannot be kept.
func (k *checkpointer) epoch(e engine, kept []float32, c *course) {
	if k.Path == "" || time.Since(k.last) < k.Every {
		return
	}
	if err := k.write(e, kept, c); err != nil {
		k.notice("the training cannot be kept for a restart: %s", labels.Printable(err.Error()))
		k.Path = ""
	}
	k.last = time.Now()
}

func (k *checkpointer) write(e engine, kept []float32, c *course) error {
	k.need()
	e.save(&k.state)
	description, err := json.Marshal(checkpointDescription{k.training, k.state.steps, c.best, c.stale, c.kept, c.history})
	if err != nil {
		return err
	}
	if len(description) > maxDescription {
		return fmt.Errorf("a history of %d epochs is too long", len(c.history))
	}
	b := make([]byte, 0, len(checkpointMagic)+4+len(description)+16*len(kept)+sha256.Size)
	b = append(b, checkpointMagic...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(description)))
	b = append(b, description...)
	for _, vs := range [][]float32{k.state.params, k.state.m, k.state.v, kept} {
		for _, v := range vs {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	sum := sha256.Sum256(b)
	return atomicfile.Write(k.Path, append(b, sum[:]...), atomicfile.Shared)
}

// fingerprint identifies a training: the engine, the config, the rows with their
// levels and splits, and the parameters that it starts from. Of the features it
// knows what the scaling tells, the mean of each over the training rows.
func (t *trainer) fingerprint(start []float32, threads int) string {
	sum := sha256.New()
	// Neither encoding nor hashing can fail here.
	_ = json.NewEncoder(sum).Encode([]any{t.engine.kind(), threads, t.config, t.data.Inputs, t.data.Level, t.data.Votes, t.data.Train, t.data.Val})
	for _, vs := range append([][]float32{start, t.scaling.unit}, t.scaling.mean...) {
		_ = binary.Write(sum, binary.LittleEndian, vs)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}
