package picture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProbeHashes(t *testing.T) {
	path := filepath.Join("testdata", "turned6.jpg")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	info, err := Probe(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.SHA256 != hex.EncodeToString(sum[:]) || info.Size != int64(len(b)) {
		t.Errorf("digest %s of %d bytes, want %x of %d", info.SHA256, info.Size, sum, len(b))
	}
}

// A file that cannot be read, or of which nothing is known, has not changed.
func TestChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(path, []byte("no picture at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("no picture at all"))
	for _, c := range []struct {
		path, sum string
		changed   bool
	}{
		{path, hex.EncodeToString(sum[:]), false},
		{path, hex.EncodeToString(make([]byte, 32)), true},
		{path, "", false},
		{path + "x", hex.EncodeToString(sum[:]), false},
	} {
		if got := Changed(c.path, c.sum); got != c.changed {
			t.Errorf("%s, %q: %v", c.path, c.sum, got)
		}
	}
}

// pngClaiming is the beginning of a PNG whose header claims this size.
func pngClaiming(w, h uint32, depth, colour byte) string {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	return string(append(b, depth, colour, 0, 0, 0, 1, 2, 3, 4))
}

func jpegClaiming(marker byte, w, h uint16, components byte) string {
	b := []byte{0xff, 0xd8, 0xff, marker, 0, 17, 8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), components}
	return string(append(b, make([]byte, 20)...))
}

// Each bad file has its sentence and its sentinel, from Probe and from Open.
func TestBadFiles(t *testing.T) {
	whole, err := os.ReadFile("testdata/source.png")
	if err != nil {
		t.Fatal(err)
	}
	photo, err := os.ReadFile("testdata/yuv420.jpg")
	if err != nil {
		t.Fatal(err)
	}
	animated, err := os.ReadFile("testdata/animatedalpha.webp")
	if err != nil {
		t.Fatal(err)
	}
	bmp := make([]byte, 54)
	copy(bmp, "BM")
	bmp[14], bmp[18], bmp[22], bmp[28], bmp[30] = 40, 9, 9, 8, 1
	vp8x := []byte("RIFF\x40\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00\xff\xff\x3f\xff\xff\x3fVP8L\x08\x00\x00\x00\x2f\x00\x00\x00\x00\x00\x00\x00")
	for name, c := range map[string]struct {
		data  string
		is    error
		say   string
		later bool // only decoding finds out
	}{
		"empty":            {"", ErrNotPicture, "not a picture: the file is empty", false},
		"html":             {" <!DOCTYPE html><p>404", ErrNotPicture, "not a picture: the file begins like HTML", false},
		"text":             {"hello there", ErrNotPicture, "not a picture: the file begins like text", false},
		"json":             {`{"error":1}`, ErrNotPicture, "begins like JSON", false},
		"pdf":              {"%PDF-1.4", ErrNotPicture, "begins like a PDF", false},
		"zip":              {"PK\x03\x04....", ErrNotPicture, "zip archive", false},
		"video":            {"\x00\x00\x00\x20ftypisom", ErrNotPicture, "like a video", false},
		"zeros":            {strings.Repeat("\x00", 40), ErrNotPicture, "zeros only", false},
		"noise":            {"\x01\x02\x03\xfe\xff", ErrNotPicture, "like none of", false},
		"svg":              {`<?xml version="1.0"?><svg>`, ErrUnsupported, "SVG is not read, convert it to PNG or JPEG", false},
		"heic":             {"\x00\x00\x00\x20ftypheic....", ErrUnsupported, "HEIC is not read", false},
		"avif":             {"\x00\x00\x00\x20ftypavif....", ErrUnsupported, "AVIF is not read", false},
		"tiff":             {"II*\x00....", ErrUnsupported, "TIFF is not read", false},
		"png bomb":         {pngClaiming(50000, 50000, 8, 2), ErrTooLarge, "50000×50000 pixels would take 10000 MB decoded, the limit is 200 MB", false},
		"png strip":        {pngClaiming(1, 100_000, 8, 0), ErrTooLarge, "1×100000 pixels, a side may have 65535", false},
		"png negative":     {pngClaiming(1<<31, 5, 8, 0), ErrDamaged, "header claims", false},
		"png zero":         {pngClaiming(0, 5, 8, 0), ErrDamaged, "0×5 pixels", false},
		"png cut":          {string(whole[:len(whole)/40]), ErrDamaged, "the PNG ends too early", true},
		"png header":       {string(whole[:20]), ErrDamaged, "ends within the header", false},
		"jpeg bomb":        {jpegClaiming(0xc0, 9000, 9000, 3), ErrTooLarge, "9000×9000 pixels would take 243 MB", false},
		"jpeg progressive": {jpegClaiming(0xc2, 5000, 5000, 3), ErrTooLarge, "225 MB", false},
		"jpeg arithmetic":  {jpegClaiming(0xc9, 50, 50, 3), ErrUnsupported, "arithmetic", false},
		"jpeg two colours": {jpegClaiming(0xc0, 50, 50, 2), ErrUnsupported, "2 colour components", false},
		"jpeg cut":         {string(photo[:bytes.Index(photo, []byte("\xff\xda"))+2]), ErrDamaged, "the JPEG ends too early", true},
		"jpeg no frame":    {"\xff\xd8\xff\xda\x00\x02", ErrDamaged, "no frame header", false},
		"gif zero":         {"GIF89a\x00\x00\x05\x00\x00\x00\x00;", ErrDamaged, "0×5", false},
		"gif no frame":     {"GIF89a\x05\x00\x05\x00\x00\x00\x00;", ErrDamaged, "the GIF has no frame", false},
		"bmp rle":          {string(bmp), ErrUnsupported, "run-length coded BMP", false},
		"webp no frame":    {"RIFF\x04\x00\x00\x00WEBP", ErrDamaged, "no frame", false},
		"webp two sizes":   {string(vp8x), ErrDamaged, "claims 4194304×4194304 pixels, its frame 1×1", false},
		"webp cut":         {string(animated[:len(animated)/4]), ErrDamaged, "does not fit", false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "meme.jpg")
			if err := os.WriteFile(path, []byte(c.data), 0o600); err != nil {
				t.Fatal(err)
			}
			info, err := Probe(path)
			if !c.later && (!errors.Is(err, c.is) || !strings.Contains(err.Error(), c.say)) {
				t.Errorf("Probe: %v, want %v with %q", err, c.is, c.say)
			}
			if sum := sha256.Sum256([]byte(c.data)); info.SHA256 != hex.EncodeToString(sum[:]) || info.Size != int64(len(c.data)) {
				t.Errorf("Probe does not know the bytes of a refused file: %+v", info)
			}
			_, _, err = Open(context.Background(), path)
			if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.say) {
				t.Errorf("Open: %v, want %v with %q", err, c.is, c.say)
			}
			if err != nil && strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("not one clean sentence: %q", err)
			}
		})
	}
}

func TestNotFiles(t *testing.T) {
	dir := t.TempDir()
	if _, err := Probe(filepath.Join(dir, "missing.jpg")); !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), dir) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Probe(dir); !errors.Is(err, ErrNotPicture) {
		t.Errorf("folder: %v", err)
	}
	big := filepath.Join(dir, "big.png")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, MaxFile+1); err != nil {
		t.Skip("no sparse files here:", err)
	}
	if _, err := Probe(big); !errors.Is(err, ErrTooLarge) {
		t.Errorf("large file: %v", err)
	}
}

// Large pictures wait for each other, and the wait ends with the context.
func TestLargePicturesTakeTurns(t *testing.T) {
	var b bytes.Buffer
	m := image.NewGray(image.Rect(0, 0, LargeDecoded/4000, 4000))
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "large.jpg")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	large <- struct{}{} // another one is being decoded
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("while another one is decoded: %v, want the context's error", err)
	}
	if _, _, err := Open(ctx, "testdata/source.png"); err != nil {
		t.Errorf("a small one had to wait: %v", err)
	}
	<-large
	if _, _, err := Open(context.Background(), path); err != nil {
		t.Error(err)
	}
	select {
	case large <- struct{}{}:
		<-large
	default:
		t.Error("the turn was not given back")
	}
}

func FuzzOpen(f *testing.F) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { exercise(t, b) })
}

func exercise(t *testing.T, b []byte) {
	t.Helper()
	if head, err := readHeader(bytes.NewReader(b), int64(len(b))); err == nil && head.Width*head.Height > 1<<18 {
		return // allowed, but too slow for thousands of tries
	}
	img, info, err := open(context.Background(), bytes.NewReader(b), int64(len(b)))
	if err != nil {
		for _, known := range []error{ErrNotPicture, ErrTooLarge, ErrDamaged, ErrUnsupported} {
			if errors.Is(err, known) {
				if strings.Contains(err.Error(), "its decoder failed") {
					t.Fatalf("a decoder panicked on %q", b[:min(len(b), 200)])
				}
				return
			}
		}
		t.Fatalf("error without sentinel: %v", err)
	}
	if w, h := upright(info); img.Bounds().Size() != image.Pt(w, h) {
		t.Fatalf("bounds %v of %+v", img.Bounds(), info)
	}
	out := Resize(Flatten(img, color.White), 5, 3, Bilinear)
	for i := 3; i < len(out.Pix); i += 4 {
		if out.Pix[i] != 255 {
			t.Fatalf("a flattened picture has alpha %d", out.Pix[i])
		}
	}
}
