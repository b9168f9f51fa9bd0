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
// Datasets with different columns share one table, as a columnUnion has it. But image_name,
// text_corrected and overall_sentiment are always there, and are filled for memes of every dataset:
// what another export has left in them counts no more, nor does a caption that was mended since. A
// level column of another name keeps what the import brought.
type MemotionWriter struct {
	csv    *csv.Writer
	union  columnUnion
	record []string
}

// NewMemotionWriter writes the header of a table that takes memes of these
// datasets.
func NewMemotionWriter(w io.Writer, datasets []labels.Dataset) (*MemotionWriter, error) {
	m := &MemotionWriter{csv: csv.NewWriter(w), union: newColumnUnion(datasets)}
	for _, name := range []string{imageColumn, correctedColumn, levelColumn} {
		m.union.add(column{name: name})
	}
	for _, c := range m.union.columns {
		m.record = append(m.record, c.name)
	}
	m.record = append(m.record, StateColumn)
	return m, m.write()
}

// Write adds one meme with its state.
func (m *MemotionWriter) Write(meme labels.Meme, s labels.State) error {
	for i, c := range m.union.columns {
		value, has := m.union.value(&meme, c)
		switch {
		case c == column{name: levelColumn}:
			value = s.Gold.String()
		case c == column{name: imageColumn} && (!has || meme.Image.Name != "" && bareName(value) != bareName(meme.Image.Name)):
			value = meme.Image.Name
		case c == column{name: correctedColumn} && !(has && m.says(&meme, value)):
			value = meme.Caption
		}
		m.record[i] = value
	}
	m.record[len(m.union.columns)] = string(s.Kind)
	return m.write()
}

// says reports whether an imported row, with this value of text_corrected, is read with the caption
// that is in force: somebody may have mended that, or the column may be of an earlier export. One
// without a picture keeps that which it came with, by which it is known.
func (m *MemotionWriter) says(meme *labels.Meme, corrected string) bool {
	said := caption(texts(corrected))
	if said == "" {
		read, _ := m.union.value(meme, column{name: ocrColumn})
		said = caption(texts(read))
	}
	return said == meme.Caption || meme.Image.Name == "" && said == meme.Imported()
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
