package dataset

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// In a workbook a date is a number of days, and only the format of its cell says that it is one.
// It is read as people write it, 2026-09-01 or 2026-09-01 14:30:00; all other numbers stay as
// they are in the file.

// dateFormat is how a date is asked for. The library takes it for its format 14, the date.
const (
	dateFormat   = "yyyy-mm-dd hh:mm:ss"
	dateFormatID = 14
)

// isDate is what that format makes of a date.
var isDate = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$`)

// hasDates reports whether cells of a workbook have formats of dates, and has these written in one
// form when they are asked for as they are shown, and no others.
func hasDates(book *excelize.File) (some bool) {
	if book.Styles == nil || book.Styles.CellXfs == nil {
		return false
	}
	codes := map[int]string{}
	if book.Styles.NumFmts != nil {
		for _, f := range book.Styles.NumFmts.NumFmt {
			codes[f.NumFmtID] = f.FormatCode
			if f.NumFmtID == dateFormatID {
				f.FormatCode = dateFormat
			}
		}
	}
	date, general := dateFormatID, 0
	for i := range book.Styles.CellXfs.Xf {
		xf := &book.Styles.CellXfs.Xf[i]
		id := 0
		if xf.NumFmtID != nil {
			id = *xf.NumFmtID
		}
		code, own := codes[id]
		if own && dateCode(code) || !own && builtInDate(id) {
			xf.NumFmtID, some = &date, true
		} else {
			xf.NumFmtID = &general
		}
	}
	return some
}

// builtInDate reports whether a format that needs no code has a day: those of ECMA-376, 18.8.30, with
// those of East Asian languages.
func builtInDate(id int) bool {
	return 14 <= id && id <= 17 || id == 22 || 27 <= id && id <= 31 || id == 36 || 50 <= id && id <= 58
}

// notCode are the parts of a format's code that stand for themselves, for colours and languages, or for
// parts of a second.
var notCode = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|s\.0+`)

// dateCode reports whether a format's code has a day or a year.
func dateCode(code string) bool {
	code = strings.ToLower(notCode.ReplaceAllString(code, ""))
	return strings.ContainsAny(code, "dy") && !strings.Contains(code, "0")
}

// dated puts the dates of a row in the place of their numbers. shown is the row as it is shown.
func dated(values, shown []string) {
	for i := range min(len(values), len(shown)) {
		if values[i] != shown[i] && isDate.MatchString(shown[i]) {
			values[i] = strings.TrimSuffix(shown[i], " 00:00:00")
		}
	}
}

// isDay is a date without a time.
var isDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// dayZero is the day before which the days of a workbook are counted.
var dayZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// undated puts the numbers of days in the place of dates, as they were read before: the keys of rows
// without pictures are made of all values. It returns nil where there are no dates.
func undated(values []string) (was []string) {
	for i, v := range values {
		if !isDay.MatchString(v) {
			continue
		}
		if day, err := time.Parse(time.DateOnly, v); err == nil {
			if was == nil {
				was = append(was, values...)
			}
			was[i] = strconv.Itoa(int(day.Sub(dayZero).Hours() / 24))
		}
	}
	return was
}

// settleDates gives a row of a workbook the key that it had when dates were read as numbers, where its
// meme was imported then.
func (im *Import) settleDates(row *TableRow) error {
	m := im.part.m
	if im.lookUp == nil || row.Image != "" || row.picture != nil || m.id.is() || m.join.is() || m.shape != FormatXLSX {
		return nil
	}
	if _, ok, err := im.lookUp(row.Key); ok || err != nil {
		return err
	}
	was := undated(im.part.table.valuesOf(row))
	if was == nil {
		return nil
	}
	key := im.part.table.digest(was)
	_, ok, err := im.lookUp(key)
	if ok {
		row.Key = key
	}
	return err
}
