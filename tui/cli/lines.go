package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"memebench/labels/plainfile"
)

// maxLine bounds a line of standard input, in bytes.
const maxLine = 1 << 20

// inputLine is a line of standard input, without the space around it.
type inputLine struct {
	number int // the first is 1
	text   []byte
	long   bool // it is longer than maxLine, and text is empty
}

// lineReader reads the lines of standard input one by one.
type lineReader struct {
	in     *bufio.Reader
	number int
}

func newLineReader(in io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(in, 1<<16)}
}

// next returns the next line that is not blank; ok is false at the end. The text is the
// caller's.
func (r *lineReader) next() (l inputLine, ok bool, err error) {
	for {
		line, long, err := r.line()
		if err == io.EOF && len(line) == 0 && !long {
			return l, false, nil
		}
		if err != nil && err != io.EOF {
			return l, false, fmt.Errorf("read standard input: %w", err)
		}
		if r.number++; r.number == 1 {
			if line, err = plainfile.Unmarked(line); err != nil {
				return l, false, fmt.Errorf("standard input: %w", err)
			}
		}
		if line = bytes.TrimSpace(line); len(line) == 0 && !long {
			continue
		}
		return inputLine{r.number, line, long}, true, nil
	}
}

// line reads to the end of a line. Of one that is too long it keeps nothing.
func (r *lineReader) line() (line []byte, long bool, err error) {
	for {
		part, err := r.in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLine; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, long, err
		}
	}
}

// errLong is what is wrong with a line that is too long.
var errLong = fmt.Errorf("it is longer than %d MB", maxLine>>20)
