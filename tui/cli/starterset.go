package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/picture"
	"memebench/labels/starter"
)

// starterFormat marks the starter set among the datasets.
const starterFormat = "starter"

// addStarter writes the starter set's pictures into the workspace's folder and
// its memes and labels into the store. It adds what is not there yet, so a run
// that was cut off is done again, and an older, smaller starter set grows.
func (w *workspace) addStarter(set []starter.Meme) error {
	dir := filepath.Join(w.dir, picturesDir)
	if _, err := atomicfile.MakeFolder(dir, 0o777); err != nil {
		return fmt.Errorf("starter set: %w", err)
	}
	memes := make([]labels.Meme, len(set))
	var events []labels.Event
	now := time.Now()
	for i, s := range set {
		path := filepath.Join(dir, s.Picture)
		b, err := fs.ReadFile(starter.Pictures, s.Picture)
		if err != nil {
			return fmt.Errorf("starter set: %w", err)
		}
		// Not whole or not at all: the program has them, a run that is cut off writes
		// them again, and the first screen would wait a second for the disk.
		if err := os.WriteFile(path, b, 0o666); err != nil {
			return fmt.Errorf("starter set: %w", err)
		}
		info, err := picture.Probe(path)
		if err != nil {
			return fmt.Errorf("starter set: %w", err)
		}
		id := labels.NewMemeID(starterFormat, s.Name)
		level := ""
		if s.Labelled {
			level = s.Level.String()
			events = append(events, labels.Event{Time: now, Meme: id, Annotator: starter.Annotator, Source: labels.Import, Action: labels.SetLevel, Level: s.Level})
		}
		memes[i] = labels.Meme{
			ID: id, Dataset: starterFormat, Key: s.Name, Caption: s.Caption, Split: s.Split, Row: i + 2,
			Image:  labels.Image{Name: s.Picture, Path: path, SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height},
			Values: []string{s.Picture, s.Caption, level},
		}
	}
	dataset := labels.Dataset{Name: starterFormat, Format: starterFormat, Columns: []string{"image_name", "text_corrected", "overall_sentiment"}, Level: "overall_sentiment"}
	if err := w.store.PutDataset(dataset); err != nil {
		return err
	}
	if _, err := w.store.AddMemes(memes, labels.AllTrain); err != nil {
		return err
	}
	var missing []labels.Event
	for _, e := range events {
		s, err := w.store.State(e.Meme)
		if err != nil {
			return err
		}
		if _, ok := s.Of(starter.Annotator); !ok {
			missing = append(missing, e)
		}
	}
	if _, err := w.store.Append(missing...); err != nil {
		return err
	}
	return w.store.SetSetting(starterSetting, strconv.Itoa(len(set)))
}
