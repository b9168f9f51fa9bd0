package term

import (
	"fmt"
	"image"
	"image/color"
	"regexp"

	termimg "github.com/blacktop/go-termimg"

	"memebench/labels/picture"
)

// itermImages draws pictures by iTerm2's inline images protocol
// (iterm2.com/documentation-images.html): a JPEG that the terminal fits to the
// cells it is told. Like sixels they stand in the cells and fill their box.
type itermImages struct{ ground color.RGBA }

func (itermImages) raster(b Box, c Cell) raster { return square(b, c) }

func (itermImages) InCells() bool { return true }

// maxITerm is how many bytes of JPEG the encoder puts into one part; what it
// makes of more is broken.
const maxITerm = termimg.ITERM2_CHUNK_SIZE

var itermSize = regexp.MustCompile(`^(\x1b\]1337;File=[^:]*;)width=\d+px;height=\d+px:`)

func (t itermImages) Draw(img image.Image, b Box, c Cell) (Drawn, error) {
	r := t.raster(b, c)
	whole := canvas(img, r.w, r.h, t.ground)
	for {
		s, err := render(termimg.New(whole), termimg.ITerm2)
		if err != nil {
			return Drawn{}, err
		}
		if m := itermSize.FindStringSubmatchIndex(s); m != nil {
			// In cells, so that it fills the box on screens that count two
			// pixels as one, too.
			on := fmt.Sprintf("%swidth=%d;height=%d;preserveAspectRatio=0:%s", s[:m[3]], b.Cols, b.Rows, s[m[1]:])
			return Drawn{EmptyRows(t, b), Sent{On: []byte(on), InCells: true}}, nil
		}
		// Too many bytes for one part: with three quarters of the pixels each
		// way there are about half as many.
		w, h := whole.Rect.Dx()*3/4, whole.Rect.Dy()*3/4
		if w == 0 || h == 0 {
			return Drawn{}, fmt.Errorf("encoding for the terminal: more than %d bytes", maxITerm)
		}
		whole = picture.Resize(whole, w, h, picture.Bilinear)
	}
}
