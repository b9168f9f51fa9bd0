package cli

import (
	"bytes"
	"strings"
	"testing"

	"memebench/db"
	"memebench/eval"
	"memebench/model"
)

// What is counted is called as one where it is one.
func TestOneIsNotMany(t *testing.T) {
	var trained bytes.Buffer
	if err := writeTrained(&trained, model.Trained{Version: eval.Version{ID: "v2", Epochs: 1, TrainN: 1, ValN: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := writeTrained(&trained, model.Trained{Version: eval.Version{ID: "v2", Epochs: 2, TrainN: 30, ValN: 8}}); err != nil {
		t.Fatal(err)
	}
	said := trained.String() + inWords(db.Contents{Memes: 1, Events: 1}) + "\n" + inWords(db.Contents{Memes: 2, Events: 3})
	for _, want := range []string{"1 epoch in ", " on 1 meme ", "on 1 validation meme ", "2 epochs in ", " on 30 memes ", "on 8 validation memes ", "1 meme, 1 event, ", "2 memes, 3 events, "} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not there:\n%s", want, said)
		}
	}
}
