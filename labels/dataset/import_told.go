package dataset

import (
	"context"
	"errors"
	"io"

	"memebench/labels"
)

// tellSplits reads the tables that say the splits of pictures whose captions are in another
// (splits.csv beside captions.csv, or the lists train.csv and test.csv): a meme gets its split
// when it comes, and keeps that.
func (im *Import) tellSplits(ctx context.Context) error {
	if im.spec.Split != "" {
		return nil
	}
	for _, p := range im.parts[1:] { // those without captions come last
		if p.open == nil || p.uncaptioned() == 0 || !p.m.image.is() && !p.m.join.is() || !p.m.split.is() && p.split == "" || im.parts[0].uncaptioned() > 0 {
			continue
		}
		p.within(ctx)
		if err := im.tellSplitsOf(p); err != nil {
			return err
		}
	}
	return nil
}

func (im *Import) tellSplitsOf(p *part) (err error) {
	if p.table, err = p.open(); err != nil {
		return err
	}
	for {
		row, err := p.table.Next()
		switch {
		case err == io.EOF:
			p.table, err = p.open()
			return err
		case errors.As(err, new(*RowError)): // it is reported when its table comes
			continue
		case err != nil:
			return err
		}
		if row.Split == "" {
			row.Split = p.split
		}
		if im.told == nil {
			im.told = map[string]labels.Split{}
		}
		switch row.named = row.Image; {
		case row.Split == "":
		case p.m.join.is():
			im.told[idOf(p.m.join.name, row.Key)] = row.Split
		case row.Image != "":
			im.told[p.pictureOf(&row)] = row.Split
		}
	}
}

// toldOf is the split that another table says of a row's picture, or of its id; "" for none.
func (im *Import) toldOf(row *TableRow) labels.Split {
	if split := im.told[im.part.pictureOf(row)]; split != "" {
		return split
	}
	for _, id := range im.idsOf(row) {
		if split := im.told[id]; split != "" {
			return split
		}
	}
	return ""
}

// pictureOf names the picture of a row: its file, or what the row calls it where that is not there.
func (p *part) pictureOf(row *TableRow) string {
	if p.pics != nil && row.named != "" {
		if file, err := p.search(row.named); err == nil {
			return file
		}
	}
	return p.fromBase(row.named)
}
