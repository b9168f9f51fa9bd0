package dataset

import (
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
)

// Where several pictures are called so, the folder that another column names tells them apart: of a
// split, a topic, a level. It does so in most rows; where none does, or several do, it is said.
func TestFoldersThatColumnsName(t *testing.T) {
	for what, c := range map[string]struct {
		pictures, table, want string
		warned, failed        int
	}{
		"a split": {
			"images/train/1.png images/test/1.png images/test/2.png",
			"image,split,text\n1.png,train,one\n1.png,test,two\n2.png,test,three\n",
			"train/1.png one, test/1.png two, 2.png three", 0, 0,
		},
		"a topic, in capitals": {
			"Cats/1.png Dogs/1.png",
			"file,topic,text\n1.png,cats,one\n1.png,dogs,two\n",
			"cats/1.png one, dogs/1.png two", 0, 0,
		},
		"a folder within": {
			"images/2023/may/1.png images/2024/may/1.png",
			"image,folder,text\n1.png,2024/may,one\n1.png,2023/may,two\n",
			"2024/may/1.png one, 2023/may/1.png two", 0, 0,
		},
		"two columns that name one each": {
			"a/1.png b/1.png",
			"image,from,to,text\n1.png,a,b,one\n",
			"1.png one", 2, 0,
		},
		"two columns that name the same": {
			"a/1.png b/1.png",
			"image,from,to,text\n1.png,a,A,one\n1.png,b,b,two\n",
			"a/1.png one, b/1.png two", 0, 0,
		},
		"one column in all rows, and one that names folders by chance": {
			"2023/1.png 2024/1.png 2023/2.png 2024/2.png",
			"image,likes,year,text\n1.png,2023,2024,one\n1.png,9,2023,two\n2.png,31,2023,three\n2.png,7,2024,four\n",
			"2024/1.png one, 2023/1.png two, 2023/2.png three, 2024/2.png four", 0, 0,
		},
		"rows whose pictures are yet to come": {
			"may/1.png june/1.png may/2.png june/2.png",
			"image,month,text\n2.png,july,four\n1.png,may,one\n1.png,june,two\n2.png,may,three\n",
			"2.png four, may/1.png one, june/1.png two, may/2.png three", 2, 0,
		},
		"columns that lead two captions to one picture": {
			"0/1.png 1/1.png 2/1.png",
			"image,funny,text\n1.png,1,one\n1.png,0,two\n1.png,1,three\n",
			"1.png one", 2, 2,
		},
		"a column that names other folders than those of most pictures": {
			"1/1.png 2/1.png 1/2.png 1/3.png 2/4.png",
			"image,funny,text\n1.png,2,one\n2.png,2,two\n3.png,0,three\n4.png,2,four\n",
			"1.png one, 2.png two, 3.png three, 4.png four", 2, 0,
		},
		"one that names those of most": {
			"1/1.png 2/1.png 1/2.png 3.png 2/4.png",
			"image,batch,text\n1.png,2,one\n2.png,1,two\n3.png,2,three\n4.png,2,four\n",
			"2/1.png one, 2.png two, 3.png three, 4.png four", 1, 0,
		},
		"a column that names a folder in one row of three": {
			"1/1.png 2/1.png 1/2.png 2/2.png 1/3.png 2/3.png",
			"image,likes,text\n1.png,2,one\n2.png,31,two\n3.png,9,three\n",
			"1.png one, 2.png two, 3.png three", 4, 0,
		},
		"a column that names folders in most rows, and a later one in all": {
			"may/1.png june/1.png may/2.png june/2.png",
			"image,sent,month,text\n1.png,june,may,one\n1.png,may,june,two\n2.png,june,may,three\n2.png,july,june,four\n",
			"may/1.png one, june/1.png two, may/2.png three, june/2.png four", 0, 0,
		},
		"a value that leads out": {
			"a/1.png b/1.png",
			"image,from,text\n1.png,../a,one\n1.png,/b,two\n",
			"1.png one", 2, 1,
		},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range strings.Fields(c.pictures) {
				put(t, dir, name, name)
			}
			put(t, dir, "memes.csv", c.table)
			s := newStore(t)
			rows := strings.Count(c.table, "\n") - 1
			counts(t, mustImport(t, s, ImportSpec{Path: dir, Probe: probeInFolders}), rows, rows-c.failed, 0, 0, c.warned, c.failed)
			if got := namedOf(s); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			counts(t, mustImport(t, s, ImportSpec{Path: dir, Probe: probeInFolders}), rows, 0, rows-c.failed, 0, c.warned, c.failed)
		})
	}
}

// probeInFolders is probe of pictures that are others in every folder.
func probeInFolders(path string) (labels.Image, error) {
	img, err := probe(path)
	img.SHA256 = "digest of " + path
	return img, err
}

// namedOf is what a store has of its memes: picture and caption.
func namedOf(s *testStore) string {
	var all []string
	for _, m := range s.memes() {
		all = append(all, m.Image.Name+" "+m.Caption)
	}
	return strings.Join(all, ", ")
}

// Two memes without captions stay two: nothing says which of them came before by the picture's name alone.
func TestFoldersThatCameLaterWithoutCaptions(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "memes.csv", "image,split\n1.png,train\n2.png,train\n")
	s := newStore(t)
	counts(t, mustImport(t, s, ImportSpec{Path: dir, Probe: probeInFolders}), 2, 2, 0, 0, 2, 0)
	for _, name := range []string{"train/1.png", "test/1.png", "train/2.png"} {
		put(t, dir, name, name)
	}
	put(t, dir, "memes.csv", "image,split\n1.png,train\n2.png,train\n1.png,test\n")
	counts(t, mustImport(t, s, ImportSpec{Path: dir, Probe: probeInFolders}), 3, 2, 1, 0, 0, 0)
}

// A meme that came when there was nothing to tell its picture apart by keeps its key, and gets the picture.
func TestFoldersThatCameLater(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "memes.csv", "image,split,text\n1.png,train,one\n2.png,test,two\n")
	s := newStore(t)
	counts(t, mustImport(t, s, ImportSpec{Path: dir, Probe: probeInFolders}), 2, 2, 0, 0, 2, 0)
	was := s.memes()[0].Key
	for _, name := range []string{"train/1.png", "test/1.png", "test/2.png"} {
		put(t, dir, name, name)
	}
	put(t, dir, "memes.csv", "image,split,text\n1.png,train,one\n2.png,test,two\n1.png,test,three\n")
	counts(t, mustImport(t, s, ImportSpec{Path: dir, Probe: probeInFolders}), 3, 1, 2, 0, 0, 0)
	if got, want := namedOf(s), "train/1.png one, 2.png two, test/1.png three"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	m := s.memes()[0]
	if m.Key != was || !strings.HasSuffix(filepath.ToSlash(m.Image.Path), "/train/1.png") {
		t.Errorf("%+v", m)
	}
}
