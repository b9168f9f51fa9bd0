package dataset

import (
	"fmt"

	"memebench/labels"
)

// refuseAgain refuses a dataset that is new when more than half of its first memes are in
// another dataset that was here before, with the same key and picture, and the same caption or
// none yet, and nothing says that they are to come a second time. Who brings another annotator's
// labels in a file of its own, or the table of pictures that came before, would get every meme
// twice, and no agreement; and an import is not taken back.
func (im *Import) refuseAgain(memes []labels.NewMeme) error {
	for _, other := range im.before {
		n := 0
		for i := range memes {
			m, ok, err := im.store.LookUp(labels.NewMemeID(other.Name, memes[i].Meme.Key))
			if err != nil {
				return fmt.Errorf("import: %w", err)
			}
			if imported := m.Imported(); ok && (imported == memes[i].Meme.Caption || imported == "") && m.Image.SHA256 == memes[i].Meme.Image.SHA256 {
				n++
			}
		}
		if n*2 > len(memes) {
			return fmt.Errorf("%s: its memes are here already, in the dataset %s: --dataset %[2]s adds its levels to those, and captions where they have none, --dataset %[3]s brings the memes a second time",
				labels.Printable(im.part.name), labels.Quoted(other.Name), labels.Quoted(im.dataset.Name))
		}
	}
	return nil
}
