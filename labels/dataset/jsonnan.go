package dataset

import (
	"bufio"
	"io"
)

// A nanReader gives JSON in which null stands for NaN and Infinity, which Python writes and
// JSON does not have.
type nanReader struct {
	r       *bufio.Reader
	text    bool // within a text
	escaped bool // after a backslash in it
	pending string
}

// notNumbers are the words, by their first byte.
var notNumbers = map[byte]string{'N': "NaN", 'I': "Infinity", '-': "-Infinity"}

func (n *nanReader) Read(p []byte) (read int, err error) {
	for read < len(p) {
		if n.pending != "" {
			m := copy(p[read:], n.pending)
			n.pending = n.pending[m:]
			read += m
			continue
		}
		c, err := n.r.ReadByte()
		switch {
		case err != nil && read > 0:
			return read, nil // it comes again
		case err != nil:
			return 0, err
		case n.text:
			n.text = n.escaped || c != '"'
			n.escaped = c == '\\' && !n.escaped
		case c == '"':
			n.text = true
		case c == 'N', c == 'I', c == '-':
			word := notNumbers[c]
			if ahead, _ := n.r.Peek(len(word) - 1); string(ahead) == word[1:] { // an error is left to the reading
				_, _ = n.r.Discard(len(ahead)) // which are there
				n.pending = "null"
				continue
			}
		}
		p[read] = c
		read++
	}
	return read, nil
}

// withoutNaN returns a reader of JSON with null for what is no number.
func withoutNaN(r io.Reader) io.Reader { return &nanReader{r: bufio.NewReaderSize(r, 1<<14)} }
