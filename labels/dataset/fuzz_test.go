package dataset

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// Whatever the bytes, opening and reading them ends, and every row is either a meme with
// something to show or a failure with its own number.
func fuzzRows(t *testing.T, b []byte, name string) {
	in, err := copiedSource(t.Context(), bytes.NewReader(b), name, "", nil)
	if err != nil {
		return
	}
	defer in.Close()
	kind, err := kindOf(in)
	if err != nil || kinds[kind] == nil {
		return
	}
	p, err := tablePart(t.Context(), in, kind, &ImportSpec{Scale: "1-5"}, nil, "")
	if err != nil {
		if labels.Printable(err.Error()) != err.Error() {
			t.Fatalf("unprintable: %q", err)
		}
		return
	}
	columns := len(p.table.Dataset("d").Columns)
	for last := 0; ; {
		row, err := p.table.Next()
		var bad *RowError
		switch {
		case err == io.EOF:
			return
		case errors.As(err, &bad):
			if labels.Printable(bad.Error()) != bad.Error() {
				t.Fatalf("unprintable: %q", bad.Error())
			}
		case err != nil:
			return
		case row.Key == "" || row.Image == "" && row.picture == nil && strings.TrimSpace(row.Caption) == "" || len(row.Values) != columns:
			t.Fatalf("nothing to show: %+v", row)
		}
		if row.Number <= last || row.Number > 100*len(b)+2 {
			t.Fatalf("row %d comes after row %d", row.Number, last)
		}
		last = row.Number
	}
}

func FuzzTable(f *testing.F) {
	for _, s := range []string{
		humourHeader + "0,a.jpg,,fine,funny,positive\n1,\"b", "\xef\xbb\xbfimage_name,text_corrected,overall_sentiment\r\n\"a\r\n\",\xff,3\r\n",
		"sep=;\r\nimage;text;level\r\na.jpg;one;1\r\n;;\r\n", "image\ttext\rx\ty\r", "\xff\xfei\x00,\x00t\x00\n\x00", "text,l\n\"a \"b\" c\",5\n", "image,text,level,extra\na.jpg,one,1\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { fuzzRows(t, b, "f.csv") })
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"id":1,"img":"a.jpg","text":"x","label":0}` + "\r\n" + `{"text":"he said "no""}`, `[{"data":{"text":"x"},"annotations":[{"completed_by":1,"result":[{"from_name":"m","value":{"choices":["positive"]}}]}]}]`,
		`{"7":{"img_url":"x","tweet_text":"y","labels_str":[]}}`, `{"images":[{"file_name":"a.jpg"}]}`, `{"meme":"a","state":"labelled","caption":"x","labels":[{"annotator":"a","level":"positive"}]}`,
		`{"text":"x","annotations":[{"user":1,"label":2}]}`, `[[]]`, `{"a":{"b":{"c":{"d":{"e":1}}}}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { fuzzRows(t, b, "f.json") })
}

func FuzzXLSX(f *testing.F) {
	f.Add([]byte(asXLSX(&testing.T{}, [4]string{"5", "", "", ""}, [4]string{})))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzRows(t, b, "f.xlsx") })
}

func FuzzParquet(f *testing.F) {
	f.Add([]byte(asParquet(&testing.T{}, [4]string{"5", "", "", ""}, [4]string{})))
	f.Add([]byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzRows(t, b, "f.parquet") })
}

// Whatever an archive has, its names are within it.
func FuzzArchives(f *testing.F) {
	files := map[string]string{"a/t.csv": "image,text\nb.jpg,x\n", "a/b.jpg": "\xff\xd8\xff", "../x.jpg": "y"}
	for _, name := range slices.Sorted(maps.Keys(archives)) {
		f.Add([]byte(archives[name](&testing.T{}, files)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := copiedSource(t.Context(), bytes.NewReader(b), "f", "", nil)
		if err != nil {
			return
		}
		defer in.Close()
		var p place
		if kind, _ := kindOf(in); kind == kindZip {
			p, err = openZip(in)
		} else {
			p, err = openTar(in)
		}
		if err != nil {
			return
		}
		names, err := p.list(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !p.has(name) || strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../") {
				t.Fatalf("a file %q", name)
			}
			if r, err := p.open(name); err == nil {
				_, _ = io.Copy(io.Discard, io.LimitReader(r, 1<<16)) // what is damaged is so
				r.Close()
			}
		}
	})
}

func FuzzCharset(f *testing.F) {
	greek := "\xca\xe1\xeb\xe7\xec\xdd\xf1\xe1 \xca\xe1\xeb\xe7\xec\xdd\xf1\xe1" // in Windows-1253
	for _, s := range []string{"caf\xe9 \x97", "\xc4\xe3\xba\xc3", "\xff\xfea\x00", "日本", greek} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := findCharset(bytes.NewReader(b))
		if errors.Is(err, errAlphabet) {
			return // whoever imports it has to say what it is
		}
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.reader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r); err != nil || len(text) > 3*len(b)+3 {
			t.Fatalf("%d bytes become %d, %v", len(b), len(text), err)
		}
	})
}

// Whatever a file of predictions has, each row is a prediction or fails with a sentence that
// can be printed.
func FuzzPredictions(f *testing.F) {
	for _, s := range []string{
		"meme,pred,p0,p1,p2,p3,p4\nx,4,.1,.1,.1,.1,.6\ny,,nan,0,0,0,1\n", "image;level\nx;blue\n;3\n", "id,p1,p2,p3,p4,p5,pred\nx,1e309,-1,0,0,0,5\n",
		`{"meme":"x","probabilities":[0.1,0.1,0.1,0.1,0.6,0]}`, `[{"image":"x","probs":{"very_negative":1}}]`, "meme,pred\n\x1b[2J,\x1b]0;x\x07\n",
	} {
		f.Add([]byte(s), "")
		f.Add([]byte(s), "1-5")
	}
	f.Fuzz(func(t *testing.T, b []byte, scale string) {
		printable := func(s string) {
			if labels.Printable(s) != s {
				t.Fatalf("unprintable: %q", s)
			}
		}
		for _, name := range []string{"f.csv", "f.jsonl"} {
			got, err := readGiven(t, name, string(b), PredictionsSpec{Scale: scale})
			if err != nil {
				printable(err.Error())
				continue
			}
			for _, failed := range got.Failed {
				printable(failed.Reason)
			}
			for _, r := range got.Rows {
				p, err := r.Prediction()
				if err != nil {
					printable(err.Error())
					continue
				}
				sum := float32(0)
				for _, x := range p.Probs {
					if !(x >= 0 && x <= 1) {
						t.Fatalf("%+v becomes %+v", r, p)
					}
					sum += x
				}
				if !p.Level().Valid() || sum < .9999 || sum > 1.0001 {
					t.Fatalf("%+v becomes %+v", r, p)
				}
			}
		}
	})
}
