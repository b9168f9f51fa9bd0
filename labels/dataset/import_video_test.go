package dataset

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/labels/media"
	"memebench/labels/picture"
	"memebench/model/assets"
	"memebench/model/assets/assetstest"
)

// testVideos gives the ffmpeg that the program fetches.
func testVideos(t *testing.T) func(context.Context) (media.FFmpeg, error) {
	t.Helper()
	ff, err := media.Use(t.Context(), assetstest.Path(t, assets.FFmpeg))
	if err != nil {
		t.Fatal(err)
	}
	return func(context.Context) (media.FFmpeg, error) { return ff, nil }
}

// fromFile looks at a real picture.
func fromFile(path string) (labels.Image, error) {
	info, err := picture.Probe(path)
	return labels.Image{Path: path, SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height}, err
}

// mixed are the files of a folder: a picture with its sound and another without, a video, and a
// sound alone; in a folder within, another picture with its sound.
func mixed(t *testing.T) map[string][]byte {
	t.Helper()
	read := func(path string) []byte {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	clips := filepath.Join("..", "media", "testdata")
	shot := read(filepath.Join("..", "picture", "testdata", "frames.gif"))
	tone, clip := read(filepath.Join(clips, "tone.ogg")), read(filepath.Join(clips, "sound.mp4"))
	return map[string][]byte{
		"a.gif": shot, "a.ogg": tone, "b.gif": shot, "clip.mp4": clip, "alone.ogg": tone, "in/a.gif": shot, "in/a.m4a": clip,
	}
}

// A picture in a zip or tar archive has the sound beside it as one in a folder has, and so
// have pictures that a table names.
func TestSoundsInArchives(t *testing.T) {
	files := mixed(t)
	videos := testVideos(t)
	put := func(name string, b []byte, files map[string][]byte) map[string][]byte {
		files[name] = b
		return files
	}
	for _, table := range []bool{false, true} {
		if table {
			files = put("table.csv", []byte("image,caption\na.gif,one\nb.gif,two\nclip.mp4,three\nin/a.gif,four\nalone.ogg,five\n"), files)
		}
		var all [3]string
		for i, kind := range []string{"folder", "zip", "tar"} {
			dir := t.TempDir()
			at := filepath.Join(dir, "memes")
			switch kind {
			case "folder":
				for name, b := range files {
					path := filepath.Join(at, filepath.FromSlash(name))
					if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, b, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			default:
				at += "." + kind
				if err := os.WriteFile(at, packed(t, kind, files), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s := newStore(t)
			keep := filepath.Join(dir, "kept")
			report, err := importTable(t.Context(), s, ImportSpec{Path: at, Dataset: "memes", Keep: keep, Probe: fromFile, Videos: videos}, nil)
			if err != nil || report.Imported != 5 || len(report.Failed) > 0 {
				t.Fatalf("%s: %+v, %v", kind, report, err)
			}
			var lines []string
			for _, m := range s.memes() {
				v := m.Image.Media
				lines = append(lines, strings.Join([]string{m.Key, m.Image.SHA256, v.SHA256, v.Format}, " "))
				if !v.Is() {
					continue
				}
				if sum, err := media.Digest(v.Path); err != nil || sum != v.SHA256 {
					t.Errorf("%s: the sound of %s is not in its place: %v", kind, m.Key, err)
				}
				if kind != "folder" && (!strings.HasPrefix(v.Path, keep) || filepath.Ext(v.Path) != "."+v.Format) {
					t.Errorf("%s: the sound of %s is kept in %s", kind, m.Key, v.Path)
				}
			}
			slices.Sort(lines)
			all[i] = strings.Join(lines, "\n")
		}
		if all[0] != all[1] || all[0] != all[2] || strings.Count(all[0], " ogg") != 2 || strings.Count(all[0], " mp4") != 2 {
			t.Errorf("table %v: from the folder\n%s\nfrom zip\n%s\nfrom tar\n%s", table, all[0], all[1], all[2])
		}
	}
}

// A picture has the sound that its row has, or names, in whatever order; a sound alone in a row is a meme.
func TestSoundsOfTables(t *testing.T) {
	files := mixed(t)
	videos := testVideos(t)
	type held struct {
		Bytes []byte `parquet:"bytes"`
		Path  string `parquet:"path,optional"`
	}
	type row struct {
		Audio held `parquet:"audio"`
		Image held `parquet:"image"`
		Shot  held `parquet:"shot"`
	}
	type named struct {
		Image held   `parquet:"image"`
		File  string `parquet:"file"`
	}
	shot, tone := held{files["b.gif"], "b.gif"}, held{files["alone.ogg"], "alone.ogg"}
	frames, err := os.ReadFile(filepath.Join("..", "picture", "testdata", "grey.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text, image string
		want        string // its key, and the formats of its picture and sound
		note        string
	}{
		"t.csv":     {text: "image,audio,caption\nb.gif,alone.ogg,one\n", want: "b.gif gif ogg"},
		"t.jsonl":   {text: `{"audio":"alone.ogg","image":"b.gif","caption":"one"}`, want: "b.gif gif ogg"},
		"stem.csv":  {text: "audio,image,caption\nalone.ogg,b,one\n", want: "b gif ogg"},
		"alone.csv": {text: "audio,caption\nalone.ogg,one\n", want: "alone.ogg  ogg"},
		"t.parquet": {text: parquetOf(t, []row{{tone, shot, held{}}}), want: "b.gif gif ogg"},
		"2.parquet": {text: parquetOf(t, []row{{held{}, shot, held{frames, "s.jpg"}}}), want: "b.gif gif ", note: `the pictures of the column "shot" of 2.parquet, as those of another are read`},
		"3.parquet": {text: parquetOf(t, []row{{held{}, shot, held{frames, "s.jpg"}}}), image: "shot", want: "s.jpg jpeg "},
		"5.parquet": {text: parquetOf(t, []named{{shot, "n.gif"}}), image: "file", want: "n.gif gif "},
		"4.parquet": {text: parquetOf(t, []row{{tone, held{}, held{}}}), want: "  ogg"},
	} {
		for _, zipped := range []bool{false, true} {
			dir := t.TempDir()
			all := map[string][]byte{name: []byte(c.text)}
			if filepath.Ext(name) != ".parquet" {
				all["b.gif"], all["alone.ogg"] = files["b.gif"], files["alone.ogg"]
			}
			at := filepath.Join(dir, name)
			for file, b := range all {
				put(t, dir, file, string(b))
			}
			if zipped {
				at = filepath.Join(dir, "t.zip")
				put(t, dir, "t.zip", string(packed(t, "zip", all)))
			}
			s := newStore(t)
			r, err := importTable(t.Context(), s, ImportSpec{Path: at, ImageColumn: c.image, Keep: filepath.Join(dir, "kept"), Probe: fromFile, Videos: videos}, nil)
			if err != nil || len(s.memes()) != 1 {
				t.Errorf("%s, zipped %v: %d memes, %v", name, zipped, len(s.memes()), err)
				continue
			}
			m := s.memes()[0]
			got := strings.Join([]string{m.Image.Name, m.Image.Format, m.Image.Media.Format}, " ")
			if name == "4.parquet" {
				got = strings.TrimPrefix(got, m.Image.Name)
			}
			if warned := strings.Join(reasons(r.Warnings), "\n"); got != c.want || !strings.Contains(warned, c.note) || c.note == "" && strings.Contains(warned, "left out") && !zipped {
				t.Errorf("%s, zipped %v: %q, want %q; warnings %s", name, zipped, got, c.want, warned)
			}
		}
	}
}

// A video, a sound or a picture with a sound beside it can be imported by itself.
func TestOneVideoOrSound(t *testing.T) {
	dir := t.TempDir()
	for name, b := range mixed(t) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	videos := testVideos(t)
	for name, sound := range map[string]string{"clip.mp4": "clip.mp4", "alone.ogg": "alone.ogg", "a.gif": "a.ogg"} {
		s := newStore(t)
		report, err := importTable(t.Context(), s, ImportSpec{Path: filepath.Join(dir, name), Keep: filepath.Join(dir, "kept"), Probe: fromFile, Videos: videos}, nil)
		if err != nil || report.Imported != 1 || len(report.Failed)+len(report.Warnings) > 0 {
			t.Fatalf("%s: %+v, %v", name, report, err)
		}
		if m := s.memes()[0]; m.Key != name || m.Image.Media.Path != filepath.Join(dir, sound) {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// packed makes an archive of files.
func packed(t *testing.T, kind string, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var put func(name string, size int) (io.Writer, error)
	var closes io.Closer
	if kind == "zip" {
		z := zip.NewWriter(&b)
		put, closes = func(name string, _ int) (io.Writer, error) { return z.Create(name) }, z
	} else {
		w := tar.NewWriter(&b)
		put, closes = func(name string, size int) (io.Writer, error) {
			return w, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(size)})
		}, w
	}
	for name, data := range files {
		w, err := put(name, len(data))
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := closes.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Who imports again where nothing reads sounds loses none; a sound alone that has moved is
// found where it is now, and another one under its name is a conflict.
func TestSoundsComeAgain(t *testing.T) {
	dir := t.TempDir()
	lay := func(folder string, files map[string][]byte) string {
		for _, name := range []string{"a.gif", "a.ogg", "alone.ogg"} {
			at := filepath.Join(dir, folder)
			if err := os.MkdirAll(at, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(at, name), files[name], 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return filepath.Join(dir, folder)
	}
	files := mixed(t)
	s, videos := newStore(t), testVideos(t)
	bring := func(folder string, videos func(context.Context) (media.FFmpeg, error)) ImportReport {
		t.Helper()
		report, err := importTable(t.Context(), s, ImportSpec{Path: folder, Dataset: "memes", Keep: filepath.Join(dir, "kept"), Probe: fromFile, Videos: videos}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	first := lay("first", files)
	bring(first, videos)
	before := s.memes()
	none := func(context.Context) (media.FFmpeg, error) { return media.FFmpeg{}, errors.New("no ffmpeg here") }
	r := bring(first, none)
	if r.Duplicates != 2 || !slices.ContainsFunc(reasons(r.Warnings), func(w string) bool {
		return strings.Contains(w, "the sound beside a.gif cannot be read: no ffmpeg here")
	}) {
		t.Errorf("without an ffmpeg: %+v", r)
	}
	for i, m := range s.memes() {
		if m.Image != before[i].Image {
			t.Errorf("%s: %+v, was %+v", m.Key, m.Image, before[i].Image)
		}
	}
	second := lay("second", files)
	if r := bring(second, videos); r.Duplicates != 2 {
		t.Errorf("from another folder: %+v", r)
	}
	for _, m := range s.memes() {
		if filepath.Dir(m.Image.Media.Path) != second {
			t.Errorf("the sound of %s is looked for in %s", m.Key, m.Image.Media.Path)
		}
	}
	files["alone.ogg"] = append(bytes.Clone(files["alone.ogg"]), 0)
	if r := bring(lay("third", files), videos); r.Duplicates != 1 || len(r.Failed) != 1 || !strings.Contains(r.Failed[0].Reason, "another sound") {
		t.Errorf("another sound: %+v", r)
	}
}

// A folder or an archive of sounds alone has a meme for each, with the text or object of JSON that
// lies beside it.
func TestFolderOfSounds(t *testing.T) {
	tone, err := os.ReadFile(filepath.Join("..", "media", "testdata", "tone.ogg"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"one.ogg": tone, "positive/two.ogg": append(bytes.Clone(tone), 0), "one.txt": []byte("said"), "one.json": []byte(`{"mood":"positive"}`), "positive/two.json": []byte(`{"text":"said"}`)}
	for _, kind := range []string{"folder", "zip", "tar"} {
		at := filepath.Join(t.TempDir(), "memes")
		if kind == "folder" {
			for name, b := range files {
				put(t, at, name, string(b))
			}
		} else {
			at += "." + kind
			if err := os.WriteFile(at, packed(t, kind, files), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := newStore(t)
		report, err := importTable(t.Context(), s, ImportSpec{Path: at, Keep: t.TempDir(), Probe: fromFile, Videos: testVideos(t)}, nil)
		if err != nil || report.Imported != 2 || len(report.Warnings) > 0 {
			t.Errorf("%s: %+v, %v", kind, report, err)
		}
		for _, m := range s.memes() {
			if !m.Image.Media.Sound || m.Caption != "said" {
				t.Errorf("%s: %+v", kind, m)
			}
		}
	}
}

// Videos of kinds that are not read are memes that say so, as pictures of such kinds are; those
// in the containers that are read are read under any of their names.
func TestVideosOfOtherKinds(t *testing.T) {
	dir := t.TempDir()
	for name, from := range map[string]string{"a.mkv": "sound.webm", "b.3gp": "sound.mp4"} {
		b, err := os.ReadFile(filepath.Join("..", "media", "testdata", from))
		if err != nil {
			t.Fatal(err)
		}
		put(t, dir, name, string(b))
	}
	others := []string{"c.avi", "d.WMV", "e.flv", "f.mpg", "g.mpeg", "h.mts"}
	for _, name := range others {
		put(t, dir, name, "RIFF\x00\x00\x00\x00AVI "+name)
	}
	s := newStore(t)
	report, err := importTable(t.Context(), s, ImportSpec{Path: dir, Keep: t.TempDir(), Probe: fromFile, Videos: testVideos(t)}, nil)
	if err != nil || report.Imported != 2+len(others) || len(report.Warnings) != len(others) {
		t.Fatalf("%+v, %v", report, err)
	}
	for _, w := range report.Warnings {
		if !strings.Contains(w.Reason, "a video of a kind that is not read here: make it one of mp4, mov, mkv or webm") {
			t.Error(w.Reason)
		}
	}
	for _, m := range s.memes()[:2] {
		if !m.Image.Media.Moves || !m.HasImage() {
			t.Errorf("%+v", m)
		}
	}
}

// Who has no ffmpeg that reads moving WebP hears that only its first frame is taken.
func TestMovingWebPWithoutAnFFmpeg(t *testing.T) {
	clip, err := os.ReadFile(filepath.Join("..", "media", "testdata", "moving.webp"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put(t, dir, "moving.webp", string(clip))
	s := newStore(t)
	spec := ImportSpec{Path: dir, Dataset: "memes", Keep: t.TempDir(), Probe: fromFile, Videos: func(context.Context) (media.FFmpeg, error) { return media.FFmpeg{}, media.ErrOldFFmpeg }}
	report, err := importTable(t.Context(), s, spec, nil)
	if err != nil || report.Imported != 1 || len(report.Warnings) != 1 || !strings.HasSuffix(report.Warnings[0].Reason, ": moving.webp moves, and only its first frame is taken: animated WebP needs ffmpeg 8 or later: install it, or name it in MEMEBENCH_FFMPEG; then import it again") {
		t.Fatalf("%+v, %v", report, err)
	}
	spec.Videos = testVideos(t)
	if report, err = importTable(t.Context(), s, spec, nil); err != nil || report.Duplicates != 1 || len(report.Warnings) > 0 {
		t.Fatalf("with one: %+v, %v", report, err)
	}
	if m := s.memes()[0]; !m.Image.Media.Moves || !m.HasImage() {
		t.Errorf("with one: %+v", m)
	}
}

// A video that was imported without an ffmpeg says what brings its picture, and that does.
func TestAVideoWithoutAnFFmpeg(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "clip.mp4", string(mixed(t)["clip.mp4"]))
	s := newStore(t)
	spec := ImportSpec{Path: dir, Dataset: "memes", Keep: t.TempDir(), Probe: fromFile, Videos: func(context.Context) (media.FFmpeg, error) {
		return media.FFmpeg{}, errors.New("no ffmpeg: install it")
	}}
	report, err := importTable(t.Context(), s, spec, nil)
	if err != nil || report.Imported != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if m := s.memes()[0]; m.Image.Fault != "no ffmpeg: install it; then import it again" {
		t.Errorf("without one: %+v", m.Image)
	}
	spec.Videos = testVideos(t)
	if report, err = importTable(t.Context(), s, spec, nil); err != nil || report.Duplicates != 1 {
		t.Fatalf("with one: %+v, %v", report, err)
	}
	if m := s.memes()[0]; !m.Image.Media.Moves || m.Image.Fault != "" {
		t.Errorf("with one: %+v", m.Image)
	}
}

// Films that begin with the same frame, and one picture with two sounds, are different memes,
// whatever they are called.
func TestFilmsThatBeginAlike(t *testing.T) {
	clip := mixed(t)["clip.mp4"]
	longer := append(slices.Clip(clip), "\x00\x00\x00\x08free"...)
	picture, tone := mixed(t)["a.gif"], mixed(t)["a.ogg"]
	s, dir, keep, videos := newStore(t), t.TempDir(), t.TempDir(), testVideos(t)
	add := func(folder string, files map[string][]byte) ImportReport {
		t.Helper()
		for name, b := range files {
			put(t, dir, folder+"/"+name, string(b))
		}
		r, err := importTable(t.Context(), s, ImportSpec{Path: filepath.Join(dir, folder), Dataset: "d", Keep: keep, Probe: fromFile, Videos: videos}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	counts := func(r ImportReport, imported, duplicates, failed int) {
		t.Helper()
		if r.Imported != imported || r.Duplicates != duplicates || len(r.Failed) != failed {
			t.Errorf("%d imported, %d duplicates, failed %v", r.Imported, r.Duplicates, r.Failed)
		}
	}
	counts(add("one", map[string][]byte{"a.mp4": clip, "p.gif": picture, "p.ogg": tone}), 2, 0, 0)
	counts(add("two", map[string][]byte{"b.mp4": longer, "q.gif": picture, "q.ogg": append(slices.Clip(tone), 0)}), 2, 0, 0)
	counts(add("three", map[string][]byte{"c.mp4": clip}), 0, 1, 0)
	r := add("four", map[string][]byte{"a.mp4": longer, "p.gif": picture, "p.ogg": append(slices.Clip(tone), 0)})
	counts(r, 0, 0, 2)
	if all := strings.Join(reasons(r.Failed), "\n"); !strings.Contains(all, "a.mp4 is already there with another video") || !strings.Contains(all, "p.gif is already there with another sound") {
		t.Error(all)
	}
	r = add("five", map[string][]byte{"p.gif": append(slices.Clip(picture), 0), "p.ogg": tone})
	counts(r, 0, 0, 1)
	if all := strings.Join(reasons(r.Failed), "\n"); !strings.Contains(all, "p.gif is already there with another picture") {
		t.Error(all)
	}
}
