package dataset

import (
	"testing"
)

// Texts of signs alone are known again, as others are, where another program has saved their table:
// by the caption and a number of memes, or all columns that both have.
func TestSignsComeBack(t *testing.T) {
	for _, c := range []struct {
		name, first, second string
		imported            int
	}{
		{"by a number", "id,text,score,annotator,mood\n1,😀,1.0,ann,positive\n2,?!,2.0,ann,negative\n3,😀,3.0,ann,neutral\n", "id,text,score,annotator,mood\n1,😀,1,ann,positive\n2,?!,2,ann,negative\n3,😀,3,ann,neutral\n", 0},
		{"by the other columns", "text,score,site,annotator,mood\n😀,1,x,ann,positive\n…,2,x,ann,negative\n", "text,score,annotator,mood\n😀,1,ann,positive\n…,2,ann,negative\n", 0},
		{"another number", "id,text,annotator,mood\n1,😀,ann,positive\n", "id,text,annotator,mood,site\n2,😀,ann,positive,x\n", 1},
		{"another sign", "text,annotator,mood\n😀,ann,positive\n", "text,annotator,mood,site\n😢,ann,negative,x\n", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			mustImport(t, s, ImportSpec{Path: write(t, "t.csv", c.first), Dataset: "d"})
			before := len(s.log())
			r := mustImport(t, s, ImportSpec{Path: write(t, "u.csv", c.second), Dataset: "d"})
			if r.Imported != c.imported || len(s.log())-before != c.imported {
				t.Errorf("%d new memes and %d levels, want %d: %v", r.Imported, len(s.log())-before, c.imported, r.Warnings)
			}
		})
	}
}
