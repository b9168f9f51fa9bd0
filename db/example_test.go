package db_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"memebench/db"
	"memebench/labels"
)

// A workspace gets two memes; somebody labels the first and thinks better of it.
func Example() {
	folder, err := os.MkdirTemp("", "workspace")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	store, err := db.Open(filepath.Join(folder, "workspace.db"), db.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	var memes []labels.Meme
	for key, caption := range []string{"monday again", "tests pass at first try"} {
		key := fmt.Sprint("row ", key)
		memes = append(memes, labels.Meme{ID: labels.NewMemeID("mine", key), Dataset: "mine", Key: key, Caption: caption})
	}
	if _, err := store.AddMemes(memes, labels.DefaultShares); err != nil {
		log.Fatal(err)
	}

	show := func() {
		next, _, err := store.NextWaiting("ann", 0)
		if err != nil {
			log.Fatal(err)
		}
		state, err := store.State(memes[0].ID)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("first: %s %s; next: %s\n", state.Kind, state.Gold, next.Caption)
	}
	if _, err := store.Append(labels.Event{
		Meme: memes[0].ID, Annotator: "ann", Source: labels.Key, Action: labels.SetLevel, Level: labels.Negative,
	}); err != nil {
		log.Fatal(err)
	}
	show()
	if _, err := store.Undo("ann"); err != nil {
		log.Fatal(err)
	}
	show()
	// Output:
	// first: labelled negative; next: tests pass at first try
	// first: unlabelled ; next: monday again
}
