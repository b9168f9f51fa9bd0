package db

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
)

// textRows are rows of a table without pictures as an import offers them: a caption of
// 11 words (SST-5 has 19 on average), its level, and a column with few values; the values
// are kept. Captions differ.
func textRows(rng *rand.Rand, from, n int, labelled bool) []labels.NewMeme {
	words := strings.Fields("when you finally fix the bug but it is monday and nobody in your team knows what the meeting at nine was about Ünïcode")
	rows := make([]labels.NewMeme, n)
	for i := range rows {
		var b strings.Builder
		for range 10 {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		caption := fmt.Sprint(b.String(), from+i)
		sum := sha256.Sum256([]byte(caption))
		m := textMeme(hex.EncodeToString(sum[:16]), caption)
		level := labels.Level(rng.IntN(labels.Levels))
		m.Row, m.Values = from+i+2, []string{caption, level.String(), []string{"funny", "not_funny", "hilarious"}[rng.IntN(3)]}
		rows[i] = labels.NewMeme{Meme: m, Annotator: "gold", Level: level}
		if !labelled {
			rows[i].Level = labels.NoLevel
		}
	}
	return rows
}

// fillText stores n memes with text alone, in batches as an import stores them.
func fillText(tb testing.TB, d *DB, n int, labelled bool) {
	tb.Helper()
	const batch = 10_000
	if err := d.PutDataset(labels.Dataset{Name: "set", Format: "csv", Columns: []string{"text", "level", "humour"}, Level: "level"}); err != nil {
		tb.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := 0; i < n; i += batch {
		if _, err := d.AddLabelled(textRows(rng, i, min(batch, n-i), labelled), labels.DefaultShares); err != nil {
			tb.Fatal(err)
		}
	}
}

// guesses are predictions for all memes by the newest version, at random.
func putGuesses(tb testing.TB, d *DB) {
	tb.Helper()
	rng := rand.New(rand.NewPCG(3, 4))
	var ps []labels.Prediction
	put := func() {
		if _, err := d.PutPredictions(ps, nil); err != nil {
			tb.Fatal(err)
		}
		ps = ps[:0]
	}
	if err := d.Rows(func(m labels.Meme, _ labels.State) error {
		p := labels.Prediction{Meme: m.ID, Version: "latest", Modalities: []string{"text"}}
		sum := float32(0)
		for l := range p.Probs {
			p.Probs[l] = rng.Float32()
			sum += p.Probs[l]
		}
		for l := range p.Probs {
			p.Probs[l] /= sum
		}
		if ps = append(ps, p); len(ps) == 1000 {
			put()
		}
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	put()
}

// The file has at most 700 bytes for a meme with text alone and its imported label.
func TestBytesPerMeme(t *testing.T) {
	const n = 20_000
	d, err := Open(filepath.Join(t.TempDir(), "store.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	fillText(t, unsynced(d), n, true)
	info, err := os.Stat(d.path)
	if err != nil {
		t.Fatal(err)
	}
	if each := info.Size() / int64(n); each > 700 {
		t.Errorf("a meme takes %d bytes of the file: want at most 700", each)
	} else {
		t.Logf("a meme takes %d bytes of the file", each)
	}
}
