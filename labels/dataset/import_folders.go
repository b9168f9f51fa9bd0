package dataset

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// tellApart gives the name of a row's picture the folder that the table's column of folders names,
// where several pictures are called so: of images/train/1.jpg and images/test/1.jpg, 1.jpg beside
// "train" is the first.
func (p *part) tellApart(row *TableRow) {
	if !p.folder.is() || p.pics == nil || row.picture != nil {
		return
	}
	if _, err := p.locateOf(row); !errors.Is(err, errManySo) {
		return
	}
	name := inFolder(p.folder.of(p.table.valuesOf(row)), row.Image)
	if _, err := p.search(name); err == nil {
		row.bare, row.named, row.Image = row.Image, name, name
	}
}

// inFolder is the name of a picture in the folder that a value names, "" where it can name none.
func inFolder(value, name string) string {
	folder := strings.TrimSpace(value)
	if folder == "" || !leadsWithin(folder) {
		return ""
	}
	return path.Join(folder, name)
}

// A folderGuess is a column that may name the folders of pictures.
type folderGuess struct {
	at                    int
	hits, misses, clashes int               // rows where it leads to a picture, to none, or to one with another caption
	strays                int               // rows whose picture lies in another folder, where only one is called so
	all                   uint64            // the pictures it leads to, in order
	captionsOf            map[string]string // by picture
}

// isWrong reports whether a column names other things, of which some are called like folders by
// chance, or what is true of pictures with several captions. Some pictures may be missing, as those
// of rows that are new, or lie with others.
func (c *folderGuess) isWrong(few int) bool {
	return c.clashes > few && c.clashes*20 > c.hits || c.misses > few && c.misses > c.hits || c.strays > few && c.strays > c.hits
}

// isBetter reports whether a column names more folders than another.
func (c *folderGuess) isBetter(than *folderGuess) bool {
	return c.misses+c.clashes+c.strays < than.misses+than.clashes+than.strays
}

// findFolder finds the column that names the folders of the pictures that are called as others are.
// It leads to one in most rows, to hardly any for two captions, most other pictures do not lie
// elsewhere, and no other column does so as well and leads to others.
func (p *part) findFolder() error {
	if p.pics == nil || !p.m.image.is() || !slices.ContainsFunc(p.first, p.looksFor) || !p.pics.hasTwins() {
		return nil
	}
	table, err := p.open()
	if err != nil {
		return err
	}
	seed := maphash.MakeSeed()
	columns := make([]folderGuess, len(table.header))
	for i := range columns {
		columns[i] = folderGuess{at: i, captionsOf: map[string]string{}}
	}
	for len(columns) > 0 {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if bad := (*RowError)(nil); errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return err
		}
		if row.Image == "" || row.picture != nil || row.further {
			continue
		}
		only, err := p.search(row.Image)
		if err != nil && !errors.Is(err, errManySo) {
			continue
		}
		values, kept := table.valuesOf(&row), columns[:0]
		for _, c := range columns {
			c.take(p, &row, values[c.at], only, seed)
			if !c.isWrong(20) {
				kept = append(kept, c)
			}
		}
		columns = kept
	}
	var best *folderGuess
	for i := range columns {
		c := &columns[i]
		switch {
		case c.hits == 0 || c.isWrong(0):
		case best == nil || c.isBetter(best):
			best, p.folder = c, fieldAt(table.header, c.at)
		case c.all != best.all:
			p.folder = field{}
		}
	}
	if p.folder.is() {
		p.m.notes = append(p.m.notes, fmt.Sprintf("several pictures are called the same: of these each row has the one in the folder that column %s names", labels.Quoted(p.folder.name)))
	}
	return nil
}

// looksFor reports whether a record's picture is not just where its name says.
func (p *part) looksFor(rec record) bool {
	at := p.fromBase(imageName(p.m.image.of(rec.values)))
	return at != "" && !(leadsWithin(at) && p.pics.place.has(path.Clean(at)))
}

// take has a column lead to the picture of a row; only is the picture where one alone is called so.
func (c *folderGuess) take(p *part, row *TableRow, value, only string, seed maphash.Seed) {
	file := ""
	if name := inFolder(value, row.Image); name != "" {
		file, _ = p.search(name)
	}
	if only != "" {
		if file != only {
			c.strays++
		}
		return
	}
	if file == "" {
		c.misses++
		return
	}
	if was, ok := c.captionsOf[file]; ok && was != row.Caption {
		c.clashes++
		return
	}
	c.hits++
	c.captionsOf[file] = row.Caption
	c.all = c.all*31 + maphash.String(seed, file)
}

// bareHere gives a row the key of a meme that is here by its picture's name alone, with its caption: nobody
// had told it apart then.
func (im *Import) bareHere(row *TableRow) (bool, error) {
	if row.bare == "" || row.Caption == "" {
		return false, nil
	}
	here, ok, err := im.lookUp(im.part.fromBase(row.bare))
	if !ok || err != nil || !here.HasCaption(row.Caption) {
		return false, err
	}
	row.Key = here.Key
	return true, nil
}
