package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"memebench/model/head"
)

// bundleFiles returns the files of a bundle by name. The card's heads, with their
// digests, are those of b.
func (b *Bundle) bundleFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	put := func(file string, h *head.Head) (CardHead, error) {
		model, err := h.ONNX()
		if err != nil {
			return CardHead{}, err
		}
		files[file] = model
		sum := sha256.Sum256(model)
		return CardHead{hex.EncodeToString(sum[:]), h.Description()}, nil
	}
	c := b.Card
	c.Format, c.Schema = cardFormat, cardSchema
	c.Provenance = b.provenance.encode()
	c.Baselines = map[string]CardHead{}
	var err error
	if c.Head, err = put(headFile, b.head); err != nil {
		return nil, err
	}
	for modality, h := range b.baselines {
		if c.Baselines[modality], err = put(baselineFile(modality), h); err != nil {
			return nil, err
		}
	}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", cardFile, err)
	}
	var card bytes.Buffer
	e := json.NewEncoder(&card)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		return nil, err
	}
	if card.Len() > maxCard {
		return nil, fmt.Errorf("%s would have %d MB, and no more than %d MB are read back", cardFile, card.Len()>>20, maxCard>>20)
	}
	files[cardFile] = card.Bytes()
	b.Card = c
	return files, nil
}

// write writes the bundle as files that create begins.
func (b *Bundle) write(create func(name string) (io.Writer, error)) error {
	files, err := b.bundleFiles()
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
