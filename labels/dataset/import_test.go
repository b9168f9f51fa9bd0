package dataset

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"memebench/labels"
)

const memotionHeader = ",image_name,text_ocr,text_corrected,overall_sentiment\n"

var picturesNamed = regexp.MustCompile(`[a-z0-9][a-z0-9 /_.-]*\.(jpg|jpeg|png|gif)`)

// write makes a file in a fresh folder, beside it the pictures that it names, but for
// missing ones, and returns its path.
func write(t *testing.T, name, content string) string {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, name, content)
	for _, picture := range picturesNamed.FindAllString(content, -1) {
		if !strings.HasPrefix(picture, "missing") && !strings.Contains(picture, "..") {
			put(t, dir, picture, "")
		}
	}
	return filepath.Join(dir, name)
}

// put writes a file in a folder.
func put(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

var errBroken = errors.New("not a picture: it begins with <html>")

// probe stands for a look at a picture: it knows names by what they begin with.
func probe(path string) (labels.Image, error) {
	name := filepath.Base(path)
	img := labels.Image{SHA256: "digest of " + name}
	switch {
	case strings.HasPrefix(name, "missing"):
		return labels.Image{}, fmt.Errorf("open the file: %w", fs.ErrNotExist)
	case strings.HasPrefix(name, "broken"):
		return img, errBroken
	case strings.HasPrefix(name, "huge"):
		return img, errors.New("picture too large: 60000×60000 pixels")
	case strings.HasPrefix(name, "evil"):
		panic("index out of range")
	}
	img.Format, img.Width, img.Height = "jpeg", 640, 480
	return img, nil
}

// memotionSpec imports a table with these rows below the header; pictures are
// looked for in the table's folder.
func memotionSpec(t *testing.T, rows string) ImportSpec {
	t.Helper()
	return ImportSpec{Format: "memotion", Path: write(t, "memes.csv", memotionHeader+rows), Annotator: "gold", Probe: probe}
}

// importTable opens a table, imports it and closes it.
func importTable(ctx context.Context, s ImportStore, spec ImportSpec, p labels.Report) (ImportReport, error) {
	im, err := OpenImport(ctx, spec, p)
	if err != nil {
		return ImportReport{}, err
	}
	r, err := im.Into(ctx, s, p)
	return r, errors.Join(err, im.Close())
}

func mustImport(t *testing.T, s *testStore, spec ImportSpec) ImportReport {
	t.Helper()
	r, err := importTable(t.Context(), s, spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	return r
}

// balanced fails unless every row is exactly one of imported, duplicate and failed.
func balanced(t *testing.T, r ImportReport) {
	t.Helper()
	if failed := len(r.Failed) + r.OmittedFailed; r.Imported+r.Duplicates+failed != r.Rows {
		t.Errorf("%d imported + %d duplicates + %d failed, but %d rows", r.Imported, r.Duplicates, failed, r.Rows)
	}
}

func counts(t *testing.T, r ImportReport, rows, imported, duplicates, labelled, warnings, failed int) {
	t.Helper()
	got := [...]int{r.Rows, r.Imported, r.Duplicates, r.Labels, len(r.Warnings), len(r.Failed)}
	if want := [...]int{rows, imported, duplicates, labelled, warnings, failed}; got != want {
		t.Errorf("rows, imported, duplicates, labels, warnings, failed = %v, want %v\nwarnings %q\nfailed %q", got, want, reasons(r.Warnings), reasons(r.Failed))
	}
}

func reasons(rs []labels.RowReason) []string {
	out := []string{}
	for _, r := range rs {
		out = append(out, r.Reason)
	}
	return out
}

func TestImportMemotion(t *testing.T) {
	s := newStore(t)
	spec := memotionSpec(t, "0,a.jpg,ocr,Corrected,very_positive\n1,b.png,\"two\nlines\",,\n2,c.jpg,,,negative\n")
	r := mustImport(t, s, spec)
	counts(t, r, 3, 3, 0, 2, 0, 0)
	folder := filepath.Dir(spec.Path)
	want := []labels.Meme{
		{ID: labels.NewMemeID("memotion", "a.jpg"), Seq: 1, Dataset: "memotion", Key: "a.jpg", Caption: "Corrected", Row: 2,
			Values: []string{"0", "a.jpg", "ocr", "Corrected", "very_positive"}},
		{ID: labels.NewMemeID("memotion", "b.png"), Seq: 2, Dataset: "memotion", Key: "b.png", Caption: "two\nlines", Row: 3,
			Values: []string{"1", "b.png", "two\nlines", "", ""}},
		{ID: labels.NewMemeID("memotion", "c.jpg"), Seq: 3, Dataset: "memotion", Key: "c.jpg", Row: 4,
			Values: []string{"2", "c.jpg", "", "", "negative"}},
	}
	for i := range want {
		m := &want[i]
		m.Image = labels.Image{Name: m.Key, Path: filepath.Join(folder, m.Key), SHA256: "digest of " + m.Key, Format: "jpeg", Width: 640, Height: 480}
		m.Group = fmt.Sprint("g", i+1)
		m.Split = labels.DefaultShares.Assign("image:" + m.Image.SHA256)
	}
	if !reflect.DeepEqual(s.memes(), want) {
		t.Errorf("memes %+v,\nwant %+v", s.memes(), want)
	}
	for _, e := range s.log() {
		if e.Source != labels.Import || e.Annotator != "gold" || e.Action != labels.SetLevel {
			t.Errorf("event %+v", e)
		}
	}
	if d := s.datasets(); len(d) != 1 || d[0].Name != "memotion" || d[0].Level != "overall_sentiment" || len(d[0].Columns) != 5 {
		t.Errorf("datasets %+v", d)
	}
}

func TestImportReportJSON(t *testing.T) {
	b, err := json.Marshal(mustImport(t, newStore(t), memotionSpec(t, "0,a.jpg,,x,neutral\n")))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"format":"memotion","rows":1,"imported":1,"duplicates":0,"memes":1,"labels":1,"missing_pictures":0,"warnings":[],"failed":[],"by_level":{"neutral":1},"by_split":{"val":1}}`; string(b) != want {
		t.Errorf("%s, want %s", b, want)
	}
	r := mustImport(t, newStore(t), memotionSpec(t, "0,missing.jpg,,x,neutral\n1,b.jpg,,x,so so\n"))
	if !strings.HasSuffix(r.MissingExample, string(filepath.Separator)+"missing.jpg") {
		t.Errorf("looked for %s", r.MissingExample)
	}
	r.MissingExample = ""
	b, err = json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"format":"memotion","rows":2,"imported":1,"duplicates":0,"memes":1,"labels":1,"missing_pictures":1,` +
		`"warnings":[{"row":2,"reason":"memes.csv:2: image_name \"missing.jpg\": not found in the folder of pictures; the meme is shown by its caption"}],` +
		`"failed":[{"row":3,"reason":"memes.csv:3: overall_sentiment \"so so\": want one of very_negative, negative, neutral, positive, very_positive, or say what it means: --level-map \"so so=LEVEL\""}],"by_level":{"neutral":1},"by_split":{"` + string(labels.DefaultShares.Assign("caption:x")) + `":1}}`
	if string(b) != want {
		t.Errorf("%s,\nwant %s", b, want)
	}
}

func TestImportAgain(t *testing.T) {
	s := newStore(t)
	rows := "0,a.jpg,,one,positive\n1,b.jpg,,two,negative\n2,c.jpg,,three,\n"
	spec := memotionSpec(t, rows)
	spec.Annotator = ""
	counts(t, mustImport(t, s, spec), 3, 3, 0, 0, 0, 0)
	again := mustImport(t, s, spec)
	counts(t, again, 3, 0, 3, 0, 0, 0)
	if again.LevelsLeftOut != 2 || again.Relabelled != 0 {
		t.Errorf("%+v, want that two levels were left out", again)
	}

	// The labels of rows that are there come in when it is said whose they are, once.
	spec.Annotator = "gold"
	counts(t, mustImport(t, s, spec), 3, 0, 3, 2, 0, 0)
	counts(t, mustImport(t, s, spec), 3, 0, 3, 0, 0, 0)

	// A corrected table brings its corrections.
	corrected := mustImport(t, s, memotionSpec(t, strings.Replace(rows, "two,negative", "two,neutral", 1)))
	counts(t, corrected, 3, 0, 3, 1, 0, 0)
	if corrected.Relabelled != 1 || corrected.LevelsLeftOut != 0 {
		t.Errorf("%+v, want that one label changed", corrected)
	}
	st, err := s.State(labels.NewMemeID("memotion", "b.jpg"))
	if err != nil || st.Gold != labels.Neutral {
		t.Errorf("gold %v, %v; want neutral", st.Gold, err)
	}

	// Another annotator's labels are others.
	spec.Annotator = "crowd"
	crowd := mustImport(t, s, spec)
	counts(t, crowd, 3, 0, 3, 2, 0, 0)
	if crowd.Relabelled != 0 {
		t.Errorf("%+v, want no label changed", crowd)
	}

	// What the annotator says by hand outweighs the file.
	if _, err := s.Append(labels.Event{Meme: s.memes()[0].ID, Annotator: "crowd", Source: labels.Key, Action: labels.SetLevel, Level: labels.VeryNegative}); err != nil {
		t.Fatal(err)
	}
	counts(t, mustImport(t, s, spec), 3, 0, 3, 0, 0, 0)

	// Another dataset's memes are others.
	spec.Dataset = "second"
	counts(t, mustImport(t, s, spec), 3, 3, 0, 2, 1, 0) // which says that they are here, too
}

// TestImportAgainWithOtherColumns: a row without a picture is the same meme
// whether or not it was said, the first time or the second, which columns hold its
// level and its split.
func TestImportAgainWithOtherColumns(t *testing.T) {
	const rows = "id,text,mood,part\n1,hello,0,train\n2,bye,4,val\n3,hm,,\n3,hm,2,test\n"
	plain := ImportSpec{Format: "csv", Path: write(t, "set.csv", rows), CaptionColumn: "text"}
	full := plain
	full.LevelColumn, full.SplitColumn, full.Annotator = "mood", "part", "gold"
	levels := plain
	levels.LevelColumn, levels.Annotator = "mood", "gold"
	more := full
	more.Path = write(t, "set.csv", "by,part,mood,text,id\nada,train,0,hello,1\nbob,val,3,bye,2\n")
	more.Scale = "0-4"

	for _, tt := range []struct {
		name  string
		specs []ImportSpec
		want  [][3]int // imported, duplicates, labels
	}{
		{"level and split named later", []ImportSpec{plain, full, levels, plain}, [][3]int{{4, 0, 0}, {0, 4, 3}, {0, 4, 0}, {0, 4, 0}}},
		{"level and split not named any more", []ImportSpec{full, plain, levels}, [][3]int{{3, 1, 3}, {0, 4, 0}, {0, 4, 0}}},
		{"a column more, another order, a level corrected", []ImportSpec{full, more}, [][3]int{{3, 1, 3}, {0, 2, 1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStore(t)
			for i, spec := range tt.specs {
				r := mustImport(t, s, spec)
				if got := [3]int{r.Imported, r.Duplicates, r.Labels}; got != tt.want[i] || len(r.Failed) > 0 {
					t.Errorf("import %d: imported, duplicates, labels = %v, want %v; failed %q", i+1, got, tt.want[i], reasons(r.Failed))
				}
			}
		})
	}

	t.Run("memotion", func(t *testing.T) {
		s := newStore(t)
		spec := memotionSpec(t, "0,,,one,positive\n1,b.jpg,,two,negative\n")
		spec.Annotator = ""
		counts(t, mustImport(t, s, spec), 2, 2, 0, 0, 0, 0)
		counts(t, mustImport(t, s, memotionSpec(t, "0,,,one,neutral\n1,b.jpg,,two,neutral\n")), 2, 0, 2, 2, 0, 0)
	})

	t.Run("a table with none of the columns", func(t *testing.T) {
		s := newStore(t)
		mustImport(t, s, full)
		other := ImportSpec{Format: "csv", Path: write(t, "set.csv", "caption\none\ntwo\n"), CaptionColumn: "caption"}
		counts(t, mustImport(t, s, other), 2, 2, 0, 0, 0, 0)
	})
}

// A row that is in conflict is no voice, and the rows after it say what they said without it.
func TestImportOfAVoiceInConflict(t *testing.T) {
	s := newStore(t)
	counts(t, mustImport(t, s, memotionSpec(t, "0,a.jpg,,one,negative\n")), 1, 1, 0, 1, 0, 0)
	r := mustImport(t, s, memotionSpec(t, "0,a.jpg,,two,positive\n1,a.jpg,,one,negative\n2,a.jpg,,one,neutral\n"))
	counts(t, r, 3, 0, 2, 1, 1, 1)
	st, _ := s.State(s.memes()[0].ID)
	var voices []string
	for _, c := range st.Current {
		voices = append(voices, c.Annotator+" "+c.Level.String())
	}
	if want := []string{"gold negative", "gold (2) neutral"}; !slices.Equal(voices, want) || r.Memes != 1 || r.Disagreements != 1 {
		t.Errorf("voices %q, want %q; %+v", voices, want, r)
	}
	r = mustImport(t, newStore(t), memotionSpec(t, "0,a.jpg,,one,negative\n1,a.jpg,,two,positive\n"))
	if r.Disagreements != 0 || len(r.Failed) != 1 {
		t.Errorf("the level of a row that failed counts: %+v", r)
	}
	// A row without a caption is of the meme, whichever comes first.
	for _, rows := range []string{"0,a.jpg,,one,negative\n1,a.jpg,,,positive\n", "0,a.jpg,,,negative\n1,a.jpg,,one,positive\n"} {
		if r = mustImport(t, newStore(t), memotionSpec(t, rows)); r.Disagreements != 1 || r.Labels != 2 {
			t.Errorf("%q: %+v", rows, r)
		}
	}
}

// Of two levels that an annotator gives a meme in one table the later counts, and that is said, but
// not that annotators differ.
func TestImportOfSecondThoughts(t *testing.T) {
	s := newStore(t)
	r := mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "text,annotator,mood\none,bo,neutral\none,ann,positive\none,ann,negative\n")})
	if len(r.Warnings) != 1 || !strings.HasSuffix(r.Warnings[0].Reason, "t.csv:4: the level is negative, and an earlier one of this meme by ann is positive: the later counts") {
		t.Errorf("%+v", r.Warnings)
	}
	wide := mustImport(t, newStore(t), ImportSpec{Path: write(t, "w.csv", "text,ann,bo\none,positive,neutral\n"), LevelColumn: "ann,bo"})
	if wide.Labels != 2 || len(wide.Warnings) != 0 {
		t.Errorf("%+v", wide)
	}
	if st, _ := s.State(s.memes()[0].ID); len(st.Current) != 2 || st.Current[1].Annotator != "ann" || st.Current[1].Level != labels.Negative {
		t.Errorf("%+v", st)
	}
}

func TestImportRepeatsWithinATable(t *testing.T) {
	s := newStore(t)
	r := mustImport(t, s, memotionSpec(t,
		"0,a.jpg,,one,positive\n1,a.jpg,,one,positive\n2,a.jpg,,another caption,positive\n3,a.jpg,,one,negative\n4,a.jpg,,one,negative\n"))
	counts(t, r, 5, 1, 3, 2, 1, 1)
	if want := (labels.RowReason{Row: 4, Reason: "memes.csv:4: a.jpg is there in an earlier row with another caption; --id COLUMN tells them apart"}); r.Failed[0] != want {
		t.Errorf("%+v, want %+v", r.Failed[0], want)
	}
	// Rows that differ are voices, and none wins silently.
	st, _ := s.State(s.memes()[0].ID)
	var voices []string
	for _, c := range st.Current {
		voices = append(voices, c.Annotator+" "+c.Level.String())
	}
	if want := []string{"gold positive", "gold (2) negative"}; !slices.Equal(voices, want) || st.Kind != labels.Disputed {
		t.Errorf("%s, voices %q, want %q", st.Kind, voices, want)
	}
	if r.Disagreements != 1 || r.Memes != 1 || !strings.Contains(r.Warnings[0].Reason, "memes.csv:5: the level is negative, and an earlier row of this meme says positive: both voices are kept") {
		t.Errorf("%+v", r)
	}
	// Rows that are the same but for their number are one.
	s = newStore(t)
	spec := memotionSpec(t, "0,a.jpg,,one,positive\n1,a.jpg,,one,positive\n2,a.jpg,,one,neutral\n3,a.jpg,,one,neutral\n")
	r = mustImport(t, s, spec)
	counts(t, r, 4, 1, 3, 2, 1, 0)
	if r.Alike != 2 {
		t.Errorf("%d rows are as an earlier one, want 2", r.Alike)
	}
	counts(t, mustImport(t, s, spec), 4, 0, 4, 0, 1, 0)
}

func TestImportBadPictures(t *testing.T) {
	s := newStore(t)
	spec := memotionSpec(t, ""+
		"0,missing.jpg,,caption,neutral\n"+
		"1,broken.jpg,,caption,neutral\n"+
		"2,huge.png,,caption,neutral\n"+
		"3,fine.jpg,,,neutral\n"+ // no caption, but a picture
		"4,missing too.jpg,,,neutral\n"+ // a picture is named, though it is not there
		"5,,,,neutral\n"+ // nothing
		"6,,,only text,neutral\n"+
		"7,../../etc/passwd,,caption 7,neutral\n"+
		"8,/etc/passwd,,caption 8,neutral\n"+
		"9,evil.gif,,caption 9,neutral\n"+
		"10,sub/fine.jpg,,caption,neutral\n"+
		"11,\"missing\x1b[2J.jpg\",,caption,neutral\n")
	var mu sync.Mutex
	var seen []string
	spec.Probe = func(path string) (labels.Image, error) {
		mu.Lock()
		seen = append(seen, path)
		mu.Unlock()
		return probe(path)
	}
	r := mustImport(t, s, spec)
	counts(t, r, 12, 11, 0, 11, 8, 1)
	want := []string{
		`memes.csv:2: image_name "missing.jpg": not found in the folder of pictures; the meme is shown by its caption`,
		`memes.csv:3: image_name "broken.jpg": not a picture: it begins with <html>; the meme is shown by its caption`,
		`memes.csv:4: image_name "huge.png": picture too large: 60000×60000 pixels; the meme is shown by its caption`,
		`memes.csv:6: image_name "missing too.jpg": not found in the folder of pictures; the meme has no caption either, so there is nothing to see of it`,
		`memes.csv:9: image_name "../../etc/passwd": the name leads out of the folder of pictures; the meme is shown by its caption`,
		`memes.csv:10: image_name "/etc/passwd": the name leads out of the folder of pictures; the meme is shown by its caption`,
		`memes.csv:11: image_name "evil.gif": reading it went wrong; the meme is shown by its caption`,
		`memes.csv:13: image_name "missing[2J.jpg": not found in the folder of pictures; the meme is shown by its caption`,
	}
	if got := reasons(r.Warnings); !slices.Equal(got, want) {
		t.Errorf("warnings:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got, want := reasons(r.Failed), []string{"memes.csv:7: neither a caption nor a picture: want a value in text_corrected or text_ocr or image_name"}; !slices.Equal(got, want) {
		t.Errorf("failed %q, want %q", got, want)
	}
	folder := filepath.Dir(spec.Path) + string(filepath.Separator)
	for _, path := range seen {
		if !strings.HasPrefix(path, folder) {
			t.Errorf("%s was looked at, which is outside of %s", path, folder)
		}
	}
	byKey := map[string]labels.Meme{}
	for _, m := range s.memes() {
		byKey[m.Key] = m
	}
	if m := byKey["missing.jpg"]; m.Image.Path != "" || m.Image.SHA256 != "" || m.HasImage() {
		t.Errorf("missing picture: %+v", m.Image)
	}
	if m := byKey["broken.jpg"]; m.Image.Path != folder+"broken.jpg" || m.Image.SHA256 != "" || m.HasImage() {
		t.Errorf("broken picture: %+v", m.Image)
	}
	if m := byKey["sub/fine.jpg"]; m.Image.Path != filepath.Join(folder, "sub", "fine.jpg") || !m.HasImage() {
		t.Errorf("picture in a folder: %+v", m.Image)
	}

	// The picture turns up: the row is repeated and mends the meme.
	spec.Probe = func(path string) (labels.Image, error) { return labels.Image{SHA256: "found"}, nil }
	one := memotionSpec(t, "0,missing.jpg,,caption,neutral\n")
	put(t, filepath.Dir(one.Path), "missing.jpg", "")
	one.Probe = spec.Probe
	counts(t, mustImport(t, s, one), 1, 0, 1, 0, 0, 0)
	if m := s.memes()[0]; !m.HasImage() {
		t.Errorf("not mended: %+v", m.Image)
	}
}

func TestImportKeepsEscapesAndNewlines(t *testing.T) {
	s := newStore(t)
	counts(t, mustImport(t, s, memotionSpec(t, "0,a.jpg,,\"\x1b[31mred\x1b[0m\n\x07bell\",neutral\n")), 1, 1, 0, 1, 0, 0)
	if want := "\x1b[31mred\x1b[0m\n\x07bell"; s.memes()[0].Caption != want {
		t.Errorf("caption %q, want %q: it is made harmless where it is shown, not here", s.memes()[0].Caption, want)
	}
}

func TestImportFailsBadRows(t *testing.T) {
	s := newStore(t)
	r := mustImport(t, s, memotionSpec(t,
		"0,a.jpg,,fine,positive\n1,b.jpg,,x,hilarious\n2,c.jpg\n3,d.jpg,,caf\xe9,positive\n4,e.jpg,,\"open,positive\n5,f.jpg,,fine,negative\n"))
	counts(t, r, 6, 3, 0, 3, 0, 3)
	for i, row := range []int{3, 4, 6} {
		if f := r.Failed[i]; f.Row != row || !strings.HasPrefix(f.Reason, fmt.Sprintf("memes.csv:%d: ", row)) {
			t.Errorf("failure %d: %+v, want row %d", i, f, row)
		}
	}
}

// What is refused as a whole leaves nothing behind.
func TestImportRefuses(t *testing.T) {
	table := func(content string) string { return write(t, "t.csv", content) }
	memotion := table(memotionHeader + "0,a.jpg,,x,positive\n")
	for _, c := range []struct {
		name string
		spec ImportSpec
		want string
	}{
		{"no such table", ImportSpec{Format: "memotion", Path: filepath.Join(t.TempDir(), "none.csv")}, "none.csv: no such file"},
		{"a folder", ImportSpec{Format: "memotion", Path: t.TempDir()}, "is a folder"},
		{"empty", ImportSpec{Format: "memotion", Path: table("")}, "t.csv: the table is empty"},
		{"missing column", ImportSpec{Format: "memotion", Path: table("image_name,text_corrected\na.jpg,x\n")}, `t.csv: no column "overall_sentiment": found "image_name", "text_corrected"`},
		{"csv without its column", ImportSpec{Format: "csv", Path: table("a\nx\n"), CaptionColumn: "text"}, `t.csv: no column "text" for --caption: found "a"`},
		{"numbers without a scale", ImportSpec{Format: "csv", Path: table("a,l\nx,1\ny,2\n"), CaptionColumn: "a", LevelColumn: "l"},
			`t.csv: column "l" has numbers from 1 to 2: say what they mean: --scale 0-4, 1-5 or -2..2`},
		{"no folder of pictures", ImportSpec{Format: "memotion", Path: memotion, Images: filepath.Join(t.TempDir(), "none")}, "--images "},
		{"a file for a folder", ImportSpec{Format: "memotion", Path: memotion, Images: memotion}, "is neither a folder nor an archive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			c.spec.Probe = probe
			r, err := importTable(t.Context(), s, c.spec, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if r.Rows != 0 || len(s.memes())+len(s.datasets())+len(s.log()) != 0 {
				t.Errorf("something was done: %+v, %d memes, %d datasets", r, len(s.memes()), len(s.datasets()))
			}
		})
	}
	if _, err := importTable(t.Context(), newStore(t), ImportSpec{Format: "memotion", Path: memotion}, nil); err == nil {
		t.Error("an import of pictures without a probe went through")
	}
}

func TestImportSpecValidate(t *testing.T) {
	ok := ImportSpec{Format: "csv", Path: "t.csv", CaptionColumn: "text", LevelColumn: "mood", Scale: "1-5", Split: "trainval"}
	if err := ok.Validate(); err != nil {
		t.Fatal(err)
	}
	formats := labels.OneOf(ImportFormats()...)
	for want, change := range map[string]func(*ImportSpec){
		"import: nothing given to import: want the path of a folder, a table or a picture":       func(s *ImportSpec) { s.Path = "" },
		`import: --format "xml": want ` + formats:                                                func(s *ImportSpec) { s.Format = "xml" },
		"import: --format memebench is of files with events, not with rows":                      func(s *ImportSpec) { s.Format = "memebench" },
		`import: --scale "10-10": want 0-4, 1-5, -2..2, or its ends, as 1-7 or -1..1`:            func(s *ImportSpec) { s.Scale = "10-10" },
		`import: --split "dev": want train, val, test or trainval`:                               func(s *ImportSpec) { s.Split = "dev" },
		`import: --dataset "ab": want a plain name of at most 200 bytes`:                         func(s *ImportSpec) { s.Dataset = "a\x00b" },
		`import: --annotator " ": want a plain name of at most 200 bytes`:                        func(s *ImportSpec) { s.Annotator = " " },
		"import: the splits come from --split-column or from --split, not from both":             func(s *ImportSpec) { s.SplitColumn = "part" },
		"import: a memotion table has its own columns: leave out --caption, or import it as csv": func(s *ImportSpec) { s.Format = "memotion" },
		"import: a memotion table has its own columns: leave out --scale, or import it as csv": func(s *ImportSpec) {
			*s = ImportSpec{Format: "memotion", Path: "t.csv", Scale: "0-4"}
		},
	} {
		s := ok
		change(&s)
		if err := s.Validate(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestImportCSV(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{
		Format: "csv", Path: write(t, "tweets.2026.csv", "id,text,mood,part\n1,hello,0,train\n2,bye,4,dev\n3,hm,neutral,\n4,oh,7,test\n"),
		CaptionColumn: "text", LevelColumn: "mood", SplitColumn: "part", Annotator: "gold",
	}
	r := mustImport(t, s, spec)
	counts(t, r, 4, 3, 0, 3, 0, 1)
	if want := "tweets.2026.csv:5: mood \"7\": want a whole number from 0 to 4"; r.Failed[0].Reason != want {
		t.Errorf("failed %q, want %q", r.Failed[0].Reason, want)
	}
	if s.datasets()[0].Name != "tweets.2026" {
		t.Errorf("dataset %q", s.datasets()[0].Name)
	}
	splits := []labels.Split{labels.Train, labels.Val, labels.DefaultShares.Assign("caption:hm")}
	for i, m := range s.memes() {
		if m.Split != splits[i] || m.Image != (labels.Image{}) {
			t.Errorf("%q: split %s, image %+v; want %s and no image", m.Caption, m.Split, m.Image, splits[i])
		}
	}
	counts(t, mustImport(t, s, spec), 4, 0, 3, 0, 0, 1)
}

func TestImportSplits(t *testing.T) {
	for split, allowed := range map[string][]labels.Split{
		"train": {labels.Train}, "val": {labels.Val}, "test": {labels.Test},
		"trainval": {labels.Train, labels.Val}, "": {labels.Train, labels.Val, labels.Test},
	} {
		s := newStore(t)
		var rows strings.Builder
		for i := range 300 {
			fmt.Fprintf(&rows, "%d,%d.jpg,,caption %d,neutral\n", i, i, i)
		}
		spec := memotionSpec(t, rows.String())
		spec.Split = split
		mustImport(t, s, spec)
		seen := map[labels.Split]bool{}
		for _, m := range s.memes() {
			seen[m.Split] = true
		}
		if len(seen) != len(allowed) {
			t.Errorf("split %q: memes in %v, want %v", split, seen, allowed)
		}
		for _, a := range allowed {
			if !seen[a] {
				t.Errorf("split %q: none in %s", split, a)
			}
		}
	}
}

// A row that shares its caption with a meme of another split follows it there, or is
// left out, and the report says so; with nothing asked for there is nothing to say.
func TestImportWarnsOfOtherSplits(t *testing.T) {
	s := newStore(t)
	text := func(name, split, rows string) ImportSpec {
		return ImportSpec{Format: "csv", Path: write(t, name, "text,part\n"+rows), CaptionColumn: "text", Split: split}
	}
	expect := func(spec ImportSpec, want ...string) {
		t.Helper()
		if got := reasons(mustImport(t, s, spec).Warnings); !slices.Equal(got, want) {
			t.Errorf("warnings:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	expect(text("train.csv", "train", "Hello there!,\nagain,\nagain!,\n"))
	later := text("later.csv", "test", "new,\nhello THERE,\n")
	followed := "later.csv:3: goes to train and not to test: a meme with the same caption is there, and memes that share it are kept in one split"
	expect(later, followed)
	expect(later, "later.csv:3: stays in train and does not go to test: the meme was imported before, and an import moves nothing to another split")
	expect(text("both.csv", "trainval", "hello there,\nNEW,\n"),
		"both.csv:3: goes to test and not to trainval: a meme with the same caption is there, and memes that share it are kept in one split")
	column := text("column.csv", "", "hello. there.,test\nagain...,train\nnew again,\nagain?,\n")
	column.SplitColumn = "part"
	expect(column, "column.csv:2: in test as asked, but left out of training and evaluation: memes with the same caption are in another split")
	expect(text("assigned.csv", "", "HELLO THERE,\n"))

	pictures := ImportSpec{Format: "memotion", Path: write(t, "memes.csv", memotionHeader+"0,a.jpg,,again,neutral\n1,b.jpg,,,neutral\n"), Probe: probe, Split: "val"}
	expect(pictures, "memes.csv:2: goes to train and not to val: a meme with the same picture or caption is there, and memes that share it are kept in one split")
}
