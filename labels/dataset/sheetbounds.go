package dataset

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"memebench/labels"
)

// How long what a workbook holds in memory may be, in bytes: the text of one cell, of which Excel
// takes 32,767 characters, and that of all, which is kept apart from the sheets so that no text is
// there twice.
const (
	mostCellText = 4 << 20
	mostTexts    = 256 << 20
)

// checkSizes refuses a workbook that would take more memory than there should be need for: unpacked, a few
// megabytes can be one cell of gigabytes.
func checkSizes(packed *zip.Reader) error {
	for _, f := range packed.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if !strings.HasPrefix(name, "xl/") || path.Ext(name) != ".xml" {
			continue
		}
		most := int64(mostUnpacked)
		if path.Base(name) == "sharedstrings.xml" {
			most = mostTexts
		}
		if err := checkPart(f, most); err != nil {
			return fmt.Errorf("%s of it: %w: save what is wanted as CSV", labels.Printable(f.Name), err)
		}
	}
	return nil
}

// checkPart reads a part of a workbook, whatever its heading says of its size. One that is damaged
// is said of by who reads it.
func checkPart(f *zip.File, most int64) error {
	part, err := f.Open()
	if err != nil {
		return nil
	}
	defer part.Close()
	b := make([]byte, 64<<10)
	var all, text int64 // text is how long what stands between two tags is so far
	for {
		n, err := part.Read(b)
		if all += int64(n); all > most {
			return fmt.Errorf("it has more than %d MB", most>>20)
		}
		for rest := b[:n]; len(rest) > 0; {
			at := bytes.IndexByte(rest, '<')
			if at < 0 {
				text += int64(len(rest))
				break
			}
			if text+int64(at) > mostCellText {
				text += int64(at)
				break
			}
			text, rest = 0, rest[at+1:]
		}
		if text > mostCellText {
			return errors.New("a text in it has more than 4 MB")
		}
		if err != nil {
			return nil
		}
	}
}
