package fleet

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"memebench/eval"
	"memebench/model"
)

// The objects begin with these lines; the number is Protocol.
const (
	workMagic   = "memebench work 1\n"
	resultMagic = "memebench features 1\n"
)

// maxHeader bounds a record's header, most of which is a caption, and a fault, in bytes.
const maxHeader = 8 << 20

var errForm = errors.New("it is not of the form that this version of memebench reads")

// record is one caption or picture of a shard and what is wanted of it. In the object it is a
// uint32, little-endian, the length of its JSON, the JSON, and then the picture's bytes.
type record struct {
	Inputs  []int  `json:"inputs"` // indices of the pool's encoders
	Key     string `json:"key"`    // SHA-256 in hex of the caption or of the picture's file
	Name    string `json:"name"`
	Caption string `json:"caption,omitempty"`
	Shared  string `json:"shared,omitempty"` // path in the shared folder, with slashes
	Fault   string `json:"fault,omitempty"`  // why there is no picture
	Bytes   int64  `json:"bytes,omitempty"`  // of the picture's file, which follow
}

// writeFrame writes v as JSON after its length.
func writeFrame(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if len(b) > maxHeader {
		return fmt.Errorf("a caption of %d bytes is too long for a shard, which takes %d", len(b), maxHeader)
	}
	if err := binary.Write(w, binary.LittleEndian, uint32(len(b))); err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// readFrame reads what writeFrame has written. At the end of r it is io.EOF.
func readFrame(r io.Reader, v any) error {
	b, err := readBytes(r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return errForm
	}
	return nil
}

// readBytes reads a length and so many bytes.
func readBytes(r io.Reader) ([]byte, error) {
	var n uint32
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		return nil, err
	}
	if n > maxHeader {
		return nil, errForm
	}
	// What is not there takes no memory.
	b, err := io.ReadAll(io.LimitReader(r, int64(n)))
	if err == nil && len(b) < int(n) {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

func readMagic(r io.Reader, magic string) error {
	b := make([]byte, len(magic))
	if _, err := io.ReadFull(r, b); err != nil {
		return err
	}
	if string(b) != magic {
		return errForm
	}
	return nil
}

// readWork reads a shard. save keeps a picture of so many bytes, which it must read all, and
// returns its path; shared finds one in the shared folder. What has a fault already comes
// back in faults.
func readWork(r io.Reader, inputs []eval.Input, save func(n int64, r io.Reader) (path string, err error), shared func(path string) (string, error)) (items []model.Item, faults []model.Encoding, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	if err := readMagic(in, workMagic); err != nil {
		return nil, nil, err
	}
	for {
		var rec record
		if err := readFrame(in, &rec); errors.Is(err, io.EOF) {
			return items, faults, nil
		} else if err != nil {
			return nil, nil, err
		}
		key, err := hex.DecodeString(rec.Key)
		if err != nil || len(key) != sha256.Size || rec.Bytes < 0 {
			return nil, nil, errForm
		}
		t := model.Item{Name: rec.Name, Key: [32]byte(key), Caption: rec.Caption}
		switch {
		case rec.Shared != "":
			t.Path, err = shared(rec.Shared)
		case rec.Bytes > 0:
			t.Path, err = save(rec.Bytes, in)
		}
		if err != nil {
			return nil, nil, err
		}
		for _, i := range rec.Inputs {
			if i < 0 || i >= len(inputs) {
				return nil, nil, errForm
			}
			if rec.Fault != "" {
				faults = append(faults, model.Encoding{Item: len(items), Fault: rec.Fault})
			}
			t.Input, t.Modality = i, inputs[i].Modality
			items = append(items, t)
		}
	}
}

// resultHeader begins a result.
type resultHeader struct {
	Worker string `json:"worker"`
	Failed string `json:"failed,omitempty"` // why the shard cannot be encoded; nothing follows
}

// writeResult writes a result: the magic, a frame with the header, then of each item a byte,
// 0 before its features as float32, little-endian, and 1 before a frame with its fault, a
// string. The items are in the shard's order.
func writeResult(w io.Writer, h resultHeader, done []model.Encoding) error {
	out := bufio.NewWriter(w)
	if _, err := out.WriteString(resultMagic); err != nil {
		return err
	}
	if err := writeFrame(out, h); err != nil {
		return err
	}
	for _, e := range done {
		kind := byte(0)
		if e.Fault != "" {
			kind = 1
		}
		if err := out.WriteByte(kind); err != nil {
			return err
		}
		var err error
		if kind == 1 {
			err = writeFrame(out, e.Fault)
		} else {
			err = binary.Write(out, binary.LittleEndian, e.Features)
		}
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

// readResult reads a result of items that have features of these widths, to its end.
func readResult(r io.Reader, widths []int) (h resultHeader, done []model.Encoding, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	if err := readMagic(in, resultMagic); err != nil {
		return h, nil, err
	}
	if err := readFrame(in, &h); err != nil {
		return h, nil, noEOF(err)
	}
	if h.Failed != "" {
		widths = nil
	}
	for i, width := range widths {
		e := model.Encoding{Item: i}
		kind, err := in.ReadByte()
		switch {
		case err != nil:
			return h, nil, noEOF(err)
		case kind == 1:
			if err := readFrame(in, &e.Fault); err != nil || e.Fault == "" {
				return h, nil, errors.Join(errForm, err)
			}
		case kind == 0:
			e.Features = make([]float32, width)
			if err := readFloats(in, e.Features); err != nil {
				return h, nil, noEOF(err)
			}
		default:
			return h, nil, errForm
		}
		done = append(done, e)
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) { // which the object's digest is checked at
		return h, nil, errors.Join(errForm, err)
	}
	return h, done, nil
}

func readFloats(r io.Reader, to []float32) error {
	b := make([]byte, 4*len(to))
	if _, err := io.ReadFull(r, b); err != nil {
		return err
	}
	for i := range to {
		to[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return nil
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
