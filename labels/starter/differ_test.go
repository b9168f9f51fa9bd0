//go:build !race

// Each picture is compared with each, which the race detector makes ten times as slow and where nothing runs
// beside anything else: that is tried without.

package starter

import (
	"image"
	"testing"
)

func TestPicturesDiffer(t *testing.T) {
	all := memes(t)
	grey := make([][256]int, len(all))
	for i, m := range all {
		f, err := Pictures.Open(m.Picture)
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		grey[i] = shrink(img)
	}
	least := 255.0
	for i := range all {
		for j := range i {
			sum := 0
			for k, v := range grey[i] {
				sum += max(v-grey[j][k], grey[j][k]-v)
			}
			d := float64(sum) / 256
			least = min(least, d)
			if d < nearest {
				t.Errorf("%s and %s are nearly the same picture: %.1f apart, want at least %d", all[i].Name, all[j].Name, d, nearest)
			}
		}
	}
	t.Logf("the closest two pictures are %.1f apart", least)
}
