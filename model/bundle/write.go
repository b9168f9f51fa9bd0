package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"memebench/model/head"
)

// Write writes the bundle as files that create begins, by names with slashes, and
// completes the card. When it returns an error, what was written is not whole.
func (b *Bundle) Write(create func(name string) (io.Writer, error)) error {
	files, err := b.files()
	if err != nil {
		return err
	}
	for name, data := range files {
		w, err := create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// files returns the files of a bundle by name. The card's heads, with their
// digests, are those of b.
func (b *Bundle) files() (map[string][]byte, error) {
	files := map[string][]byte{}
	put := func(file string, h *head.Head) (HeadCard, error) {
		model, err := h.ONNX()
		if err != nil {
			return HeadCard{}, err
		}
		files[file] = model
		sum := sha256.Sum256(model)
		return HeadCard{hex.EncodeToString(sum[:]), h.Description()}, nil
	}
	c := b.Card
	c.Format, c.Schema = cardFormat, cardSchema
	c.Provenance = b.Provenance.Encode()
	c.Baselines = map[string]HeadCard{}
	var err error
	if c.Head, err = put(HeadFile, b.Head); err != nil {
		return nil, err
	}
	for modality, h := range b.Baselines {
		if c.Baselines[modality], err = put(BaselineFile(modality), h); err != nil {
			return nil, err
		}
	}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", CardFile, err)
	}
	var card bytes.Buffer
	e := json.NewEncoder(&card)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		return nil, err
	}
	if card.Len() > maxCard {
		return nil, fmt.Errorf("%s would have %d MB, and at most %d MB can be read back", CardFile, card.Len()>>20, maxCard>>20)
	}
	files[CardFile] = card.Bytes()
	b.Card = c
	return files, nil
}
