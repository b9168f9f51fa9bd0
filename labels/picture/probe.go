package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"memebench/labels/plainfile"
)

// Probe reads the header of the file at path and streams its bytes through
// SHA-256; nothing is decoded. When the content is refused (an error that is one
// of this package's sentinels), Size and SHA256 are set all the same, and Format
// and the dimensions as far as they are known. Errors are one sentence and do
// not repeat the path.
func Probe(path string) (Info, error) {
	f, size, err := openFile(path)
	if err != nil {
		return Info{Orientation: 1, Size: size}, err
	}
	defer f.Close() // only read from

	info, headErr := readHeader(f, size)
	h := sha256.New()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return info, fmt.Errorf("read the file: %w", plainfile.Cause(err))
	}
	// A file that grows while it is read must not be read for ever.
	if _, err := io.Copy(h, io.LimitReader(f, MaxFile)); err != nil {
		return info, fmt.Errorf("read the file: %w", plainfile.Cause(err))
	}
	info.SHA256 = hex.EncodeToString(h.Sum(nil))
	return info, headErr
}

// Same reports, as ErrChanged, when the file at path is not the one with this SHA-256; other
// errors are those of [Probe].
func Same(path string, digest [32]byte) error {
	info, err := Probe(path)
	if err != nil {
		return err
	}
	if info.SHA256 != hex.EncodeToString(digest[:]) {
		return ErrChanged
	}
	return nil
}

// Changed reports whether the file at path can be read, and is not the one with this SHA-256 in
// hex, "" for one that is not known.
func Changed(path, sum string) bool {
	if sum == "" {
		return false
	}
	info, _ := Probe(path) // what else is wrong with it is told of where it is opened
	return info.SHA256 != "" && info.SHA256 != sum
}

// openFile opens a regular file of tolerable size.
func openFile(path string) (*os.File, int64, error) {
	f, st, err := plainfile.Open(path)
	switch {
	case errors.Is(err, plainfile.ErrNotPlain):
		return nil, 0, fmt.Errorf("%w: %w", ErrNotPicture, err)
	case err != nil:
		return nil, 0, fmt.Errorf("open the file: %w", plainfile.Cause(err))
	}
	if err := tooLong(st.Size()); err != nil {
		f.Close() // only read from
		return nil, st.Size(), err
	}
	return f, st.Size(), nil
}

// tooLong refuses a file of more than MaxFile bytes.
func tooLong(size int64) error {
	if size > MaxFile {
		return fmt.Errorf("%w: the file has %d MB, the limit is %d MB", ErrTooLarge, size>>20, MaxFile>>20)
	}
	return nil
}

// readHeader finds the format by content and lets its reader fill in the rest.
func readHeader(r io.ReadSeeker, size int64) (Info, error) {
	info := Info{Orientation: 1, Size: size}
	var start [512]byte
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return info, fmt.Errorf("read the file: %w", plainfile.Cause(err))
	}
	n, err := io.ReadFull(r, start[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return info, fmt.Errorf("read the file: %w", plainfile.Cause(err))
	}
	format, err := sniff(start[:n])
	if err != nil {
		return info, err
	}
	info.Format = format
	in := &source{r: r, size: size}
	var meta metadata
	switch format {
	case "jpeg":
		err = jpegHeader(in, &info, &meta)
	case "png":
		err = pngHeader(in, &info, &meta)
	case "gif":
		err = gifHeader(in, &info)
	case "bmp":
		err = bmpHeader(in, &info)
	case "webp":
		err = webpHeader(in, &info, &meta)
	}
	info.Orientation = meta.orientation()
	if err != nil {
		return info, err
	}
	return info, info.check()
}

// sniff returns the format that the file's first bytes announce.
func sniff(b []byte) (string, error) {
	has := func(prefix string) bool { return bytes.HasPrefix(b, []byte(prefix)) }
	switch {
	case len(b) == 0:
		return "", fmt.Errorf("%w: the file is empty", ErrNotPicture)
	case has("\xff\xd8\xff"):
		return "jpeg", nil
	case has("\x89PNG\r\n\x1a\n"):
		return "png", nil
	case has("GIF87a"), has("GIF89a"):
		return "gif", nil
	case has("RIFF") && len(b) >= 12 && string(b[8:12]) == "WEBP":
		return "webp", nil
	case has("BM") && len(b) >= 18:
		return "bmp", nil
	case has("II*\x00"), has("MM\x00*"):
		return "", notRead("TIFF")
	case len(b) >= 12 && string(b[4:8]) == "ftyp":
		switch string(b[8:12]) {
		case "avif", "avis":
			return "", notRead("AVIF")
		case "heic", "heix", "heif", "mif1", "msf1", "hevc":
			return "", notRead("HEIC")
		}
		return "", fmt.Errorf("%w: the file begins like a video", ErrNotPicture)
	case has("%PDF"):
		return "", fmt.Errorf("%w: the file begins like a PDF", ErrNotPicture)
	case has("PK\x03\x04"):
		return "", fmt.Errorf("%w: the file begins like a zip archive", ErrNotPicture)
	case has("\x1aE\xdf\xa3"):
		return "", fmt.Errorf("%w: the file begins like a video", ErrNotPicture)
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n"))
	begins := func(prefix string) bool { return bytes.HasPrefix(text, []byte(prefix)) }
	switch {
	case begins("<!doctype html"), begins("<html"), begins("<head"), begins("<body"):
		return "", fmt.Errorf("%w: the file begins like HTML", ErrNotPicture)
	case begins("<svg"), begins("<?xml") && bytes.Contains(text, []byte("<svg")):
		return "", notRead("SVG")
	case begins("<?xml"):
		return "", fmt.Errorf("%w: the file begins like XML", ErrNotPicture)
	case begins("{"), begins("["):
		return "", fmt.Errorf("%w: the file begins like JSON", ErrNotPicture)
	case bytes.Count(b, []byte{0}) == len(b):
		return "", fmt.Errorf("%w: the file begins with zeros only", ErrNotPicture)
	case isText(b):
		return "", fmt.Errorf("%w: the file begins like text", ErrNotPicture)
	}
	return "", fmt.Errorf("%w: the file begins like none of JPEG, PNG, GIF, BMP and WebP", ErrNotPicture)
}

func notRead(format string) error {
	return fmt.Errorf("%w: %s is not read, convert it to PNG or JPEG", ErrUnsupported, format)
}

// isText reports whether b is printable UTF-8, but for a rune cut off at the end.
func isText(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return len(b) < utf8.UTFMax
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
		b = b[n:]
	}
	return true
}
