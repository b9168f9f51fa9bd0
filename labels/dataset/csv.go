package dataset

import (
	"errors"
	"fmt"
	"io"
	"math"

	"memebench/labels"
)

// csvFormat is any table, whose columns the spec names.
type csvFormat struct{}

func (csvFormat) name() string    { return FormatCSV }
func (csvFormat) dataset() string { return "" }

func (csvFormat) check(spec *ImportSpec) error {
	switch {
	case spec.CaptionColumn == "":
		return errors.New("a csv needs the name of its caption column: --caption COLUMN")
	case spec.Images != "" && spec.ImageColumn == "":
		return errors.New("--images goes with --image COLUMN, which has the names of the pictures")
	case spec.Scale != "" && spec.LevelColumn == "":
		return errors.New("--scale goes with --level COLUMN, which has the levels")
	case spec.Split != "" && spec.SplitColumn != "":
		return errors.New("the splits come from --split-column or from --split, not from both")
	}
	return nil
}

// open finds out the scale of the levels, where the spec does not say, by a pass over
// the whole table.
func (csvFormat) open(in *source, spec *ImportSpec) (rowReader, error) {
	columns := CSVSpec{
		Caption: spec.CaptionColumn, Level: spec.LevelColumn, Scale: Scale(spec.Scale),
		Image: spec.ImageColumn, Split: spec.SplitColumn,
	}
	if columns.Level != "" && columns.Scale == NoScale {
		if in.piped {
			return nil, fmt.Errorf("--csv %s: %w, so say what numbers in column %s mean: --scale 0-4, 1-5 or -2..2",
				labels.Printable(spec.CSV), errPiped, labels.Quoted(columns.Level))
		}
		in.tell.Tell(in.step("check levels", 0, ""))
		var err error
		if columns.Scale, err = FindScale(in, in.name, columns); err != nil {
			return nil, err
		}
		if err := in.rewind(); err != nil {
			return nil, fmt.Errorf("--csv %s: %w", labels.Printable(spec.CSV), err)
		}
	}
	return ReadCSV(in, in.name, columns)
}

// CSVSpec says what the columns of a table mean, by name.
type CSVSpec struct {
	Caption string // required, unless there is an Image
	Level   string // a level's name, or a number on the Scale; "" when there is none
	Scale   Scale
	Image   string // the picture's name; "" when there is none
	Split   string // train, val (also validation, dev) or test, or nothing; "" when there is none
}

// ReadCSV opens any table of memes. The columns that the spec names must be
// there. A row's key is the name of its picture, or, where it has none, a digest of
// its values: the caption and every other column but level and split (and those
// that an export adds), so that a row keeps its key when it is labelled again. Where
// the first import of a dataset did not name the level, its column is a part of the
// keys; [Table.KeyBy] the Dataset's Key finds the rows again all the same, as long
// as the values are what they were. The file's name is for messages.
func ReadCSV(r io.Reader, file string, spec CSVSpec) (*Table, error) {
	t, err := openTable(r, file, FormatCSV)
	if err != nil {
		return nil, err
	}
	t.scale = spec.Scale
	for _, c := range []struct {
		option, name string
		at           *int
	}{
		{"--caption", spec.Caption, &t.caption}, {"--level", spec.Level, &t.level},
		{"--image", spec.Image, &t.image}, {"--split-column", spec.Split, &t.split},
	} {
		if c.name == "" && (c.at != &t.caption || spec.Image != "") {
			continue
		}
		if *c.at, err = t.find(c.name, c.option); err != nil {
			return nil, err
		}
	}
	t.keyColumns()
	return t, nil
}

// FindScale reads a whole table to find the scale of its levels, when the spec
// has none: NoScale when all are names, Scale0To4 when both 0 and 4 occur. Any
// other numbers could mean several things (1 … 4 may be 0-4 or 1-5), and guessing
// wrong would turn every label, so that is an error.
func FindScale(r io.Reader, file string, spec CSVSpec) (Scale, error) {
	if spec.Level == "" || spec.Scale != NoScale {
		return spec.Scale, nil
	}
	t, err := ReadCSV(r, file, spec)
	if err != nil {
		return NoScale, err
	}
	low, high := math.Inf(1), math.Inf(-1)
	zero, four := false, false
	for {
		values, err := t.record()
		var d damage
		switch {
		case err == io.EOF:
			if low > high || zero && four {
				return scaleOf(zero && four), nil
			}
			return NoScale, fmt.Errorf("%s: column %s has numbers from %g to %g: say what they mean: --scale 0-4, 1-5 or -2..2",
				labels.Printable(file), labels.Quoted(spec.Level), low, high)
		case errors.As(err, &d):
			continue // Next will report it
		case err != nil:
			return NoScale, fmt.Errorf("%s: %w", labels.Printable(file), err)
		}
		if x, ok := number(values[t.level]); ok {
			low, high = min(low, x), max(high, x)
			zero, four = zero || x == 0, four || x == 4
		}
	}
}

func scaleOf(zeroAndFour bool) Scale {
	if zeroAndFour {
		return Scale0To4
	}
	return NoScale
}
