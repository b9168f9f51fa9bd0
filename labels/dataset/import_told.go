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
		if p.open == nil || captionless(p) == 0 || !p.m.image.is() || !p.m.split.is() && p.split == "" || captionless(im.parts[0]) > 0 {
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
		if row.Split == "" || row.Image == "" {
			continue
		}
		if im.told == nil {
			im.told = map[string]labels.Split{}
		}
		row.named = row.Image
		im.told[p.pictureOf(&row)] = row.Split
	}
}

// pictureOf names the picture of a row: its file, or what the row calls it where that is not there.
func (p *part) pictureOf(row *TableRow) string {
	if p.pics != nil {
		if file, err := p.search(row.named); err == nil {
			return file
		}
	}
	return p.fromBase(row.named)
}
