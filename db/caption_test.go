package db

import (
	"testing"

	"memebench/labels"
)

// TestEditedCaption edits a caption: a search finds it, the import it came from is still
// a duplicate of it, a resplit leaves it in its group, and undoing it brings the imported
// one back.
func TestEditedCaption(t *testing.T) {
	d := newStore(t)
	offered := []labels.Meme{textMeme("1", "monday again"), textMeme("2", "Monday again!"), textMeme("3", "friday")}
	offered[0].Dataset, offered[0].Values = "set", []string{"monday again", "x"}
	offered[0].ID = labels.NewMemeID("set", "1")
	if err := d.PutDataset(labels.Dataset{Name: "set", Columns: []string{"text", "other"}}); err != nil {
		t.Fatal(err)
	}
	memes := addMemes(t, d, offered...)
	appendAll(t, d, labels.Event{Meme: memes[0].ID, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Text: "friday"})
	finds := func(text string, want ...uint64) {
		t.Helper()
		hits, err := d.Search(t.Context(), labels.Search{Query: parse(t, text, "text", "other")})
		if err != nil || len(hits.Seqs) != len(want) || hits.Count != len(want) {
			t.Fatalf("%q finds %+v, %v; want %d", text, hits, err, want)
		}
		for i := range want {
			if hits.Seqs[i] != want[i] {
				t.Fatalf("%q finds %d, want %d", text, hits.Seqs, want)
			}
		}
	}
	finds("friday", 1, 3)
	finds("monday", 2)
	finds(`text:"monday again"`, 1) // the row is as it came
	added, err := d.AddMemes(offered, labels.DefaultShares)
	if err != nil || added[0].Outcome != labels.Duplicate {
		t.Errorf("imported again: %+v, %v", added, err)
	}
	if _, err := d.Resplit(labels.Assigner(func(*labels.Meme, string) (labels.Split, error) { return "", nil }).Plan, false); err != nil {
		t.Fatal(err)
	}
	m, err := d.Meme(memes[0].ID)
	if err != nil || m.Caption != "friday" || m.Original != "monday again" || m.Origin != labels.OriginEdited || m.Group != memes[1].Group || m.Values[0] != "monday again" {
		t.Errorf("edited: %+v, %v", m, err)
	}
	if undone, err := d.Undo("ann"); err != nil || len(undone) != 1 {
		t.Fatalf("undone: %+v, %v", undone, err)
	}
	if m, err = d.Meme(memes[0].ID); err != nil || m.Caption != "monday again" || m.Origin != labels.OriginGiven || m.Original != "" {
		t.Errorf("brought back: %+v, %v", m, err)
	}
	finds("friday", 3)
	finds("monday", 1, 2)
}

// TestReadCaption has a caption read in a picture: a search finds it, the row it came
// from is still a duplicate of it, it ties its meme to no other, nobody can undo it, and
// the store holds it through a copy of all that is not derived.
func TestReadCaption(t *testing.T) {
	d := newStore(t)
	offered := []labels.Meme{imageMeme("1.png", "", "aa"), imageMeme("2.png", "", "bb"), textMeme("3", "monday again")}
	memes := addMemes(t, d, offered...)
	for _, m := range memes[:2] {
		appendAll(t, d, labels.Event{Meme: m.ID, Annotator: "ocr", Source: labels.OCR, Action: labels.Caption, Text: "monday again", Version: "reader"})
	}
	hits, err := d.Search(t.Context(), labels.Search{Query: parse(t, "monday")})
	if err != nil || hits.Count != 3 {
		t.Errorf("found: %+v, %v", hits, err)
	}
	added, err := d.AddMemes(offered, labels.DefaultShares)
	if err != nil || added[0].Outcome != labels.Duplicate {
		t.Errorf("imported again: %+v, %v", added, err)
	}
	if _, err := d.Resplit(labels.Assigner(func(*labels.Meme, string) (labels.Split, error) { return "", nil }).Plan, false); err != nil {
		t.Fatal(err)
	}
	groups := map[string]bool{}
	for _, was := range memes {
		m, err := d.Meme(was.ID)
		if err != nil {
			t.Fatal(err)
		}
		groups[m.Group] = true
		if read := was.Image.Name != ""; m.Caption != "monday again" || (m.Origin == labels.OriginOCR) != read || m.Original != "" {
			t.Errorf("%+v", m)
		}
	}
	if len(groups) != 3 {
		t.Errorf("three memes are in %d groups", len(groups))
	}
	if undone, err := d.Undo("ocr"); err != nil || len(undone) != 0 {
		t.Errorf("undone: %+v, %v", undone, err)
	}
	events, err := d.Events(memes[0].ID)
	if err != nil || len(events) != 1 || events[0].Source != labels.OCR || events[0].Version != "reader" {
		t.Errorf("%+v, %v", events, err)
	}
}
