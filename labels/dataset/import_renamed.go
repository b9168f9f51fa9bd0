package dataset

import (
	"fmt"
	"path"
	"slices"

	"memebench/labels"
)

// knownByPicture gives rows of a batch the keys of memes that an earlier import has brought with the same picture, called the same
// in another folder, and the same caption: an archive of the next version of a data set has another folder at its top.
func (im *Import) knownByPicture(rows []TableRow, images []labels.Image) error {
	m := im.part.m
	if im.lookUp == nil || im.had == 0 || m.id.is() || m.join.is() {
		return nil
	}
	for i := range rows {
		row, image := &rows[i], &images[i]
		switch {
		case row.further && row.Key == im.renamed.from:
			row.Key, row.Image, image.Name = im.renamed.to, im.renamed.to, im.renamed.to
			continue
		case row.further || row.own != nil || row.Image == "" || image.SHA256 == "":
			continue
		}
		if _, ok, err := im.lookUp(row.Key); ok || err != nil {
			if err != nil {
				return fmt.Errorf("import: %w", err)
			}
			continue
		}
		same, err := im.samePicture(im.dataset.Name, image, row.Caption)
		if err != nil {
			return err
		}
		if same != nil && same.Key == same.Image.Name {
			im.renamed.from, im.renamed.to = row.Key, same.Key
			row.Key, row.Image, image.Name = same.Key, same.Key, same.Key
		}
	}
	return nil
}

// samePicture looks in a dataset for the one meme that was here when the import began with this picture, called the same but
// for its folders, and this caption; nil for none.
func (im *Import) samePicture(dataset string, image *labels.Image, caption string) (*labels.Meme, error) {
	all, err := im.here.SamePicture(dataset, image.SHA256)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	all = slices.DeleteFunc(all, func(m labels.Meme) bool {
		imported := m.Imported()
		return m.Seq > im.had || path.Base(m.Image.Name) != path.Base(image.Name) || imported != caption && imported != "" && caption != ""
	})
	if len(all) != 1 {
		return nil, nil
	}
	return &all[0], nil
}
