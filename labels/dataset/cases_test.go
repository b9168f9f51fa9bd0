package dataset

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// Small inputs after real data sets and reports lie beside the clone, and the test skips
// without them. Each is taken, or refused with a sentence that says what to do.
func TestCases(t *testing.T) {
	const folder = "../../../shared/cases/"
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the cases are not here")
	}
	for _, c := range []struct {
		path                            string
		imported, dups, failed, labels_ int
		missing                         int
		format                          string
		refused                         string // or this instead
	}{
		{path: "01-met-meme-wide", imported: 4, format: "met-meme"},
		{path: "02-harmeme-jsonl", imported: 2, format: "harmeme"},
		{path: "03-hateful-memes-jsonl", imported: 2, format: "hateful-memes"},
		{path: "05-multioff/Training_meme_dataset.csv", imported: 2, format: "multioff"},
		{path: "05-multioff/Combined.tsv", imported: 2, missing: 2, format: "csv"},
		{path: "07-figmemes-tsv", imported: 3, format: "figmemes"},
		{path: "08-memotion3-ids", imported: 3, labels_: 3, format: "memotion3"},
		{path: "10-memotion-testset", imported: 2, format: "memotion"},
		{path: "12-level-names", imported: 7, labels_: 7, format: "csv"},
		{path: "13-excel-csv/a-sep-line.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/b-bom-crlf-newline.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/c-cr-only.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/d-header-comma.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/e-nul.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/f-concat-bom.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/g-trailing-sep.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/h-ragged-short.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/i-utf16.csv", refused: "numbers from 1 to 1: say what they mean: --scale"},
		{path: "13-excel-csv/j-pipe.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "13-excel-csv/k-nbsp-header.csv", refused: "numbers from 1 to 1: say what they mean: --scale"},
		{path: "15-levels-numbers/decimal.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "15-levels-numbers/fullwidth.csv", imported: 2, labels_: 2, format: "csv"},
		{path: "15-levels-numbers/half.csv", imported: 2, failed: 1, labels_: 2, format: "csv"},
		{path: "15-levels-numbers/multi-annotator.csv", imported: 2, dups: 2, labels_: 4, format: "csv"},
		{path: "15-levels-numbers/nan.csv", imported: 8, labels_: 2, format: "csv"},
		{path: "15-levels-numbers/stars.csv", imported: 3, labels_: 3, format: "csv"},
		{path: "15-levels-numbers/three-class.csv", refused: `or --level-map "-1=LEVEL,0=LEVEL,1=LEVEL"`},
		{path: "15-levels-numbers/unlabelled-minus1.csv", imported: 4, labels_: 3, format: "csv"},
		{path: "15-levels-numbers/wrong-scale.csv", imported: 20, labels_: 20, format: "csv"},
		{path: "16-label-studio-export", imported: 2, dups: 1, labels_: 2, format: "labelstudio"},
		{path: "17-pictures/t.csv", imported: 37, missing: 1, format: "csv"},
		{path: "17-pictures/images", imported: 36, format: "pictures"},
		{path: "18-keys", imported: 40, format: "csv"},
		{path: "19-nan-captions-one-group/nan.csv", imported: 60, labels_: 60, format: "memotion"},
		{path: "19-nan-captions-one-group/watermark.csv", imported: 60, labels_: 60, format: "memotion"},
		{path: "19-nan-captions-one-group/empty.csv", imported: 60, labels_: 60, format: "memotion"},
		{path: "20-widths", imported: 12, format: "csv"},
		{path: "25-same-names-two-sets", imported: 4, format: "csv"},
		{path: "25-same-names-two-sets/memo.csv", imported: 2, format: "csv"},
		{path: "27-predict-lines/bad.jsonl", imported: 5, failed: 3, format: "jsonl"},
		{path: "27-predict-lines/hateful.jsonl", imported: 1, missing: 1, format: "hateful-memes"},
		{path: "28-split-names", imported: 16, failed: 1, format: "csv"},
		{path: "33-emoji-captions", imported: 9, format: "csv"},
		{path: "34-one-emoji/t.csv", imported: 5, format: "csv"},
	} {
		t.Run(c.path, func(t *testing.T) {
			s := newStore(t)
			r, err := importTable(t.Context(), s, ImportSpec{Path: folder + c.path, Annotator: "me", Probe: realProbe}, nil)
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("%v, want %s", err, c.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			balanced(t, r)
			got := [...]int{r.Imported, r.Duplicates, len(r.Failed), r.Labels, r.MissingPictures}
			if want := [...]int{c.imported, c.dups, c.failed, c.labels_, c.missing}; got != want || r.Format != c.format {
				t.Errorf("imported, duplicates, failed, labels, missing %v as %s, want %v as %s; failed %q; warnings %q", got, r.Format, want, c.format, reasons(r.Failed), reasons(r.Warnings))
			}
			if strings.HasPrefix(c.path, "19-") {
				splits := map[labels.Split]int{}
				for _, m := range s.memes() {
					splits[m.Split]++
					if m.Caption != "" {
						t.Errorf("a caption %q", m.Caption)
					}
				}
				if len(splits) != 3 {
					t.Errorf("splits %v", splits)
				}
			}
		})
	}
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: folder + "16-label-studio-export", Probe: realProbe})
	st, _ := s.State(s.memes()[0].ID)
	var voices []string
	for _, v := range st.Current {
		voices = append(voices, v.Annotator+" "+v.Level.String())
	}
	if want := []string{"1 positive", "2 neutral"}; !slices.Equal(voices, want) {
		t.Errorf("voices %q, want %q", voices, want)
	}
}
