package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// webpHeader walks the chunks of a WebP file (RFC 9649). The size is that of the
// picture data itself, or of the canvas of an animation: VP8X may claim another
// one, and the decoder allocates by the former.
func webpHeader(s *source, info *Info, meta *metadata) error {
	end := min(s.size, 8+s.le32(4))
	info.pixelBytes = 4
	var canvasW, canvasH int
	found := false
	for p, n := int64(12), 0; p+8 <= end && n < 100_000; n++ {
		name := string(s.at(p, 4))
		length := s.le32(p + 4)
		switch name {
		case "VP8X":
			canvasW, canvasH = s.le24(p+12)+1, s.le24(p+15)+1
			info.Animated = s.at(p+8, 1)[0]&2 != 0
		case "VP8 ", "VP8L":
			if !found {
				info.Width, info.Height = webpFrameSize(s, p)
				found = true
			}
		case "ANMF":
			if !found {
				info.Width, info.Height = canvasW, canvasH
				if _, err := webpFirstFrame(s, p, info); err != nil {
					return err
				}
				found = true
			}
		case "EXIF":
			meta.exif(s.block(p+8, length, maxMeta))
		case "XMP ":
			meta.xmp(s.block(p+8, length, maxMeta))
		}
		if s.err != nil {
			break
		}
		p += 8 + length + length&1
	}
	if !found {
		if s.err != nil {
			return s.err
		}
		return fmt.Errorf("%w: the WebP has no frame", ErrDamaged)
	}
	if canvasW != 0 && (canvasW != info.Width || canvasH != info.Height) {
		// The decoder would allocate alpha by the one and colours by the other.
		return fmt.Errorf("%w: the WebP's header claims %d×%d pixels, its frame %d×%d", ErrDamaged, canvasW, canvasH, info.Width, info.Height)
	}
	s.err = nil
	return nil
}

// webpFrameSize returns the size that the VP8 (RFC 6386, section 9.1) or VP8L
// chunk at p declares, 0×0 when it is malformed.
func webpFrameSize(s *source, p int64) (w, h int) {
	if string(s.at(p, 4)) == "VP8L" {
		b := s.at(p+8, 5)
		v := binary.LittleEndian.Uint32(b[1:])
		if b[0] != 0x2f {
			return 0, 0
		}
		return int(v&0x3fff) + 1, int(v>>14&0x3fff) + 1
	}
	return s.le16(p+14) & 0x3fff, s.le16(p+16) & 0x3fff
}

// webpFrame is a frame of an animation: where it lies on the canvas, and where
// its chunks are in the file.
type webpFrame struct {
	x, y, w, h    int
	chunks, bytes int64 // offset and length of the ALPH, VP8 and VP8L chunks
}

// webpFirstFrame reads the ANMF chunk at p and checks that the frame lies within
// the canvas and its picture data within the frame.
func webpFirstFrame(s *source, p int64, canvas *Info) (webpFrame, error) {
	f := webpFrame{
		x: 2 * s.le24(p+8), y: 2 * s.le24(p+11), w: s.le24(p+14) + 1, h: s.le24(p+17) + 1,
		chunks: p + 24, bytes: s.le32(p+4) - 16,
	}
	if s.err != nil {
		return f, s.err
	}
	if f.bytes < 8 || f.chunks+f.bytes > s.size || f.x+f.w > canvas.Width || f.y+f.h > canvas.Height {
		return f, fmt.Errorf("%w: the WebP's first frame does not fit", ErrDamaged)
	}
	for q := f.chunks; q+8 <= f.chunks+f.bytes; {
		name := string(s.at(q, 4))
		if name == "VP8 " || name == "VP8L" {
			if w, h := webpFrameSize(s, q); s.err == nil && (w != f.w || h != f.h) {
				return f, fmt.Errorf("%w: the WebP's first frame contradicts its header", ErrDamaged)
			}
			return f, s.err
		}
		n := s.le32(q + 4)
		q += 8 + n + n&1
	}
	return f, fmt.Errorf("%w: the WebP's first frame is empty", ErrDamaged)
}

// webpUnwrap returns the first frame of an animation as a still WebP file,
// which is what the decoder reads, and the frame's place on the canvas.
func webpUnwrap(r io.ReadSeeker, info Info) (io.Reader, webpFrame, error) {
	s := &source{r: r, size: info.Size}
	for p := int64(12); p+8 <= s.size && s.err == nil; {
		n := s.le32(p + 4)
		if string(s.at(p, 4)) == "ANMF" {
			f, err := webpFirstFrame(s, p, &info)
			if err != nil {
				return nil, f, err
			}
			data := s.block(f.chunks, f.bytes, MaxFile)
			return bytes.NewReader(webpStill(data, f)), f, s.err
		}
		p += 8 + n + n&1
	}
	return nil, webpFrame{}, fmt.Errorf("%w: the WebP has no frame", ErrDamaged)
}

// webpStill puts the chunks of a frame behind a header of their own. Chunks that
// a still picture cannot have are left out.
func webpStill(chunks []byte, f webpFrame) []byte {
	var body []byte
	flags := byte(0)
	for len(chunks) >= 8 {
		n := uint64(binary.LittleEndian.Uint32(chunks[4:]))
		n = min(8+n+n&1, uint64(len(chunks)))
		switch string(chunks[:4]) {
		case "ALPH":
			flags = 0x10
			body = append(body, chunks[:n]...)
		case "VP8 ":
			body = append(body, chunks[:n]...)
		case "VP8L":
			flags = 0 // the decoder takes a lossless picture only without VP8X's alpha
			body = append(body, chunks[:n]...)
		}
		chunks = chunks[n:]
	}
	out := []byte("RIFF\x00\x00\x00\x00WEBP")
	if flags != 0 {
		out = append(out, "VP8X\x0a\x00\x00\x00"...)
		out = append(out, flags, 0, 0, 0, byte(f.w-1), byte((f.w-1)>>8), byte((f.w-1)>>16), byte(f.h-1), byte((f.h-1)>>8), byte((f.h-1)>>16))
	}
	out = append(out, body...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}
