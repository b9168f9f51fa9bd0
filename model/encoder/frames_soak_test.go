//go:build soak

package encoder

import (
	"errors"
	"image"
	"os"
	"path/filepath"
	"testing"

	"memebench/labels/media"
	"memebench/model/assets"
	"memebench/model/assets/assetstest"
)

// Other versions of ffmpeg, those of MEMEBENCH_FFMPEGS, give features that are like those of the
// one that is fetched: of the frames of a video, of its first frame, and of its sound. What each
// takes for how many frames is logged.
func TestFeaturesByOtherFFmpegs(t *testing.T) {
	pack := openPack(t, "default+frames+audio")
	use := func(path string) media.FFmpeg {
		ff, err := media.Use(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		return ff
	}
	others := filepath.SplitList(os.Getenv("MEMEBENCH_FFMPEGS"))
	if len(others) == 0 {
		t.Fatal("MEMEBENCH_FFMPEGS names no ffmpeg")
	}
	pinned := use(assetstest.Path(t, assets.FFmpeg))
	for _, path := range others {
		other := use(path)
		for _, clip := range []string{"sound.mp4", "sound.webm", "streamed.webm", "silent.mov", "turned.mp4", "moving.webp", "tone.ogg"} {
			path := filepath.Join("../../labels/media/testdata", clip)
			want, err := mediaFeatures(t, pack, pinned, path)
			if err != nil {
				t.Fatalf("%s: %v", clip, err)
			}
			got, err := mediaFeatures(t, pack, other, path)
			if clip == "moving.webp" && errors.Is(err, media.ErrOldFFmpeg) {
				t.Logf("%s, %s: %v", other.Version, clip, err)
				continue
			}
			if err != nil || len(got) != len(want) {
				t.Errorf("%s, %s: %d kinds of features, want %d: %v", other.Version, clip, len(got), len(want), err)
				continue
			}
			for kind := range want {
				cos := cosine(got[kind], want[kind])
				t.Logf("%s, %s: %s, 1 - cosine %.2g", other.Version, clip, kind, 1-cos)
				if !(cos > 0.99) {
					t.Errorf("%s, %s: the cosine of %s is %v", other.Version, clip, kind, cos)
				}
			}
		}
	}
}

// mediaFeatures are those of a video or a sound, as one ffmpeg reads it.
func mediaFeatures(t *testing.T, pack *Pack, ff media.FFmpeg, path string) (map[string][]float32, error) {
	t.Helper()
	info, err := ff.Open(t.Context(), path)
	if err != nil {
		return nil, err
	}
	all := map[string][]float32{}
	if info.Picture {
		n := 0
		all["frames"], err = pack.PoolFrames(t.Context(), func(most int, yield func(image.Image) error) error {
			return ff.Frames(t.Context(), path, info, most, func(img image.Image) error { n++; return yield(img) })
		})
		if err != nil {
			return nil, err
		}
		t.Logf("%s, %s: %d frames", ff.Version, filepath.Base(path), n)
		first, err := ff.First(t.Context(), path, info)
		if err == nil {
			all["the first frame"], err = pack.Image.EncodeImage(t.Context(), first)
		}
		if err != nil {
			return nil, err
		}
	}
	if info.Sound {
		samples, err := ff.Samples(t.Context(), path, info)
		if err == nil {
			all["sound"], err = pack.Sound.EncodeSound(t.Context(), samples)
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
