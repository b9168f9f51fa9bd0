package dataset

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/labels/media"
)

// ImportSpec says what to import and how. Only the path has to be said: everything else is
// found out where it is not.
type ImportSpec struct {
	Path   string // a file, a folder or an archive
	Format string // one of RowFormats; "": found out by the content
	Images string // folder, zip or tar of the pictures; "": where the file lies

	AllPictures bool // pictures of a folder or an archive that its tables do not name are taken, too

	// How a table is written, where that is not to be found out.
	Separator string // between two values of delimited text
	Encoding  string // name of its charset

	// Columns by name, or places in JSON (data.text, labels[0]).
	CaptionColumn   string
	LevelColumn     string
	ImageColumn     string
	SplitColumn     string
	AnnotatorColumn string // or NoColumn
	IDColumn        string // of the key of a row; "": the picture's name, or a digest of the values

	Scale    string                  // of levels that are numbers: 0-4, 1-5 or -2..2
	LevelMap map[string]labels.Level // what values of the level mean, by plain value (ReadLevelMap)
	SplitMap map[string]labels.Split // what values of the split mean (ReadSplitMap)

	// Split assigns every new meme to train, val or test, or 90/10 of them to train
	// and val (trainval); "" assigns 70/10/20 to train, val and test.
	Split string

	Dataset   string // name of the dataset; "": the shape's own, or the file's or folder's name
	Annotator string // whose the levels are that the table gives to nobody; "": they are left out
	Changed   bool   // of an export only those that are not the gold of its memes

	unlevelled bool // a table in a folder, of which others have the levels that the spec names, gives none

	joins []string // plain names of columns by which a table without captions and pictures may name memes of another

	// Probe reads a picture's header and hashes its bytes. An error means that the
	// picture cannot be shown; what is known of it is returned all the same. It is
	// called from several goroutines.
	Probe func(path string) (labels.Image, error)
	// Keep is the folder that pictures are kept in that come in an archive or a table, and
	// the first frames of videos.
	Keep string
	// Videos gives the ffmpeg that reads videos; nil for none. It is called from several
	// goroutines, and may take long the first time.
	Videos func(context.Context) (media.FFmpeg, error)
}

// NoColumn in the place of a column with annotators says that there is none: the levels are the
// memes' own, and rows of one meme with the same level are one voice.
const NoColumn = "-"

// guesses reports whether columns that the spec does not name are found out: not where
// it says that the file is a csv and names the columns, as that says all there is.
func (s *ImportSpec) guesses() bool {
	named := s.CaptionColumn != "" || s.ImageColumn != ""
	return s.Format != FormatCSV || !named || s.Images != "" && s.ImageColumn == ""
}

// Validate reports what the spec lacks or contradicts, in one sentence. It looks
// at no file.
func (s *ImportSpec) Validate() error {
	if s.Path == "" {
		return errors.New("import: nothing given to import: want the path of a folder, a table or a picture")
	}
	known := labels.OneOf(ImportFormats()...)
	switch {
	case HasEvents(s.Format):
		return fmt.Errorf("import: --format %s is of files with events, not with rows", s.Format)
	case s.Format != "" && !slices.Contains(RowFormats(), s.Format):
		return fmt.Errorf("import: --format %s: want %s", labels.Quoted(s.Format), known)
	case s.Split != "" && s.SplitColumn != "":
		return errors.New("import: the splits come from --split-column or from --split, not from both")
	}
	if s.Format == FormatMemotion {
		for _, c := range []struct{ option, value string }{
			{"--caption", s.CaptionColumn}, {"--level", s.LevelColumn}, {"--image", s.ImageColumn}, {"--split-column", s.SplitColumn}, {"--scale", s.Scale},
		} {
			if c.value != "" {
				return fmt.Errorf("import: a memotion table has its own columns: leave out %s, or import it as csv", c.option)
			}
		}
	}
	if _, err := ParseScale(s.Scale); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if s.Encoding != "" {
		if _, err := namedCharset(s.Encoding); err != nil {
			return fmt.Errorf("import: %w", err)
		}
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

// takes reports whether a file of this kind can be of the format that the spec says.
func (s *ImportSpec) takes(kind, file string) error {
	for _, f := range rowFormats {
		if f.name == s.Format && !slices.Contains(f.kinds, kind) {
			return fmt.Errorf("%s: it is not %s, but %s: leave out --format, and it is found out", labels.Printable(file), s.Format, kind)
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

// datasetName returns the name of the dataset of a file: that of the spec, of the shape,
// or of what was given, a file or a folder, without what ends its name.
func (s *ImportSpec) datasetName(m *mapping, stem string) string {
	if s.Dataset != "" {
		return s.Dataset
	}
	if m.dataset != "" {
		return m.dataset
	}
	name := strings.TrimSpace(labels.Printable(stem))
	if len(name) > maxOwnName {
		name = strings.ToValidUTF8(name[:maxOwnName], "")
	}
	if name == "" {
		return m.shape
	}
	return name
}
