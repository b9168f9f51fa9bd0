package dataset

import (
	"encoding/csv"
	"fmt"
	"io"

	"memebench/labels"
)

// The columns of Memotion-7k (SemEval-2020 task 8) that mean something here.
const (
	imageColumn     = "image_name"
	ocrColumn       = "text_ocr"
	correctedColumn = "text_corrected"
	levelColumn     = "overall_sentiment"
)

// memotionFormat is a table with the columns of Memotion-7k.
type memotionFormat struct{}

func (memotionFormat) name() string { return FormatMemotion }
func (memotionFormat) json() bool   { return false }

func (memotionFormat) write(e *exporting, w io.Writer) error {
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	out, err := NewMemotionWriter(w, datasets)
	if err != nil {
		return err
	}
	if err := e.rows(out.Write); err != nil {
		return err
	}
	return out.Flush()
}

// MemotionWriter writes memes as a table that an import reads back: every
// column of the datasets, in order, with overall_sentiment from gold (empty
// without) and the state in a last column, memebench_state.
//
// Datasets with different columns share one table: the columns of the first, then
// those of the next that are not there yet, and so on; a meme has nothing in the
// columns that its table lacked. But image_name, text_corrected and
// overall_sentiment are always there, and are filled for memes of every dataset.
// A level column of another name keeps what the import brought.
type MemotionWriter struct {
	csv      *csv.Writer
	columns  []column
	datasets map[string]map[column]int // place of each column in a dataset's values
	record   []string
}

// column is a column by its name and how many of that name stand before it, since
// names may occur twice in a table (Memotion's first one is empty).
type column struct {
	name   string
	before int
}

// distinct tells columns of the same name apart.
func distinct(names []string) []column {
	seen := map[string]int{}
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i] = column{name, seen[name]}
		seen[name]++
	}
	return columns
}

// placesOf says where each of distinct columns is.
func placesOf(columns []column) map[column]int {
	places := make(map[column]int, len(columns))
	for i, c := range columns {
		places[c] = i
	}
	return places
}

// NewMemotionWriter writes the header of a table that takes memes of these
// datasets.
func NewMemotionWriter(w io.Writer, datasets []labels.Dataset) (*MemotionWriter, error) {
	m := &MemotionWriter{csv: csv.NewWriter(w), datasets: map[string]map[column]int{}}
	has := map[column]bool{}
	add := func(c column) {
		if !has[c] {
			has[c] = true
			m.columns = append(m.columns, c)
		}
	}
	for _, d := range datasets {
		columns := distinct(d.Columns)
		for _, c := range columns {
			add(c)
		}
		m.datasets[d.Name] = placesOf(columns)
	}
	for _, name := range []string{imageColumn, correctedColumn, levelColumn} {
		add(column{name: name})
	}
	for _, c := range m.columns {
		m.record = append(m.record, c.name)
	}
	m.record = append(m.record, StateColumn)
	return m, m.write()
}

// Write adds one meme with its state.
func (m *MemotionWriter) Write(meme labels.Meme, s labels.State) error {
	places := m.datasets[meme.Dataset]
	for i, c := range m.columns {
		value := ""
		at, has := places[c]
		if has = has && at < len(meme.Values); has {
			value = meme.Values[at]
		}
		switch {
		case c == column{name: levelColumn}:
			value = s.Gold.String()
		case has:
		case c == column{name: imageColumn}:
			value = meme.Image.Name
		case c == column{name: correctedColumn}:
			value = meme.Caption
		}
		m.record[i] = value
	}
	m.record[len(m.columns)] = string(s.Kind)
	return m.write()
}

func (m *MemotionWriter) write() error {
	if err := m.csv.Write(m.record); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// Flush writes what is still held back.
func (m *MemotionWriter) Flush() error {
	m.csv.Flush()
	if err := m.csv.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}
