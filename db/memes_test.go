package db

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

func TestAddMemesOutcomes(t *testing.T) {
	d := newStore(t)
	addMemes(t, d, imageMeme("a.png", "hello", "aa"), imageMeme("gone.png", "where", ""), textMeme("1", "only text"))

	moved := imageMeme("a.png", "hello", "aa")
	moved.Image.Path = "/elsewhere/a.png"
	film := func(media string, moves bool) labels.Meme {
		m := imageMeme("film.mp4", "runs", "ff")
		m.Image.Media = labels.Media{SHA256: media, Moves: moves, Sound: !moves}
		return m
	}
	addMemes(t, d, film("one", true))
	for _, tt := range []struct {
		name   string
		meme   labels.Meme
		want   labels.Outcome
		reason string
	}{
		{"the same again", imageMeme("a.png", "hello", "aa"), labels.Duplicate, ""},
		{"the picture not found this time", imageMeme("a.png", "hello", ""), labels.Duplicate, ""},
		{"another caption", imageMeme("a.png", "Hello", "aa"), labels.Conflict, "a.png is already there with another caption; memebench caption mends that, or import under another dataset name to keep both"},
		{"another picture", imageMeme("a.png", "hello", "bb"), labels.Conflict, "a.png is already there with another picture; import under another dataset name to keep both"},
		{"still missing", imageMeme("gone.png", "where", ""), labels.Duplicate, ""},
		{"text again", textMeme("1", "only text"), labels.Duplicate, ""},
		{"moved", moved, labels.Duplicate, ""},
		{"the same film", film("one", true), labels.Duplicate, ""},
		{"another film that begins alike", film("two", true), labels.Conflict, "film.mp4 is already there with another video; import under another dataset name to keep both"},
		{"a sound in its place", film("two", false), labels.Conflict, "film.mp4 is already there with another sound; import under another dataset name to keep both"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			added, err := d.AddMemes([]labels.Meme{tt.meme}, labels.DefaultShares)
			want := []labels.Added{{Outcome: tt.want, ID: tt.meme.ID, Split: labels.Train, Reason: tt.reason}}
			if tt.want == labels.Conflict {
				want[0].Split = ""
			} else { // a meme whose picture came once has it
				want[0].Pictured = tt.meme.Image.Name != "gone.png" && tt.meme.Image.Name != ""
			}
			if err != nil || !slices.Equal(added, want) {
				t.Errorf("got %+v, %v; want %+v", added, err, want)
			}
		})
	}
	if n, err := d.MemeCount(); n != 4 || err != nil {
		t.Errorf("there are %d memes, %v", n, err)
	}
	m, err := d.MemeAt(1)
	if err != nil || m.Image.Path != "/elsewhere/a.png" || m.Caption != "hello" {
		t.Errorf("the moved meme is %+v, %v", m, err)
	}
}

// A caption that comes late is taken once, and not where people have written one; one that was read
// in the picture is no answer to another that a row before has brought.
func TestAddMemesLateCaptions(t *testing.T) {
	d := newStore(t)
	bare := imageMeme("a.png", "", "aa")
	addMemes(t, d, bare)
	appendAll(t, d, labels.Event{Meme: bare.ID, Annotator: "ocr", Source: labels.OCR, Action: labels.Caption, Level: labels.NoLevel, Text: "read"})
	offer := func(captions []string, want ...labels.Added) {
		t.Helper()
		var rows []labels.Meme
		for _, caption := range captions {
			rows = append(rows, imageMeme("a.png", caption, "aa"))
		}
		added, err := d.AddMemes(rows, labels.DefaultShares)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range added {
			if a.Outcome != want[i].Outcome || a.Captioned != want[i].Captioned {
				t.Errorf("%q: %+v, want %+v", captions[i], a, want[i])
			}
		}
	}
	same, conflict := labels.Added{Outcome: labels.Duplicate}, labels.Added{Outcome: labels.Conflict}
	late := labels.Added{Outcome: labels.Duplicate, Captioned: true}
	offer([]string{"", "late", "late", "read", "other"}, same, late, same, conflict, conflict)
	offer([]string{"late", "read", "other", ""}, same, conflict, conflict, same)
	appendAll(t, d, labels.Event{Meme: bare.ID, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: "mended"})
	offer([]string{"mended", "late", "other"}, same, same, conflict) // the table that has brought it says so again
	if m, err := d.Meme(bare.ID); err != nil || m.Caption != "mended" {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestAddMemesRepeatsInOneBatch(t *testing.T) {
	d := newStore(t)
	added, err := d.AddMemes([]labels.Meme{
		textMeme("1", "one"), textMeme("2", "two"), textMeme("1", "one"), textMeme("2", "another"), textMeme("3", "three"),
	}, labels.DefaultShares)
	if err != nil {
		t.Fatal(err)
	}
	var got []labels.Outcome
	for _, a := range added {
		got = append(got, a.Outcome)
	}
	if want := []labels.Outcome{labels.Imported, labels.Imported, labels.Duplicate, labels.Conflict, labels.Imported}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestAddLabelled offers a table twice: what is not news leaves no event, and a
// label that breaks the rules stores nothing of its batch.
func TestAddLabelled(t *testing.T) {
	d := newStore(t)
	row := func(key, caption string, l labels.Level) labels.NewMeme {
		return labels.NewMeme{Meme: textMeme(key, caption), Annotator: "gold", Level: l}
	}
	relabelled := 0
	offer := func(rows []labels.NewMeme, want ...bool) {
		t.Helper()
		relabelled = 0
		added, err := d.AddLabelled(rows, labels.AllVal)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range added {
			if a.Labelled != want[i] || a.Outcome != labels.Conflict && a.Split != labels.Val {
				t.Errorf("row %d: got %+v, want it in val and labelled: %v", i+1, a, want[i])
			}
			if a.Relabelled {
				relabelled++
			}
		}
	}
	rows := []labels.NewMeme{row("1", "one", labels.Negative), row("2", "two", labels.NoLevel), row("3", "three", labels.Neutral)}
	offer(rows, true, false, true)
	offer(rows, false, false, false)
	byHand := level(textMeme("1", "").ID, "gold", labels.VeryPositive)
	appendAll(t, d, byHand)
	offer([]labels.NewMeme{
		row("1", "one", labels.Neutral),     // said by hand since
		row("2", "two", labels.Positive),    // not labelled before
		row("3", "another", labels.Neutral), // a clash
		row("3", "three", labels.Positive),  // changed
		row("3", "three", labels.Positive),  // and again
	}, false, true, false, true, false)
	if relabelled != 1 {
		t.Errorf("%d labels stand for another one, want that of the row that changed", relabelled)
	}

	before, err := d.LastSeq()
	if err != nil || before != 5 {
		t.Errorf("%d events, %v; want 5", before, err)
	}
	bad := row("5", "five", labels.Neutral)
	bad.Level = labels.Levels
	if _, err := d.AddLabelled([]labels.NewMeme{row("4", "four", labels.Neutral), bad}, labels.AllVal); !errors.Is(err, ErrInvalid) {
		t.Errorf("a level that is none: %v, want ErrInvalid", err)
	}
	if n, err := d.MemeCount(); n != 3 || err != nil {
		t.Errorf("%d memes, %v; want 3", n, err)
	}
	if after, err := d.LastSeq(); after != before || err != nil {
		t.Errorf("%d events, %v; want %d", after, err, before)
	}
	checkStore(t, d)
}

// Another table of the same memes adds the values of its own columns, and changes none.
func TestFurtherColumnsAreAdded(t *testing.T) {
	d := newStore(t)
	row := func(values ...string) labels.Meme {
		m := textMeme("1", "one")
		m.Values = values
		return m
	}
	for _, c := range []struct{ offer, want []string }{
		{[]string{"a", ""}, []string{"a", ""}},
		{[]string{"b", "c"}, []string{"a", ""}},       // these columns it has
		{[]string{"", "", "", ""}, []string{"a", ""}}, // nothing is said in the new ones
		{[]string{"", "", "", "new"}, []string{"a", "", "", "new"}},
		{[]string{"", "", "late", "x"}, []string{"a", "", "", "new"}},
	} {
		if _, err := d.AddMemes([]labels.Meme{row(c.offer...)}, labels.AllTrain); err != nil {
			t.Fatal(err)
		}
		m, err := d.Meme(textMeme("1", "").ID)
		if err != nil || !slices.Equal(m.Values, c.want) || m.Caption != "one" {
			t.Errorf("offered %q: %q, %v; want %q", c.offer, m.Values, err, c.want)
		}
	}
	checkStore(t, d)
}

func TestMissingPictureIsMended(t *testing.T) {
	d := newStore(t)
	memes := addMemes(t, d, imageMeme("gone.png", "", ""))
	appendAll(t, d, level(memes[0].ID, "ann", labels.Neutral))
	found := imageMeme("gone.png", "", "cc")
	if added, err := d.AddMemes([]labels.Meme{found}, labels.DefaultShares); err != nil || added[0].Outcome != labels.Duplicate {
		t.Fatalf("got %+v, %v", added, err)
	}
	m, err := d.Meme(found.ID)
	if err != nil || m.Image != found.Image || m.Group != memes[0].Group || m.Split != memes[0].Split || m.Seq != 1 {
		t.Errorf("mended meme: %+v, %v", m, err)
	}
	if s, err := d.State(found.ID); err != nil || s.Gold != labels.Neutral {
		t.Errorf("its state: %+v, %v", s, err)
	}
	// Its bytes tie it to new memes from now on.
	if n := addMemes(t, d, imageMeme("copy.png", "", "cc"))[0]; n.Group != m.Group {
		t.Errorf("a copy is in group %s, not %s", n.Group, m.Group)
	}
}

// TestMendedName finds a meme by its picture's new name only.
func TestMendedName(t *testing.T) {
	d := newStore(t)
	m := textMeme("row 1", "hello")
	m.Image.Name = "old.png"
	addMemes(t, d, m)
	m.Image = labels.Image{Name: "new.png", Path: "/pictures/new.png", SHA256: "aa"}
	if _, err := d.AddMemes([]labels.Meme{m}, labels.AllTrain); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"new.png", "row 1"} {
		if got, err := d.FindMeme(name); err != nil || got.ID != m.ID {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := d.FindMeme("old.png"); !errors.Is(err, ErrNotFound) {
		t.Errorf("old.png: %v", err)
	}
}

func TestAddMemesRefuses(t *testing.T) {
	odd := textMeme("1", "one")
	odd.ID = "0123456789abcdef0123456789abcdef"
	split := textMeme("1", "one")
	split.Split = "dev"
	d := newStore(t)
	for _, m := range []labels.Meme{odd, split, {Dataset: "set", Key: "1"}} {
		if _, err := d.AddMemes([]labels.Meme{textMeme("0", "fine"), m}, labels.DefaultShares); !errors.Is(err, ErrInvalid) {
			t.Errorf("%+v: got %v, want ErrInvalid", m, err)
		}
	}
	if n, err := d.MemeCount(); n != 0 || err != nil {
		t.Errorf("there are %d memes, %v", n, err)
	}
}

// TestOddText stores text that is not UTF-8, and paths that need not be.
func TestOddText(t *testing.T) {
	d := newStore(t)
	m := imageMeme("caf\xe9.png", "a \xff\xfe \x1b[31m\x00\ncaption", "aa")
	m.Image.Path = "/caf\xe9/\xff.png"
	m.Values = []string{"fine", "\xff"}
	given := slices.Clone(m.Values)
	for i, want := range []labels.Outcome{labels.Imported, labels.Duplicate} {
		if added, err := d.AddMemes([]labels.Meme{m}, labels.DefaultShares); err != nil || added[0].Outcome != want {
			t.Fatalf("time %d: got %+v, %v", i+1, added, err)
		}
	}
	if !slices.Equal(m.Values, given) {
		t.Error("the caller's values were changed")
	}
	s, err := d.Meme(m.ID)
	if err != nil || s.Image.Path != m.Image.Path || s.Caption != "a \ufffd \x1b[31m\x00\ncaption" || s.Values[1] != "\ufffd" {
		t.Errorf("stored: %#v, %v", s, err)
	}
}

func TestMemeNotFound(t *testing.T) {
	d := newStore(t)
	someMemes(t, d, 2)
	for _, id := range []labels.MemeID{"", "x", "0123456789abcdef0123456789abcdef", labels.NewMemeID("set", "row 3")} {
		if _, err := d.Meme(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("meme %q: %v", id, err)
		}
		if _, err := d.State(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("state of %q: %v", id, err)
		}
		if _, err := d.Events(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("events of %q: %v", id, err)
		}
	}
	for _, seq := range []uint64{0, 3, 1<<64 - 1} {
		if _, err := d.MemeAt(seq); !errors.Is(err, ErrNotFound) {
			t.Errorf("meme at %d: %v", seq, err)
		}
	}
}

func TestFindMeme(t *testing.T) {
	d := newStore(t)
	long := strings.Repeat("long ", 100)
	other := textMeme("x", "elsewhere")
	other.Dataset, other.Key = "other", "row 1"
	other.ID = labels.NewMemeID(other.Dataset, other.Key)
	hidden := textMeme("key of a picture", "")
	hidden.Image.Name = "shown.png"
	memes := addMemes(t, d,
		textMeme("row 1", "a"), textMeme("row 2", "b"), other, hidden,
		textMeme(long+"one", "c"), textMeme(long+"two", "d"), textMeme("row\x00two", "e"), textMeme("#2x", "f"))
	// A name that is also the beginning of an id: the name wins.
	likeID := addMemes(t, d, textMeme(string(memes[0].ID[:8]), "g"))[0]

	for arg, want := range map[string]labels.Meme{
		"#1":                                 memes[0],
		"#3":                                 memes[2],
		"3":                                  memes[2], // a shell takes #3 for a comment
		"row 2":                              memes[1],
		"shown.png":                          memes[3],
		"key of a picture":                   memes[3],
		long + "one":                         memes[4],
		long + "two":                         memes[5],
		"row\x00two":                         memes[6],
		"#2x":                                memes[7],
		string(memes[1].ID):                  memes[1],
		string(memes[1].ID[:6]):              memes[1],
		string(memes[1].ID[:7]):              memes[1],
		string(memes[1].ID[:31]):             memes[1],
		strings.ToUpper(likeID.Key):          memes[0],
		likeID.Key:                           likeID,
		strings.ToUpper(string(memes[1].ID)): memes[1],
	} {
		if m, err := d.FindMeme(arg); err != nil || m.ID != want.ID {
			t.Errorf("%q: got %q, %v; want %q", arg, m.Key, err, want.Key)
		}
	}
	for arg, want := range map[string]struct {
		kind error
		says string
	}{
		"row 1":                    {ErrAmbiguous, string(memes[2].ID) + " (row 1 of other)"},
		"row":                      {ErrNotFound, `no meme is called "row"`},
		"":                         {ErrNotFound, "want an image's name"},
		"#9999":                    {ErrNotFound, "the workspace has 9"},
		"9999":                     {ErrNotFound, `no meme is called "9999"`},
		string(memes[1].ID[:5]):    {ErrNotFound, "at least its first 6 digits"},
		string(memes[1].ID) + "00": {ErrNotFound, "no meme"},
		"\x1b[31mred":              {ErrNotFound, `"[31mred"`},
		strings.Repeat("f", 32):    {ErrNotFound, "no meme"},
	} {
		if _, err := d.FindMeme(arg); !errors.Is(err, want.kind) || !strings.Contains(err.Error(), want.says) {
			t.Errorf("%q: got %v, want a %v that says %q", arg, err, want.kind, want.says)
		}
	}
}

// A number that is also another meme's name is not guessed at.
func TestFindMemeByNumberOrName(t *testing.T) {
	d := newStore(t)
	memes := addMemes(t, d, textMeme("2", "a"), textMeme("b", "b"), textMeme("3", "c"), textMeme("99", "d"))
	for arg, want := range map[string]labels.Meme{"1": memes[0], "#2": memes[1], "3": memes[2], "99": memes[3], "#1": memes[0]} {
		if m, err := d.FindMeme(arg); err != nil || m.ID != want.ID {
			t.Errorf("%q: got %q, %v; want %q", arg, m.Key, err, want.Key)
		}
	}
	m, err := d.FindMeme("2")
	if want := `"2" is #2, and what #1 is called: write '#2' or '#1'`; !errors.Is(err, ErrAmbiguous) || err.Error() != want || m.ID != "" {
		t.Errorf("got %q, %v, want it ambiguous: %s", m.Key, err, want)
	}
}

func TestFindMemeAmbiguousPrefix(t *testing.T) {
	// Two ids that begin with the same six digits, and no more, are soon found:
	// birthdays among 16,777,216.
	first := map[labels.MemeID]labels.Meme{}
	var twins []labels.Meme
	for i := 0; twins == nil; i++ {
		m := textMeme(fmt.Sprint(i), "")
		if twin, ok := first[m.ID[:6]]; ok && twin.ID[6] != m.ID[6] {
			twins = []labels.Meme{twin, m}
		}
		first[m.ID[:6]] = m
	}
	d := newStore(t)
	addMemes(t, d, twins...)
	_, err := d.FindMeme(string(twins[0].ID[:6]))
	if !errors.Is(err, ErrAmbiguous) || !strings.Contains(err.Error(), string(twins[0].ID)) || !strings.Contains(err.Error(), string(twins[1].ID)) {
		t.Errorf("got %v, want it ambiguous between %s and %s", err, twins[0].ID, twins[1].ID)
	}
	if m, err := d.FindMeme(string(twins[1].ID[:7])); err != nil || m.ID != twins[1].ID {
		t.Errorf("with more digits: %+v, %v", m, err)
	}
}

func TestDatasets(t *testing.T) {
	d := newStore(t)
	zoo := labels.Dataset{Name: "zoo", Format: "csv", Columns: []string{"a", "b"}}
	for _, ds := range []labels.Dataset{
		zoo, {Name: "cat", Format: "csv"}, {Name: "ant", Format: "memotion", Columns: []string{""}}, zoo,
	} {
		if err := d.PutDataset(ds); err != nil {
			t.Fatal(err)
		}
	}
	for _, columns := range [][]string{nil, {"a"}, {"b", "a"}, {"a", "c", "b"}} {
		err := d.PutDataset(labels.Dataset{Name: "zoo", Columns: columns})
		if !errors.Is(err, ErrOtherColumns) || !strings.Contains(err.Error(), "dataset zoo is already there with other columns (a, b); import under another dataset name") {
			t.Errorf("columns %q: %v", columns, err)
		}
	}
	ant := labels.Dataset{Name: "ant", Format: "memotion", Columns: []string{"", "more"}}
	zoo.Columns = []string{"a", "b", "c"}
	if err := errors.Join(d.PutDataset(zoo), d.PutDataset(ant)); err != nil {
		t.Error(err)
	}
	if err := d.PutDataset(labels.Dataset{}); !errors.Is(err, ErrInvalid) {
		t.Errorf("no name: %v", err)
	}
	got, err := d.Datasets()
	if want := []labels.Dataset{zoo, {Name: "cat", Format: "csv"}, ant}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestRows(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, 3*walkRecords+7)
	// The callback may use the store, and what it adds may come too.
	n := 0
	if err := d.Rows(func(m labels.Meme, s labels.State) error {
		n++
		if m.Seq != uint64(n) || s.Kind != labels.Unlabelled {
			t.Fatalf("row %d: meme %d is %s", n, m.Seq, s.Kind)
		}
		appendAll(t, d, level(m.ID, "ann", labels.Negative))
		return nil
	}); err != nil || n != len(memes) {
		t.Errorf("%d rows, %v; want %d", n, err, len(memes))
	}
	stop := errors.New("enough")
	n = 0
	if err := d.Rows(func(labels.Meme, labels.State) error {
		n++
		return stop
	}); err != stop || n != 1 {
		t.Errorf("stopped after %d with %v", n, err)
	}
}

// TestLargeRecords has Rows go over records that fill a portion by their size.
func TestLargeRecords(t *testing.T) {
	d := unsynced(newStore(t))
	var memes []labels.Meme
	for i := range 10 {
		memes = append(memes, textMeme(fmt.Sprint(i), strings.Repeat(string(rune('a'+i)), walkBytes/3)))
	}
	addMemes(t, d, memes...)
	before := d.bolt.Stats().TxN
	i := 0
	if err := d.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Caption != memes[i].Caption {
			t.Errorf("meme %d came back changed", i)
		}
		i++
		return nil
	}); err != nil || i != len(memes) {
		t.Errorf("%d rows, %v", i, err)
	}
	if n := d.bolt.Stats().TxN - before; n < 2 {
		t.Errorf("%d bytes were read in %d transaction", len(memes)*walkBytes/3, n)
	}
}

func TestLookUp(t *testing.T) {
	d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	want := addMemes(t, d, textMeme("k", "caption"))[0]
	if m, ok, err := d.LookUp(want.ID); err != nil || !ok || !reflect.DeepEqual(m, want) {
		t.Errorf("%+v, %v, %v; want %+v", m, ok, err, want)
	}
	if m, ok, err := d.LookUp("none"); err != nil || ok || m.ID != "" {
		t.Errorf("of no meme: %+v, %v, %v", m, ok, err)
	}
	d.Close()
	if _, _, err := d.LookUp(want.ID); !errors.Is(err, ErrClosed) {
		t.Errorf("of a closed store: %v", err)
	}
}

// A meme of a dataset that is there is found by its key without an entry among the names, also
// if the dataset came after it; another name has one.
func TestFindMemeByKey(t *testing.T) {
	d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	named := imageMeme("7", "two", "")
	named.Image.Name = "seven.png"
	memes := addMemes(t, d, textMeme("row 1", "one"), named)
	find := func(when string, names int) {
		t.Helper()
		for arg, want := range map[string]labels.Meme{"row 1": memes[0], "7": memes[1], "seven.png": memes[1]} {
			if m, err := d.FindMeme(arg); err != nil || m.ID != want.ID {
				t.Errorf("%s: %q is %s, %v", when, arg, m.ID, err)
			}
		}
		if err := d.view(func(tx *bbolt.Tx) error {
			if n := tx.Bucket(bucketMemeNames).Inspect().KeyN; n != names {
				t.Errorf("%s: there are %d names, want %d", when, n, names)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	find("before the dataset", 3)
	if err := d.PutDataset(labels.Dataset{Name: "set"}); err != nil {
		t.Fatal(err)
	}
	find("with the dataset", 1)
	memes = append(memes, addMemes(t, d, textMeme("row 3", "three"))...)
	find("after it", 1)
	if m, err := d.FindMeme("row 3"); err != nil || m.ID != memes[2].ID {
		t.Errorf("row 3 is %s, %v", m.ID, err)
	}
}
