package cli

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// A picture that is cut off is found at import, decoded at once or not; a sound one of any
// format is not decoded in vain and not refused.
func TestProbeImageFindsCutOffPictures(t *testing.T) {
	for _, size := range []int{64, 264} {
		img := image.NewRGBA(image.Rect(0, 0, size, size))
		noise := rand.New(rand.NewPCG(1, 2))
		for i := range img.Pix {
			img.Pix[i] = byte(noise.Uint32())
		}
		files := map[string]func(*bytes.Buffer) error{
			"a.jpg": func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) },
			"a.png": func(b *bytes.Buffer) error { return png.Encode(b, img) },
			"a.gif": func(b *bytes.Buffer) error { return gif.Encode(b, img, nil) },
		}
		for name, encode := range files {
			t.Run(fmt.Sprint(name, size), func(t *testing.T) {
				var b bytes.Buffer
				if err := encode(&b); err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(t.TempDir(), name)
				write := func(content []byte) {
					t.Helper()
					if err := os.WriteFile(path, content, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				write(b.Bytes())
				got, err := probeImage(path)
				if err != nil || got.Width != size || got.SHA256 == "" || got.Path != path {
					t.Errorf("sound: %+v, %v", got, err)
				}
				// Some programs write bytes of their own after the picture.
				write(append(bytes.Clone(b.Bytes()), "made by a phone"...))
				if _, err := probeImage(path); err != nil {
					t.Errorf("with bytes after it: %v", err)
				}
				write(b.Bytes()[:b.Len()*2/3])
				if got, err := probeImage(path); err == nil && !got.Damaged || err != nil && name != "a.gif" {
					t.Errorf("cut off: %+v, %v", got, err)
				}
			})
		}
	}
}
