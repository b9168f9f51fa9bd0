// Package media reads videos and sounds through ffmpeg, a program of its own whose path it is
// given: it fetches nothing and links nothing of it.
//
// A file is what its first bytes say ([KindOf]), whatever it is called. ffmpeg is told which
// demuxers it may use and that it may open nothing but the file itself ([FFmpeg]): a playlist
// or a script that names other files is refused, also where it is called .mp4. Time, memory,
// pixels and output are bounded. Videos are decoded only; package picture resizes.
package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"memebench/labels/plainfile"
)

// Kind is what a file is.
type Kind string

// The kinds that are read. Animated WebP needs ffmpeg 8 or later.
const (
	MP4  Kind = "mp4" // also mov and m4a
	WebM Kind = "webm"
	WebP Kind = "webp" // animated
	WAV  Kind = "wav"
	MP3  Kind = "mp3"
	Ogg  Kind = "ogg"
	FLAC Kind = "flac"
)

// demuxers are the names of ffmpeg's demuxers of all kinds.
const demuxers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,webp_anim,wav,mp3,ogg,flac"

// pictureBrands are those of pictures (AVIF, HEIC, Canon's raw ones) in the container of mp4,
// of which package picture says what they are.
var pictureBrands = []string{"avif", "avis", "heic", "heix", "heif", "mif1", "msf1", "hevc", "crx "}

// headBytes is how many of a file's first bytes [KindOf] looks at.
const headBytes = 64

// KindOf returns the kind of a file by its first bytes, of which it takes 64 at most; "" for
// none that is read here.
func KindOf(head []byte) Kind {
	has := func(at int, s string) bool { return len(head) >= at+len(s) && string(head[at:at+len(s)]) == s }
	switch {
	case has(4, "ftyp") && len(head) >= 12 && !slices.Contains(pictureBrands, string(head[8:12])):
		return MP4
	case has(4, "moov"), has(4, "mdat"), has(4, "wide"): // QuickTime of old
		return MP4
	case has(0, "\x1a\x45\xdf\xa3"):
		return WebM
	case has(0, "RIFF") && has(8, "WEBPVP8X") && len(head) > 20 && head[20]&2 != 0:
		return WebP
	case has(0, "RIFF") && has(8, "WAVE"):
		return WAV
	case has(0, "OggS"):
		return Ogg
	case has(0, "fLaC"):
		return FLAC
	case has(0, "ID3"), len(head) >= 2 && head[0] == 0xff && head[1]&0xe6 == 0xe2:
		return MP3
	}
	return ""
}

// KindOfFile is KindOf for the file at path.
func KindOfFile(path string) (Kind, error) {
	f, _, err := plainfile.Open(path)
	if err != nil {
		return "", fmt.Errorf("open the file: %w", plainfile.Cause(err))
	}
	defer f.Close() // only read from
	head := make([]byte, headBytes)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	return KindOf(head[:n]), nil
}

// Digest returns the SHA-256 of the file at path, in hex.
func Digest(path string) (string, error) {
	f, st, err := plainfile.Open(path)
	if err != nil {
		return "", fmt.Errorf("open the file: %w", plainfile.Cause(err))
	}
	defer f.Close() // only read from
	h := sha256.New()
	// A file that grows while it is read must not be read for ever.
	if _, err := io.Copy(h, io.LimitReader(f, st.Size())); err != nil {
		return "", fmt.Errorf("read the file: %w", plainfile.Cause(err))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Moving reports whether files of this kind have pictures.
func (k Kind) Moving() bool { return k == MP4 || k == WebM || k == WebP }

// Info is what ffmpeg says of a file.
type Info struct {
	Kind    Kind
	Seconds float64 // length; 0 where it cannot be told
	Picture bool    // it has a stream of pictures
	Sound   bool    // and of sound
}

// MaxSeconds is how much of a video or a sound is looked at.
const MaxSeconds = 60

// Errors of a file. Others are of ffmpeg itself, of the file system or of the context.
var (
	ErrNotMedia  = errors.New("neither a video nor a sound that is read here (mp4, mov, webm, animated webp; wav, mp3, ogg, flac, m4a)")
	ErrDamaged   = errors.New("a damaged video or sound")
	ErrTooLarge  = errors.New("a video whose pictures are too large")
	ErrStopped   = errors.New("ffmpeg was stopped before it had read the file")
	ErrOldFFmpeg = errors.New("animated WebP needs ffmpeg 8 or later: install it, or name it in MEMEBENCH_FFMPEG")
	ErrNoStream  = errors.New("a file without what is wanted of it")
)

// fault makes a sentence of what ffmpeg has written, of which the last line counts.
func fault(kind Kind, said []byte) error {
	why := "no reason was given"
	for line := range bytes.SplitSeq(bytes.TrimSpace(said), []byte{'\n'}) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			why = string(line)
		}
	}
	if len(why) > 200 {
		why = why[:200]
	}
	if bytes.Contains(said, []byte("max_pixels")) || bytes.Contains(said, []byte("Picture size")) {
		return fmt.Errorf("%w: at most %d megapixels", ErrTooLarge, maxPixels/1_000_000)
	}
	if kind == WebP && bytes.Contains(said, []byte("Format not on whitelist")) {
		return ErrOldFFmpeg // it takes the file for a still picture
	}
	return fmt.Errorf("%w: this ffmpeg cannot read the %s (%s)", ErrDamaged, kind, why)
}
