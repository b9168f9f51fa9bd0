package dataset

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// In a workbook a date is a number of days, and only the format of its cell says that it is one.
// It is kept as people write it, 2026-09-01 or 2026-09-01 14:30:00, and a time of the day as 14:30:00;
// all other numbers stay as they are in the file. What its columns mean is of the dates; what a row and
// who labelled it are known by is of its numbers, as it was before dates were kept.

// The formats that dates and times are asked for in, by their numbers in the file: those of ECMA-376,
// 18.8.30, of which the library writes the date as it is told.
const (
	dateFormat   = "yyyy-mm-dd hh:mm:ss"
	dateFormatID = 14
	timeFormatID = 21 // h:mm:ss
)

// isDate and isTime are what these formats make of numbers.
var (
	isDate = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$`)
	isTime = regexp.MustCompile(`^\d?\d:\d\d:\d\d$`)
)

// showDates reports whether cells of a workbook have formats of dates or times, and has these written
// in one form when they are asked for as they are shown, and no others.
func showDates(book *excelize.File) (some bool) {
	if book.Styles == nil || book.Styles.CellXfs == nil {
		return false
	}
	codes := map[int]string{}
	if own := book.Styles.NumFmts; own != nil {
		others := own.NumFmt[:0]
		for _, f := range own.NumFmt {
			codes[f.NumFmtID] = f.FormatCode
			if f.NumFmtID != dateFormatID && f.NumFmtID != timeFormatID { // they are the library's from here on
				others = append(others, f)
			}
		}
		own.NumFmt = others
	}
	for i := range book.Styles.CellXfs.Xf {
		xf := &book.Styles.CellXfs.Xf[i]
		format, is := 0, 0
		if xf.NumFmtID != nil {
			format = *xf.NumFmtID
		}
		code, own := codes[format]
		switch {
		case own && isDateCode(code), !own && isDateFormat(format):
			is, some = dateFormatID, true
		case own && isTimeCode(code), !own && 18 <= format && format <= 21:
			is, some = timeFormatID, true
		}
		xf.NumFmtID = &is
	}
	return some
}

// isDateFormat reports whether a format that needs no code has a day, also one of East Asian languages.
func isDateFormat(id int) bool {
	return 14 <= id && id <= 17 || id == 22 || 27 <= id && id <= 31 || id == 36 || 50 <= id && id <= 58
}

// notCode are the parts of a format's code that stand for themselves, for colours and languages, or for
// parts of a second; elapsed are hours, minutes and seconds that are counted on: a duration.
var (
	notCode = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|s\.0+`)
	elapsed = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
)

// isDateCode reports whether a format's code has a day or a year.
func isDateCode(code string) bool {
	code = strings.ToLower(notCode.ReplaceAllString(code, ""))
	return strings.ContainsAny(code, "dy") && !strings.ContainsAny(code, "0#")
}

// isTimeCode reports whether a format's code has an hour, and no day.
func isTimeCode(code string) bool {
	if elapsed.MatchString(code) {
		return false
	}
	code = strings.ToLower(notCode.ReplaceAllString(code, ""))
	return strings.Contains(code, "h") && !strings.ContainsAny(code, "dy0#")
}

// firstDays is how many days nobody means by dates: levels and counts are numbers like these. Up to
// the sixtieth, the calendar of workbooks has a day more than there was, too.
const firstDays = 61

// isMeant reports whether a number is a day that people mean by dates, or, where it is shown as such,
// a time of the day.
func isMeant(number string, asTime bool) bool {
	days, err := strconv.ParseFloat(number, 64)
	return err != nil || days >= firstDays || asTime && days < 1
}

// withDates returns a row's values with its dates and times in the place of their numbers; nil where it
// has none. shown is the row as it is shown.
func withDates(values, shown []string) (dated []string) {
	for i := range min(len(values), len(shown)) {
		text := ""
		switch is := shown[i]; {
		case is == values[i]:
		case !isMeant(values[i], isTime.MatchString(is)): // a number in a cell that somebody has once written a date into
		case isDate.MatchString(is):
			text = strings.TrimSuffix(is, " 00:00:00")
		case isTime.MatchString(is):
			text = is
			if len(text) < len("14:30:00") {
				text = "0" + text
			}
		}
		if text == "" {
			continue
		}
		if dated == nil {
			dated = slices.Clone(values)
		}
		dated[i] = text
	}
	return dated
}
