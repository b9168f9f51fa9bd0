package serve

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"

	"memebench/labels"
)

// tensor is an input or an output in the JSON of the protocol.
type tensor struct {
	Name       string          `json:"name"`
	Datatype   string          `json:"datatype"`
	Shape      []int64         `json:"shape"`
	Parameters *parameters     `json:"parameters,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
}

// parameters are those of a tensor or of a whole request that mean something here.
type parameters struct {
	BinarySize   *int64 `json:"binary_data_size,omitempty"`   // bytes of the tensor behind the JSON
	Binary       *bool  `json:"binary_data,omitempty"`        // an output is wanted behind the JSON
	BinaryOutput *bool  `json:"binary_data_output,omitempty"` // all are, unless one says otherwise
	ContentType  string `json:"content_type,omitempty"`       // of a BYTES input in JSON: "base64"
}

// request is one in JSON.
type request struct {
	ID         string      `json:"id"`
	Parameters *parameters `json:"parameters"`
	Inputs     []tensor    `json:"inputs"`
	Outputs    []tensor    `json:"outputs"`
}

// item is a meme that is to be predicted.
type item struct {
	caption string
	image   []byte
}

// headerLength is the header that says how long the JSON is, where tensors follow it.
const headerLength = "Inference-Header-Content-Length"

// readRequest reads a request with its memes.
func readRequest(r *http.Request, most int) (request, []item, error) {
	var q request
	body, err := io.ReadAll(r.Body)
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return q, nil, fmt.Errorf("the request has more than %d MB: send fewer memes at a time: %w", large.Limit>>20, err)
		}
		return q, nil, badRequest("the request ends early")
	}
	head := len(body)
	if h := r.Header.Get(headerLength); h != "" {
		if head, err = strconv.Atoi(h); err != nil || head < 0 || head > len(body) {
			return q, nil, badRequest("%s: want the length of the JSON, at most that of the body (%d)", headerLength, len(body))
		}
	}
	if err := json.Unmarshal(body[:head], &q); err != nil {
		return q, nil, badRequest("the request is not JSON of the protocol: %v", err)
	}
	items, err := q.items(body[head:], most)
	return q, items, err
}

// items are the memes of the inputs; rest is what follows the JSON.
func (q *request) items(rest []byte, most int) ([]item, error) {
	var items []item
	seen := map[string]bool{}
	for i := range q.Inputs {
		in := &q.Inputs[i]
		if in.Name != "caption" && in.Name != "image" {
			return nil, badRequest("no input is called %s: want caption and image", labels.Quoted(in.Name))
		}
		if seen[in.Name] {
			return nil, badRequest("the input %s is there twice", in.Name)
		}
		seen[in.Name] = true
		elements, left, err := in.elements(rest, most)
		if err != nil {
			return nil, badRequest("input %s: %w", in.Name, err)
		}
		rest = left
		switch {
		case items == nil:
			items = make([]item, len(elements))
		case len(items) != len(elements):
			return nil, badRequest("caption and image have %d and %d elements: want as many, empty ones where there is none", len(items), len(elements))
		}
		for k, b := range elements {
			if in.Name == "image" {
				items[k].image = b
			} else if items[k].caption = string(b); !utf8.Valid(b) {
				return nil, badRequest("caption %d is not UTF-8", k)
			}
		}
	}
	switch {
	case len(rest) > 0:
		return nil, badRequest("%d bytes follow the inputs", len(rest))
	case len(items) == 0:
		return nil, badRequest("there is no meme: want the inputs caption, image or both, of one element at least")
	}
	for _, out := range q.Outputs {
		if out.Name != "probabilities" && out.Name != "level" {
			return nil, badRequest("no output is called %s: want probabilities and level", labels.Quoted(out.Name))
		}
	}
	return items, nil
}

// elements are those of an input, from JSON or from what follows it.
func (t *tensor) elements(rest []byte, most int) (elements [][]byte, left []byte, err error) {
	if t.Datatype != "BYTES" {
		return nil, nil, fmt.Errorf("its datatype is %s: want BYTES", labels.Quoted(t.Datatype))
	}
	n := int64(1)
	for _, d := range t.Shape {
		if d < 0 || d > int64(most) || n*max(1, d) > int64(most) {
			return nil, nil, fmt.Errorf("its shape is %v: want at most %d elements", t.Shape, most)
		}
		n *= d
	}
	if len(t.Shape) == 0 {
		return nil, nil, errors.New("it has no shape: want [n]")
	}
	if t.Parameters != nil && t.Parameters.BinarySize != nil {
		size := *t.Parameters.BinarySize
		if size < 0 || size > int64(len(rest)) {
			return nil, nil, fmt.Errorf("its binary_data_size is %d, and %d bytes are left", size, len(rest))
		}
		elements, err = unpack(rest[:size], int(n))
		left = rest[size:]
	} else {
		elements, err = t.unquote()
		left = rest
	}
	if err == nil && int64(len(elements)) != n {
		err = fmt.Errorf("it has %d elements, its shape says %d", len(elements), n)
	}
	return elements, left, err
}

// unpack reads BYTES elements: the length of each, 4 bytes little-endian, and its bytes.
func unpack(raw []byte, n int) (elements [][]byte, err error) {
	for len(raw) > 0 && len(elements) < n {
		if len(raw) < 4 {
			return nil, errors.New("its bytes end within the length of an element")
		}
		size := int64(binary.LittleEndian.Uint32(raw))
		if raw = raw[4:]; size > int64(len(raw)) {
			return nil, fmt.Errorf("element %d has %d bytes, of which %d are there", len(elements), size, len(raw))
		}
		elements = append(elements, raw[:size])
		raw = raw[size:]
	}
	if len(raw) > 0 {
		return nil, fmt.Errorf("%d bytes follow its elements", len(raw))
	}
	return elements, nil
}

// unquote reads elements in JSON, a list of strings, perhaps of lists as deep as the shape.
func (t *tensor) unquote() (elements [][]byte, err error) {
	var data any
	if err := json.Unmarshal(t.Data, &data); err != nil {
		return nil, errors.New("it has neither data nor binary_data_size")
	}
	coded := t.Parameters != nil && t.Parameters.ContentType == "base64"
	var walk func(v any, depth int) error
	walk = func(v any, depth int) error {
		switch v := v.(type) {
		case string:
			b := []byte(v)
			if coded {
				if b, err = base64.StdEncoding.DecodeString(v); err != nil {
					return fmt.Errorf("element %d is not base64", len(elements))
				}
			}
			elements = append(elements, b)
			return nil
		case []any:
			if depth > len(t.Shape) {
				return fmt.Errorf("its data is deeper than its shape %v", t.Shape)
			}
			for _, one := range v {
				if err := walk(one, depth+1); err != nil {
					return err
				}
			}
			return nil
		}
		return fmt.Errorf("element %d is no string", len(elements))
	}
	return elements, walk(data, 1)
}

// answer is a reply in JSON.
type answer struct {
	ID      string   `json:"id,omitempty"`
	Model   string   `json:"model_name"`
	Version string   `json:"model_version"`
	Outputs []tensor `json:"outputs"`
}

// wants reports whether an output is wanted, and whether behind the JSON.
func (q *request) wants(name string) (wanted, raw bool) {
	if q.Parameters != nil && q.Parameters.BinaryOutput != nil {
		raw = *q.Parameters.BinaryOutput
	}
	i := slices.IndexFunc(q.Outputs, func(t tensor) bool { return t.Name == name })
	if i >= 0 && q.Outputs[i].Parameters != nil && q.Outputs[i].Parameters.Binary != nil {
		raw = *q.Outputs[i].Parameters.Binary
	}
	return len(q.Outputs) == 0 || i >= 0, raw
}

// writeAnswer writes what was predicted.
func writeAnswer(w http.ResponseWriter, q *request, version string, ps []labels.Prediction) error {
	a := answer{ID: q.ID, Model: ModelName, Version: version, Outputs: []tensor{}}
	var rest bytes.Buffer
	n := int64(len(ps))
	if wanted, raw := q.wants("probabilities"); wanted {
		values := make([]float32, 0, len(ps)*labels.Levels)
		for _, p := range ps {
			values = append(values, p.Probs[:]...)
		}
		t := tensor{Name: "probabilities", Datatype: "FP32", Shape: []int64{n, labels.Levels}}
		if err := t.put(raw, &rest, values, func() {
			for _, v := range values {
				rest.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
			}
		}); err != nil {
			return err
		}
		a.Outputs = append(a.Outputs, t)
	}
	if wanted, raw := q.wants("level"); wanted {
		names := make([]string, len(ps))
		for i, p := range ps {
			names[i] = p.Level().String()
		}
		t := tensor{Name: "level", Datatype: "BYTES", Shape: []int64{n}}
		if err := t.put(raw, &rest, names, func() {
			for _, name := range names {
				rest.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(name))))
				rest.WriteString(name)
			}
		}); err != nil {
			return err
		}
		a.Outputs = append(a.Outputs, t)
	}
	head, err := json.Marshal(a)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	if rest.Len() > 0 {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set(headerLength, strconv.Itoa(len(head)))
	}
	if _, err := w.Write(head); err != nil {
		return nil // who does not read it is gone
	}
	_, _ = rest.WriteTo(w)
	return nil
}

// put gives a tensor its values, in JSON or by what write adds to the bytes behind it.
func (t *tensor) put(raw bool, rest *bytes.Buffer, values any, write func()) (err error) {
	if !raw {
		t.Data, err = json.Marshal(values)
		return err
	}
	before := rest.Len()
	write()
	size := int64(rest.Len() - before)
	t.Parameters = &parameters{BinarySize: &size}
	return nil
}
