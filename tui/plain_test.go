package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// plainly labels in a workspace of memes by some lines, and returns what was written.
func plainly(t *testing.T, lines string, change func(*fakeStore, *Deps)) (string, *fakeStore) {
	t.Helper()
	store := newFakeStore(memes(6)...)
	d := fakeDeps(store)
	d.Workspace = "ws"
	if change != nil {
		change(store, &d)
	}
	var out strings.Builder
	if err := RunPlain(t.Context(), d, strings.NewReader(lines), &out); err != nil {
		t.Fatal(err)
	}
	return out.String(), store
}

// Lines from a file that begins with a byte order mark, as on Windows, are of the memes that they stand for: what the first says
// is not lost, nor the second said of its meme.
func TestPlainByteOrderMark(t *testing.T) {
	out, _ := plainly(t, "\ufeff4\r\n2\r\n", nil)
	for _, want := range []string{"saved 4 positive, #1.", "saved 2 negative, #2."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

// Lines in UTF-16 are refused in one sentence, not one by one.
func TestPlainUTF16(t *testing.T) {
	d := fakeDeps(newFakeStore(memes(3)...))
	var out strings.Builder
	err := RunPlain(t.Context(), d, strings.NewReader("\xff\xfe4\x00\n\x002\x00\n\x00"), &out)
	if err == nil || err.Error() != "standard input: it is in UTF-16: write it in UTF-8" || strings.Contains(out.String(), "says nothing here") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// What is said line by line is in the log as what keys say, and the meme that comes next is
// described.
func TestPlain(t *testing.T) {
	out, store := plainly(t, "４\ns\nn looks odd\nf\nu\n#6\nvery_positive\n?\nnonsense\nu\nｑ\n5\n", nil)
	var said []string
	err := store.Log(1, func(e labels.Event) error {
		if e.Source != labels.Key || e.Screen != "plain" && e.Action != labels.Retract {
			t.Errorf("%+v", e)
		}
		m, err := store.Meme(e.Meme)
		said = append(said, strings.TrimSpace(strings.Join([]string{string(rune('0' + m.Seq)), string(e.Action), e.Level.String(), e.Text}, " ")))
		return err
	})
	want := []string{"1 level positive", "2 skip", "3 note  looks odd", "3 flag", "3 retract", "6 level very_positive", "6 retract"}
	for i := range said {
		said[i] = strings.Join(strings.Fields(said[i]), " ")
	}
	for i := range want {
		want[i] = strings.Join(strings.Fields(want[i]), " ")
	}
	if err != nil || !slices.Equal(said, want) {
		t.Errorf("said %q, want %q: %v", said, want, err)
	}
	for _, want := range []string{
		"#1, ", "Waiting for you: 6 memes.", "saved 4 positive, #1.", "skipped, #2.", "note saved, #3.", "flagged, #3.", "Taken back: the flag.",
		"Your note: looks odd", "an empty line: say the meme again", `"nonsense" says nothing here`, "Taken back: 5 very positive.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said in:\n%s", want, out)
		}
	}
	if strings.ContainsAny(out, "\x1b\r") {
		t.Errorf("there are control codes in %q", out)
	}
}

// What the model says is told when it may be, and labels say whether it was.
func TestPlainTellsTheModel(t *testing.T) {
	for blind, want := range map[labels.Blind]labels.Shown{labels.BlindShown: labels.ShownBefore, labels.BlindAfter: labels.ShownAfter, labels.BlindNever: labels.ShownNo} {
		out, store := plainly(t, "4\n", func(s *fakeStore, d *Deps) {
			s.addVersion(time.Unix(0, 0))
			d.Blind = blind
		})
		before, after, _ := strings.Cut(out, "saved")
		after, _, _ = strings.Cut(after, "\n")
		if strings.Contains(before, "The model: ") != (want == labels.ShownBefore) || strings.Contains(after, "The model: ") != (want == labels.ShownAfter) {
			t.Errorf("%s: %s", blind, out)
		}
		err := store.Log(1, func(e labels.Event) error {
			if e.Shown != want || (e.Version != "") != (want != labels.ShownNo) {
				t.Errorf("%s: %+v", blind, e)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// The log has how a meme was come by, as from the screens: by an undo, by its number, or to be
// asked again, also when that answer was taken back.
func TestPlainRecordsTheQueue(t *testing.T) {
	recorded := func(store *fakeStore, from uint64) (all []string) {
		err := store.Log(from, func(e labels.Event) error {
			if e.Action != labels.Retract {
				all = append(all, fmt.Sprintf("%s %d again %t shown %s", e.Queue, e.Place, e.ReAsk, e.Shown))
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		return all
	}
	_, store := plainly(t, "4\nu\n5\n#３\n2\n", nil)
	if got, want := recorded(store, 1), []string{"waiting 1 again false shown no", "undo 1 again false shown no", "goto 3 again false shown no"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	out, store := plainly(t, "1\nu\ns\n", func(s *fakeStore, d *Deps) {
		s.said("ada", labels.VeryPositive, 3)
		d.Queue = queues.Reask
	})
	if got, want := recorded(store, 2), []string{"reask 1 again true shown no", "undo 1 again true shown no"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if strings.Contains(out, "You said") {
		t.Errorf("who is asked again is told the answer: %s", out)
	}
	// Only of a meme that is in it does a queue tell something.
	_, store = plainly(t, "1\n#1\n2\n", func(s *fakeStore, d *Deps) {
		s.addVersion(time.Unix(0, 0))
		d.Blind, d.Queue = labels.BlindAfter, "found"
		made := queues.List{Name: d.Queue, Tells: true, Items: []queues.Item{queues.NewItem(2, queues.ByName)}}
		d.MakeQueue = func(context.Context, string, model.Report) (queues.List, error) { return made, nil }
	})
	if got, want := recorded(store, 1), []string{"found 1 again false shown before", "goto 0 again false shown after"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// It begins with the queue that the annotator has used last, a search without a name as well;
// with that of who has chosen none where that has nothing.
func TestPlainBeginsWithTheLastQueue(t *testing.T) {
	for _, c := range []struct{ remembered, says, first string }{
		{queues.Random, "Queue: random, 6 memes.", ""},
		{unnamed + "meme_03 split:train", "nothing is in the queue meme_03 split:train.\nQueue: in order.", "#1, "},
		{unnamed + "3", "Queue: 3, 1 meme.", "#3, "},
		{unnamed, "Queue: all memes, 6 memes.", "#1, "},
		{queues.Skipped, "Queue: in order.", "#1, "},
		{"a query that was deleted", "Queue: in order.", "#1, "},
		{unnamed + "colour:red", "cannot make the queue", "#1, "},
	} {
		out, _ := plainly(t, "q\n", func(s *fakeStore, d *Deps) { s.settings[queueKey(d.Annotator)], d.Queue = c.remembered, "" })
		if !strings.Contains(out, c.says) || !strings.Contains(out, c.first) {
			t.Errorf("%q: %s", c.remembered, out)
		}
	}
}

// Videos and sounds are named with their lengths, and opened as from the screens: of a video
// the video and not its first frame, of a picture with a sound both.
func TestPlainVideosAndSounds(t *testing.T) {
	video := labels.Media{Path: "/memes/a.mp4", SHA256: "aa", Format: "mp4", Seconds: 64.2, Moves: true, Sound: true}
	sound := labels.Media{Path: "/memes/a.ogg", SHA256: "bb", Format: "ogg", Seconds: .9, Sound: true}
	silent := labels.Media{Path: "/memes/b.webm", SHA256: "cc", Format: "webm", Moves: true}
	var opened []string
	folder := pictureFiles(t, 5)
	out, _ := plainly(t, "o\ns\no\ns\no\ns\no\ns\no\n", func(s *fakeStore, d *Deps) {
		for i := range s.memes {
			s.memes[i].Image.Path, s.memes[i].Image.SHA256 = filepath.Join(folder, fmt.Sprintf("%d.png", i)), ofNothing
		}
		s.memes[0].Image.Media = video
		s.memes[1].Image.Media = sound
		s.memes[2].Image = labels.Image{Name: "a.ogg", Fault: "a sound alone: there is nothing to see", Media: sound}
		s.memes[3].Image.Media = silent
		s.memes[4].Image.Moving = true
		d.OpenFile = func(path string) error {
			opened = append(opened, path)
			switch path {
			case silent.Path:
				return ErrNoViewer
			case s.memes[4].Image.Path:
				return errors.New("it is gone")
			}
			return nil
		}
	})
	if want := []string{"/memes/a.mp4", filepath.Join(folder, "1.png"), "/memes/a.ogg", "/memes/a.ogg", "/memes/b.webm", filepath.Join(folder, "4.png")}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
	says(t, out,
		"Video: mp4, 1 minute 4 seconds, with sound: o opens it.\nIts first frame: png, 120 by 90.\n", "Opened.\n",
		"Picture: png, 120 by 90.\nIts sound: ogg, 1 second: o opens it and the picture.\n",
		"Sound: ogg, 1 second, without a picture: o opens it.\n",
		"Video: webm, of unknown length, without sound: o opens it.\n", "There is no viewer here: the file is /memes/b.webm\n",
		"Picture: png, 120 by 90, animated: o opens it.\n", "4.png cannot be opened: it is gone\n",
	)
	if strings.Contains(out, "nothing to see") {
		t.Errorf("a sound is called a fault:\n%s", out)
	}
}

// ofNothing is the SHA-256 of an empty file.
const ofNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// pictureFiles makes empty files 0.png, 1.png, … and returns their folder.
func pictureFiles(t *testing.T, n int) string {
	t.Helper()
	folder := t.TempDir()
	for i := range n {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.png", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// Of a picture that is not where it was, or was never found, it is said that it is missing, and what finds it.
func TestPlainSaysWhatIsMissing(t *testing.T) {
	folder := pictureFiles(t, 1)
	out, _ := plainly(t, "s\ns\ns\n", func(s *fakeStore, _ *Deps) {
		s.memes[0].Image.Path, s.memes[0].Image.SHA256 = filepath.Join(folder, "0.png"), ofNothing
		s.memes[1].Image.Path = filepath.Join(folder, "gone.png")
		s.memes[2].Image = labels.Image{Name: "never.png"}
	})
	says(t, out, "Picture: png, 120 by 90.\n", "No picture: meme_02.png is not found: memebench relink FOLDER finds it, where it is now.\n", "No picture: never.png is not found")
}

// A file that is another one than was imported, and a picture of which there is a part alone, are said to be so.
func TestPlainSaysWhatIsDamaged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "0.png")
	if err := os.WriteFile(file, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := pictureFiles(t, 2)
	out, _ := plainly(t, "s\ns\n", func(s *fakeStore, _ *Deps) {
		s.memes[0].Image.Path, s.memes[0].Image.SHA256 = file, "00"
		s.memes[1].Image.Path, s.memes[1].Image.SHA256, s.memes[1].Image.Damaged = filepath.Join(folder, "1.png"), ofNothing, true
	})
	says(t, out,
		"Picture: png, 120 by 90.\nMind: not the file that was imported: put that back, or import this as a new dataset.\n",
		"Picture: png, 120 by 90.\nMind: the picture is damaged: its end is missing, and it is shown as far as it goes.\n",
	)
	if strings.Count(out, "Mind:") != 2 {
		t.Errorf("a whole picture is called damaged:\n%s", out)
	}
}

// A label that cannot be saved is said, and asked again, and what ends so ends with an error; text from outside has no control
// codes; the end of the context ends it while a line is waited for.
func TestPlainFaults(t *testing.T) {
	full := newFakeStore(memes(1)...)
	full.memes[0].Caption, full.fail = "a \x1b[2Jcaption\u202e", errors.New("the disk is full")
	d := fakeDeps(full)
	for _, lines := range []string{"4\n", "4\nq\n"} {
		var told strings.Builder
		err := RunPlain(t.Context(), d, strings.NewReader(lines), &told)
		if out := told.String(); !strings.Contains(out, "Not saved: the disk is full") || strings.Contains(out, "saved 4") || strings.ContainsAny(out, "\x1b\u202e") {
			t.Errorf("%q", out)
		}
		if !errors.Is(err, full.fail) || !errors.Is(err, ErrLastAnswer) {
			t.Errorf("it ends with %v, and the last answer is not saved", err)
		}
	}
	out, _ := plainly(t, "4\n", func(_ *fakeStore, d *Deps) {
		read, times := d.Read, 0
		d.Read = func(f func(Reader) error) error {
			if times++; times > 2 { // to begin with, and for the first meme
				return errors.New("the disk has gone")
			}
			return read(f)
		}
	})
	if !strings.Contains(out, "saved 4") || !strings.Contains(out, "The meme cannot be read: the disk has gone") || strings.Contains(out, "No meme is left") {
		t.Errorf("%q", out)
	}
	store := newFakeStore(memes(2)...)
	ctx, cancel := context.WithCancel(t.Context())
	in, feed := io.Pipe()
	defer feed.Close()
	ended := make(chan error)
	go func() { ended <- RunPlain(ctx, fakeDeps(store), in, io.Discard) }()
	if _, err := feed.Write([]byte("4\n")); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// What others have said comes after one's own level, as on the screens; a flag is no secret.
func TestPlainTellsWhatOthersSay(t *testing.T) {
	say := func(s *fakeStore, who string, act labels.Action, level labels.Level, text string) {
		s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: who, Source: labels.Key, Action: act, Level: level, Text: text})
	}
	out, _ := plainly(t, "#1\n4\n#1\nq\n", func(s *fakeStore, _ *Deps) {
		say(s, "ben", labels.SetLevel, labels.Negative, "")
		say(s, "ben", labels.Note, labels.NoLevel, "is it?")
		say(s, "ben", labels.Note, labels.NoLevel, "is it irony?")
		say(s, "bea", labels.Flag, labels.NoLevel, "cut off")
	})
	before, after, _ := strings.Cut(out, "saved 4 positive, #1.")
	for _, want := range []string{"Others have given 2 answers: you are told after yours.", "It is flagged as unfit"} {
		if !strings.Contains(before, want) {
			t.Errorf("before the level not said: %q\n%s", want, before)
		}
	}
	for _, secret := range []string{"2 negative", "irony", "cut off", "ben said", "bea said"} {
		if _, meme, _ := strings.Cut(before, "#1,"); strings.Contains(strings.Split(meme, "> ")[0], secret) {
			t.Errorf("said before the level: %q\n%s", secret, before)
		}
	}
	for _, want := range []string{"You said: 4 positive.", "ben said: 2 negative.", "bea said: flag.", "It is flagged as unfit", "Why: cut off", "Note by ben: is it irony?"} {
		if !strings.Contains(after, want) {
			t.Errorf("after the level not said: %q\n%s", want, after)
		}
	}
	if strings.Contains(after, "is it?") {
		t.Errorf("a note that was changed is said, too:\n%s", after)
	}
}
