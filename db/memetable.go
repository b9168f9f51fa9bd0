package db

import (
	"cmp"
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// A memeTable reads and writes memes within one transaction. A meme is a record and, in
// columns, its texts; what of it a search reads is kept in columns, too. Columns are on
// their way until flush.
type memeTable struct {
	tx      *bbolt.Tx
	records *bbolt.Bucket
	texts   *textColumns
	columns *columns
	places  map[string]uint16 // of datasets

	datasets *bbolt.Tx // has the datasets, if it is not tx
}

func newMemeTable(tx *bbolt.Tx) *memeTable {
	return &memeTable{tx: tx, records: tx.Bucket(bucketMemes), texts: newTextColumns(tx), columns: newColumns(tx), places: map[string]uint16{}}
}

// at reads the meme at a place that an index names, which must be there.
func (t *memeTable) at(seq uint64) (labels.Meme, error) {
	m, ok, err := t.get(seq)
	if err == nil && !ok {
		err = fmt.Errorf("%w: an index names meme %d, which is not there", ErrDamaged, seq)
	}
	return m, err
}

// get reads the meme at seq; ok is false if there is none.
func (t *memeTable) get(seq uint64) (m labels.Meme, ok bool, err error) {
	v := t.records.Get(number8(seq))
	if v == nil {
		return m, false, nil
	}
	m, err = t.read(seq, v)
	return m, err == nil, err
}

// parse reads the meme of this key and record.
func (t *memeTable) parse(key, record []byte) (labels.Meme, error) {
	seq, err := readNumber(key)
	if err != nil {
		return labels.Meme{}, err
	}
	return t.read(seq, record)
}

// read reads the meme at seq, of which this is the record.
func (t *memeTable) read(seq uint64, record []byte) (labels.Meme, error) {
	m, values, err := unpackMeme(seq, record)
	if err != nil || seq == 0 {
		return m, err
	}
	block, place := blockOf(seq)
	captions, err := t.texts.block(textKey{captionColumn, block})
	if err != nil {
		return m, err
	}
	m.Caption = captions.texts[place]
	if values > 0 {
		m.Values = make([]string, 0, min(values, 64))
	}
	for i := range values {
		of, err := t.texts.block(textKey{uint32(i + 1), block})
		if err != nil {
			return m, err
		}
		switch of.kinds[place] {
		case textNone:
			return m, fmt.Errorf("%w: meme %d has lost a value of its row", ErrDamaged, seq)
		case textCaption:
			m.Values = append(m.Values, m.Caption)
		default:
			m.Values = append(m.Values, of.texts[place])
		}
	}
	return m, nil
}

// put writes a meme, new or changed.
func (t *memeTable) put(m *labels.Meme) error {
	if len(m.Values) > mostValues {
		return fmt.Errorf("%w: a row has %d values: want at most %d", ErrInvalid, len(m.Values), mostValues)
	}
	if err := t.texts.put(captionColumn, m.Seq, textOwn, m.Caption); err != nil {
		return err
	}
	for i, v := range m.Values {
		kind := byte(textOwn)
		if v == m.Caption && m.Origin == labels.OriginGiven {
			kind, v = textCaption, ""
		}
		if err := t.texts.put(uint32(i+1), m.Seq, kind, v); err != nil {
			return err
		}
	}
	return t.putRecord(m)
}

// putRecord writes a meme whose texts have not changed.
func (t *memeTable) putRecord(m *labels.Meme) error {
	b, err := packMeme(m)
	if err != nil {
		return err
	}
	if err := t.records.Put(number8(m.Seq), b); err != nil {
		return err
	}
	return t.describe(m)
}

// describe brings the columns about the meme itself up to date.
func (t *memeTable) describe(m *labels.Meme) error {
	place, err := t.datasetPlace(m.Dataset)
	if err != nil {
		return err
	}
	cell, err := t.columns.cell(memeColumn, m.Seq)
	if err != nil {
		return err
	}
	return packAbout(cell, m, place)
}

// datasetPlace returns the place of a dataset, 0 while it is not there.
func (t *memeTable) datasetPlace(name string) (place uint16, err error) {
	place, known := t.places[name]
	if known {
		return place, nil
	}
	if place, err = datasetPlace(cmp.Or(t.datasets, t.tx), name); err == nil {
		t.places[name] = place
	}
	return place, err
}

func (t *memeTable) flush() error { return firstError(t.texts.flush, t.columns.flush) }
