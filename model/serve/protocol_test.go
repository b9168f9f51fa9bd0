package serve

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"memebench/labels"
)

// elements are texts as a tensor has them in bytes.
func elements(all ...string) []byte {
	var b []byte
	for _, s := range all {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	return b
}

// A meme is the same one however it is sent.
func TestDecodeRequest(t *testing.T) {
	want := []Meme{{"hi", []byte("\x89PNG")}, {"", []byte("GIF")}}
	tail := string(elements("hi", "")) + string(elements("\x89PNG", "GIF"))
	inBytes := `{"id":"7","inputs":[{"name":"caption","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":10}},
		{"name":"image","shape":[2,1],"datatype":"BYTES","parameters":{"binary_data_size":15}}],"outputs":[{"name":"level","parameters":{"binary_data":true}}]}`
	for name, c := range map[string]struct {
		json, tail string
		outputs    []wantedOutput
	}{
		"bytes": {inBytes, tail, []wantedOutput{{levelOutput, true}}},
		"json": {`{"id":"7","inputs":[{"name":"image","shape":[2],"datatype":"BYTES","data":["iVBORw==","R0lG"]},{"name":"caption","shape":[2,1],"datatype":"BYTES","data":[["hi"],[""]]}]}`, "",
			[]wantedOutput{{probabilitiesOutput, false}, {levelOutput, false}}},
		"both": {`{"id":"7","parameters":{"binary_data_output":true},"inputs":[{"name":"caption","shape":[2],"datatype":"BYTES","data":["hi",""]},
			{"name":"image","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":15}}],"outputs":[{"name":"probabilities"},{"name":"level","parameters":{"binary_data":false}}]}`,
			string(elements("\x89PNG", "GIF")), []wantedOutput{{probabilitiesOutput, true}, {levelOutput, false}}},
	} {
		got, err := decodeRequest([]byte(c.json+c.tail), len(c.json), 2)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(got, request{"7", want, c.outputs}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What is no request is refused in one sentence that says what to send.
func TestDecodeRequestRefuses(t *testing.T) {
	input := func(rest string) string {
		return `{"inputs":[{"name":"caption","datatype":"BYTES",` + rest + `}]}`
	}
	for _, c := range []struct{ json, tail, want string }{
		{``, "", "no JSON object"},
		{`[]`, "", "the request is no JSON object: it is of the kind array"},
		{`7`, "", "the request is no JSON object: it is of the kind number"},
		{`{"inputs":{}}`, "", "inputs of the request is of the kind object: want a list"},
		{`{"inputs":[[]]}`, "", "inputs of the request is of the kind array: want an object"},
		{`{"inputs":[{"name":{}}]}`, "", "inputs.name of the request is of the kind object: want a string"},
		{`{"inputs":[{"name":"caption","shape":["1"]}]}`, "", "inputs.shape of the request is of the kind string: want a whole number"},
		{`{}`, "", "no inputs: want caption, image or both"},
		{`{"inputs":[{"name":"text","datatype":"BYTES","shape":[1],"data":["a"]}]}`, "", `input "text" is not known`},
		{input(`"shape":[1],"data":["a"]},{"name":"caption","datatype":"BYTES","shape":[1],"data":["a"]`), "", "caption is there twice"},
		{`{"inputs":[{"name":"caption","datatype":"FP32","shape":[1],"data":[1]}]}`, "", `datatype "FP32": want BYTES`},
		{input(`"shape":[],"data":["a"]`), "", "shape []: want [n]"},
		{input(`"shape":[1,2],"data":["a","b"]`), "", "shape [1 2]: want [n]"},
		{input(`"shape":[0],"data":[]`), "", "0 rows: want one or more"},
		{input(`"shape":[-1],"data":["a"]`), "", "-1 rows: want one or more"},
		{input(`"shape":[9],"data":["a"]`), "", "9 rows: want at most 8 in one request"},
		{input(`"shape":[9223372036854775807],"data":["a"]`), "", "want at most 8"},
		{input(`"shape":[2],"data":["a"]`), "", "1 strings, and by its shape 2 rows"},
		{input(`"shape":[1],"data":[1]`), "", "no list of strings"},
		{input(`"shape":[1]`), "", "caption has no data"},
		{input(`"shape":[1],"data":["a"],"parameters":{"binary_data_size":5}`), "\x01\x00\x00\x00a", "both data and binary_data_size"},
		{input(`"shape":[1],"parameters":{"binary_data_size":6}`), "\x01\x00\x00\x00a", "binary_data_size 6, and 5 bytes follow"},
		{input(`"shape":[1],"parameters":{"binary_data_size":-1}`), "", "binary_data_size -1"},
		{input(`"shape":[1],"parameters":{"binary_data_size":1.5}`), "aa", "binary_data_size 1.5"},
		{input(`"shape":[1],"parameters":{"binary_data_size":"5"}`), "aaaaa", `binary_data_size "5"`},
		{input(`"shape":[1],"parameters":{"binary_data_size":3}`), "\x01\x00\x00", "caption[0]: its length is missing"},
		{input(`"shape":[1],"parameters":{"binary_data_size":5}`), "\xff\xff\xff\xffa", "caption[0] is to have 4294967295 bytes, and the tensor has 1 more"},
		{input(`"shape":[1],"parameters":{"binary_data_size":6}`), "\x01\x00\x00\x00ab", "1 bytes more than its 1 rows"},
		{input(`"shape":[1],"parameters":{"binary_data_size":5}`), "\x01\x00\x00\x00abc", "2 bytes follow those of the last input"},
		{input(`"shape":[1],"parameters":{"binary_data_size":5}`), "\x01\x00\x00\x00\xff", "caption[0] is no text in UTF-8"},
		{input("\"shape\":[1],\"data\":[\"caf\xe9\"]"), "", "JSON is no text in UTF-8"},
		{input(`"shape":[1],"data":["` + strings.Repeat("a", maxCaption+1) + `"]`), "", "caption[0] has 65537 bytes: want at most 65536"},
		{`{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"data":["a picture"]}]}`, "", "image[0] is no base64"},
		{input(`"shape":[1],"data":["a"]},{"name":"image","datatype":"BYTES","shape":[2],"data":["",""]`), "", "image has 2 rows, and the one before it 1"},
		{`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[1],"data":["a"]}],"outputs":[{"name":"logits"}]}`, "", `output "logits" is not known`},
		{`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[1],"data":["a"]}],"outputs":[{"name":"level"},{"name":"level"}]}`, "", "level is asked for twice"},
		{`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[1],"data":["a"]}],"outputs":[{"name":"level","parameters":{"classification":3}}]}`, "", "classification, which is not offered"},
	} {
		_, err := decodeRequest([]byte(c.json+c.tail), len(c.json), 8)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.200s is refused with %v, want %q", c.json, err, c.want)
		}
	}
	if _, err := decodeRequest([]byte("{}"), 3, 8); err == nil || !strings.Contains(err.Error(), "is 3, and the body has 2 bytes") {
		t.Errorf("a header beyond the body: %v", err)
	}
}

// Whatever a body is, it is memes within the limits or a sentence.
func FuzzDecodeRequest(f *testing.F) {
	f.Add([]byte(`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[2],"data":["a",""]}]}`), -1)
	head := `{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":6}}]}`
	f.Add(append([]byte(head), elements("ab")...), len(head))
	f.Add([]byte(`{"inputs":[{"name":"image","datatype":"BYTES","shape":[1,1],"data":[["aGk="]]}],"outputs":[{"name":"level","parameters":{"binary_data":true}}]}`), 5)
	f.Fuzz(func(t *testing.T, body []byte, header int) {
		const most = 4
		r, err := decodeRequest(body, header, most)
		if err != nil {
			var bad badRequest
			if text := err.Error(); !errors.As(err, &bad) || labels.Printable(text) != text || len(text) > 1000 {
				t.Errorf("refused with %q", text)
			}
			return
		}
		size := 0
		for _, m := range r.memes {
			size += len(m.Caption) + len(m.Image)
			if !utf8.ValidString(m.Caption) {
				t.Errorf("caption %q", m.Caption)
			}
		}
		if n := len(r.memes); n < 1 || n > most || len(r.outputs) < 1 || len(r.outputs) > 2 || size > 3*len(body) {
			t.Errorf("%d memes of %d bytes and %d outputs of a body of %d", n, size, len(r.outputs), len(body))
		}
	})
}

// An answer has what was predicted, in JSON and in bytes.
func TestEncodeResponse(t *testing.T) {
	ps := []labels.Prediction{{Probs: [5]float32{0.1, 0.2, 0.3, 0.25, 0.15}}, {Probs: [5]float32{0, 0, 0, 1e-9, 1}}}
	body, header, err := encodeResponse("x", "v3", []wantedOutput{{probabilitiesOutput, false}, {levelOutput, false}}, ps)
	if err != nil || header != -1 {
		t.Fatal(header, err)
	}
	version, probs, levels := answered(t, body)
	if version != "v3" || !reflect.DeepEqual(probs, append(ps[0].Probs[:], ps[1].Probs[:]...)) || !reflect.DeepEqual(levels, []string{"neutral", "very_positive"}) {
		t.Errorf("%s", body)
	}
	body, header, err = encodeResponse("", "v3", []wantedOutput{{levelOutput, true}, {probabilitiesOutput, true}}, ps)
	if err != nil {
		t.Fatal(err)
	}
	var r inferResponse
	if err := json.Unmarshal(body[:header], &r); err != nil {
		t.Fatal(err)
	}
	names := elements("neutral", "very_positive")
	if got := r.Outputs[0]; got.Parameters[binarySize] != float64(len(names)) || !bytes.HasPrefix(body[header:], names) || got.Data != nil {
		t.Errorf("level is %+v and %q", got, body[header:])
	}
	floats := body[header+len(names):]
	if got := r.Outputs[1]; got.Parameters[binarySize] != float64(40) || len(floats) != 40 || !reflect.DeepEqual(got.Shape, []int64{2, 5}) {
		t.Errorf("probabilities are %+v in %d bytes", got, len(floats))
	}
	for i := range 10 {
		if got, want := math.Float32frombits(binary.LittleEndian.Uint32(floats[4*i:])), ps[i/5].Probs[i%5]; got != want {
			t.Errorf("probability %s is %v, want %v", strconv.Itoa(i), got, want)
		}
	}
}
