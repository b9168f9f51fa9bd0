package dataset

import (
	"strings"
	"testing"
)

// What annotators have beside their levels, as their age or another answer, is the first one's in
// exports, and that is said.
func TestRowsOfAMemeThatDiffer(t *testing.T) {
	const rows = "image,caption,annotator,level,age,topic,created_at\na.jpg,dawn,ann,negative,31,sky,9:00\na.jpg,dawn,bo,neutral,57,sky,9:05\nb.jpg,noon,ann,positive,31,sun,9:10\nb.jpg,noon,bo,positive,57,sun,9:11\n"
	for name, c := range map[string]struct{ text, said string }{
		"in a table":          {rows, `rows of one meme differ in "age": the meme keeps what its first row has there`},
		"in nothing":          {strings.NewReplacer(",31,", ",", ",57,", ",", ",age,", ",").Replace(rows), ""},
		"of one voice":        {strings.ReplaceAll(strings.ReplaceAll(rows, "annotator", "by"), "neutral", "negative"), ""},
		"in what exports say": {"meme,image_name,image_path,caption,caption_origin,level,split,state,annotator,time,source,adjudication\na,,,dawn,given,negative,train,disputed,ann,9:00,key,false\na,,,dawn,given,neutral,train,disputed,bo,9:05,import,false\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := mustImport(t, newStore(t), ImportSpec{Path: write(t, "t.csv", c.text), Probe: contentProbe})
			if said := strings.Join(reasons(r.Warnings), "\n"); said != c.said {
				t.Errorf("%q is said, want %q", said, c.said)
			}
		})
	}
}
