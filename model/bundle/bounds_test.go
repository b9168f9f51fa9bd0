//go:build !race

// Of files that are as large as they may be the race detector would make ten times as much, where
// nothing runs beside anything else: they are tried without.

package bundle

import (
	"errors"
	"io"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/model/head"
)

// What is longer in a card than anybody writes is refused in one short sentence, and
// cannot be written either; the longest name and history are read.
func TestCardBounded(t *testing.T) {
	files := written(t)
	long, longest := strings.Repeat("n", 1<<20), strings.Repeat("n", 47<<20)
	for name, c := range map[string]struct {
		change func(c *Card)
		want   string
	}{
		"name":        {func(c *Card) { c.Name = longest }, "card.json: a name of 49283072 bytes: want at most 255"},
		"fingerprint": {func(c *Card) { c.Version.Fingerprint = long }, "card.json: a fingerprint of 1048576 digits: want 64"},
		"licence":     {func(c *Card) { c.Licences.Encoders = []Licence{{long, "MIT"}} }, "card.json: without its provenance and history it has 1026 KB: want at most 64 KB"},
		"data":        {func(c *Card) { c.Licences.Data = make([]string, 30_000) }, "without its provenance and history"},
		"entries":     {func(c *Card) { c.Licences.Data = make([]string, 2_000_000) }, "card.json: it has more entries than any card"},
		"note":        {func(c *Card) { c.Version.ColdStartReason = long }, "without its provenance and history"},
	} {
		saved := files[CardFile].Data
		rewrite(t, files, c.change)
		if _, err := Read(files); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 300 {
			t.Errorf("%s: %.300v, want %q", name, err, c.want)
		}
		files[CardFile].Data = saved
	}
	rewrite(t, files, func(c *Card) {
		c.Name = strings.Repeat("n", maxCardName)
		c.Head.Config.Epochs, c.Version.Config.Epochs = 100_000, 100_000
		for m, h := range c.Baselines {
			h.Config.Epochs = 100_000
			c.Baselines[m] = h
		}
		c.Version.History = make([]eval.Epoch, 100_000)
	})
	if _, err := Read(files); err != nil {
		t.Errorf("the longest card: %v", err)
	}
	b := fixture(t)
	b.Card.Licences = Licences{Data: []string{strings.Repeat("x", 70<<10)}}
	if err := b.Write(func(string) (io.Writer, error) { return io.Discard, nil }); err == nil || !strings.Contains(err.Error(), "without its provenance and history") {
		t.Errorf("a card that would not be read: %v", err)
	}
}

// A card that could not be read back is not written.
func TestWriteTooLarge(t *testing.T) {
	h, err := head.New(smallConfig(), []eval.Input{{Modality: "text", Width: 4}})
	if err != nil {
		t.Fatal(err)
	}
	b := &Bundle{Head: h, Provenance: &Provenance{train: make([]contentKey, maxCard/10)}}
	if _, err := b.files(); err == nil || !strings.Contains(err.Error(), "card.json would have 51 MB, and at most 48 MB can be read back") {
		t.Errorf("%v", err)
	}
}
