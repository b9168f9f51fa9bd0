package dataset

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"memebench/labels"
)

// records reads everything; a damaged record stands as one value that starts
// with "!".
func records(t *testing.T, r io.Reader) [][]string {
	t.Helper()
	return readRecords(t, &csvReader{in: bufio.NewReader(r), comma: ",", end: '\n'})
}

func readRecords(t *testing.T, c *csvReader) [][]string {
	t.Helper()
	var all [][]string
	for {
		values, err := c.next()
		var d damage
		switch {
		case err == io.EOF:
			return all
		case errors.As(err, &d):
			all = append(all, []string{"!" + d.Error()})
		case err != nil:
			t.Fatal(err)
		default:
			all = append(all, values)
		}
		if len(all) > 1<<20 {
			t.Fatal("does not end")
		}
	}
}

func TestCSVReader(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     [][]string
	}{
		{"nothing", "", nil},
		{"plain", "a,b\nc,d\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"no newline at the end", "a,b", [][]string{{"a", "b"}}},
		{"CRLF", "a,b\r\nc,\"d\"\r\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"empty values", ",\n\"\",\n,,\n", [][]string{{"", ""}, {"", ""}, {"", "", ""}}},
		{"empty lines are passed over", "\n\na\r\n\r\nb\n\n", [][]string{{"a"}, {"b"}}},
		{"commas, quotes and newlines in quotes", "\"a,\"\"b\"\"\",\"c\nd\n\ne\"\nf,g\n", [][]string{{`a,"b"`, "c\nd\n\ne"}, {"f", "g"}}},
		{"a carriage return in quotes stays", "\"a\r\nb\r\",c\r\n", [][]string{{"a\r\nb\r", "c"}}},
		{"a quote inside an unquoted value", "5\" screen,say \"hi\"\n", [][]string{{`5" screen`, `say "hi"`}}},
		{"a quote never closed costs its line only", "a,\"b\nc,d\n\"e\",f\n", [][]string{
			{"!the quote that opens value 2 is never closed: close it, or write the quotes of a text twice within quotes"}, {"c", "d"}, {"e", "f"}}},
		{"at the very end", "a,b\nc,\"d", [][]string{{"a", "b"}, {"!the quote that opens value 2 is never closed: close it, or write the quotes of a text twice within quotes"}}},
		{"text after a closing quote", "a,\"b\"c,d\ne,f\n", [][]string{{"a", "bc", "d"}, {"e", "f"}}},
		{"quotes inside that are not doubled", "\"he said \"no\" to me\",x\n", [][]string{{`he said no" to me"`, "x"}}},
		{"in several lines", "a,\"one\ntwo \"three\" four\",x\ne,f\n", [][]string{{"a", "one\ntwo three\" four\"", "x"}, {"e", "f"}}},
		{"two stray quotes", "\"a,b\n\"c,d\ne,f\n", [][]string{
			{"!the quote that opens value 1 is never closed: close it, or write the quotes of a text twice within quotes"},
			{"!the quote that opens value 1 is never closed: close it, or write the quotes of a text twice within quotes"}, {"e", "f"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := records(t, strings.NewReader(c.in)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
			if got := records(t, iotest.OneByteReader(strings.NewReader(c.in))); !reflect.DeepEqual(got, c.want) {
				t.Errorf("byte by byte: %q, want %q", got, c.want)
			}
		})
	}
}

// A quote that begins a text and is never closed takes no rows with it that are rows by themselves.
func TestCSVReaderStrayQuotes(t *testing.T) {
	for _, c := range []struct {
		name, comma, in string
		width           int
		want            [][]string
	}{
		{"up to a quote within a text", ",", "1,\"open,a\n2,two,b\n3,say \"hi\",c\n4,four,d\n", 3,
			[][]string{{"1", `"open`, "a"}, {"2", "two", "b"}, {"3", `say "hi"`, "c"}, {"4", "four", "d"}}},
		{"up to a quote at the end of a text, between tabs", "\t", "1\t\"open\ta\n2\ttwo\tb\n3\tend\"\tc\n", 3,
			[][]string{{"1", `"open`, "a"}, {"2", "two", "b"}, {"3", `end"`, "c"}}},
		{"up to another of its kind, between tabs", "\t", "1\t\"open\ta\r\n2\t\"open, too\tb\r\n3\t\"whole \"\"one\"\"\"\tc\r\n", 3,
			[][]string{{"1", `"open`, "a"}, {"2", `"open, too`, "b"}, {"3", `whole "one"`, "c"}}},
		{"to the end, between tabs", "\t", "1\t\"open\ta\n2\ttwo\tb\n", 3, [][]string{{"1", `"open`, "a"}, {"2", "two", "b"}}},
		{"a caption of two lines with as many commas", ",", "1,\"a, b\nc, d\",e\n", 3, [][]string{{"1", "a, b\nc, d", "e"}}},
		{"a caption of two lines between tabs", "\t", "1\t\"a\nb\"\tc\n2\td\te\n", 3, [][]string{{"1", "a\nb", "c"}, {"2", "d", "e"}}},
		{"quotes within quotes in a caption of two lines", ",", "1,\"a \"b\"\nc\",d\n", 3, [][]string{{"1", `a b"`}, {`c"`, "d"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readRecords(t, &csvReader{in: bufio.NewReader(strings.NewReader(c.in)), comma: c.comma, end: '\n', width: c.width})
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// A line or a quoted value without end costs no more memory than maxRecord, and
// what follows is read.
func TestCSVReaderBoundsARecord(t *testing.T) {
	long := strings.Repeat("x", maxRecord+10)
	got := records(t, strings.NewReader("a,b\n"+long+"\nc,d\n"))
	if want := [][]string{{"a", "b"}, {"!" + errLong.Error()}, {"c", "d"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("a long line: %d records, %.200q", len(got), got)
	}
	got = records(t, strings.NewReader("a,b\n\"open"+long+"\nc,d\n"))
	if want := [][]string{{"a", "b"}, {"!" + errLong.Error()}, {"c", "d"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("a long quoted line: %d records, %.200q", len(got), got)
	}
	lines := strings.Repeat("row,row\n", maxRecord/8+10)
	got = records(t, strings.NewReader("a,\"b\n"+lines))
	if len(got) != maxRecord/8+11 || got[0][0] != "!"+errLong.Error() || got[1][0] != "row" {
		t.Errorf("a quote never closed before many rows: %d records, first %q", len(got), got[:2])
	}
}

func TestCSVReaderPassesReadErrorsOn(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, start := range []string{"", "a,b\n", "a,\"b", "a,\"b\nc"} {
		c := csvReader{comma: ",", end: '\n', in: bufio.NewReader(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)))}
		var err error
		for range 3 {
			if _, err = c.next(); err != nil {
				break
			}
		}
		if !errors.Is(err, broken) {
			t.Errorf("after %q: %v, want the reader's error", start, err)
		}
	}
}

// On everything that encoding/csv takes, the two readers agree, but for the
// carriage returns in quotes that encoding/csv drops.
func FuzzCSVReader(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a,\"\"b\",c\r\n\r\nd", "a,\"b\nc,d", "\"\"\"\",", "a,\"b\"c", ",\n,", "a\"b,c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := records(t, strings.NewReader(s))
		std := csv.NewReader(strings.NewReader(s))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil || strings.ContainsRune(s, '\r') {
			return
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%q, encoding/csv has %q", got, want)
		}
	})
}

func TestScale(t *testing.T) {
	for _, c := range []struct {
		scale Scale
		text  string
		want  labels.Level
	}{
		{Scale0To4, "0", labels.VeryNegative}, {Scale0To4, "4", labels.VeryPositive}, {Scale0To4, " 3.0 ", labels.Positive},
		{Scale1To5, "1", labels.VeryNegative}, {Scale1To5, "5", labels.VeryPositive}, {Scale1To5, "3", labels.Neutral},
		{ScaleMinus2, "-2", labels.VeryNegative}, {ScaleMinus2, "+2", labels.VeryPositive}, {ScaleMinus2, "0", labels.Neutral}, {ScaleMinus2, "-0", labels.Neutral},
		{Scale0To4, "negative", labels.Negative}, {Scale1To5, "Very Positive", labels.VeryPositive}, {NoScale, "neutral", labels.Neutral},
		{NoScale, "", labels.NoLevel}, {Scale1To5, "nan", labels.NoLevel}, {Scale0To4, "-1", labels.NoLevel}, {ScaleMinus2, "-1", labels.Negative}, {Scale1To5, "  ", labels.NoLevel},
	} {
		if got, err := (levelReader{scale: c.scale}).read(c.text); err != nil || got != c.want {
			t.Errorf("scale %q: %q is %v, %v; want %v", c.scale, c.text, got, err, c.want)
		}
	}
	for _, c := range []struct {
		scale      Scale
		text, want string
	}{
		{Scale0To4, "5", "want a whole number from 0 to 4"},
		{Scale1To5, "0", "want a whole number from 1 to 5"},
		{ScaleMinus2, "3", "want a whole number from -2 to 2"},
		{Scale0To4, "2.5", "want a whole number from 0 to 4; --scale 0-4 takes the level that is nearest"},
		{Scale0To4, "1e300", "want a whole number from 0 to 4"},
		{Scale1To5, "inf", "want one of very_negative, negative, neutral, positive, very_positive, or a number from 1 to 5"},
		{NoScale, "3", "want one of very_negative, negative, neutral, positive, very_positive"},
	} {
		if got, err := (levelReader{scale: c.scale, whole: true}).read(c.text); err == nil || err.Error() != c.want || got != labels.NoLevel {
			t.Errorf("scale %q: %q is %v, %v; want %q", c.scale, c.text, got, err, c.want)
		}
	}
	for _, s := range []string{"", "0-4", "1-5", "-2..2"} {
		if got, err := ParseScale(s); err != nil || string(got) != s {
			t.Errorf("ParseScale(%q) = %q, %v", s, got, err)
		}
	}
}
