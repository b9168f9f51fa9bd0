package encoder

import (
	"testing"

	"memebench/model/encoder/network"
)

// The features in integers are compared with PyTorch's fake quantisation in
// TestImagesEqualReference; here they are compared with those in floats. These
// pictures, with noise and flat colours, are harder than photographs.
func TestInt8IsNearFloat(t *testing.T) {
	pack, names := openPack(t, "default-int8"), pictureNames(t)
	least, mean := 2.0, 0.0
	for i, want := range vectors(t, "lite.f16", network.LiteWidth) {
		got, err := pack.Image.EncodeImage(t.Context(), openFixture(t, "pictures/"+names[i]))
		if err != nil {
			t.Fatal(err)
		}
		c := cosine(got, want)
		least, mean = min(least, c), mean+c/float64(len(names))
	}
	t.Logf("cosine: least %.4f, mean %.4f", least, mean)
	if least < 0.97 || mean < 0.988 {
		t.Errorf("cosine with the features in floats: least %.4f, mean %.4f, want 0.97 and 0.988", least, mean)
	}
}
