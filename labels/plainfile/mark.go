package plainfile

import (
	"bytes"
	"errors"
)

// ErrUTF16 means that a text is not in UTF-8.
var ErrUTF16 = errors.New("it is in UTF-16: write it in UTF-8")

// mark is the byte order mark as UTF-8 has it, with which some programs begin that.
const mark = "\ufeff"

// Unmarked returns a text in UTF-8, or how one begins, without the byte order mark before it. It shares
// the memory of b. One that begins with a mark of UTF-16, or of UTF-32, is ErrUTF16.
func Unmarked(b []byte) ([]byte, error) {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) || bytes.HasPrefix(b, []byte("\x00\x00\xfe\xff")) {
		return nil, ErrUTF16
	}
	return bytes.TrimPrefix(b, []byte(mark)), nil
}
