package features

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"memebench/labels/plainfile"
)

// Checked is what there is to say of one file of features without using it.
type Checked struct {
	Encoder string `json:"encoder"`         // digest, in hex
	Rows    int    `json:"rows"`            // that the file has
	Damaged int    `json:"damaged"`         // of them, those whose checksum is wrong
	Fault   string `json:"fault,omitempty"` // why it is no file of features at all; it is set aside when it is opened
}

// Sound reports that nothing is damaged.
func (c Checked) Sound() bool { return c.Damaged == 0 && c.Fault == "" }

// Check reads every file of features in dir and checks its rows. It takes no lock:
// what another process is adding meanwhile may be missing. A folder that is not
// there has none.
func Check(dir string, step func() error) ([]Checked, error) {
	entries, err := os.ReadDir(dir) // no pattern: a folder may be called like one
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, noFolder(dir, err)
	}
	checked := []Checked{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".features") {
			continue
		}
		c, err := checkFile(filepath.Join(dir, e.Name()), step)
		if err != nil {
			return nil, fmt.Errorf("features: %w", err)
		}
		if c.Encoder != "" {
			checked = append(checked, c)
		}
	}
	return checked, nil
}

func checkFile(name string, step func() error) (c Checked, err error) {
	digest := strings.TrimSuffix(filepath.Base(name), ".features")
	encoder, err := parseDigest(digest)
	if err != nil {
		return c, nil // not one of ours
	}
	c.Encoder = digest
	f, _, err := plainfile.Open(name)
	if errors.Is(err, plainfile.ErrNotPlain) {
		c.Fault = err.Error()
		return c, nil
	}
	if err != nil {
		return c, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	header := make([]byte, headerSize)
	n, err := io.ReadFull(r, header)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return c, err
	}
	if begins(header[:n], encoder) { // it has no rows yet
		return c, nil
	}
	width := 0
	if n == headerSize {
		width = int(binary.LittleEndian.Uint32(header[12:]))
	}
	if fault := checkHeader(header[:n], encoder, width); fault != nil {
		c.Fault = fault.Error()
		return c, nil
	}
	if width < 1 || width > MaxWidth {
		c.Fault = fmt.Sprintf("its vectors are %d wide", width)
		return c, nil
	}
	row := make([]byte, rowSize(width))
	for {
		switch _, err := io.ReadFull(r, row); err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF: // a row that is just being written is none yet
			return c, nil
		default:
			return c, err
		}
		if err := step(); err != nil {
			return c, err
		}
		c.Rows++
		if !wholeRow(row) {
			c.Damaged++
		}
	}
}
