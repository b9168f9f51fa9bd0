// Gen draws the pictures of the starter set. Run it from the top of the
// repository:
//
//	go run ./labels/starter/gen
//
// It writes labels/starter/pictures/NAME.png for every picture in its lists
// (pictures_*.go), always the same bytes, and removes what is no longer listed.
// Nothing else depends on it. A picture is drawn by plain code: shapes of the
// stage (canvas.go), creatures and things with faces (animals.go, people.go,
// things.go) in a setting (settings.go).
package main

import (
	"bytes"
	"flag"
	"fmt"
	"hash/fnv"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// picture is one entry of the lists. The part of its name before the first
// hyphen is its scene.
type picture struct {
	name  string
	frame view
	draw  func(c *canvas)
}

// The frames: how much of the stage a picture shows.
var (
	landscape = view{w: 480, h: 400, zoom: 1, x: 240, y: 200}
	square    = view{w: 420, h: 420, zoom: 0.98, x: 240, y: 200}
	portrait  = view{w: 380, h: 480, zoom: 0.94, x: 240, y: 200}
	panorama  = view{w: 560, h: 360, zoom: 0.96, x: 240, y: 205}
	tall      = view{w: 320, h: 480, zoom: 0.92, x: 240, y: 200}
)

// closer is the frame zoomed in on (x, y).
func (v view) closer(zoom, x, y float64) view {
	v.zoom, v.x, v.y = v.zoom*zoom, x, y
	return v
}

// all returns every picture.
func all() []picture {
	return slices.Concat(
		bedPictures,
		birdPictures,
		calendarPictures,
		catPictures,
		chartPictures,
		coffeePictures,
		deskPictures,
		dogPictures,
		duckPictures,
		facePictures,
		gamePictures,
		ghostPictures,
		kitchenPictures,
		laundryPictures,
		moneyPictures,
		phonePictures,
		plantPictures,
		robotPictures,
		seaPictures,
		snackPictures,
		snailPictures,
		spacePictures,
		sportPictures,
		trafficPictures,
		weatherPictures,
	)
}

// render draws the picture.
func (p picture) render() *image.RGBA {
	h := fnv.New64a()
	h.Write([]byte(p.name))
	c := newCanvas(p.frame, h.Sum64())
	p.draw(c)
	return c.img
}

// encode returns the picture as a PNG file.
func encode(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img)
	return b.Bytes(), err
}

func main() {
	out := flag.String("out", filepath.Join("labels", "starter", "pictures"), "folder to write to")
	flag.Parse()
	if err := write(*out, all()); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// write draws the pictures into the folder and removes other PNG files from it.
func write(folder string, pictures []picture) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	written := map[string]bool{}
	for _, p := range pictures {
		b, err := encode(reduce(p.render()))
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		file := p.name + ".png"
		if written[file] {
			return fmt.Errorf("%s: two pictures have this name", p.name)
		}
		written[file] = true
		if err := os.WriteFile(filepath.Join(folder, file), b, 0o644); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".png") && !written[e.Name()] {
			if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
