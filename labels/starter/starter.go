package starter

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"memebench/labels"
)

// Annotator is the name under which the set's levels are imported.
const Annotator = "starter"

//go:embed manifest.jsonl guide.md pictures/*.png
var files embed.FS

// Pictures holds the pictures by the names in [Meme.Picture]: PNG files without
// folders, 200 to 800 pixels a side and less than 4 MB in all.
var Pictures fs.FS = pictures()

func pictures() fs.FS {
	sub, err := fs.Sub(files, "pictures")
	if err != nil {
		panic(err) // only for a malformed path, and this one is a constant
	}
	return sub
}

// Meme is one meme of the set.
type Meme struct {
	Name     string       `json:"name"`     // its key in the dataset
	Picture  string       `json:"picture"`  // its file in Pictures
	Caption  string       `json:"caption"`  // one line or several
	Level    labels.Level `json:"level"`    // by the guide; also known where Labelled is false
	Split    labels.Split `json:"split"`    // fixed
	Labelled bool         `json:"labelled"` // whether Level is to be imported, or left for the user to say
	Irony    bool         `json:"irony"`    // picture and caption, taken alone, suggest different sentiments
	Scene    string       `json:"scene"`    // what the picture shows: cat, weather, desk, …
}

// Memes returns the set in the order in which people meet it: scenes and levels
// mixed, and every fifth meme, beginning with the first, waiting for the user.
// It reads what is embedded; an error means that the program was built from a
// damaged manifest, and names the line.
func Memes() ([]Meme, error) {
	b, err := files.ReadFile("manifest.jsonl")
	if err != nil {
		return nil, fmt.Errorf("starter set: %w", err)
	}
	return parse(b)
}

// parse reads a manifest: one meme in JSON per line.
func parse(b []byte) ([]Meme, error) {
	var memes []Meme
	line := 0
	for row := range bytes.Lines(b) {
		line++
		m := Meme{Level: labels.NoLevel}
		d := json.NewDecoder(bytes.NewReader(row))
		d.DisallowUnknownFields()
		err := d.Decode(&m)
		if err == nil && !m.Level.Valid() {
			err = fmt.Errorf("meme %q has no level", labels.Printable(m.Name))
		}
		if err == nil {
			_, err = labels.ParseSplit(string(m.Split))
		}
		if err != nil {
			return nil, fmt.Errorf("manifest.jsonl:%d: %w", line, err)
		}
		memes = append(memes, m)
	}
	return memes, nil
}

// Guide returns the text of guide.md, in Markdown with lines of at most 80
// characters: what the levels mean and whose sentiment is asked for. Every new
// workspace gets a copy.
func Guide() string {
	b, err := files.ReadFile("guide.md")
	if err != nil {
		panic(err) // the build would have failed
	}
	return string(b)
}
