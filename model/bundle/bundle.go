// Package bundle is a version of the model as files, to leave its workspace and to
// come back or to be served elsewhere:
//
//	card.json            what the head is, how it was trained and how good it is
//	head.onnx            the head: served by any ONNX runtime, with its parameters as initializers
//	baselines/text.onnx  the head on one modality alone that was trained beside it; so for the others
//
// There is no other file of weights: the parameters are read back from the
// initializers, by the names and shapes that the config gives them. The graph of
// a bundle that is read is not run; it is written anew from the parameters.
//
// The card also holds the version's [Provenance], the memes that it has learnt from,
// as digests of their contents: so an evaluation in another workspace can tell which
// of its memes the version knows.
package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/model/head"
)

// CardFile and HeadFile are the names of a bundle's files; those of baselines are
// [BaselineFile].
const (
	CardFile = "card.json"
	HeadFile = "head.onnx"
)

const (
	cardFormat   = "memebench head"
	cardSchema   = 1
	maxHeadBytes = 256 << 20 // of all heads together

	// maxCard is enough for a head that has learnt from a million memes, of which
	// the card has two digests each, 8 bytes in base64 (21 MB), in as many epochs as
	// a config may ask for, with some 210 bytes each (21 MB). The usual card has some
	// kilobytes; the starter head's, with 8,000 sentences, has 110.
	maxCard = 48 << 20
	// maxCardCommas bounds how much is made of a card's bytes when it is parsed: twice
	// what separates the entries of the longest history.
	maxCardCommas = 1_000_000
	// maxCardName bounds the card's name, which is shown and stored, in bytes: a file
	// system's longest name. maxCardRest bounds everything else of a card but its
	// provenance and its history.
	maxCardName = 255
	maxCardRest = 64 << 10
)

// BaselineFile is the name of the file of the head on one modality.
func BaselineFile(modality string) string { return "baselines/" + modality + ".onnx" }

// ErrInvalid means that files are not a head that memebench has exported, or are
// damaged.
var ErrInvalid = errors.New("not a head that memebench exported")

// Card is card.json.
type Card struct {
	Format string `json:"format"`
	Schema int    `json:"schema"`
	Name   string `json:"name"` // what the version was called, by name or id

	// Version as it was in its workspace, without what means something only there.
	Version   eval.Version        `json:"version"`
	Head      HeadCard            `json:"head"`
	Baselines map[string]HeadCard `json:"baselines"` // by modality
	Licences  Licences            `json:"licences"`

	// Provenance are the memes that it and its ancestors learnt from and stopped on,
	// as digests (8 bytes of the SHA-256 of "image:" with the picture's SHA-256 in
	// hex, or of "caption:" with the normalised caption): the number of those of
	// train in 4 bytes, big-endian, the digests in ascending order, then val.
	Provenance []byte `json:"lessons"`
}

// check returns an error for a card with a part that is longer than memebench writes.
func (c Card) check() error {
	if len(c.Name) > maxCardName {
		return fmt.Errorf("a name of %d bytes: want at most %d", len(c.Name), maxCardName)
	}
	if most := hex.EncodedLen(sha256.Size); len(c.Version.Fingerprint) > most {
		return fmt.Errorf("a fingerprint of %d digits: want %d", len(c.Version.Fingerprint), most)
	}
	c.Provenance, c.Version.History = nil, nil
	rest, err := json.Marshal(c)
	if err == nil && len(rest) > maxCardRest {
		err = fmt.Errorf("without its provenance and history it has %d KB: want at most %d KB", len(rest)>>10, maxCardRest>>10)
	}
	return err
}

// HeadCard describes one of a bundle's ONNX files.
type HeadCard struct {
	SHA256 string `json:"sha256"` // of the file, in hex
	head.Description
}

// Licences say what the head was made from, as far as that is known.
type Licences struct {
	Encoders []Licence `json:"encoders"`
	Data     []string  `json:"data"` // of the training data, in the words of who exported it
}

// Licence is that of a file.
type Licence struct {
	Of      string `json:"of"`
	Licence string `json:"licence"` // SPDX identifier
}

// Bundle is a version with all that is kept of it. One that [Read] returns is whole
// and of a shape that can be served; one that is made to be written needs of the card
// only Name, Version and Licences.
type Bundle struct {
	Card       Card
	Head       *head.Head
	Baselines  map[string]*head.Head // by modality
	Provenance *Provenance
}

// Read reads a bundle from a folder. It reads no more than 48 MB of a card
// and 256 MB of heads. What is missing, damaged or of another shape is an error
// that wraps ErrInvalid, in one sentence that names the file.
func Read(folder fs.FS) (*Bundle, error) {
	b := &Bundle{Baselines: map[string]*head.Head{}}
	raw, err := readBounded(folder, CardFile, maxCard, maxCard)
	if err != nil {
		return nil, err
	}
	bad := func(file, format string, args ...any) (*Bundle, error) {
		return nil, fmt.Errorf("%w: %s: %s", ErrInvalid, file, labels.Printable(fmt.Sprintf(format, args...)))
	}
	if n := bytes.Count(raw, []byte(",")); n > maxCardCommas {
		return bad(CardFile, "it has more entries than any card")
	}
	c := &b.Card
	if json.Unmarshal(raw, c) != nil {
		return bad(CardFile, "it is not a card, or is damaged: export the version again")
	}
	switch {
	case c.Format != cardFormat:
		return bad(CardFile, "format %.40q: want %q", c.Format, cardFormat)
	case c.Schema != cardSchema:
		return bad(CardFile, "schema %d: this memebench reads schema %d", c.Schema, cardSchema)
	case c.Version.Config != c.Head.Config || !slices.Equal(c.Version.Encoders, c.Head.Inputs):
		return bad(CardFile, "the version has another config or other encoders than its head")
	case len(c.Version.History) > c.Head.Config.Epochs:
		return bad(CardFile, "a history of %d epochs: want at most the config's %d", len(c.Version.History), c.Head.Config.Epochs)
	case len(c.Version.Pack) > eval.MaxPackName:
		return bad(CardFile, "the name of its pack of encoders has %d bytes", len(c.Version.Pack))
	}
	if err := c.check(); err != nil {
		return bad(CardFile, "%v", err)
	}
	if b.Provenance, err = ParseProvenance(c.Provenance); err != nil {
		return bad(CardFile, "%v", err)
	}
	left := int64(maxHeadBytes)
	if b.Head, err = readHead(folder, HeadFile, c.Head, &left); err != nil {
		return nil, err
	}
	for modality, d := range c.Baselines {
		i := slices.IndexFunc(c.Head.Inputs, func(in eval.Input) bool { return in.Modality == modality })
		if i < 0 || !slices.Equal(d.Inputs, c.Head.Inputs[i:i+1]) {
			return bad(CardFile, "a baseline on %.40q, which the head does not read alike", modality)
		}
		// A warm start takes the baselines along, which only heads of one shape can.
		if d.Config != c.Head.Config {
			return bad(CardFile, "the baseline on %s has another config than the head", modality)
		}
		if b.Baselines[modality], err = readHead(folder, BaselineFile(modality), d, &left); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// readHead reads a head back from its ONNX file, of as many bytes as are left.
func readHead(folder fs.FS, file string, d HeadCard, left *int64) (*head.Head, error) {
	model, err := readBounded(folder, file, *left, maxHeadBytes)
	if err != nil {
		return nil, err
	}
	*left -= int64(len(model))
	if sum := sha256.Sum256(model); hex.EncodeToString(sum[:]) != d.SHA256 {
		return nil, fmt.Errorf("%w: %s is not the file that the card describes: it is damaged or cut short, or from elsewhere", ErrInvalid, file)
	}
	h, err := head.ParseONNX(model, d.Description)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %s", ErrInvalid, file, labels.Printable(err.Error()))
	}
	return h, nil
}

// readBounded reads a file of at most limit bytes, what is left of all.
func readBounded(folder fs.FS, file string, limit, all int64) ([]byte, error) {
	b, err := plainfile.ReadFS(folder, file, limit)
	switch {
	case errors.Is(err, plainfile.ErrTooLarge):
		return nil, fmt.Errorf("%w: with %s there are more than %d MB", ErrInvalid, file, all>>20)
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", ErrInvalid, file, plainfile.Cause(err))
	}
	return b, nil
}
