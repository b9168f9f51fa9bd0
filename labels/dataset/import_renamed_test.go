package dataset

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// The next version of a data set, whose pictures lie in a folder of another name, is of the same memes.
func TestImportOfTheNextVersion(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		put(t, dir, "one/set/images/"+name+".png", "picture "+name)
		put(t, dir, "two/set_v2/images/"+name+".png", "picture "+name)
	}
	put(t, dir, "two/set_v2/images/d.png", "picture d")
	put(t, dir, "two/set_v2/images/e.png", "picture a") // under another name
	put(t, dir, "one/set/t.csv", "image,caption,ann1,ann2\nimages/a.png,dawn,positive,positive\nimages/b.png,noon,neutral,neutral\nimages/c.png,dusk,negative,negative\n")
	put(t, dir, "two/set_v2/t.csv", "image,caption,ann1,ann2\nimages/a.png,dawn,positive,negative\nimages/b.png,noon,neutral,neutral\nimages/c.png,eve,negative,negative\nimages/d.png,night,neutral,neutral\nimages/e.png,dawn,neutral,neutral\n")
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "one"), Probe: contentProbe})
	spec := ImportSpec{Path: filepath.Join(dir, "two"), Dataset: "one", Probe: contentProbe}
	r := mustImport(t, s, spec)
	if r.Imported != 3 || r.Duplicates != 2 || r.Relabelled != 1 {
		t.Errorf("%d imported, %d duplicates, %d relabelled", r.Imported, r.Duplicates, r.Relabelled)
	}
	var names []string
	for _, m := range s.memes() {
		names = append(names, m.Image.Name)
	}
	if got, want := strings.Join(names, " "), "set/images/a.png set/images/b.png set/images/c.png set_v2/images/c.png set_v2/images/d.png set_v2/images/e.png"; got != want {
		t.Errorf("memes %s, want %s", got, want)
	}
	if state, err := s.State(labels.NewMemeID("one", "set/images/a.png")); err != nil || state.Kind != labels.Disputed {
		t.Errorf("its second voice was lost: %+v, %v", state, err)
	}

	s = newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "one"), Probe: contentProbe})
	put(t, dir, "two/set_v2/t.csv", "image,caption\nimages/a.png,dawn\nimages/b.png,noon\nimages/d.png,night\n")
	spec.Dataset = ""
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `its memes are here already, in the dataset "one"`) {
		t.Errorf("not refused: %v", err)
	}
}

// A later table of a folder that has the memes of another dataset is told of, as it cannot be
// refused any more.
func TestLaterTableOfMemesThatAreHere(t *testing.T) {
	dir := t.TempDir()
	const rows = "id,caption,level\n1,dawn,1\n2,noon,3\n3,dusk,5\n"
	put(t, dir, "old/t.csv", rows)
	put(t, dir, "new/test.csv", "id,caption,level\n7,night,1\n8,eve,5\n")
	put(t, dir, "new/train.csv", strings.ReplaceAll(rows, "\n", ",\n"))
	for _, preview := range []bool{true, false} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "old"), Probe: contentProbe})
		spec := ImportSpec{Path: filepath.Join(dir, "new"), Probe: contentProbe}
		var r ImportReport
		if preview {
			r = previewBeside(t, s, spec).Report
		} else {
			r = mustImport(t, s, spec)
		}
		want := `train.csv: 3 of its first 3 memes are in the dataset "old" too`
		if all := strings.Join(reasons(r.Warnings), "\n"); !strings.Contains(all, want) {
			t.Errorf("preview %t: warnings %q, want %q", preview, all, want)
		}
	}
}

// The same picture in a second folder is a second meme, also where a later import brings it first.
func TestImportOfAPictureInTwoFolders(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "one/positive/p.png", "picture p")
	put(t, dir, "two/positive/p.png", "picture p")
	put(t, dir, "two/negative/p.png", "picture p")
	put(t, dir, "three/set/positive/p.png", "picture p")
	put(t, dir, "three/set/negative/p.png", "picture p")
	put(t, dir, "four/set/negative/p.png", "picture p")
	for folder, want := range map[string]string{
		"two": "negative/p.png negative, positive/p.png positive", "three": "positive/p.png positive, set/negative/p.png negative",
		"four": "positive/p.png negative",
	} {
		s := newStore(t)
		spec := ImportSpec{Path: filepath.Join(dir, "one"), Dataset: "d", Annotator: "ada", LevelColumn: "folder", Probe: contentProbe}
		mustImport(t, s, spec)
		spec.Path = filepath.Join(dir, folder)
		mustImport(t, s, spec)
		var got []string
		for _, m := range s.memes() {
			state, err := s.State(m.ID)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, m.Image.Name+" "+state.Gold.Title())
		}
		slices.Sort(got)
		if all := strings.Join(got, ", "); all != want {
			t.Errorf("%s: %s, want %s", folder, all, want)
		}
	}
}

// A picture that has another name since, or that the table calls in other words, is the same meme;
// beside the file that it was, it is another.
func TestImportOfPicturesWithOtherNames(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "one/a b.png", "picture a")
	put(t, dir, "one/old.png", "picture b")
	put(t, dir, "one/t.csv", "image,caption\na%20b.png,dawn\nold.png,noon\n")
	put(t, dir, "two/a b.png", "picture a")
	put(t, dir, "two/new.png", "picture b")
	put(t, dir, "two/t.csv", "image,caption\na b.png,dawn\nnew.png,noon\n")
	put(t, dir, "three/old.png", "picture b")
	put(t, dir, "three/new.png", "picture b")
	put(t, dir, "three/t.csv", "image,caption\nnew.png,noon\nold.png,noon\n")
	put(t, dir, "four/new.png", "picture b")
	put(t, dir, "four/t.csv", "image,caption\nnew.png,eve\n")
	put(t, dir, "bare/new.png", "picture b")
	put(t, dir, "bare/t.csv", "image,caption\nnew.png,\n")
	put(t, dir, "five/set/old.png", "picture b")
	put(t, dir, "five/new.png", "picture b")
	put(t, dir, "five/more/old.png", "picture b")
	put(t, dir, "five/t.csv", "image,caption\nnew.png,noon\n")
	const beside = "t.csv:2: a meme with this picture and caption is here already, whose own file is there, too, so this is a new one"
	const two = `2 pictures are here under other names, with the same captions or none: "a b.png" is taken for "a%20b.png", and so on`
	for folder, want := range map[string]struct {
		imported int
		said     string
	}{"two": {0, two}, "bare": {0, `"new.png" is taken for "old.png", which has this picture, and the same caption or none`}, "three": {1, beside}, "four": {1, `t.csv:2: this picture is here already, as "old.png" with another caption, and this is a new meme`}, "five": {1, beside}} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "one", "t.csv"), Probe: contentProbe})
		spec := ImportSpec{Path: filepath.Join(dir, folder, "t.csv"), Dataset: "t", Probe: contentProbe}
		for again := range 2 {
			before := len(s.memes())
			if again > 0 && want.imported > 0 { // it is here by its own name
				want.said = ""
			}
			v := previewBeside(t, s, spec)
			if n := v.Report.Memes - v.Here; again == 0 && n != want.imported || again == 1 && n != 0 || strings.Join(reasons(v.Report.Warnings), "\n") != want.said {
				t.Errorf("%s: a preview has %d memes, %d of them here, of which there are %d; %v", folder, v.Report.Memes, v.Here, before, v.Report.Warnings)
			}
			if r := mustImport(t, s, spec); len(s.memes()) != 2+want.imported || again == 0 && r.Imported != want.imported || strings.Join(reasons(r.Warnings), "\n") != want.said {
				t.Errorf("%s: %d imported, %d memes, want %d new ones; %v", folder, r.Imported, len(s.memes()), want.imported, r.Warnings)
			}
		}
	}
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "one", "t.csv"), Probe: contentProbe})
	if _, err := importTable(t.Context(), s, ImportSpec{Path: filepath.Join(dir, "two", "t.csv"), Dataset: "", Probe: contentProbe}, nil); err != nil {
		t.Errorf("a table of the same name: %v", err)
	}
	put(t, dir, "six/other.csv", "image,caption\na c.png,dawn\nnew.png,noon\n")
	put(t, dir, "six/a c.png", "picture a")
	put(t, dir, "six/new.png", "picture b")
	six := ImportSpec{Path: filepath.Join(dir, "six", "other.csv"), Probe: contentProbe}
	if all := strings.Join(reasons(previewBeside(t, s, six).Report.Warnings), "\n"); !strings.Contains(all, "the import refuses it, for 2 of its first 2 memes are here already") {
		t.Errorf("a preview of another dataset says %q", all)
	}
	if _, err := importTable(t.Context(), s, six, nil); err == nil || !strings.Contains(err.Error(), "its memes are here already") {
		t.Errorf("another dataset of the same pictures was not refused: %v", err)
	}
}

// Of several memes with the picture and the caption of a row it may be any, and that is said.
func TestImportOfAPictureThatSeveralMemesHave(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"one/a", "one/b", "two/c"} {
		put(t, dir, name+".png", "picture a")
	}
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "one"), Dataset: "d", Probe: contentProbe})
	r := mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "two"), Dataset: "d", Probe: contentProbe})
	if all := strings.Join(reasons(r.Warnings), "\n"); r.Imported != 1 || !strings.Contains(all, "under another name, and nothing says that this is the same") {
		t.Errorf("%d imported, warnings %q", r.Imported, all)
	}
}

// Files of an archive that were called by what of their names is UTF-8 are known by their pictures.
func TestImportOfNamesThatAreReadSince(t *testing.T) {
	s := newStore(t)
	put := func(name, sha string) string {
		m := labels.Meme{ID: labels.NewMemeID("d", name), Dataset: "d", Key: name, Image: labels.Image{Name: name, SHA256: sha}}
		if _, err := s.AddLabelled([]labels.NewMeme{{Meme: m, Level: labels.NoLevel}}, labels.DefaultShares); err != nil {
			t.Fatal(err)
		}
		return name
	}
	im := Import{here: s.DB, had: 2}
	was := put("set/b\ufffdr.png", strings.Repeat("1", 64))
	put("set/bier.png", strings.Repeat("2", 64))
	for sha, want := range map[string]string{"1": was, "2": ""} {
		got := ""
		image := labels.Image{Name: "set/bär.png", SHA256: strings.Repeat(sha, 64)}
		all, err := im.here.SamePicture("d", image.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		if m, _ := im.oneOf(all, &image, "", false); m != nil {
			got = m.Key
		}
		if got != want {
			t.Errorf("%s: known as %q, want %q", sha, got, want)
		}
	}
}

// Pictures of one name that lie in a table are known when they come in another order.
func TestImportOfPicturesOfOneNameInAnotherOrder(t *testing.T) {
	row := func(caption string, side int) string {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("{\"image\":{\"path\":\"image.png\",\"bytes\":%q},\"text\":%q}\n", base64.StdEncoding.EncodeToString(b.Bytes()), caption)
	}
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.jsonl", row("dawn", 4)+row("noon", 5)), Dataset: "d", Probe: contentProbe, Keep: t.TempDir()}
	counts(t, mustImport(t, s, spec), 2, 2, 0, 0, 0, 0)
	spec.Path = write(t, "t.jsonl", row("noon", 5)+row("dusk", 6)+row("dawn", 4))
	if r := mustImport(t, s, spec); len(s.memes()) != 3 || r.Imported != 1 {
		t.Errorf("%d imported, failed %v, %d memes", r.Imported, r.Failed, len(s.memes()))
	}
}

// Tables of the same pictures are of the same memes where one has --id and the other has not, also
// where it lies elsewhere than the pictures; by their ids they are other memes.
func TestImportWithAndWithoutID(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "with/t.csv", "id,image,caption,level\n1,a.png,dawn,1\n2,b.png,noon,5\n3,c.png,,3\n4,c.png,dusk,3\n")
	put(t, dir, "lacks/t.csv", "image,caption,level\na.png,dawn,2\nb.png,noon,4\nc.png,dusk,4\n")
	for _, name := range []string{"with/a", "with/b", "with/c", "lacks/a", "lacks/b", "lacks/c"} {
		put(t, dir, name+".png", "picture "+name[len(name)-1:])
	}
	put(t, dir, "elsewhere/t.csv", "id,image,caption,level\n1,a.png,dawn,2\n2,b.png,noon,4\n")
	put(t, dir, "corrected/t.csv", "id,image,caption,level\n1,a.png,day,2\n2,b.png,noon,4\n3,c.png,,4\n")
	put(t, dir, "numbered/t.csv", "id,image,caption,level\n1,a.png,dawn,2\n2,b.png,noon,4\n3,c.png,dusk,4\n")
	for _, name := range []string{"numbered/a", "numbered/b", "numbered/c"} {
		put(t, dir, name+".png", "picture "+name[len(name)-1:])
	}
	put(t, dir, "others/t.csv", "id,image,caption,level\n7,a.png,dawn,2\n8,b.png,eve,4\n")
	for _, name := range []string{"others/a", "others/b"} {
		put(t, dir, name+".png", "picture "+name[len(name)-1:])
	}
	for _, c := range []struct {
		first, id, second, again      string
		imported, duplicates, missing int
	}{
		{"with", "id", "corrected", "", 0, 2, 0},
		{"with", "id", "lacks", "", 0, 3, 0},
		{"with", "id", "elsewhere", "", 0, 2, 0},
		{"with", "id", "elsewhere", "id", 0, 2, 0},
		{"with", "id", "others", "id", 2, 0, 0},
		{"lacks", "", "elsewhere", "id", 0, 2, 0},
		{"lacks", "", "with", "id", 1, 3, 0},
		{"numbered", "", "corrected", "id", 0, 2, 0},
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, c.first, "t.csv"), Dataset: "d", IDColumn: c.id, Scale: "1-5", Annotator: "ann", Probe: contentProbe})
		spec := ImportSpec{Path: filepath.Join(dir, c.second, "t.csv"), Dataset: "d", IDColumn: c.again, Scale: "1-5", Annotator: "bo", Probe: contentProbe}
		r := mustImport(t, s, spec)
		if r.Imported != c.imported || r.Duplicates != c.duplicates || r.MissingPictures != c.missing || r.Labels != c.imported+c.duplicates {
			t.Errorf("%s by %q, then %s by %q: %d imported, %d duplicates, %d labels, %d missing, failed %v", c.first, c.id, c.second, c.again, r.Imported, r.Duplicates, r.Labels, r.MissingPictures, r.Failed)
		}
		if again := mustImport(t, s, spec); again.Imported != 0 || again.Labels != 0 {
			t.Errorf("%s, %s a second time: %d imported, %d labels", c.first, c.second, again.Imported, again.Labels)
		}
	}
}

// Pictures that come with their rows and have no name are known, though another column has changed,
// but for a number of theirs; where several rows may be meant, that is said.
func TestPicturesWithoutNamesComeAgain(t *testing.T) {
	row := func(id, picture, text string, likes int) string {
		return fmt.Sprintf(`{"id":%q,"image":"data:image/png;base64,%s","text":%q,"likes":%d}`, id, base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n\x1a\n"+picture)), text, likes) + "\n"
	}
	one, two := row("1", "a", "one", 5), row("2", "b", "two", 5)
	for _, id := range []string{"", "id"} {
		s := newStore(t)
		bring := func(rows ...string) ImportReport {
			t.Helper()
			return mustImport(t, s, ImportSpec{Path: write(t, "t.jsonl", strings.Join(rows, "")), Dataset: "d", IDColumn: id, Keep: t.TempDir(), Probe: bytesProbe})
		}
		told := 1
		if id != "" { // who says so knows that they are others
			told = 0
		}
		bring(one, two)
		if r := bring(row("1", "a", "one", 6), row("2", "b", "two", 7)); r.Duplicates != 2 || r.Imported != 0 || len(r.Warnings) > 0 {
			t.Errorf("%q: with more likes: %+v", id, r)
		}
		if r := bring(row("3", "a", "one", 0)); r.Imported != 1 || len(r.Warnings) != told {
			t.Errorf("%q: another number: %+v", id, r)
		}
		if r := bring(row("4", "a", "one", 0), one, two); r.Duplicates != 2 || r.Imported != 1 || len(r.Warnings) != told {
			t.Errorf("%q: with a row of its own behind it: %+v", id, r)
		}
		if r := bring(row("1", "a", "one", 8)); r.Imported != 0 || r.Duplicates != 1 || len(r.Warnings) > 0 {
			t.Errorf("%q: with its number: %+v", id, r)
		}
		if r := bring(row("", "a", "one", 9)); id == "" && (r.Imported != 1 || len(r.Warnings) != 1) {
			t.Errorf("of which nothing says which it is: %+v", r)
		}
	}
}

// Who names another column for the pictures, as those of the first were not there, means the memes
// that came with the same rows.
func TestImportByAnotherColumnOfPictures(t *testing.T) {
	for _, c := range []struct {
		name, again string
		memes       int
	}{
		{"the same rows", "url,text,label,hash\nhttp://x.org/1.png,dawn,positive,aa\nhttp://x.org/2.png,noon,negative,bb\n", 2},
		{"with another level", "url,text,label,hash\nhttp://x.org/1.png,dawn,neutral,aa\nhttp://x.org/2.png,noon,negative,bb\n", 2},
		{"with another address", "url,text,label,hash\nhttp://x.org/3.png,dawn,positive,aa\nhttp://x.org/2.png,noon,negative,bb\n", 3},
		{"with another caption", "url,text,label,hash\nhttp://x.org/1.png,eve,positive,aa\nhttp://x.org/2.png,noon,negative,bb\n", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "images/aa.png", "picture a")
			put(t, dir, "images/bb.png", "picture b")
			put(t, dir, "t.csv", "url,text,label,hash\nhttp://x.org/1.png,dawn,positive,aa\nhttp://x.org/2.png,noon,negative,bb\n")
			spec := ImportSpec{Path: filepath.Join(dir, "t.csv"), Images: filepath.Join(dir, "images"), Annotator: "me", Probe: contentProbe}
			s := newStore(t)
			if r := mustImport(t, s, spec); r.MissingPictures != 2 {
				t.Fatalf("%d pictures are missing, want 2", r.MissingPictures)
			}
			put(t, dir, "t.csv", c.again)
			spec.ImageColumn = "hash"
			for range 2 {
				mustImport(t, s, spec)
				pictures := 0
				for _, m := range s.memes() {
					if m.Image.SHA256 != "" {
						pictures++
					}
				}
				if n := len(s.memes()); n != c.memes || pictures != 2 {
					t.Errorf("%d memes, %d with pictures, want %d with 2", n, pictures, c.memes)
				}
			}
		})
	}
}

// Of a row that names two pictures, both of which are there, one meme comes with each, and that is said.
func TestImportOfTheOtherPictureOfARow(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "thumb.png", "small")
	put(t, dir, "full.png", "large")
	put(t, dir, "t.csv", "image,text,label,file\nthumb.png,dawn,positive,full.png\n")
	spec := ImportSpec{Path: filepath.Join(dir, "t.csv"), Annotator: "me", Probe: contentProbe}
	s := newStore(t)
	mustImport(t, s, spec)
	spec.ImageColumn = "file"
	r := mustImport(t, s, spec)
	if len(s.memes()) != 2 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Reason, "a meme of the same row is here with another picture") {
		t.Errorf("%d memes, %+v", len(s.memes()), r.Warnings)
	}
}
