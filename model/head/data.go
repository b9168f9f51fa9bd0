package head

import (
	"errors"
	"fmt"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/features"
)

// Data are the rows a head is trained on.
type Data struct {
	Inputs  []eval.Input
	X       [][]float32    // for each input, [N, Width] row-major; nil when no row has the modality
	Present [][]bool       // for each input, [N]: which rows have the modality
	Level   []labels.Level // [N]; NoLevel for rows in neither Train nor Val, and for those of Train that have nothing but votes
	Votes   map[int]Votes  // of rows whose annotators disagree; other rows are learnt as their level alone
	Train   []int          // rows to learn from
	Val     []int          // rows to stop by; may be empty
}

// Votes counts annotators by the level that they give.
type Votes [labels.Levels]int

// all returns how many annotators voted.
func (v Votes) all() int {
	n := 0
	for _, of := range v {
		n += of
	}
	return n
}

// ErrNoTrainingRows means that there is nothing to train on.
var ErrNoTrainingRows = errors.New("no training rows: label some memes of the training split first")

// check reports what makes the data unfit for training, naming rows by their
// index.
func (d *Data) check() error {
	if len(d.Train) == 0 {
		return ErrNoTrainingRows
	}
	n := len(d.Level)
	rows := featureRows{d.Inputs, d.X, d.Present}
	if err := rows.checkShape(n); err != nil {
		return err
	}
	used := make([]bool, n)
	for _, r := range d.Train {
		if r < 0 || r >= n {
			return fmt.Errorf("training row %d: there are %d rows", r, n)
		}
		if _, voted := d.Votes[r]; !voted && !d.Level[r].Valid() {
			return fmt.Errorf("row %d has no level", r)
		}
		used[r] = true
	}
	for _, r := range d.Val {
		if r < 0 || r >= n {
			return fmt.Errorf("validation row %d: there are %d rows", r, n)
		}
		if used[r] {
			return fmt.Errorf("row %d is used for training and for validation", r)
		}
		if !d.Level[r].Valid() {
			return fmt.Errorf("row %d has no level", r)
		}
	}
	for _, r := range d.Val {
		used[r] = true
	}
	for r, votes := range d.Votes {
		all := 0
		for _, n := range votes {
			if n < 0 {
				return fmt.Errorf("row %d has votes %v", r, votes)
			}
			all += n
		}
		if r < 0 || r >= n || all == 0 {
			return fmt.Errorf("row %d has votes %v; there are %d rows", r, votes, n)
		}
	}
	for r, ok := range used {
		if !ok {
			continue
		}
		for i := range d.Inputs {
			if err := rows.checkRow(i, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// featureRows are the features of some rows, modality by modality.
type featureRows struct {
	inputs  []eval.Input
	x       [][]float32
	present [][]bool
}

// checkShape reports whether there are n rows of each modality.
func (f featureRows) checkShape(n int) error {
	if len(f.x) != len(f.inputs) || len(f.present) != len(f.inputs) {
		return fmt.Errorf("features of %d and presence of %d modalities: want %d", len(f.x), len(f.present), len(f.inputs))
	}
	for i, in := range f.inputs {
		if len(f.present[i]) != n {
			return fmt.Errorf("%s: presence of %d rows: want %d", in.Modality, len(f.present[i]), n)
		}
		if f.x[i] == nil {
			for r, has := range f.present[i] {
				if has {
					return fmt.Errorf("%s: row %d is present, but there are no features", in.Modality, r)
				}
			}
		} else if len(f.x[i]) != n*in.Width {
			return fmt.Errorf("%s: %d features: want %d rows of %d", in.Modality, len(f.x[i]), n, in.Width)
		}
	}
	return nil
}

// checkRow reports a feature of modality i that is not finite in row r.
func (f featureRows) checkRow(i, r int) error {
	if !f.present[i][r] {
		return nil
	}
	w := f.inputs[i].Width
	row := f.x[i][r*w : (r+1)*w]
	if k := features.NonFinite(row); k >= 0 {
		return fmt.Errorf("row %d: %s feature %d is %v: encode the meme again", r, f.inputs[i].Modality, k, row[k])
	}
	return nil
}

// gather copies the features of modality i in row r, or zeros if it is absent.
func (f featureRows) gather(to []float32, i, r int) {
	if !f.present[i][r] {
		clear(to)
		return
	}
	copy(to, f.x[i][r*len(to):])
}
