package dataset

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestDatesOfWorkbooks has dates read as dates, in whatever form their cells show them, and all other
// numbers as they are in the file, however these are shown.
func TestDatesOfWorkbooks(t *testing.T) {
	day := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
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
		{46266, nil, "46266"},
		{46266, custom(`#,##0.00 "days"`), "46266"},
		{46266.5, &excelize.Style{NumFmt: 4}, "46266.5"},
		{0.5, &excelize.Style{NumFmt: 9}, "0.5"},
		{0.25, &excelize.Style{NumFmt: 20}, "0.25"}, // a time of no day
		{"2026-09-01 00:00:00", &excelize.Style{NumFmt: 14}, "2026-09-01 00:00:00"},
		{"soon", custom("dd.mm.yyyy"), "soon"},
		{nil, &excelize.Style{NumFmt: 14}, ""},
	} {
		book := excelize.NewFile()
		set := func(cell string, v any) {
			if err := book.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		set("A1", "Our memes")
		set("A3", "caption")
		set("B3", "when")
		set("C3", "rating")
		set("A4", "one")
		set("B4", c.value)
		set("C4", 3.75)
		set("A5", "two")
		set("B5", day) // which has its own format of a date
		set("C5", 1)
		if c.style != nil {
			id, err := book.NewStyle(c.style)
			if err == nil {
				err = book.SetCellStyle("Sheet1", "B4", "B4", id)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(t.TempDir(), "book.xlsx")
		if err := book.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: path, Probe: contentProbe})
		m := s.memes()
		if len(m) != 2 || m[0].Values[1] != c.want || m[0].Values[2] != "3.75" || m[1].Values[1] != "2026-09-01" || m[1].Values[0] != "two" {
			t.Errorf("%v as %+v: %+v, want %q", c.value, c.style, m, c.want)
		}
	}
}

// TestMemesKnownByNumbersOfDays has a workbook whose memes were imported when dates were read as numbers:
// they are known.
func TestMemesKnownByNumbersOfDays(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "notes.csv", "caption,when,mood\none,46266,positive\ntwo,46267,negative\n"), Annotator: "ann", Probe: contentProbe})
	book := excelize.NewFile()
	day := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	for i, row := range [][]any{{"caption", "when", "mood"}, {"one", day, "positive"}, {"two", day.AddDate(0, 0, 1), "neutral"}, {"three", day, "neutral"}} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "notes.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r := mustImport(t, s, ImportSpec{Path: path, Annotator: "ann", Probe: contentProbe})
		if len(s.memes()) != 3 || r.Relabelled > 1 || r.Imported+r.Duplicates != 3 {
			t.Errorf("%+v: %d memes", r, len(s.memes()))
		}
	}
}
