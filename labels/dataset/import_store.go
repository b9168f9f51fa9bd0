package dataset

import (
	"fmt"

	"memebench/labels"
)

// KnownMemes is what a workspace's store says of the memes that are there.
type KnownMemes interface {
	Datasets() ([]labels.Dataset, error)
	LookUp(id labels.MemeID) (m labels.Meme, ok bool, err error)
	Has(id labels.MemeID) (bool, error)
	Events(id labels.MemeID) ([]labels.Event, error)
	MemeCount() (int, error)
	Rows(yield func(labels.Meme, labels.State) error) error
	// SameCaption returns memes of a dataset that came with this caption, and whether there are more than it
	// looks at.
	SameCaption(dataset, caption string) (same []labels.Meme, more bool, err error)
	// SamePicture returns memes of a dataset whose picture has this SHA-256.
	SamePicture(dataset, sha256 string) ([]labels.Meme, error)
}

// ImportStore is what an import needs of a workspace's store.
type ImportStore interface {
	KnownMemes
	PutDataset(d labels.Dataset) error
	// AddLabelled adds the memes that are not there, labels included, in one
	// transaction and says what became of each.
	AddLabelled(memes []labels.NewMeme, shares labels.Shares) ([]labels.Added, error)
}

// beside has what is known of the memes that are here.
func (im *Import) beside(here KnownMemes) (err error) {
	im.here = here
	if im.before, err = here.Datasets(); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	n, err := here.MemeCount()
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	im.had = uint64(n)
	return nil
}
