package model

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"memebench/labels"
	"memebench/model/ocr"
)

// fakeReader reads in every picture what it is told.
type fakeReader struct {
	mu     sync.Mutex
	says   string
	before func(n int) error // sees how many pictures there have been
	read   int
	closed int
}

func (f *fakeReader) Read(context.Context, image.Image) ([]ocr.Line, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read++
	if f.before != nil {
		if err := f.before(f.read); err != nil {
			return nil, err
		}
	}
	var lines []ocr.Line
	for i, text := range strings.Split(f.says, "\n") {
		if text != "" {
			lines = append(lines, ocr.Line{Text: text, Confidence: 1, Row: i})
		}
	}
	return lines, nil
}

func (f *fakeReader) Close() error { f.closed++; return nil }

// reads gives the rig's workbench a reader.
func (r *rig) reads(says string) *fakeReader {
	f := &fakeReader{says: says}
	r.openReader = func(context.Context, Report) (pictureReader, error) { return f, nil }
	return f
}

func (r *rig) mustRead(t testing.TB, again bool) Read {
	t.Helper()
	got, err := r.ReadCaptions(t.Context(), again, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (r *rig) caption(t testing.TB, id labels.MemeID, caption string, origin labels.Origin) labels.Meme {
	t.Helper()
	m, err := r.store.Meme(id)
	if err != nil || m.Caption != caption || m.Origin != origin {
		t.Errorf("%s: %q of origin %s, %v; want %q of %s", m.Name(), m.Caption, m.Origin, err, caption, origin)
	}
	return m
}

func TestReadCaptions(t *testing.T) {
	r := newRig(t)
	f := r.reads("when it\nworks\nimgflip.com")
	same := r.drawn(t, "same.png")
	a := r.add(t, labels.Meme{Key: "a", Image: same})
	b := r.add(t, labels.Meme{Key: "b", Image: same})
	c := r.add(t, labels.Meme{Key: "c", Image: r.drawn(t, "c.png")})
	given := r.add(t, labels.Meme{Key: "given", Caption: "given", Image: r.drawn(t, "given.png")})
	text := r.add(t, labels.Meme{Key: "text", Caption: "a text"})
	edited := r.add(t, labels.Meme{Key: "edited", Image: r.drawn(t, "edited.png")})
	r.edit(t, edited, "written")
	got := r.mustRead(t, false)
	if got.Memes != 3 || got.Read != 3 || got.Nothing != 0 || got.Before != 0 || len(got.Warnings) != 0 || f.read != 2 || f.closed != 1 {
		t.Errorf("%+v; %d pictures read, closed %d times", got, f.read, f.closed)
	}
	for _, id := range []labels.MemeID{a, b, c} {
		if m := r.caption(t, id, "when it\nworks", labels.OriginOCR); m.Original != "" {
			t.Errorf("the caption before is %q", m.Original)
		}
	}
	r.caption(t, given, "given", labels.OriginGiven)
	r.caption(t, text, "a text", labels.OriginGiven)
	r.caption(t, edited, "written", labels.OriginEdited)
	events, err := r.store.Events(c)
	if err != nil || len(events) != 1 || events[0].Source != labels.OCR || events[0].Annotator != CaptionReader || events[0].Version != ocr.Model {
		t.Errorf("%+v, %v", events, err)
	}
	// The captions are the same and tie nothing together: b shares a picture with a.
	ma, _ := r.store.Meme(a)
	mb, _ := r.store.Meme(b)
	mc, _ := r.store.Meme(c)
	if ma.Group != mb.Group || ma.Group == mc.Group {
		t.Errorf("groups %s, %s and %s", ma.Group, mb.Group, mc.Group)
	}

	if got := r.mustRead(t, false); got.Memes != 3 || got.Before != 3 || got.Read != 0 || f.read != 2 {
		t.Errorf("once more: %+v", got)
	}
	f.says = "better"
	r.edit(t, c, "by hand")
	if got := r.mustRead(t, true); got.Memes != 2 || got.Read != 2 {
		t.Errorf("again: %+v", got)
	}
	r.caption(t, a, "better", labels.OriginOCR)
	r.caption(t, c, "by hand", labels.OriginEdited)
}

func (r *rig) edit(t testing.TB, id labels.MemeID, caption string) {
	t.Helper()
	if _, err := r.store.Append(labels.Event{Meme: id, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Text: caption}); err != nil {
		t.Fatal(err)
	}
}

// A caption that is written while a picture is read stands; and an edit that is taken back
// gives way to what was read.
func TestReadWhileSomebodyWrites(t *testing.T) {
	r := newRig(t)
	f := r.reads("read")
	id := r.add(t, labels.Meme{Key: "a", Image: r.drawn(t, "a.png")})
	f.before = func(int) error { r.edit(t, id, "written"); return nil }
	r.mustRead(t, false)
	r.caption(t, id, "written", labels.OriginEdited)
	if _, err := r.store.Undo("ann"); err != nil {
		t.Fatal(err)
	}
	r.caption(t, id, "read", labels.OriginOCR)
	if undone, err := r.store.Undo("ann"); err != nil || len(undone) != 0 { // nobody has said what was read
		t.Errorf("%+v, %v", undone, err)
	}
}

// Where nothing is written, or what was read is taken back, a picture is not read again
// at every start.
func TestReadOnce(t *testing.T) {
	r := newRig(t)
	f := r.reads("9gag.com")
	id := r.add(t, labels.Meme{Key: "a", Image: r.drawn(t, "a.png")})
	if got := r.mustRead(t, false); got.Nothing != 1 || got.Read != 0 {
		t.Errorf("%+v", got)
	}
	r.caption(t, id, "", labels.OriginOCR)
	if got := r.mustRead(t, false); got.Before != 1 || f.read != 1 {
		t.Errorf("%+v", got)
	}
	f.says = "text"
	r.mustRead(t, true)
	r.caption(t, id, "text", labels.OriginOCR)
	events, err := r.store.Events(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if _, err := r.store.Append(labels.Event{Meme: id, Annotator: "ann", Source: labels.CLI, Action: labels.Retract, Retracts: e.Seq}); err != nil {
			t.Fatal(err)
		}
	}
	r.caption(t, id, "", labels.OriginGiven)
	if got := r.mustRead(t, false); got.Before != 1 {
		t.Errorf("taken back: %+v", got)
	}
}

// Pictures that are gone or damaged are warnings, for which nothing is fetched.
func TestReadBrokenPictures(t *testing.T) {
	r := newRig(t)
	r.openReader = func(context.Context, Report) (pictureReader, error) { return nil, errors.New("nothing is to be read") }
	gone, other := r.drawn(t, "gone\x1b.png"), r.drawn(t, "other.png")
	r.add(t, labels.Meme{Key: "gone", Image: gone})
	r.add(t, labels.Meme{Key: "other", Image: other})
	if err := errors.Join(os.Remove(gone.Path), os.WriteFile(other.Path, []byte("no picture"), 0o600)); err != nil {
		t.Fatal(err)
	}
	got := r.mustRead(t, false)
	if len(got.Warnings) != 2 || got.Read != 0 || got.Warnings[0].Row != 2 || strings.Contains(got.Warnings[0].Reason, "\x1b") || !strings.Contains(got.Warnings[1].Reason, "other.png: ") {
		t.Errorf("%+v", got)
	}
}

func TestReadCancelledKeepsWhatWasRead(t *testing.T) {
	r := newRig(t)
	r.threads = 1
	f := r.reads("text")
	for _, name := range []string{"a", "b", "c", "d"} {
		r.add(t, labels.Meme{Key: name, Image: r.drawn(t, name+".png")})
	}
	ctx, cancel := context.WithCancel(t.Context())
	f.before = func(n int) error {
		if n == 3 {
			cancel()
			return ctx.Err()
		}
		return nil
	}
	if _, err := r.ReadCaptions(ctx, false, nil); !errors.Is(err, context.Canceled) || f.closed != 1 {
		t.Errorf("%v; closed %d times", err, f.closed)
	}
	f.before = nil
	if got := r.mustRead(t, false); got.Before != 2 || got.Read != 2 {
		t.Errorf("afterwards: %+v", got)
	}
}

// The meme on the screen is read first.
func TestReadBeginsAtTheScreen(t *testing.T) {
	r := newRig(t)
	r.threads = 1
	r.reads("text")
	var ids []labels.MemeID
	for _, name := range []string{"a", "b", "c"} {
		ids = append(ids, r.add(t, labels.Meme{Key: name, Image: r.drawn(t, name+".png")}))
	}
	r.LookAt(2)
	r.mustRead(t, false)
	var order []labels.MemeID
	if err := r.store.Log(1, func(e labels.Event) error { order = append(order, e.Meme); return nil }); err != nil {
		t.Fatal(err)
	}
	if want := []labels.MemeID{ids[1], ids[2], ids[0]}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
}

// Prepare reads captions before it encodes them; where it cannot, it says so in one
// sentence and goes on with the pictures.
func TestPrepareReadsCaptions(t *testing.T) {
	r := newRig(t)
	r.openReader = func(context.Context, Report) (pictureReader, error) {
		return nil, errors.New("2 model files could be had from nowhere\nmvn: no")
	}
	id := r.add(t, labels.Meme{Key: "a", Image: r.drawn(t, "a.png")})
	notices, err := r.Prepare(t.Context(), nil)
	if want := []string{"captions could not be read in the pictures: 2 model files could be had from nowhere"}; err != nil || !slices.Equal(notices, want) {
		t.Errorf("%q, %v", notices, err)
	}
	if r.text.calls.Load() != 0 || r.image.calls.Load() != 1 {
		t.Errorf("%d captions and %d pictures were encoded", r.text.calls.Load(), r.image.calls.Load())
	}
	if got, err := r.Encode(t.Context(), nil); err != nil || len(got.Notices) != 1 || got.Encoded != 0 || got.Cached != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	r.reads("level 3")
	if notices, err := r.Prepare(t.Context(), nil); err != nil || len(notices) != 0 {
		t.Errorf("%q, %v", notices, err)
	}
	r.caption(t, id, "level 3", labels.OriginOCR)
	if r.text.calls.Load() != 1 {
		t.Errorf("%d captions were encoded", r.text.calls.Load())
	}
	r.edit(t, id, "level 4")
	if _, err := r.Prepare(t.Context(), nil); err != nil || r.text.calls.Load() != 2 {
		t.Errorf("after an edit: %d captions, %v", r.text.calls.Load(), err)
	}
}

func TestCompareCaptions(t *testing.T) {
	r := newRig(t)
	f := r.reads("When you SEE it")
	r.add(t, labels.Meme{Key: "same", Caption: "when you, see it!", Image: r.drawn(t, "same.png")})
	far := r.add(t, labels.Meme{Key: "far", Caption: "nothing alike", Image: r.drawn(t, "far.png")})
	near := r.add(t, labels.Meme{Key: "near", Caption: "when you sea", Image: r.drawn(t, "near.png")})
	r.add(t, labels.Meme{Key: "none", Image: r.drawn(t, "none.png")})
	r.add(t, labels.Meme{Key: "text", Caption: "a text"})
	before, err := r.store.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.CompareCaptions(t.Context(), 0.3, nil)
	if err != nil || got.Compared != 3 || got.Nothing != 0 || len(got.Differ) != 2 || f.read != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got.Differ[0].Meme != far || got.Differ[1].Meme != near || got.Differ[1].Read != "When you SEE it" || got.Differ[1].ErrorRate != 4.0/12 {
		t.Errorf("%+v", got.Differ)
	}
	f.says = ""
	if got, err = r.CompareCaptions(t.Context(), 0.3, nil); err != nil || got.Compared != 0 || got.Nothing != 3 || len(got.Differ) != 0 {
		t.Errorf("where nothing is read: %+v, %v", got, err)
	}
	if data, err := json.Marshal(got); err != nil || !strings.Contains(string(data), `"differ":[]`) {
		t.Errorf("%s, %v", data, err)
	}
	if after, err := r.store.LastSeq(); err != nil || after != before {
		t.Errorf("%d events are new, %v", after-before, err)
	}
}

func TestDifferenceOf(t *testing.T) {
	const caption = "when the bride has cold feet"
	for read, want := range map[string]Difference{
		"if travelling was free i would be gone":                       SaysOther,
		"when the bride has cold feet\nand the groom has a warm heart": SaysMore,
		"cold feet has the bride":                                      SaysLess,
		"feet":                                                         SaysLess,
		"xyz":                                                          SaysLess, // too little to say that it is something else
	} {
		if got := differenceOf(caption, read, []ocr.Line{{Text: read, Confidence: 0.95}}); got != want {
			t.Errorf("%q: %s, want %s", read, got, want)
		}
		if got := differenceOf(caption, read, []ocr.Line{{Text: read, Confidence: 0.6}}); got != Unsure {
			t.Errorf("%q without confidence: %s", read, got)
		}
	}
}

// Offline, nothing is read, and the error says what is missing.
func TestReadOffline(t *testing.T) {
	r := newRig(t)
	r.ReadWith(nil)
	offline := errors.New("2 model files could be had from nowhere")
	var asked []string
	r.fetch = func(_ context.Context, names []string, _ Report) error { asked = names; return offline }
	id := r.add(t, labels.Meme{Key: "a", Image: r.drawn(t, "a.png")})
	if got, err := r.ReadCaptions(t.Context(), false, nil); !errors.Is(err, offline) || got.Read != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if want := append([]string{"onnxruntime"}, ocr.Assets()...); !slices.Equal(asked, want) {
		t.Errorf("it fetches %q, want %q", asked, want)
	}
	r.caption(t, id, "", labels.OriginGiven)
	if _, err := r.CompareCaptions(t.Context(), 0.5, nil); err != nil { // there is nothing to compare
		t.Error(err)
	}
}

// While one large picture is there as a whole, another waits, as long as anybody wants it.
func TestOneLargePictureAtATime(t *testing.T) {
	r := newRig(t)
	f := r.reads("text")
	m := labels.Meme{Key: "large", Image: r.drawn(t, "large.png")}
	m.Image.Width, m.Image.Height = 3000, 2000 // as a header says
	r.add(t, m)
	largePicture <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	u := &unread{path: m.Image.Path, pixels: ocr.MostKept + 1}
	if _, err := openReduced(ctx, u); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	<-largePicture
	if got := r.mustRead(t, false); got.Read != 1 || f.read != 1 || len(largePicture) != 0 {
		t.Errorf("%+v", got)
	}
}
