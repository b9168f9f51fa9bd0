package dataset

import (
	"errors"
	"path"
	"strings"
)

// tellApart gives the name of a row's picture the folder that another of its values names, where several pictures
// are called so: of images/train/1.jpg and images/test/1.jpg, 1.jpg beside "train" in any column is the first.
func (p *part) tellApart(row *TableRow) {
	if name := p.inToldFolder(row); name != row.Image {
		row.bare, row.named, row.Image = row.Image, name, name
	}
}

// bareHere gives a row the key of a meme that is here by its picture's name alone, with its caption: nobody
// had told it apart then.
func (im *Import) bareHere(row *TableRow) (bool, error) {
	if row.bare == "" || row.Caption == "" {
		return false, nil
	}
	here, ok, err := im.lookUp(im.part.fromBase(row.bare))
	if !ok || err != nil || here.Imported() != row.Caption {
		return false, err
	}
	row.Key = here.Key
	return true, nil
}

// inToldFolder is the name of a row's picture with the folder that another of its values names, or as it is where it needs
// none, no value names one, or several do.
func (p *part) inToldFolder(row *TableRow) string {
	if p.pics == nil || row.picture != nil {
		return row.Image
	}
	if _, err := p.locateOf(row); !errors.Is(err, errManySo) {
		return row.Image
	}
	told, file := row.Image, ""
	for _, value := range p.table.valuesOf(row) {
		folder := strings.TrimSpace(value)
		if folder == "" || len(folder) > maxFolder || strings.ContainsAny(folder, "\n\x00") || !leadsWithin(folder) {
			continue
		}
		name := path.Join(folder, row.Image)
		switch at, err := p.search(name); {
		case err != nil || at == file:
		case file != "":
			return row.Image
		default:
			told, file = name, at
		}
	}
	return told
}

// maxFolder is how long a value may be that names a folder, in bytes: what is longer is a text.
const maxFolder = 100
