package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/media"
)

// peers is where the files lie that were given to other programs, and what these made of
// them. .ci/soak peers renews them with the real programs: the library datasets of Hugging Face,
// and Label Studio.
const peers = "testdata/peers"

// peerStore makes a workspace for other programs, with its pictures in a folder: two people
// have labelled the first meme, one has skipped the second, the third has no picture, the
// fourth an awkward caption.
func peerStore(t *testing.T, dir string) *testStore {
	t.Helper()
	s := newStore(t)
	spec := memotionSpec(t, "0,a.png,ocr,one,positive\n1,b.png,,two,\n2,,,three,negative\n3,\"c d.png\",,\"<b> & \"\"quotes\"\", ünï 😀\",\n")
	spec.Images, spec.Annotator = dir, "team"
	spec.Probe = func(path string) (labels.Image, error) {
		return labels.Image{Name: filepath.Base(path), Path: path, SHA256: strings.Repeat("0", 63) + filepath.Base(path)[:1], Format: "png", Width: 4, Height: 3}, nil
	}
	mustImport(t, s, spec)
	m := s.memes()
	for _, e := range []labels.Event{
		{Meme: m[0].ID, Annotator: "ada", Action: labels.SetLevel, Level: labels.Negative},
		{Meme: m[0].ID, Annotator: "ben", Action: labels.Adjudicate, Level: labels.VeryPositive},
		{Meme: m[1].ID, Annotator: "ada", Action: labels.Skip, Level: labels.NoLevel},
		{Meme: m[3].ID, Annotator: "ada", Action: labels.SetLevel, Level: labels.Neutral},
	} {
		e.Source = labels.Key
		if _, err := s.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// trueDigests has the pictures' true digests. The workspace has others, by which its splits are
// those that the other programs were given.
type trueDigests struct{ *testStore }

func (s trueDigests) Rows(f func(labels.Meme, labels.State) error) error {
	return s.testStore.Rows(func(m labels.Meme, state labels.State) (err error) {
		if m.HasImage() {
			m.Image.SHA256, err = media.Digest(m.Image.Path)
		}
		return errors.Join(err, f(m, state))
	})
}

// pictures makes the pictures of the shared workspace.
func pictures(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range []string{"a.png", "b.png", "c d.png"} {
		im := image.NewGray(image.Rect(0, 0, 4, 3))
		im.SetGray(i, 0, color.Gray{255})
		var b bytes.Buffer
		if err := png.Encode(&b, im); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestPeersFiles checks that exports still are the files that the other programs have read.
// With MEMEBENCH_PEERS it writes them into that folder.
func TestPeersFiles(t *testing.T) {
	into, dir := os.Getenv("MEMEBENCH_PEERS"), pictures(t)
	tasks, r := exportedAs(t, peerStore(t, dir), ExportSpec{Format: FormatLabelStudio, Voices: true})
	tasks = strings.ReplaceAll(tasks, strings.TrimPrefix(dir, "/"), "memes")
	files := folder{}
	tables := trueDigests{peerStore(t, dir)}
	spec := ExportSpec{Format: FormatHuggingFace, Voices: true}
	if _, err := ExportFolder(t.Context(), tables, spec, files, nil); err != nil {
		t.Fatal(err)
	}
	if into != "" {
		d, err := atomicfile.CreateFolder(filepath.Join(into, "huggingface"))
		if err != nil {
			t.Fatal(err)
		}
		defer d.Discard()
		if _, err := ExportFolder(t.Context(), tables, spec, d, nil); err != nil {
			t.Fatal(err)
		}
		if err := d.Commit(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(into, "tasks.json"), []byte(tasks), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if r.Memes != 4 {
		t.Errorf("%d tasks, want 4", r.Memes)
	}
	given := map[string]string{"tasks.json": tasks}
	for name, b := range files {
		if strings.HasSuffix(name, ".jsonl") {
			given["huggingface/"+name] = b.String()
		}
	}
	for name, want := range given {
		got, err := os.ReadFile(filepath.Join(peers, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if untimed(string(got)) != untimed(want) {
			t.Errorf("%s was another file when .ci/soak gave it to the program that reads it; now it is\n%s", name, want)
		}
	}
}

// untimed is a file without the times of what a table has brought, which are those of the
// import.
func untimed(file string) string {
	return regexp.MustCompile(`"created_at":"[^"]*"`).ReplaceAllString(file, "")
}

// TestPeersRead checks what the other programs have made of the files.
func TestPeersRead(t *testing.T) {
	s := peerStore(t, pictures(t))
	gold, captions := map[string]string{}, map[string]string{}
	if err := s.Rows(func(m labels.Meme, st labels.State) error {
		gold[string(m.ID)], captions[string(m.ID)] = st.Gold.String(), m.Caption
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	t.Run("datasets", func(t *testing.T) {
		var rows []struct{ Split, Meme, Caption, Level, Labels, Picture string }
		readPeer(t, "datasets.json", &rows)
		if len(rows) != 3 {
			t.Errorf("%d rows, want the three memes with pictures", len(rows))
		}
		for _, r := range rows {
			if r.Caption != captions[r.Meme] || r.Level != gold[r.Meme] || r.Picture != "PNG 4x3" || !json.Valid([]byte(r.Labels)) {
				t.Errorf("%+v, want %q at level %q", r, captions[r.Meme], gold[r.Meme])
			}
		}
	})
	t.Run("Label Studio", func(t *testing.T) {
		var tasks []struct {
			Data        struct{ Meme, Text, Level string }
			Annotations []struct {
				Result []struct {
					Value struct{ Choices []string }
					Meta  struct{ Annotator string }
				}
			}
		}
		readPeer(t, "labelstudio.json", &tasks)
		var all []string
		for _, task := range tasks {
			if task.Data.Text != captions[task.Data.Meme] || task.Data.Level != gold[task.Data.Meme] {
				t.Errorf("%+v", task.Data)
			}
			for _, a := range task.Annotations {
				all = append(all, a.Result[0].Meta.Annotator+" "+a.Result[0].Value.Choices[0])
			}
		}
		slices.Sort(all)
		if got := strings.Join(all, ", "); len(tasks) != 4 || got != "ada negative, ada neutral, ben very_positive, team negative, team positive" {
			t.Errorf("%d tasks with %s", len(tasks), got)
		}
	})
}

func readPeer(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(peers, name))
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}
