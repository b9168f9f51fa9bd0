package db

import (
	"bytes"
	"math"
	"reflect"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// fuzzRecord checks that whatever stands in a record is read or refused, and that
// what was read is written so that it reads the same.
func fuzzRecord[T any](f *testing.F, encode func(T) ([]byte, error), decode func([]byte) (T, error), seeds ...T) {
	f.Add([]byte{})
	f.Add([]byte{recordFormat})
	f.Add([]byte{recordFormat + 1, '{', '}'})
	f.Add([]byte{recordFormat, '{', '}'})
	f.Add([]byte{recordFormat, 'n', 'u', 'l', 'l'})
	for _, s := range seeds {
		b, err := encode(s)
		if err != nil {
			f.Fatal(err)
		}
		got, err := decode(b)
		if err != nil || !reflect.DeepEqual(got, s) {
			f.Errorf("got %+v, %v; want %+v", got, err, s)
		}
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := decode(b)
		if err != nil {
			return
		}
		b, err = encode(v)
		if err != nil {
			return // a year that JSON does not have, for one
		}
		again, err := decode(b)
		if err != nil {
			t.Fatalf("%+v cannot be read back: %v", v, err)
		}
		bb, err := encode(again)
		if err != nil || !bytes.Equal(b, bb) {
			t.Fatalf("%q became %q, %v", b, bb, err)
		}
	})
}

func encodeAny[T any](v T) ([]byte, error) { return encode(v) }

func FuzzMeme(f *testing.F) {
	odd := imageMeme("b.png", "línea\none", "aa")
	odd.Image.Path, odd.Values, odd.Row, odd.CrossSplit = "/caf\xe9", []string{"", "<&>\u2028"}, 3, true
	fuzzRecord(f, encodeMeme, decodeMeme, textMeme("a", "one"), imageMeme("a.png", "", ""), odd)
}

func FuzzEvent(f *testing.F) {
	fuzzRecord(f, encodeAny[labels.Event], decode[labels.Event],
		level("0123456789abcdef0123456789abcdef", "ann", labels.VeryNegative),
		labels.Event{Seq: 1<<64 - 1, Time: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Action: labels.Note, Level: labels.NoLevel, Text: "a\x00b", ReAsk: true})
}

func FuzzState(f *testing.F) {
	fuzzRecord(f, encodeAny[labels.State], decode[labels.State],
		labels.Aggregate(nil),
		labels.Aggregate([]labels.Event{{Seq: 1, Annotator: "ann", Source: labels.Key, Action: labels.Adjudicate, Level: labels.Positive}}))
}

func FuzzVersion(f *testing.F) {
	fuzzRecord(f, encodeAny[eval.Version], decode[eval.Version],
		eval.Version{ID: "v1", Number: 1, Config: eval.Config{Seed: 1<<64 - 1, LearningRate: 1e-3}, History: []eval.Epoch{{Epoch: 1}}})
}

func FuzzDataset(f *testing.F) {
	fuzzRecord(f, encodeAny[datasetRecord], decode[datasetRecord],
		datasetRecord{labels.Dataset{Name: "set", Columns: []string{"", "a"}}, 7})
}

func FuzzPrediction(f *testing.F) {
	read := func(b []byte) (labels.Prediction, error) { return decodePrediction("v1", b) }
	p := guess("v1", "0123456789abcdef0123456789abcdef", labels.Neutral)
	none := p
	none.Modalities = nil
	two := p
	two.Modalities = []string{"text", "image"}
	two.Probs[0] = math.SmallestNonzeroFloat32
	fuzzRecord(f, encodePrediction, read, p, none, two)
}

func FuzzOwner(f *testing.F) {
	f.Add([]byte(`{"pid":1,"user":"ann","host":"desk","since":"2026-01-02T03:04:05Z"}`))
	f.Add([]byte(`{"pid":-1}`))
	f.Add([]byte(`{"pid":1,"user":"\u001b[2J"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		o := parseOwner(b)
		text := (&InUseError{Path: "store.db", PID: o.PID, User: o.User, Host: o.Host, Since: o.Since}).Error()
		if labels.Printable(text) != text {
			t.Errorf("%q can act on a terminal", text)
		}
	})
}

func FuzzHome(f *testing.F) {
	f.Add(groupRef{1, labels.Train}.encode())
	f.Add(groupRef{1<<64 - 1, labels.Test}.encode())
	f.Add([]byte("123456789"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := decodeGroupRef(b); err == nil && !bytes.Equal(h.encode(), b) {
			t.Errorf("%x became %x", b, h.encode())
		}
	})
}
