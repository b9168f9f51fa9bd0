package dataset

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"memebench/labels"
)

// What each row of a table has for its level, and whose that is, where several columns may say it.
func TestLevelsOfRows(t *testing.T) {
	good := map[string]labels.Level{"good": labels.Positive}
	wide := "id" + strings.Repeat(",x", 299) + ",text,rater_1,rater_2\n1" + strings.Repeat(",x", 299) + ",a,positive,negative\n"
	for name, c := range map[string]struct {
		table, want string // want: of each row the levels and whose they are, and what is odd
		spec        ImportSpec
	}{
		"votes": {table: "text,negative,positive\na,0,2\nb,0,0\nc,1,1\nd,2,0\n", want: "4; ; (two levels have as much as each other, so none is taken); 2"},
		"votes that are named": {table: "text,negative,positive\na,0,2\nb,0,0\nc,1,1\n",
			want: "4; ; (two levels have as much as each other, so none is taken)", spec: ImportSpec{LevelColumn: "negative,positive"}},
		"marks with a word beside them":     {table: "text,p_negative,p_positive\na,0,2\nb,1,0\n", want: "4; 2", spec: ImportSpec{LevelColumn: "p_negative,p_positive"}},
		"with other words":                  {table: "text,p_negative,q_positive\na,1,5\nb,5,1\n", want: "1 by p_negative, 5 by q_positive; 5 by p_negative, 1 by q_positive", spec: ImportSpec{LevelColumn: "p_negative,q_positive"}},
		"one is called like no level":       {table: "text,mood,negative,positive\na,1,1,5\nb,5,5,1\n", want: "1 by mood, 1 by negative, 5 by positive; 5 by mood, 5 by negative, 1 by positive", spec: ImportSpec{LevelColumn: "mood,negative,positive"}},
		"votes on one side":                 {table: "text,negative,neutral\na,0,2\nb,1,0\n", want: "; "},
		"numbers beside names":              {table: "text,mood\na,positive\nb,neutral\nc,negative\nd,1\ne,5\n", want: "4; 3; 2; 1; 5"},
		"on a longer scale":                 {table: "text,mood\na,1\nb,5\n", want: "1; 3", spec: ImportSpec{Scale: "0..10"}},
		"-1 for none":                       {table: "text,mood\na,1\nb,5\nc,-1\n", want: "1; 5; ", spec: ImportSpec{Scale: "1-5"}},
		"numbers and a scale":               {table: "text,rater_1,rater_2\na,2,3\nb,3,4\n", want: "2 by rater_1, 3 by rater_2; 3 by rater_1, 4 by rater_2", spec: ImportSpec{Scale: "1-5"}},
		"one column of an annotator's":      {table: "text,sentiment_1\na,positive\nb,neutral\n", want: "4; 3"},
		"one, and one without anything":     {table: "text,sentiment_1,sentiment_2\na,positive,\nb,neutral,\n", want: "4; 3"},
		"one, and one of something else":    {table: "text,label_1,label_2\na,positive,cats\nb,neutral,dogs\nc,negative,neutral\n", want: "4; 3; 2"},
		"beside an annotator":               {table: "text,annotator,sentiment_1,sentiment_2\na,ann,positive,neutral\nb,bo,neutral,positive\n", want: "4 by ann; 3 by bo"},
		"by letters, beside who is 1":       {table: "text,rater_a,rater_b,annotator_1\na,positive,neutral,ann\n", want: "4 by rater_a, 3 by rater_b"},
		"more columns than are counted":     {table: wide, want: ""},
		"a name with a comma":               {table: "text,\"mood, overall\",mood,overall\na,positive,negative,negative\n", want: "4", spec: ImportSpec{LevelColumn: "mood, overall"}},
		"one voice is no level":             {table: "text,rater_1,rater_2\na,positive,neutral\nb,positive,cats\nc,cats,cats\nd,neutral,neutral\n", want: `4 by rater_1, 3 by rater_2; 4 by rater_1 (rater_2 "cats": want one of very_negative, negative, neutral, positive, very_positive, or say what it means: --level-map "cats=LEVEL"; the others are taken); !; 3 by rater_1, 3 by rater_2`},
		"a map, in a table of another task": {table: "file_name,sentiment_category,mood\na.jpg,1(happiness),good\nb.jpg,2(love),good\n", want: "4; 4", spec: ImportSpec{LevelMap: good}},
		"a map of some":                     {table: "text,mood\na,good\nb,gut\nc,schlecht\n", want: `4; (mood "gut": it is not in --level-map, so it is no level); (mood "schlecht": it is not in --level-map, so it is no level)`, spec: ImportSpec{LevelColumn: "mood", LevelMap: good}},
		"a map of numbers":                  {table: "text,mood\na,7\nb,9\n", want: `4; (mood "9": it is not in --level-map, so it is no level)`, spec: ImportSpec{LevelColumn: "mood", LevelMap: map[string]labels.Level{"7": labels.Positive}}},
		"a map, beside levels":              {table: "text,first,then\na,positive,good\nb,negative,good\n", want: "4; 4", spec: ImportSpec{LevelMap: good}},
		"names in another column, too":      {table: "text,mood\na,positive\nb,negative\n", want: "; ", spec: ImportSpec{CaptionColumn: "text"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.spec.Format = FormatCSV
			table, err := openAs(t, c.table, "t.csv", c.spec)
			if err != nil {
				t.Fatal(err)
			}
			table.KeyBy(nil)
			var all []string
			for {
				row, err := table.Next()
				var bad *RowError
				if err == io.EOF {
					break
				}
				said := ""
				switch {
				case errors.As(err, &bad):
					said = "!"
				case err != nil:
					t.Fatal(err)
				case row.Level != labels.NoLevel:
					said = fmt.Sprint(int(row.Level) + 1)
				}
				if row.Annotator != "" && row.Level != labels.NoLevel {
					said += " by " + row.Annotator
				}
				if row.note != "" {
					said = strings.TrimSpace(said + " (" + row.note + ")")
				}
				if row.further {
					all[len(all)-1] += ", " + said
				} else {
					all = append(all, said)
				}
			}
			if got := strings.Join(all, "; "); got != c.want {
				t.Errorf("%s\nwant %s\n%q", got, c.want, table.m.notes)
			}
		})
	}
}
