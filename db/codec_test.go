package db

import (
	"bytes"
	"fmt"
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
	f.Add([]byte{recordFormat})
	f.Add([]byte{recordFormat + 1, '{', '}'})
	f.Add([]byte{recordFormat, '{', '}'})
	f.Add([]byte{recordFormat, 'n', 'u', 'l', 'l'})
	fuzzPacked(f, encode, decode, seeds...)
}

func fuzzPacked[T any](f *testing.F, encode func(T) ([]byte, error), decode func([]byte) (T, error), seeds ...T) {
	f.Add([]byte{})
	f.Add([]byte{packedFormat})
	f.Add([]byte{packedFormat, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
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
	const seq = 7
	pack := func(m labels.Meme) ([]byte, error) { return packMeme(&m) }
	unpack := func(b []byte) (labels.Meme, error) {
		m, values, err := unpackMeme(seq, b)
		if err == nil && values > 0 {
			m.Values = make([]string, values)
		}
		return m, err
	}
	whole := func(m labels.Meme) labels.Meme { // without its texts
		m.Seq, m.Group, m.Split, m.Caption = seq, "g3", labels.Val, ""
		return m
	}
	odd := imageMeme("b.png", "", "aa")
	odd.Image.Path, odd.Values, odd.Row, odd.CrossSplit = "/caf\xe9", []string{"", ""}, 3, true
	odd.Image.Name, odd.Image.Width, odd.Image.Fault, odd.Image.Moving, odd.Image.Damaged = "other", -1, "bad", true, true
	odd.Moves = []labels.Move{{Resplit: 1, From: labels.Test}}
	edited := textMeme("0123abcd", "one")
	edited.SetCaption("two", labels.OriginEdited)
	edited.ID = "0123456789abcdef0123456789abcdef"
	read := imageMeme("c.png", "", "bb")
	read.SetCaption("text", labels.OriginOCR)
	film := imageMeme("d.mp4", "", "cc")
	film.Image.Media = labels.Media{Path: "/d.mp4", SHA256: "dd", Format: "mp4", Seconds: 12.34, Moves: true, Sound: true, Reader: "ffmpeg version 9"}
	upper := textMeme("0123ABCD", "")
	fuzzPacked(f, pack, unpack, whole(textMeme("a", "one")), whole(imageMeme("a.png", "", "")), whole(odd), whole(edited), whole(read), whole(film), whole(upper))
}

func FuzzEvent(f *testing.F) {
	const seq = 1<<64 - 1
	type record struct {
		Meme  uint64
		Event labels.Event
	}
	pack := func(r record) ([]byte, error) { return packEvent(r.Meme, &r.Event) }
	unpack := func(b []byte) (r record, err error) {
		r.Meme, r.Event, err = unpackEvent(seq, b)
		return r, err
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	given := level("", "ann", labels.VeryNegative)
	given.Seq, given.Time, given.Accepted, given.Batch, given.ElapsedMS = seq, at, true, 3, 1200
	given.Shown, given.Version, given.Screen, given.Queue, given.Place, given.Guide = labels.ShownBefore, "v1", "label", "mixed", 7, "0123456789abcdef"
	fuzzPacked(f, pack, unpack,
		record{1, given},
		record{1 << 40, labels.Event{Seq: seq, Time: time.Date(1, 1, 1, 0, 0, 0, 999_999_999, time.UTC), Source: labels.Import, Action: labels.Note, Level: labels.NoLevel, Text: "a\x00b", ReAsk: true, Merged: true}},
		record{2, labels.Event{Seq: seq, Time: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Source: labels.CLI, Action: labels.Retract, Level: labels.NoLevel, Retracts: 1<<64 - 1, Guide: "no digits"}})
}

func FuzzTexts(f *testing.F) {
	pack := func(t textBlock) ([]byte, error) { return t.pack(), nil }
	unpack := func(b []byte) (textBlock, error) {
		t, err := unpackTexts(b)
		if err != nil {
			return textBlock{}, err
		}
		return *t, nil
	}
	var some, full textBlock
	some.set(0, textOwn, "one")
	some.set(2, textCaption, "")
	some.set(3, textOwn, "")
	some.set(4, textOwn, "one")
	for i := range full.kinds {
		full.set(i, textOwn, fmt.Sprint("caption ", i))
	}
	fuzzPacked(f, pack, unpack, some, full, textBlock{})
}

func FuzzPredictions(f *testing.F) {
	pack := func(p predictionBlock) ([]byte, error) { return p.pack(), nil }
	unpack := func(b []byte) (predictionBlock, error) {
		p, err := unpackPredictions(b)
		if err != nil {
			return predictionBlock{}, err
		}
		return *p, nil
	}
	var some predictionBlock
	p := guess("v1", "0123456789abcdef0123456789abcdef", labels.Neutral)
	none, two := p, p
	none.Modalities, two.Modalities = nil, []string{"text", "image"}
	two.Probs[0] = math.SmallestNonzeroFloat32
	for place, of := range map[int]labels.Prediction{0: p, 7: none, 255: two, 3: p} {
		if err := some.set(place, &of); err != nil {
			f.Fatal(err)
		}
		if got, ok := some.at(place, "v1"); !ok || !reflect.DeepEqual(got.Modalities, of.Modalities) || got.Probs != of.Probs {
			f.Errorf("got %+v, %v; want %+v", got, ok, of)
		}
	}
	fuzzPacked(f, pack, unpack, some, predictionBlock{})
}

func FuzzVersion(f *testing.F) {
	fuzzRecord(f, encodeAny[eval.Version], decode[eval.Version],
		eval.Version{ID: "v1", Number: 1, Config: eval.Config{Seed: 1<<64 - 1, LearningRate: 1e-3}, History: []eval.Epoch{{Epoch: 1, ValLoss: 1.4}}})
}

func FuzzDataset(f *testing.F) {
	fuzzRecord(f, encodeAny[datasetRecord], decode[datasetRecord],
		datasetRecord{labels.Dataset{Name: "set", Columns: []string{"", "a"}}, 7})
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
