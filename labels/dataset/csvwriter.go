package dataset

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"memebench/labels"
)

// csvFormat is a table with columns of our own.
type csvFormat struct{}

func (csvFormat) name() string { return FormatCSV }

func (csvFormat) write(e *exporting, w io.Writer) error {
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	out, err := NewCSVWriter(w, datasets, e.ExportSpec)
	if err != nil {
		return err
	}
	if err := e.rows(out.Write); err != nil {
		return err
	}
	return out.Flush()
}

func (csvFormat) json() bool { return false }

// csvColumns are the columns of our own in an exported table, voiceColumns those that a
// row for each annotator's level has besides.
var (
	csvColumns   = []string{"meme", "image_name", "image_path", "caption", "caption_origin", "level", "split", "state"}
	voiceColumns = []string{"annotator", "time", "source", "adjudication"}
)

// CSVWriter writes memes as a table: meme (its id), image_name, image_path (where the picture is,
// "" for none), caption (the one in force), caption_origin (given, ocr or edited), level (gold),
// split and state; then every imported column under its name, or as the second of it ("caption.2").
//
// With voices there is a row for each annotator's level, with the columns annotator, time
// (RFC 3339, UTC), source (key, cli or import) and adjudication (true or false) after the
// state, and the level is that annotator's. A meme of which nobody says a level has a row
// in which these are empty.
type CSVWriter struct {
	csv        *csv.Writer
	union      columnUnion
	voices     bool
	noFormulas bool
	record     []string
}

// NewCSVWriter writes the header of a table that takes memes of these datasets, with the voices
// and without the formulas that spec asks for.
func NewCSVWriter(w io.Writer, datasets []labels.Dataset, spec ExportSpec) (*CSVWriter, error) {
	c := &CSVWriter{csv: csv.NewWriter(w), union: newColumnUnion(datasets), voices: spec.Voices, noFormulas: spec.NoFormulas}
	own := csvColumns
	if c.voices {
		own = append(own[:len(own):len(own)], voiceColumns...)
	}
	c.record = append(append(c.record, own...), c.union.titles(own)...)
	return c, c.write()
}

// Write adds a meme with its state.
func (c *CSVWriter) Write(m labels.Meme, s labels.State) error {
	// A path may be any bytes, and a table with one that is not UTF-8 is read by nobody as it is meant.
	at := strings.ToValidUTF8(m.Image.Path, "\ufffd")
	row := append(c.record[:0], string(m.ID), m.Image.Name, at, m.Caption, m.Origin.String(), s.Gold.String(), string(m.Split), string(s.Kind))
	if !c.voices {
		c.record = c.values(row, &m)
		return c.write()
	}
	said := false
	own := len(row)
	for _, v := range levelsOf(s) {
		said = true
		row[levelAt] = v.Level.String()
		c.record = c.values(append(row[:own], v.Annotator, v.Time.UTC().Format(time.RFC3339Nano), string(v.Source), fmt.Sprint(v.Action == labels.Adjudicate)), &m)
		if err := c.write(); err != nil {
			return err
		}
	}
	if said {
		return nil
	}
	row[levelAt] = ""
	c.record = c.values(append(row[:own], "", "", "", ""), &m)
	return c.write()
}

// levelAt is the place of the level among the csvColumns.
const levelAt = 5

// values adds what the meme's row had.
func (c *CSVWriter) values(row []string, m *labels.Meme) []string {
	for _, column := range c.union.columns {
		value, _ := c.union.value(m, column)
		row = append(row, value)
	}
	return row
}

func (c *CSVWriter) write() error {
	if c.noFormulas {
		for i, v := range c.record {
			if isFormula(v) {
				c.record[i] = "'" + v
			}
		}
	}
	if err := c.csv.Write(c.record); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// isFormula reports whether a spreadsheet may compute a value: it begins as OWASP lists for CSV
// injection (= + - @ and their full-width forms, tab, carriage return, line feed), after spaces,
// too, and is no plain number.
func isFormula(v string) bool {
	rest := strings.TrimLeft(v, " ")
	if rest == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(rest)
	if !strings.ContainsRune("=+-@＝＋－＠\t\r\n", first) {
		return false
	}
	_, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
	return err != nil
}

// Flush writes what is still held back.
func (c *CSVWriter) Flush() error {
	c.csv.Flush()
	if err := c.csv.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// levelsOf are the levels that annotators give a meme now.
func levelsOf(s labels.State) (all []labels.CurrentLabel) {
	for _, c := range s.Current {
		if c.Level.Valid() && c.Action.GivesLevel() {
			all = append(all, c)
		}
	}
	return all
}
