package serve

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"memebench/labels"
)

// maxCaption bounds a caption, in bytes: far above what memes have, and encoders read.
const maxCaption = 64 << 10

// request is what an inference request asks for.
type request struct {
	id      string
	memes   []Meme // at least one
	outputs []wantedOutput
}

// wantedOutput is an output that is asked for, and whether as bytes behind the JSON.
type wantedOutput struct {
	name   string
	binary bool
}

// decodeRequest reads the body of an inference request, whose first header bytes are JSON
// (all of it where header is negative), with at most so many rows. The pictures are parts
// of the body, where it has them as bytes. An error is a badRequest.
func decodeRequest(body []byte, header, maxRows int) (request, error) {
	if header > len(body) {
		return request{}, refuse("%s is %d, and the body has %d bytes", headerLength, header, len(body))
	}
	tail := []byte(nil)
	if header >= 0 {
		body, tail = body[:header], body[header:]
	}
	if !utf8.Valid(body) { // which encoding/json reads as other text
		return request{}, refuse("the request's JSON is no text in UTF-8")
	}
	var in inferRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return request{}, badJSON(err)
	}
	r := request{id: in.ID}
	var err error
	if r.memes, err = decodeInputs(in.Inputs, tail, maxRows); err != nil {
		return request{}, err
	}
	r.outputs, err = decodeOutputs(&in)
	return r, err
}

// badJSON says in one sentence why a body is no request.
func badJSON(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &kind):
	case kind.Field == "":
		return refuse("the request is no JSON object: it is of the kind %s", labels.Printable(kind.Value))
	default:
		return refuse("%s of the request is of the kind %s: want %s", labels.Printable(kind.Field), labels.Printable(kind.Value), wanted(kind.Type.Kind()))
	}
	return refuse("the request is no JSON object: %s", labels.Printable(err.Error()))
}

// wanted names the kind of JSON value that a kind of Go's is read from.
func wanted(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map, reflect.Pointer:
		return "an object"
	}
	return "a whole number"
}

// decodeInputs makes memes of the input tensors.
func decodeInputs(inputs []tensor, tail []byte, maxRows int) ([]Meme, error) {
	var memes []Meme
	seen := map[string]bool{}
	for i := range inputs {
		t := &inputs[i]
		switch {
		case t.Name != captionInput && t.Name != imageInput:
			return nil, refuse("input %s is not known: want %s, %s or both", quoted(t.Name), captionInput, imageInput)
		case seen[t.Name]:
			return nil, refuse("input %s is there twice", t.Name)
		case t.Datatype != typeBytes:
			return nil, refuse("input %s has the datatype %s: want %s", t.Name, quoted(t.Datatype), typeBytes)
		}
		seen[t.Name] = true
		n, err := t.rows(maxRows)
		if err != nil {
			return nil, err
		}
		if memes == nil {
			memes = make([]Meme, n)
		}
		if n != len(memes) {
			return nil, refuse("input %s has %d rows, and the one before it %d: want as many", t.Name, n, len(memes))
		}
		if tail, err = t.elements(tail, n, func(row int, b []byte) error { return memes[row].set(t.Name, row, b) }); err != nil {
			return nil, err
		}
	}
	switch {
	case memes == nil:
		return nil, refuse("the request has no inputs: want %s, %s or both", captionInput, imageInput)
	case len(tail) > 0:
		return nil, refuse("%d bytes follow those of the last input", len(tail))
	}
	return memes, nil
}

// set takes an element of an input.
func (m *Meme) set(input string, row int, b []byte) error {
	if input == imageInput {
		m.Image = b
		return nil
	}
	switch {
	case len(b) > maxCaption:
		return refuse("%s[%d] has %d bytes: want at most %d", input, row, len(b), maxCaption)
	case !utf8.Valid(b):
		return refuse("%s[%d] is no text in UTF-8", input, row)
	}
	m.Caption = string(b)
	return nil
}

// rows returns the number of rows by the shape, [n] or [n,1].
func (t *tensor) rows(most int) (int, error) {
	if len(t.Shape) != 1 && (len(t.Shape) != 2 || t.Shape[1] != 1) {
		return 0, refuse("input %s has the shape %d: want [n]", t.Name, t.Shape)
	}
	switch n := t.Shape[0]; {
	case n < 1:
		return 0, refuse("input %s has %d rows: want one or more", t.Name, n)
	case n > int64(most):
		return 0, refuse("input %s has %d rows: want at most %d in one request", t.Name, n, most)
	default:
		return int(n), nil
	}
}

// elements gives each of the n elements to set, and returns what is left of the tail.
func (t *tensor) elements(tail []byte, n int, set func(row int, b []byte) error) (rest []byte, err error) {
	size, isBinary := t.Parameters[binarySize]
	switch {
	case isBinary && len(t.Data) > 0:
		return nil, refuse("input %s has both data and %s: want one of them", t.Name, binarySize)
	case isBinary:
		length, ok := wholeNumber(size)
		if !ok || length > len(tail) {
			return nil, refuse("input %s has the %s %s, and %d bytes follow: want a number of bytes that are there", t.Name, binarySize, labels.Printable(jsonOf(size)), len(tail))
		}
		return tail[length:], t.binaryElements(tail[:length], n, set)
	case len(t.Data) == 0:
		return nil, refuse("input %s has no data", t.Name)
	}
	return tail, t.jsonElements(n, set)
}

// binaryElements reads elements that stand behind their lengths.
func (t *tensor) binaryElements(b []byte, n int, set func(row int, b []byte) error) error {
	for row := range n {
		if len(b) < 4 {
			return refuse("%s[%d]: its length is missing, the tensor has too few bytes", t.Name, row)
		}
		length := uint64(binary.LittleEndian.Uint32(b))
		b = b[4:]
		if length > uint64(len(b)) {
			return refuse("%s[%d] is to have %d bytes, and the tensor has %d more", t.Name, row, length, len(b))
		}
		if err := set(row, b[:length:length]); err != nil {
			return err
		}
		b = b[length:]
	}
	if len(b) > 0 {
		return refuse("input %s has %d bytes more than its %d rows", t.Name, len(b), n)
	}
	return nil
}

// jsonElements reads elements out of JSON, flat or nested as the shape is; a picture is
// in base64 there.
func (t *tensor) jsonElements(n int, set func(row int, b []byte) error) error {
	var flat []string
	if json.Unmarshal(t.Data, &flat) != nil {
		var nested [][]string
		if json.Unmarshal(t.Data, &nested) != nil {
			return refuse("the data of input %s is no list of strings", t.Name)
		}
		flat = slices.Concat(nested...)
	}
	if len(flat) != n {
		return refuse("input %s has %d strings, and by its shape %d rows", t.Name, len(flat), n)
	}
	for row, s := range flat {
		b := []byte(s)
		if t.Name == imageInput {
			var err error
			if b, err = base64.StdEncoding.DecodeString(s); err != nil {
				return refuse("%s[%d] is no base64: want a picture's bytes so, or as binary data", t.Name, row)
			}
		}
		if err := set(row, b); err != nil {
			return err
		}
	}
	return nil
}

// decodeOutputs returns the outputs that are asked for: all, where none are.
func decodeOutputs(in *inferRequest) (outputs []wantedOutput, err error) {
	isBinary := in.Parameters["binary_data_output"] == true
	for _, o := range in.Outputs {
		known := o.Name == probabilitiesOutput || o.Name == levelOutput
		switch {
		case !known:
			return nil, refuse("output %s is not known: want %s, %s or both", quoted(o.Name), probabilitiesOutput, levelOutput)
		case slices.ContainsFunc(outputs, func(w wantedOutput) bool { return w.name == o.Name }):
			return nil, refuse("output %s is asked for twice", o.Name)
		case o.Parameters["classification"] != nil:
			return nil, refuse("output %s is asked for with classification, which is not offered: the output %s has the level's name", o.Name, levelOutput)
		}
		w := wantedOutput{o.Name, isBinary}
		if own, ok := o.Parameters["binary_data"]; ok {
			w.binary = own == true
		}
		outputs = append(outputs, w)
	}
	if outputs == nil {
		outputs = []wantedOutput{{probabilitiesOutput, isBinary}, {levelOutput, isBinary}}
	}
	return outputs, nil
}

// wholeNumber reads a number of JSON that counts something.
func wholeNumber(v any) (int, bool) {
	f, ok := v.(float64)
	if !ok || f < 0 || f != math.Trunc(f) || f > math.MaxInt32 {
		return 0, false
	}
	return int(f), true
}

// jsonOf is a value out of a request as messages have it.
func jsonOf(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	b, err := json.Marshal(v)
	if err != nil || len(b) > 40 {
		return "that is no number"
	}
	return string(b)
}
