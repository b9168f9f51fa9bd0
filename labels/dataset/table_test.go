package dataset

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"memebench/labels"
)

// rows reads a table to its end; a failed row stands as its message.
func rows(t *testing.T, table *Table) (good []TableRow, failed []string) {
	t.Helper()
	for {
		row, err := table.Next()
		var bad *RowError
		switch {
		case err == io.EOF:
			return good, failed
		case errors.As(err, &bad):
			if bad.Row != row.Number {
				t.Errorf("row %d failed as row %d", row.Number, bad.Row)
			}
			failed = append(failed, err.Error())
		case err != nil:
			t.Fatal(err)
		default:
			good = append(good, row)
		}
	}
}

const humourHeader = ",image_name,text_ocr,text_corrected,humour,overall_sentiment\n"

func memotion(t *testing.T, text string) *Table {
	t.Helper()
	table, err := openAs(t, text, "memes.csv", ImportSpec{Format: FormatMemotion})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestMemotion(t *testing.T) {
	table := memotion(t, humourHeader+
		"0,image_1.jpg,OCR,corrected,funny,very_positive\n"+
		"1,image_2.png,OCR only,,funny,negative\n"+
		"\n"+
		"2,image_3.JPG,,\"two\nlines, \"\"quoted\"\"\",funny,\n"+
		"3,image_4.jpg,, ,funny,neutral\n"+
		"4,,text,\x1b[31mred,funny,neutral\n")
	good, failed := rows(t, table)
	if failed != nil {
		t.Errorf("failed: %q", failed)
	}
	want := []TableRow{
		{Number: 2, Key: "image_1.jpg", Image: "image_1.jpg", Caption: "corrected", Level: labels.VeryPositive, Values: []string{"0", "image_1.jpg", "OCR", "corrected", "funny", "very_positive"}},
		{Number: 3, Key: "image_2.png", Image: "image_2.png", Caption: "OCR only", Level: labels.Negative, Values: []string{"1", "image_2.png", "OCR only", "", "funny", "negative"}},
		{Number: 4, Key: "image_3.JPG", Image: "image_3.JPG", Caption: "two\nlines, \"quoted\"", Level: labels.NoLevel, Values: []string{"2", "image_3.JPG", "", "two\nlines, \"quoted\"", "funny", ""}},
		{Number: 5, Key: "image_4.jpg", Image: "image_4.jpg", Caption: "", Level: labels.Neutral, Values: []string{"3", "image_4.jpg", "", " ", "funny", "neutral"}},
		{Number: 6, Key: good[4].Key, Image: "", Caption: "\x1b[31mred", Level: labels.Neutral, Values: []string{"4", "", "text", "\x1b[31mred", "funny", "neutral"}},
	}
	if !reflect.DeepEqual(good, want) {
		t.Errorf("rows %+v,\nwant %+v", good, want)
	}
	if len(good[4].Key) != 32 {
		t.Errorf("key of a row without a picture: %q, want a digest", good[4].Key)
	}
	d := table.Dataset("memotion")
	if d.Name != "memotion" || d.Format != "memotion" || d.Level != "overall_sentiment" ||
		!slices.Equal(d.Columns, []string{"", "image_name", "text_ocr", "text_corrected", "humour", "overall_sentiment"}) {
		t.Errorf("dataset %+v", d)
	}
}

func TestMemotionColumnsInAnyOrder(t *testing.T) {
	for name, text := range map[string]string{
		"other order":        "overall_sentiment,text_corrected,image_name\npositive,hello,a.jpg\n",
		"byte order mark":    "\ufeffoverall_sentiment,text_corrected,image_name\npositive,hello,a.jpg\n",
		"CRLF":               "overall_sentiment,text_corrected,image_name\r\npositive,hello,a.jpg\r\n",
		"spaces in names":    " overall_sentiment , text_corrected,image_name \npositive,hello,a.jpg\n",
		"quoted names":       "\"overall_sentiment\",\"text_corrected\",\"image_name\"\npositive,hello,a.jpg\n",
		"a column of states": "memebench_state,overall_sentiment,text_corrected,image_name\nlabelled,positive,hello,a.jpg\n",
	} {
		t.Run(name, func(t *testing.T) {
			good, failed := rows(t, memotion(t, text))
			if failed != nil || len(good) != 1 || good[0].Key != "a.jpg" || good[0].Caption != "hello" || good[0].Level != labels.Positive {
				t.Errorf("%+v, failed %q", good, failed)
			}
			if want := []string{"positive", "hello", "a.jpg"}; !slices.Equal(good[0].Values, want) {
				t.Errorf("values %q, want %q", good[0].Values, want)
			}
		})
	}
}

// A caption's line ends do not depend on the file's.
func TestCaptionLineEnds(t *testing.T) {
	good, _ := rows(t, memotion(t, "image_name,text_corrected,overall_sentiment\r\na.jpg,\"one\r\ntwo\",\r\n"))
	if good[0].Caption != "one\ntwo" || good[0].Values[1] != "one\r\ntwo" {
		t.Errorf("caption %q from value %q", good[0].Caption, good[0].Values[1])
	}
}

func TestMemotionRefusesTheTable(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "memes.csv: the table is empty: want a first row that names the columns"},
		{"only empty lines", "\n\r\n", "memes.csv: the table is empty: want a first row that names the columns"},
		{"no level column", ",image_name,text_ocr,text_corrected\n", `memes.csv: no column "overall_sentiment": found "", "image_name", "text_ocr", "text_corrected"`},
		{"no image column", "image,text_corrected,overall_sentiment\n", `memes.csv: no column "image_name": found "image", "text_corrected", "overall_sentiment"`},
		{"no caption column", "image_name,text_ocr,overall_sentiment\n", `memes.csv: no column "text_corrected": found "image_name", "text_ocr", "overall_sentiment"`},
		{"twice", "image_name,text_corrected,overall_sentiment,image_name\n", `memes.csv: column "image_name" occurs twice in the header: rename one`},
		{"colons", "image_name:text_corrected:overall_sentiment\n", `memes.csv: no column "image_name": found "image_name:text_corrected:overall_sentiment"`},
		{"very many columns", strings.Repeat("c,", maxColumns) + "\n", "memes.csv: the header has 100001 columns: at most 100000 are read"},
		{"damaged header", "image_name,\"text_corrected\n", "memes.csv: header: the quote that opens value 2 is never closed: close it, or write the quotes of a text twice within quotes"},
		{"escapes", "\x1b[2J\n", `memes.csv: no column "image_name": found "[2J"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := openAs(t, c.text, "memes.csv", ImportSpec{Format: FormatMemotion})
			if err == nil || err.Error() != c.want || table != nil {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestMemotionFailsRows(t *testing.T) {
	long := strings.Repeat("n", maxName+1)
	table := memotion(t, humourHeader+
		"0,a.jpg,,fine,funny,positive\n"+
		"1,b.jpg,,text,funny,hilarious\n"+ // row 3
		"2,c.jpg,,too few\n"+
		"3,d.jpg,,too,many,positive,values\n"+
		"4,e.jpg,,caf\xe9,funny,positive\n"+
		"5,f.jpg,,\"never closed,funny,positive\n"+ // row 7
		"6,g.jpg,,fine again,funny,very_negative\n"+
		"7,,, ,funny,positive\n"+
		"8,h.jpg,,x,funny,\x1b[31m3\n"+
		"9,"+long+",,x,funny,positive\n"+
		"10,i.jpg,,\"x\"y,funny,positive\n"+
		"11,j.jpg,,,funny,neutral\n")
	good, failed := rows(t, table)
	want := []string{
		`memes.csv:3: overall_sentiment "hilarious": want one of very_negative, negative, neutral, positive, very_positive, or say what it means: --level-map "hilarious=LEVEL"`,
		`memes.csv:4: 4 of 6 values: is a comma or a quote missing?`,
		`memes.csv:5: 7 values instead of 6: one with a comma in it wants quotes`,
		`memes.csv:7: the quote that opens value 4 is never closed: close it, or write the quotes of a text twice within quotes`,
		`memes.csv:9: neither a caption nor a picture: want a value in text_corrected or text_ocr or image_name`,
		`memes.csv:10: overall_sentiment "[31m3": want one of very_negative, negative, neutral, positive, very_positive, or say what it means: --level-map "[31m3=LEVEL"`,
		`memes.csv:11: image_name "` + strings.Repeat("n", 60) + `…": the name has 1025 bytes: want at most 1024`,
	}
	if !slices.Equal(failed, want) {
		t.Errorf("failed:\n%s\nwant:\n%s", strings.Join(failed, "\n"), strings.Join(want, "\n"))
	}
	var keys []string
	for _, r := range good {
		keys = append(keys, fmt.Sprint(r.Number, " ", r.Key))
	}
	if want := []string{"2 a.jpg", "6 e.jpg", "8 g.jpg", "12 i.jpg", "13 j.jpg"}; !slices.Equal(keys, want) {
		t.Errorf("taken %q, want %q", keys, want)
	}
}

func TestTablePassesReadErrorsOn(t *testing.T) {
	broken := errors.New("disk on fire")
	table, err := ReadCSV(io.MultiReader(strings.NewReader(humourHeader+"0,a.jpg,,fine,funny,positive\n"), iotest.ErrReader(broken)), "memes.csv", CSVSpec{Caption: correctedColumn})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.Next(); err != nil {
		t.Fatal(err)
	}
	_, err = table.Next()
	var bad *RowError
	if !errors.Is(err, broken) || errors.As(err, &bad) {
		t.Errorf("%v, want the reader's error, which is no row's", err)
	}
}

// Spreadsheets separate values by semicolons where the decimal point is a comma, and
// by tabs when cells are copied.
func TestCSVFindsItsSeparator(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"commas", "a;b,mood\n\"x, y\",5\n"},
		{"semicolons", "a;mood;\"b\"\n\"x, y\";5;\n"},
		{"semicolons, and a comma in quotes", "\"b, c\";a;mood\r\nz;x, y;5\r\n"},
		{"semicolons after a byte order mark and an empty line", "\ufeff\r\na;mood\r\nx, y;5\r\n"},
		{"tabs", "a\tmood\nx, y\t5\n"},
		{"one column", "a\n\"x, y\"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			spec := columns{Caption: "a", Level: "mood", Scale: Scale1To5}
			switch c.name {
			case "commas":
				spec.Caption = "a;b"
			case "one column":
				spec = columns{Caption: "a"}
			}
			table, err := openTable(t, c.text, "tweets.csv", spec)
			if err != nil {
				t.Fatal(err)
			}
			good, failed := rows(t, table)
			if len(good) != 1 || len(failed) != 0 || good[0].Caption != "x, y" || spec.Level != "" && good[0].Level != labels.VeryPositive {
				t.Errorf("%+v, failed %q", good, failed)
			}
		})
	}
	table, err := ReadCSV(strings.NewReader("mood;a\n5;\"x\" y\nz\n"), "tweets.csv", CSVSpec{Caption: "a"})
	if err != nil {
		t.Fatal(err)
	}
	_, failed := rows(t, table)
	want := []string{
		"tweets.csv:3: 1 of 2 values: is a semicolon or a quote missing?",
	}
	if !slices.Equal(failed, want) {
		t.Errorf("failed %q, want %q", failed, want)
	}
}

func TestCSV(t *testing.T) {
	text := "id,tweet,mood,part\n" +
		"1,hello,5,train\n" +
		"2,bye,1,dev\n" +
		"3,so what,neutral,\n" +
		"4,hm,6,test\n" +
		"5,hm,3,somewhere\n" +
		"6,,3,test\n" +
		"7,last,,Validation\n"
	table, err := openTable(t, text, "tweets.csv", columns{Caption: "tweet", Level: "mood", Scale: Scale1To5, Split: "part"})
	if err != nil {
		t.Fatal(err)
	}
	if table.HasImages() || table.ImageColumn() != "" {
		t.Error("a table without an image column has one")
	}
	good, failed := rows(t, table)
	wantFailed := []string{
		`tweets.csv:5: mood "6": want a whole number from 1 to 5`,
		`tweets.csv:6: part "somewhere": want train, val (or validation, dev), test or nothing, or say what it means: --split-map "somewhere=train"`,
		`tweets.csv:7: neither a caption nor a picture: want a value in tweet`,
	}
	if !slices.Equal(failed, wantFailed) {
		t.Errorf("failed:\n%s\nwant:\n%s", strings.Join(failed, "\n"), strings.Join(wantFailed, "\n"))
	}
	type brief struct {
		caption string
		level   labels.Level
		split   labels.Split
	}
	var got []brief
	for _, r := range good {
		got = append(got, brief{r.Caption, r.Level, r.Split})
	}
	if want := []brief{{"hello", labels.VeryPositive, labels.Train}, {"bye", labels.VeryNegative, labels.Val}, {"so what", labels.Neutral, ""}, {"last", labels.NoLevel, labels.Val}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if d := table.Dataset("tweets"); d.Format != "csv" || d.Level != "mood" || len(d.Columns) != 4 {
		t.Errorf("dataset %+v", d)
	}
}

func TestCSVRefusesTheSpec(t *testing.T) {
	for _, c := range []struct {
		spec columns
		want string
	}{
		{columns{Caption: "text"}, `t.csv: no column "text" for --caption: found "a", "b"`},
		{columns{}, `t.csv: which column has the caption or the picture? Name it by --caption COLUMN or --image COLUMN: there are "a", "b"; if these are values, write a row of names above them, as image,text,level`},
		{columns{Caption: "a", Level: "c"}, `t.csv: no column "c" for --level: found "a", "b"`},
		{columns{Caption: "a", Image: "c"}, `t.csv: no column "c" for --image: found "a", "b"`},
		{columns{Caption: "a", Split: "c"}, `t.csv: no column "c" for --split: found "a", "b"`},
	} {
		if _, err := openTable(t, "a,b\n", "t.csv", c.spec); err == nil || err.Error() != c.want {
			t.Errorf("%+v: %v, want %s", c.spec, err, c.want)
		}
	}
	if _, err := ReadCSV(strings.NewReader("a,b\n"), "t.csv", CSVSpec{}); err == nil || err.Error() != `t.csv: no column "" for --caption: found "a", "b"` {
		t.Errorf("without a column: %v", err)
	}
}

func TestCSVOfPicturesAlone(t *testing.T) {
	table, err := ReadCSV(strings.NewReader("file,x\na.jpg,\n\"\",y\n"), "t.csv", CSVSpec{Image: "file"})
	if err != nil {
		t.Fatal(err)
	}
	good, failed := rows(t, table)
	if len(good) != 1 || good[0].Key != "a.jpg" || good[0].Caption != "" {
		t.Errorf("%+v", good)
	}
	if want := []string{"t.csv:3: neither a caption nor a picture: want a value in file"}; !slices.Equal(failed, want) {
		t.Errorf("failed %q, want %q", failed, want)
	}
}

func TestWithColumns(t *testing.T) {
	old := labels.Dataset{Name: "d", Format: "memotion", Columns: []string{"", "a", "b"}}
	got, places := withColumns(old, labels.Dataset{Name: "x", Format: "csv", Columns: []string{"b", "", "c", ""}, Level: "c"})
	want := labels.Dataset{Name: "d", Format: "memotion", Columns: []string{"", "a", "b", "c", ""}, Level: "c"}
	if !reflect.DeepEqual(got, want) || !slices.Equal(places, []int{2, 0, 3, 4}) {
		t.Errorf("%+v %v, want %+v [2 0 3 4]", got, places, want)
	}
	if got, places := withColumns(old, old); !reflect.DeepEqual(got, old) || !slices.Equal(places, []int{0, 1, 2}) {
		t.Errorf("with itself: %+v %v", got, places)
	}
	if len(old.Columns) != 3 {
		t.Error("the old dataset was changed")
	}
	// A dataset of before there were keys gets the table's, others keep theirs.
	if got, _ := withColumns(old, labels.Dataset{Key: []string{"b"}}); !slices.Equal(got.Key, []string{"b"}) {
		t.Errorf("key %q", got.Key)
	}
	old.Key = []string{"a"}
	if got, _ := withColumns(old, labels.Dataset{Key: []string{"b"}}); !slices.Equal(got.Key, []string{"a"}) {
		t.Errorf("key %q, want the old one", got.Key)
	}
	// What another table says of levels is known as that, however it calls its columns.
	old.Level, old.Voices = "a", []string{"b"}
	got, _ = withColumns(old, labels.Dataset{Columns: []string{"a", "b", "c", "d"}, Level: "c", Voices: []string{"a", "d"}})
	if got.Level != "a" || !slices.Equal(got.Voices, []string{"b", "c", "d"}) || len(old.Voices) != 1 {
		t.Errorf("level %q, voices %q of %q", got.Level, got.Voices, old.Voices)
	}
}

// A row without a picture keeps its key when it is labelled anew, when columns
// change places and when it went through an export; it changes when the row says
// something else.
func TestCSVKey(t *testing.T) {
	key := func(text string) string {
		t.Helper()
		table, err := openTable(t, text, "t.csv", columns{Caption: "text", Level: "mood"})
		if err != nil {
			t.Fatal(err)
		}
		row, err := table.Next()
		if err != nil {
			t.Fatal(err)
		}
		return row.Key
	}
	first := key("id,text,mood\n1,hello,positive\n")
	for name, text := range map[string]string{
		"another level":  "id,text,mood\n1,hello,negative\n",
		"another order":  "mood,text,id\npositive,hello,1\n",
		"exported":       "id,text,mood,image_name,text_corrected,overall_sentiment,memebench_state\n1,hello,positive,,hello,neutral,labelled\n",
		"an empty extra": "id,text,mood,extra\n1,hello,positive,\n",
	} {
		if key(text) != first {
			t.Errorf("%s: the key has changed", name)
		}
	}
	for name, text := range map[string]string{
		"another caption": "id,text,mood\n1,hallo,positive\n",
		"another id":      "id,text,mood\n2,hello,positive\n",
		"shifted":         "id,text,mood\n1h,ello,positive\n",
		"another name":    "row,text,mood\n1,hello,positive\n",
	} {
		if key(text) == first {
			t.Errorf("%s: the key is the same", name)
		}
	}
}

// The caption is a part of the key whatever its column is called, and the split is
// none.
func TestCSVKeyHasTheCaptionAndNotTheSplit(t *testing.T) {
	key := func(text string, spec columns) string {
		t.Helper()
		table, err := openTable(t, text, "t.csv", spec)
		if err != nil {
			t.Fatal(err)
		}
		row, err := table.Next()
		if err != nil {
			t.Fatal(err)
		}
		return row.Key
	}
	for _, name := range []string{correctedColumn, imageColumn, levelColumn} {
		spec := columns{Caption: name}
		if key("id,"+name+"\n1,hello\n", spec) == key("id,"+name+"\n1,hallo\n", spec) {
			t.Errorf("the caption in %s is not in the key", name)
		}
	}
	split := columns{Caption: "text", Split: "part"}
	if key("text,part\nhello,train\n", split) != key("text,part\nhello,test\n", split) {
		t.Error("the split is in the key")
	}
}

// Workspaces keep keys: they must stay what they are. The lengths in them tell rows
// apart whose values look like the end of others.
func TestCSVKeyStays(t *testing.T) {
	table, err := ReadCSV(strings.NewReader("b,a\nx,y\n,\"y\n1:b=1:x\"\n"), "t.csv", CSVSpec{Caption: "a"})
	if err != nil {
		t.Fatal(err)
	}
	good, failed := rows(t, table)
	if len(good) != 2 || failed != nil {
		t.Fatalf("%+v, %q", good, failed)
	}
	// The first half of sha256("1:a=1:y\n1:b=1:x\n").
	if want := "5720937c0321589d40138b893d05f499"; good[0].Key != want {
		t.Errorf("key %s, want %s", good[0].Key, want)
	}
	if good[1].Key == good[0].Key {
		t.Error("two rows have one key")
	}
	// Columns that are none of this table's change nothing.
	for _, names := range [][]string{nil, {"a", "none"}} {
		before := table.Dataset("d").Key
		table.KeyBy(names)
		if after := table.Dataset("d").Key; !slices.Equal(before, after) {
			t.Errorf("KeyBy(%q): %q, before %q", names, after, before)
		}
	}
}

func TestTableLimits(t *testing.T) {
	name := strings.Repeat("n", maxName)
	table, err := ReadCSV(strings.NewReader("file, memebench_state \n"+name+",labelled\n"+name+"n,\n"), "t.csv", CSVSpec{Image: "file"})
	if err != nil {
		t.Fatal(err)
	}
	good, failed := rows(t, table)
	if len(good) != 1 || good[0].Image != name || len(failed) != 1 || !strings.Contains(failed[0], "the name has 1025 bytes: want at most 1024") {
		t.Errorf("%d good, failed %.300q", len(good), failed)
	}
	if d := table.Dataset("d"); !slices.Equal(d.Columns, []string{"file"}) {
		t.Errorf("columns %q are kept", d.Columns)
	}
	if _, err := ReadCSV(strings.NewReader(strings.Repeat("c,", maxColumns-1)+"text\n"), "t.csv", CSVSpec{Caption: "text"}); err != nil {
		t.Errorf("as many columns as are read: %v", err)
	}
}

func BenchmarkReadCSV(b *testing.B) {
	var s strings.Builder
	s.WriteString(humourHeader)
	const n = 10_000
	for i := range n {
		fmt.Fprintf(&s, "%d,image_%d.jpg,\"SOME TEXT, AS READ\",\"some text, as corrected\",funny,positive\n", i, i)
	}
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		table, err := ReadCSV(strings.NewReader(s.String()), "b.csv", CSVSpec{Caption: correctedColumn, Image: imageColumn})
		for err == nil {
			_, err = table.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
