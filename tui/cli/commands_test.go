package cli_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"memebench/db"
	"memebench/model/encoder/encodertest"
)

// commands are what the scripts have besides testscript's own commands.
var commands = map[string]func(*testscript.TestScript, bool, []string){
	"status":  status,
	"race":    race,
	"memes":   memes,
	"encoded": encoded,
	"keys":    keys,
	"atleast": atLeast,
	"hold":    hold,
	"flip":    flip,
	"appears": appears,
	"hostile": hostile,
	"jpeg":    asJPEG,
	"clips":   clips,
	"serves":  serves,
	"stops":   stops,
	"logs":    logs,
	"asks":    asks,
	"homely":  homely,
}

// homely fails if a file below $HOME is neither below a folder of memebench's own nor below one that
// was named, or if one is left in the system's folder for temporary files: homely [NAMED…].
func homely(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: homely [named…]")
	}
	home := ts.Getenv("HOME")
	own := map[string]bool{}
	for _, dir := range []string{".local/share", ".local/state", ".cache", ".config", "."} { // the last is $XDG_RUNTIME_DIR
		own[filepath.Join(home, dir, "memebench")] = true
	}
	for _, dir := range args {
		own[filepath.Join(home, dir)] = true
	}
	ts.Check(filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case own[path]:
			return filepath.SkipDir
		case !d.IsDir():
			return fmt.Errorf("memebench has written %s", path)
		}
		return nil
	}))
	left, err := os.ReadDir(ts.Getenv("TMPDIR"))
	ts.Check(err)
	for _, f := range left {
		ts.Fatalf("%s is left in the folder for temporary files", f.Name())
	}
}

// clips fills a folder with six videos, a sound, and two files that are only called so: clips
// FOLDER.
func clips(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: clips folder")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	for _, name := range []string{"sound.mp4", "sound.webm", "streamed.webm", "silent.mov", "turned.mp4", "moving.webp"} {
		b, err := os.ReadFile(filepath.Join(ts.Getenv("CLIPS"), name))
		ts.Check(err)
		ts.Check(os.WriteFile(filepath.Join(dir, name), b, 0o644))
	}
	tone, err := os.ReadFile(filepath.Join(ts.Getenv("CLIPS"), "tone.ogg"))
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(dir, "alone.ogg"), tone, 0o644))
	for name, text := range map[string]string{"broken.mp4": "no video", "playlist.mp4": "#EXTM3U\nfile://" + filepath.Join(dir, "sound.mp4") + "\n"} {
		ts.Check(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
}

// asJPEG writes a picture again, as a JPEG: jpeg PNG JPEG.
func asJPEG(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: jpeg png jpeg")
	}
	img, err := png.Decode(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	var b bytes.Buffer
	ts.Check(jpeg.Encode(&b, img, &jpeg.Options{Quality: 60}))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o600))
}

// keys wants exactly these keys, in this order, of the object at a place in a file
// of JSON: keys FILE PLACE KEY…. A place is "." or keys and indexes with dots
// between them. Of a file with several values it takes the first.
func keys(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: keys file place key…")
	}
	d := json.NewDecoder(bytes.NewReader(place(ts, args[0], args[1])))
	start, err := d.Token()
	ts.Check(err)
	if start != json.Delim('{') {
		ts.Fatalf("%s: no object at %s", args[0], args[1])
	}
	var got []string
	for d.More() {
		key, err := d.Token()
		ts.Check(err)
		got = append(got, key.(string))
		var value json.RawMessage
		ts.Check(d.Decode(&value))
	}
	if !slices.Equal(got, args[2:]) {
		ts.Fatalf("%s: keys %q at %s, want %q", args[0], got, args[1], args[2:])
	}
}

// atLeast wants a number of at least this at a place: atleast FILE PLACE NUMBER.
func atLeast(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: atleast file place number")
	}
	want, err := strconv.ParseFloat(args[2], 64)
	ts.Check(err)
	var got float64
	ts.Check(json.Unmarshal(place(ts, args[0], args[1]), &got))
	ts.Logf("%s: %g", args[1], got)
	if !(got >= want) {
		ts.Fatalf("%s: %g at %s, want at least %g", args[0], got, args[1], want)
	}
}

// place is what stands at a place in a file of JSON.
func place(ts *testscript.TestScript, file, path string) json.RawMessage {
	var at json.RawMessage
	ts.Check(json.NewDecoder(strings.NewReader(ts.ReadFile(file))).Decode(&at))
	if path == "." {
		return at
	}
	for step := range strings.SplitSeq(path, ".") {
		if i, err := strconv.Atoi(step); err == nil {
			var list []json.RawMessage
			ts.Check(json.Unmarshal(at, &list))
			if i >= len(list) {
				ts.Fatalf("%s: %d values, none at %s", file, len(list), path)
			}
			at = list[i]
			continue
		}
		var object map[string]json.RawMessage
		ts.Check(json.Unmarshal(at, &object))
		if object[step] == nil {
			ts.Fatalf("%s: nothing at %s", file, path)
		}
		at = object[step]
	}
	return at
}

// hold keeps a workspace's store open until the end of the script: hold FOLDER.
func hold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hold folder")
	}
	store, err := db.Open(filepath.Join(ts.MkAbs(args[0]), "memebench.db"), db.Options{})
	ts.Check(err)
	ts.Defer(func() { store.Close() })
}

// flip changes a bit in every fifth row of feature caches: flip PATTERN.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flip pattern")
	}
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, name := range found {
		b, err := os.ReadFile(name)
		ts.Check(err)
		const header = 52
		size := 32 + 4*int(binary.LittleEndian.Uint32(b[12:])) + 4
		for at := header + 7; at < len(b)-size; at += 5*size + 11 { // keys, vectors and checksums
			b[at] ^= 0x40
		}
		ts.Check(os.WriteFile(name, b, 0o600))
	}
}

// appears waits until there is a file of this pattern, with at least so many
// bytes: appears PATTERN [BYTES].
func appears(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: appears pattern [bytes]")
	}
	least := 0
	if len(args) == 2 {
		var err error
		least, err = strconv.Atoi(args[1])
		ts.Check(err)
	}
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	late := time.After(time.Minute)
	for {
		found, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		for _, name := range found {
			if st, err := os.Stat(name); err == nil && st.Size() >= int64(least) {
				return
			}
		}
		select {
		case <-look.C:
		case <-late:
			ts.Fatalf("no %s of %d bytes appeared in a minute", args[0], least)
		}
	}
}

// hostile writes an image encoder that no machine can run to the end, and its spec:
// hostile KIND. See encodertest.Hostile.
func hostile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || encodertest.Hostile[args[0]] == nil {
		ts.Fatalf("usage: hostile kind")
	}
	model, err := encodertest.Hostile[args[0]]()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".onnx"), model, 0o600))
	spec := fmt.Sprintf(`{"name": %q, "image": {"file": %q, "preprocess": {"resize": {"side": 16}, "crop": 16}}}`, args[0], args[0]+".onnx")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".json"), []byte(spec), 0o600))
}

// commandIn runs the program without a terminal.
func commandIn(env []string, args ...string) error {
	cmd := exec.Command("memebench", args...)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("memebench %q: %w: %s", args, err, out)
	}
	return nil
}
