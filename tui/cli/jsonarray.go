package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// jsonArray writes an array of JSON, a value a line, as the values come.
type jsonArray struct {
	w     *bufio.Writer
	value bytes.Buffer
	enc   *json.Encoder // onto value
	some  bool
}

func newJSONArray(w io.Writer) *jsonArray {
	a := &jsonArray{w: bufio.NewWriterSize(w, 1<<16)}
	a.enc = json.NewEncoder(&a.value)
	a.enc.SetEscapeHTML(false)
	return a
}

// add writes one value.
func (a *jsonArray) add(v any) error {
	a.value.Reset()
	if err := a.enc.Encode(v); err != nil {
		return err
	}
	before := ",\n"
	if !a.some {
		before = "[\n"
	}
	a.some = true
	if _, err := a.w.WriteString(before); err != nil {
		return err
	}
	_, err := a.w.Write(bytes.TrimSuffix(a.value.Bytes(), []byte("\n")))
	return err
}

// end ends the array and writes what is still held back.
func (a *jsonArray) end() error {
	text := "\n]\n"
	if !a.some {
		text = "[]\n"
	}
	if _, err := a.w.WriteString(text); err != nil {
		return err
	}
	return a.w.Flush()
}
