package dataset

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"memebench/labels"
)

// askBeside asks whose the levels of the part are where --annotator alone says it, and a column
// beside them may have levels, too, with which no meme came before the import: who was given an
// export, or the table, has added it, and what stands in the other is what others had said. It is
// "" where nothing is to be asked.
func (im *Import) askBeside() string {
	m := im.part.m
	for _, f := range m.beside {
		if !slices.ContainsFunc(im.before, func(d labels.Dataset) bool { return hasColumn(d.Columns, f.name) }) {
			return m.whoseColumns(f, "may have some, too, and no meme here came with it", im.spec.Annotator)
		}
	}
	return ""
}

// hasColumn reports whether a column is among some, by itself or as the second of its name, as
// exports call it.
func hasColumn(columns []string, name string) bool {
	names := []string{plainName(name)}
	if at := strings.LastIndexByte(name, '.'); at > 0 {
		if _, err := strconv.Atoi(name[at+1:]); err == nil {
			names = append(names, plainName(name[:at]))
		}
	}
	return slices.ContainsFunc(columns, func(c string) bool { return slices.Contains(names, plainName(c)) })
}

// refuseBeside refuses a part if askBeside asks, and some of the first rows are of memes that are
// here.
func (im *Import) refuseBeside(b batch) error {
	for i := range b.rows {
		is := b.rows[i].own != nil
		if !is && im.wasHere() {
			var err error
			if is, err = im.has(b.rows[i].Key); err != nil {
				return err
			}
		}
		if is {
			return errors.New(labels.Printable(im.part.name) + ": " + im.asks)
		}
	}
	return nil
}

// refuseNamed refuses a batch that would change what others have said here, as a column names them,
// though --annotator says somebody: who was given the table has written levels beside their names.
// Where the levels are as before, the table comes again.
func (im *Import) refuseNamed(b batch) error {
	if !im.part.m.named {
		return nil
	}
	last := map[laterVoice]int{} // which counts, of several rows
	for i := range b.memes {
		last[laterVoice{b.memes[i].Meme.ID, b.memes[i].Annotator}] = i
	}
	for i := range b.memes {
		voice := laterVoice{b.memes[i].Meme.ID, b.memes[i].Annotator}
		if last[voice] != i {
			continue
		}
		if changes, err := im.changes(voice, &b.rows[i]); err != nil {
			return fmt.Errorf("import: %w", err)
		} else if changes {
			return errors.New(labels.Printable(im.part.name) + ": " + im.askNamed(voice.annotator, b.rows[i].Number))
		}
	}
	return nil
}

// changes reports whether a row's level is another one than a table has brought of whom the row
// names, who is not the import's annotator.
func (im *Import) changes(voice laterVoice, row *TableRow) (bool, error) {
	if row.Annotator == "" || voice.annotator == im.spec.Annotator || !row.Level.Valid() {
		return false, nil
	}
	if is, err := im.here.Has(voice.meme); err != nil || !is {
		return false, err
	}
	said, err := im.here.Events(voice.meme)
	if err != nil {
		return false, err
	}
	state := labels.Aggregate(said)
	_, has := state.Of(voice.annotator)
	return has && state.News(voice.annotator, row.Level), nil
}

// askNamed asks whose the levels are that differ from what an annotator has said.
func (im *Import) askNamed(annotator string, row int) string {
	return im.part.m.whoseNamed(fmt.Sprintf("--annotator says %s, and row %d has another level than %s gave", labels.Printable(im.spec.Annotator), row, labels.Printable(annotator)), im.spec.Annotator)
}
