package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

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
	c.Lessons = b.lessons.encode()
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

// write writes the bundle as a new folder, which appears whole or not at all. A
// folder that is there must be empty.
func (b *Bundle) write(dir string) (err error) {
	files, err := b.bundleFiles()
	if err != nil {
		return fmt.Errorf("write %s: %w", dir, err)
	}
	fail := func(err error) error { return fmt.Errorf("write %s: %w", dir, reason(err)) }
	dir = filepath.Clean(dir)
	switch has, err := os.ReadDir(dir); {
	case err == nil && len(has) > 0:
		return fmt.Errorf("write %s: the folder is not empty: want a new one", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fail(err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fail(err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".*")
	if err != nil {
		return fail(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(tmp))
		}
	}()
	for name, data := range files {
		if err := writeSynced(filepath.Join(tmp, filepath.FromSlash(name)), data); err != nil {
			return fail(err)
		}
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return fail(err)
	}
	// An empty folder gives way; one that has got something meanwhile does not.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return fail(err)
	}
	return nil
}

func writeSynced(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
