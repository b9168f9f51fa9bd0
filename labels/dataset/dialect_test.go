package dataset

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Tables as spreadsheets and people write them: each says the same of two memes.
func TestDialects(t *testing.T) {
	for _, c := range []struct{ name, caption, text string }{
		{"plain", "text", "image,text,level\na.jpg,one,1\nb.jpg,two,5\n"},
		{"sep line", "text", "\ufeffsep=;\r\nimage;text;level\r\na.jpg;one;1\r\nb.jpg;two;5\r\n"},
		{"sep line in capitals and quotes", "text", "\"SEP=,\"\nimage,text,level\na.jpg,one,1\nb.jpg,two,5\n"},
		{"sep line with a tab", "text", "sep=\t\nimage\ttext\tlevel\na.jpg\tone\t1\nb.jpg\ttwo\t5\n"},
		{"sep line with a mark of its own", "text", "sep=^\nimage^text^level\na.jpg^one^1\nb.jpg^two^5\n"},
		{"sep line before carriage returns", "text", "sep=;\rimage;text;level\ra.jpg;one;1\rb.jpg;two;5\r"},
		{"comma in the header of semicolons", "text, corrected", "image;text, corrected;level\na.jpg;one;1\nb.jpg;two;5\n"},
		{"commas in header and some rows", "text, as, read", "image;text, as, read;level\na.jpg;one;1\nb.jpg;two;5\n;\"a, b\";7\n;c, d;7\n;e, f, g;7\n"},
		{"comma in the header of tabs", "text, corrected", "image\ttext, corrected\tlevel\na.jpg\tone\t1\nb.jpg\ttwo\t5\n"},
		{"semicolon in the header of tabs", "text;", "image\ttext;\tlevel\na.jpg\tone\t1\nb.jpg\ttwo\t5\n"},
		{"a tab at the end of each line", "text", "image,text,level\t\na.jpg,one,1\t\nb.jpg,two,5\t\n"},
		{"a tab in a name and in values of commas", "text", "image,no\tte,text,level\na.jpg,a\tb,one,1\nb.jpg,c\td,two,5\n"},
		{"separator at the end of every row", "text", "image,text,level\na.jpg,one,1,\nb.jpg,two,5,\n"},
		{"separators at the end of most rows", "text", "image;text;level\na.jpg;one;1;;\nb.jpg;two;5;;\n;three;7\n"},
		{"separator at the end of the header alone", "text", "image,text,level,\na.jpg,one,1\nb.jpg,two,5\n"},
		{"of semicolons, and a comma in the header", "text,", "image;text,;level\na.jpg;one;1;\nb.jpg;two;5;\n"},
		{"carriage returns alone", "text", "image,text,level\ra.jpg,one,1\rb.jpg,two,5\r"},
		{"carriage returns alone, none at the end", "text", "\ufeffimage;text;level\ra.jpg;one;1\r\rb.jpg;two;5"},
		{"bars", "text", "image|text|level\na.jpg|one|1\nb.jpg|two|5\n"},
		{"bars, and a comma in the header", "text, corrected", "image|text, corrected|level\r\na.jpg|one|1\r\nb.jpg|two|5\r\n"},
		{"no-break spaces in the header", "text", "image,\u00a0 text\u200b,\u00a0level\na.jpg,one,1\nb.jpg,two,5\n"},
		{"a no-break space in a name", "the text", "image,the\u00a0text,level\na.jpg,one,1\nb.jpg,two,5\n"},
		{"byte order marks in the header", "text", "\ufeff\ufeffimage,\ufefftext,\"\ufefflevel\"\na.jpg,one,1\nb.jpg,two,5\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := openTable(t, c.text, "t.csv", columns{Caption: c.caption, Image: "image", Level: "level", Scale: Scale1To5})
			if err != nil {
				t.Fatal(err)
			}
			good, failed := rows(t, table)
			var got []string
			for _, r := range good {
				got = append(got, fmt.Sprintln(r.Number, r.Image, r.Caption, r.Level))
			}
			want := []string{"2 a.jpg one very_negative\n", "3 b.jpg two very_positive\n"}
			if !slices.Equal(got, want) {
				t.Errorf("rows %q, want %q; failed %q", got, want, failed)
			}
			for _, f := range failed {
				if !strings.HasSuffix(f, "want a whole number from 1 to 5") {
					t.Errorf("failed: %s", f)
				}
			}
		})
	}
}

// What was read well in the plain way is read so still, whatever it has that another
// reading would take for something.
func TestDialectsLeaveGoodTables(t *testing.T) {
	for _, c := range []struct {
		name, text string
		columns    []string
		values     [][]string
	}{
		{"semicolons in header and rows", "id,tags (a;b)\n1,x;y\n2,z;w\n", []string{"id", "tags (a;b)"}, [][]string{{"1", "x;y"}, {"2", "z;w"}}},
		{"a semicolon in the header, and half of the rows ragged", "id,a;b\n1,x;y\n2,x;y\n3;4\n5;6\n", []string{"id", "a;b"}, [][]string{{"1", "x;y"}, {"2", "x;y"}, {"3;4", ""}, {"5;6", ""}}},
		{"a bar in a column's name", "id,a|b\n1,x|y\n", []string{"id", "a|b"}, [][]string{{"1", "x|y"}}},
		{"a bar in the name of the one column", "a|b\none\n\"two, too\"\n", []string{"a|b"}, [][]string{{"one"}, {"two, too"}}},
		{"bars in quotes", "\"a|b\"\none|two\n", []string{"a|b"}, [][]string{{"one|two"}}},
		{"sep as a name", "sep,text\n1,x\n", []string{"sep", "text"}, [][]string{{"1", "x"}}},
		{"sep= as a name", "sep=,text\n1,x\n", []string{"sep=", "text"}, [][]string{{"1", "x"}}},
		{"a letter after sep=", "sep=x\nlevel\n", []string{"sep=x"}, [][]string{{"level"}}},
		{"nameless columns at the end", "a,b,,\n1,2,,\n3,4,,x\n", []string{"a", "b", "", ""}, [][]string{{"1", "2", "", ""}, {"3", "4", "", "x"}}},
		{"nameless columns that few rows have", "a,b,\n1,2\n3,4\n5,6,x\n", []string{"a", "b", ""}, [][]string{{"1", "2", ""}, {"3", "4", ""}, {"5", "6", "x"}}},
		{"a carriage return in a value", "a,b\n1,\"x\ry\"\n2,x\ry\n", []string{"a", "b"}, [][]string{{"1", "x\ry"}, {"2", "x\ry"}}},
		{"a carriage return in a name", "a,\"b\rc\"\r\n1,2\r\n", []string{"a", "b\rc"}, [][]string{{"1", "2"}}},
		{"newlines in quotes between carriage returns", "a,b\r1,\"x\ny\"\r2,\"x\r\ny\"\r", []string{"a", "b"}, [][]string{{"1", "x\ny"}, {"2", "x\r\ny"}}},
		{"names that differ by what is not seen", "a,a\u200b\n1,2\n", []string{"a", "a\u200b"}, [][]string{{"1", "2"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := ReadCSV(strings.NewReader(c.text), "t.csv", CSVSpec{Caption: c.columns[0]})
			if err != nil {
				t.Fatal(err)
			}
			if got := table.Dataset("d").Columns; !slices.Equal(got, c.columns) {
				t.Errorf("columns %q, want %q", got, c.columns)
			}
			good, _ := rows(t, table)
			var got [][]string
			for _, r := range good {
				got = append(got, r.Values)
			}
			if !reflect.DeepEqual(got, c.values) {
				t.Errorf("values %q, want %q", got, c.values)
			}
		})
	}
}

// A row that has a value too many or too few is one failure with its number, and
// values in it are never shifted or lost.
func TestRaggedRows(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"short and long", "text,a,b\nx,1,2\ny,1\nz,1,2,3\nw\nx,1,2\nx,1,2\nx,1,2\nx,1,2\n", []string{
			"t.csv:3: 2 of 3 values: is a comma or a quote missing?",
			"t.csv:4: 4 values instead of 3: one with a comma in it wants quotes",
			"t.csv:5: 1 of 3 values: is a comma or a quote missing?"}},
		{"short where many are, but for the caption", "a,text,b\n1,x\n2,y\n3\n4,z,5\n", []string{
			"t.csv:4: 1 of 3 values: is a comma or a quote missing?"}},
		{"a comma that wants quotes, and nothing at the end", "text,a,b\nx,1,2\nx, y,1,\n", []string{
			"t.csv:3: 4 values instead of 3: one with a comma in it wants quotes"}},
		{"more than the separator at the end", "text;a\nx;1;\ny;2;\nz;3;4\nw;5;;\nv;6;\n", []string{
			"t.csv:4: 3 values instead of 2: one with a semicolon in it wants quotes",
			"t.csv:5: 4 values instead of 2: one with a semicolon in it wants quotes"}},
		{"bars", "text|a\nx|1\ny\nz|2\nw|3\n", []string{"t.csv:3: 1 of 2 values: is a vertical bar or a quote missing?"}},
		{"after a sep line", "sep=^\ntext^a\nx^1\n\ny\nz^1\nz^1\n", []string{"t.csv:3: 1 of 2 values: is ^ or a quote missing?"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := ReadCSV(strings.NewReader(c.text), "t.csv", CSVSpec{Caption: "text"})
			if err != nil {
				t.Fatal(err)
			}
			if _, failed := rows(t, table); !slices.Equal(failed, c.want) {
				t.Errorf("failed:\n%s\nwant:\n%s", strings.Join(failed, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// What tells how a table is written is its first 64 KB, where a row may be cut.
func TestDialectOfALongTable(t *testing.T) {
	for name, row := range map[string]string{
		"separators at the end": "x%d;1;\n",
		"newlines in quotes":    "\"x%d\n" + strings.Repeat("y;", 500) + "\";1;\n",
	} {
		t.Run(name, func(t *testing.T) {
			const n = 5_000
			var b strings.Builder
			b.WriteString("text, all of it;a\n")
			for i := range n {
				fmt.Fprintf(&b, row, i)
			}
			table, err := ReadCSV(strings.NewReader(b.String()), "t.csv", CSVSpec{Caption: "text, all of it"})
			if err != nil {
				t.Fatal(err)
			}
			if good, failed := rows(t, table); len(good) != n || failed != nil {
				t.Errorf("%d rows, failed %.3q", len(good), failed)
			}
		})
	}
	wide := "text" + strings.Repeat(",", 70_000)
	table, err := ReadCSV(strings.NewReader(wide+"\nx"+wide[4:]+"\nx"+strings.Repeat(",", 65_532)+"\n"), "t.csv", CSVSpec{Caption: "text"})
	if err != nil {
		t.Fatal(err)
	}
	if good, failed := rows(t, table); len(good) != 1 || len(failed) != 1 || len(good[0].Values) != 70_001 {
		t.Errorf("a header longer than that: %d rows, failed %q", len(good), failed)
	}
}

// Who writes a tab after each comma, or at the end of each line, does not mean it to separate;
// pandas has no name above its numbers of rows.
func TestTabsBesideCommas(t *testing.T) {
	for text, want := range map[string]string{
		"image,\ttext,\tlevel\na.jpg,\tone,\t1\nb.jpg,\ttwo,\t5\n":                    ",",
		"image,text,level\t\na.jpg,one,1\t\nb.jpg,two, too,5\t\n":                     ",",
		"\ttext\tlikes,shares\tlevel\n0\tone\t1,2\tpositive\n1\ttwo\t3,4\tnegative\n": "\t",
	} {
		if got := separator(text, '\n', true); got != want {
			t.Errorf("%q is separated by %q, want %q", text, got, want)
		}
	}
}
