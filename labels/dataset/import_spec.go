package dataset

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"memebench/labels"
)

// ImportSpec says what to import and how.
type ImportSpec struct {
	Format string // one of RowFormats
	CSV    string // path of the file, whatever its format
	Images string // folder of the pictures; "": the file's folder

	// Columns by name, where the format has none of its own.
	CaptionColumn string
	LevelColumn   string // "": there are no levels
	ImageColumn   string // "": the memes are text only
	SplitColumn   string // "": the memes are assigned by Split
	Scale         string // of levels that are numbers: 0-4, 1-5 or -2..2; "": found out, or refused

	// Split assigns every new meme to train, val or test, or 90/10 of them to train
	// and val (trainval); "" assigns 70/10/20 to train, val and test.
	Split string

	Dataset   string // name of the dataset; "": the format's own, or the file's name without extension
	Annotator string // whose the labels are; "": no labels are imported

	// Probe reads a picture's header and hashes its bytes. An error means that the
	// picture cannot be shown; what is known of it is returned all the same. It is
	// called from several goroutines.
	Probe func(path string) (labels.Image, error)
}

// Validate reports what the spec lacks or contradicts, in one sentence. It looks
// at no file.
func (s *ImportSpec) Validate() error {
	if s.CSV == "" {
		return errors.New("import: no table given: want --csv FILE")
	}
	known := OneOf(ImportFormats()...)
	format, ok := named(rowFormats, s.Format)
	switch {
	case s.Format == "":
		return fmt.Errorf("import: no format given: want --format %s", known)
	case HasEvents(s.Format):
		return fmt.Errorf("import: --format %s is of files with events, not with rows", s.Format)
	case !ok:
		return fmt.Errorf("import: --format %s: want %s", labels.Quoted(s.Format), known)
	}
	if err := format.check(s); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if _, err := ParseScale(s.Scale); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if _, err := s.shares(); err != nil {
		return err
	}
	for _, n := range []struct{ option, name string }{{"--dataset", s.Dataset}, {"--annotator", s.Annotator}} {
		if len(n.name) > maxOwnName || labels.Printable(n.name) != n.name || strings.TrimSpace(n.name) != n.name {
			return fmt.Errorf("import: %s %s: want a plain name of at most %d bytes", n.option, labels.Quoted(n.name), maxOwnName)
		}
	}
	return nil
}

// maxOwnName bounds the names that a user gives to datasets and annotators, in
// bytes.
const maxOwnName = 200

// trainAndVal is the choice that assigns new memes to two splits.
const trainAndVal = "trainval"

// shares returns how new memes are assigned to the splits.
func (s *ImportSpec) shares() (labels.Shares, error) {
	switch s.Split {
	case "":
		return labels.DefaultShares, nil
	case trainAndVal:
		return labels.TrainValShares, nil
	case "train":
		return labels.AllTrain, nil
	case "val":
		return labels.AllVal, nil
	case "test":
		return labels.AllTest, nil
	}
	return labels.Shares{}, fmt.Errorf("import: --split %s: want train, val, test or trainval", labels.Quoted(s.Split))
}

// dataset returns the name of the dataset.
func (s *ImportSpec) dataset() string {
	if s.Dataset != "" {
		return s.Dataset
	}
	if f, ok := named(rowFormats, s.Format); ok && f.dataset() != "" {
		return f.dataset()
	}
	base := filepath.Base(s.CSV)
	name := strings.TrimSpace(labels.Printable(strings.TrimSuffix(base, filepath.Ext(base))))
	if name == "" {
		return s.Format
	}
	return name
}
