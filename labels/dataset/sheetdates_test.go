package dataset

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"memebench/labels"
)

var firstOfSeptember = time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)

// TestDatesOfWorkbooks has dates kept as dates, in whatever form their cells show them, and all other
// numbers as they are in the file, however these are shown.
func TestDatesOfWorkbooks(t *testing.T) {
	day := firstOfSeptember
	custom := func(code string) *excelize.Style { return &excelize.Style{CustomNumFmt: &code} }
	for _, c := range []struct {
		value any
		style *excelize.Style
		want  string
	}{
		{day, &excelize.Style{NumFmt: 14}, "2026-09-01"},
		{day, &excelize.Style{NumFmt: 15}, "2026-09-01"},
		{day.Add(14*time.Hour + 30*time.Minute + 5*time.Second), &excelize.Style{NumFmt: 22}, "2026-09-01 14:30:05"},
		{day, custom("dd.mm.yyyy"), "2026-09-01"},
		{day, custom(`[$-407]d. mmmm yyyy;@`), "2026-09-01"},
		{day.Add(time.Hour), custom("yyyy-mm-dd hh:mm:ss.000"), "2026-09-01 01:00:00"},
		{0.25, &excelize.Style{NumFmt: 20}, "06:00:00"},
		{0.5, custom("h:mm AM/PM"), "12:00:00"},
		{0.5, custom("[h]:mm"), "0.5"},               // a duration
		{0, &excelize.Style{NumFmt: 20}, "00:00:00"}, // midnight
		{0, custom("dd.mm.yyyy"), "0"},               // no day at all
		{0.5, &excelize.Style{NumFmt: 22}, "0.5"},
		{46266, nil, "46266"},
		{46266, custom(`#,##0.00 "days"`), "46266"},
		{46266.5, &excelize.Style{NumFmt: 4}, "46266.5"},
		{0.5, &excelize.Style{NumFmt: 9}, "0.5"},
		{"2026-09-01 00:00:00", &excelize.Style{NumFmt: 14}, "2026-09-01 00:00:00"},
		{"soon", custom("dd.mm.yyyy"), "soon"},
		{nil, &excelize.Style{NumFmt: 14}, ""},
	} {
		book := excelize.NewFile()
		for cell, v := range map[string]any{"A1": "Our memes", "A3": "caption", "B3": "when", "C3": "rating", "A4": "one", "B4": c.value, "C4": 3.75, "A5": "two", "B5": day, "C5": 1} {
			if err := book.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		if c.style != nil {
			id, err := book.NewStyle(c.style)
			if err == nil {
				err = book.SetCellStyle("Sheet1", "B4", "B4", id)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: savedBook(t, book), Probe: contentProbe})
		m := s.memes()
		if len(m) != 2 || m[0].Values[1] != c.want || m[0].Values[2] != "3.75" || m[1].Values[1] != "2026-09-01" || m[1].Values[0] != "two" {
			t.Errorf("%v as %+v: %+v, want %q", c.value, c.style, m, c.want)
		}
	}
}

// TestDatesCountedFrom1904 has a workbook of old Macs, which count days from another one.
func TestDatesCountedFrom1904(t *testing.T) {
	book := bookOf(t, []any{"caption", "when"}, []any{"one", firstOfSeptember})
	yes := true
	if err := book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
		t.Fatal(err)
	}
	// The number in the file is as it was; it means a day four years and a day later.
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: savedBook(t, book), Probe: contentProbe})
	if m := s.memes(); len(m) != 1 || m[0].Values[1] != "2030-09-02" {
		t.Errorf("%+v", m)
	}
}

// TestMemesKnownByNumbersOfDays has memes that were imported when dates were kept as numbers known in
// the workbook that they are from, also where a date is their id or they have times.
func TestMemesKnownByNumbersOfDays(t *testing.T) {
	for name, c := range map[string]struct {
		was  string
		id   string
		rows [][]any
	}{
		"dates": {
			was:  "caption,when,mood\none,46266,positive\ntwo,46267,negative\n",
			rows: [][]any{{"caption", "when", "mood"}, {"one", firstOfSeptember, "positive"}, {"two", firstOfSeptember.AddDate(0, 0, 1), "neutral"}, {"three", firstOfSeptember, "neutral"}},
		},
		"times": {
			was:  "caption,when,mood\none,46266.25,positive\ntwo,46267.5,negative\n",
			rows: [][]any{{"caption", "when", "mood"}, {"one", firstOfSeptember.Add(6 * time.Hour), "positive"}, {"two", firstOfSeptember.Add(36 * time.Hour), "neutral"}, {"three", firstOfSeptember, "neutral"}},
		},
		"ids": {
			was: "caption,when,mood\none,46266,positive\ntwo,46267,negative\n", id: "when",
			rows: [][]any{{"caption", "when", "mood"}, {"one", firstOfSeptember, "positive"}, {"two", firstOfSeptember.AddDate(0, 0, 1), "neutral"}, {"three", firstOfSeptember.AddDate(0, 0, 2), "neutral"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			spec := func(path string) ImportSpec {
				return ImportSpec{Path: path, Annotator: "ann", IDColumn: c.id, Probe: contentProbe}
			}
			mustImport(t, s, spec(write(t, "notes.csv", c.was)))
			path := savedBook(t, bookOf(t, c.rows...))
			for range 2 {
				r := mustImport(t, s, spec(path))
				if len(s.memes()) != 3 || r.Relabelled > 1 || r.Imported+r.Duplicates != 3 {
					t.Errorf("%+v: %d memes", r, len(s.memes()))
				}
			}
			if m := s.memes()[2]; !isDate.MatchString(m.Values[1] + " 00:00:00") {
				t.Errorf("the new one: %q", m.Values)
			}
		})
	}
}

// bookOf is a workbook with these rows in its only sheet.
func bookOf(t *testing.T, rows ...[]any) *excelize.File {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	return book
}

// savedBook saves a workbook as notes.xlsx in a folder of its own.
func savedBook(t *testing.T, book *excelize.File) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notes.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDatesAsTheyAreMeant has dates be dates wherever a workbook has them: as captions, as values
// that a map of splits or levels names, and as what one table calls the memes of another by.
func TestDatesAsTheyAreMeant(t *testing.T) {
	day := func(n int) time.Time { return firstOfSeptember.AddDate(0, 0, n) }
	t.Run("captions", func(t *testing.T) {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: savedBook(t, bookOf(t, []any{"id", "caption"}, []any{1, day(0)}, []any{2, "words"})), Probe: contentProbe})
		if m := s.memes(); len(m) != 2 || m[0].Caption != "2026-09-01" || m[1].Caption != "words" {
			t.Errorf("%+v", m)
		}
	})
	t.Run("maps", func(t *testing.T) {
		book := bookOf(t, []any{"caption", "level", "split"}, []any{"one", day(0), day(2)}, []any{"two", day(1), day(3)}, []any{"three", day(1), day(2)})
		s := newStore(t)
		r := mustImport(t, s, ImportSpec{
			Path: savedBook(t, book), Annotator: "ann", Probe: contentProbe,
			SplitMap: map[string]labels.Split{plainValue("2026-09-03"): labels.Val, plainValue("2026-09-04"): labels.Test},
			LevelMap: map[string]labels.Level{plainValue("2026-09-01"): labels.Negative, plainValue("2026-09-02"): labels.Positive},
		})
		if m := s.memes(); r.Labels != 3 || len(m) != 3 || m[0].Split != labels.Val || m[1].Split != labels.Test || m[2].Split != labels.Val {
			t.Errorf("%+v, %+v", r, m)
		}
	})
	t.Run("names of memes", func(t *testing.T) {
		dir := t.TempDir()
		for name, book := range map[string]*excelize.File{
			"levels.xlsx": bookOf(t, []any{"id", "level"}, []any{day(0), "negative"}, []any{day(1), "positive"}),
			"texts.xlsx":  bookOf(t, []any{"id", "caption"}, []any{day(0), "one"}, []any{day(1), "two"}),
		} {
			if err := book.SaveAs(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		s := newStore(t)
		if r := mustImport(t, s, ImportSpec{Path: dir, Annotator: "ann", Probe: contentProbe}); r.Imported != 2 || r.Labels != 2 || len(r.Failed) > 0 {
			t.Errorf("%+v", r)
		}
	})
	t.Run("levels in cells for dates", func(t *testing.T) {
		rows := [][]any{{"caption", "level"}}
		for n := 1; n <= 5; n++ {
			rows = append(rows, []any{fmt.Sprint("words ", n), time.Date(1899, 12, 31+n, 0, 0, 0, 0, time.UTC)})
		}
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: savedBook(t, bookOf(t, rows...)), Annotator: "ann", Probe: contentProbe})
		if m := s.memes(); len(m) != 5 || m[0].Values[1] != "1" || m[4].Values[1] != "5" {
			t.Errorf("%+v", m)
		}
	})
}

// TestCaptionsKnownByNumbersOfDays has a meme whose caption was kept as a number known by it still.
func TestCaptionsKnownByNumbersOfDays(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "notes.csv", "caption,mood\n46266,positive\nwords,negative\n"), Annotator: "ann", Probe: contentProbe}
	mustImport(t, s, spec)
	spec.Path = savedBook(t, bookOf(t, []any{"caption", "mood"}, []any{firstOfSeptember, "neutral"}, []any{"words", "negative"}))
	if r := mustImport(t, s, spec); r.Duplicates != 2 || r.Relabelled != 1 || len(s.memes()) != 2 {
		t.Errorf("%+v: %+v", r, s.memes())
	}
}

// TestAnnotatorsKnownByNumbersOfDays has nobody label twice whose name is a date.
func TestAnnotatorsKnownByNumbersOfDays(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "notes.csv", "caption,mood,annotator\none,positive,46266\ntwo,negative,46266\n"), Probe: contentProbe}
	mustImport(t, s, spec)
	spec.Path = savedBook(t, bookOf(t, []any{"caption", "mood", "annotator"}, []any{"one", "positive", firstOfSeptember}, []any{"two", "negative", firstOfSeptember}))
	if r := mustImport(t, s, spec); r.Duplicates != 2 || r.Labels != 0 {
		t.Errorf("%+v", r)
	}
}

// Pictures in the cells of a workbook are not read, and that is said.
func TestPicturesInAWorkbook(t *testing.T) {
	book := bookOf(t, []any{"caption", "mood"}, []any{"one", "positive"})
	spec := ImportSpec{Path: savedBook(t, book), Probe: contentProbe}
	if r := mustImport(t, newStore(t), spec); len(r.Warnings) > 0 {
		t.Errorf("without any: %v", r.Warnings)
	}
	for i, cell := range []string{"C2", "C3"} {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, i+2))); err != nil {
			t.Fatal(err)
		}
		if err := book.AddPictureFromBytes("Sheet1", cell, &excelize.Picture{Extension: ".png", File: b.Bytes()}); err != nil {
			t.Fatal(err)
		}
	}
	spec.Path = savedBook(t, book)
	if r := mustImport(t, newStore(t), spec); r.Imported != 1 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Reason, "pictures lie in notes.xlsx, of which there are 2") {
		t.Errorf("%d imported, warnings %v", r.Imported, r.Warnings)
	}
}
