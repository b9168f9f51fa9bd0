package encoder

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/model/encoder/encodertest"
)

// hostile writes a hostile model and its spec to an adding's folder.
func (a adding) hostile(t *testing.T, kind string) {
	t.Helper()
	model, err := encodertest.Hostile[kind]()
	if err != nil {
		t.Fatal(err)
	}
	a.write(t, "image.onnx", model)
	a.write(t, "spec.json", []byte(`{"name": "small", "image": {"file": "image.onnx", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`))
}

// A trial of a model that has no end is given up after a while, or when its context
// ends, and the pack is not kept.
func TestTrialWithoutAnEnd(t *testing.T) {
	a := newAdding(t)
	a.hostile(t, "endless")
	a.packs.trial = 50 * time.Millisecond
	if _, err := a.addSpec(t.Context()); err == nil || !strings.Contains(err.Error(), "spec.json: the encoders did not finish within 50ms") {
		t.Errorf("%v", err)
	}
	a.packs.trial = trialTime
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := a.addSpec(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if names := a.packs.Names(); !slices.Equal(names, PackNames()) {
		t.Errorf("packs %q", names)
	}
}

// What is tried apart is what would be tried here, and what was found there counts.
func TestTrialApart(t *testing.T) {
	a := newAdding(t)
	var room int64
	apart := func(ctx context.Context, trial []byte, most int64) ([]byte, error) {
		room = most
		return NewPacks(a.packs.files, "").Trial(ctx, trial)
	}
	a.packs.TryApart(apart)
	if _, err := a.add(t, smallSpec); err != nil {
		t.Fatal(err)
	}
	in, err := a.packs.Inputs("small")
	if err != nil || in[0].Width != 6 || in[1].Width != 5 {
		t.Fatalf("inputs %+v, %v", in, err)
	}
	if least := int64(trialRoom + trialRoomPerByte*len(smallText(t, nil))); room < least || room > least+trialRoomPerByte<<20 {
		t.Errorf("room for %d bytes, want a little more than %d", room, least)
	}
	if _, err := a.add(t, strings.Replace(smallSpec, `"states"`, `"none"`, 1)); err == nil || !strings.Contains(err.Error(), `spec.json: encoder table: `) {
		t.Errorf("an output that is not there: %v", err)
	}
	for name, answer := range map[string]func() ([]byte, error){
		"nothing":    func() ([]byte, error) { return nil, nil },
		"nonsense":   func() ([]byte, error) { return []byte("{]"), nil },
		"no process": func() ([]byte, error) { return nil, errors.New("it has crashed") },
	} {
		a.packs.TryApart(func(context.Context, []byte, int64) ([]byte, error) { return answer() })
		if _, err := a.add(t, smallSpec); err == nil || !strings.Contains(err.Error(), "spec.json: trying the encoders: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A width that no cache can have is not kept either.
	a.packs.TryApart(func(context.Context, []byte, int64) ([]byte, error) {
		return json.Marshal(trialResult{Widths: map[string]int{TextModality: 6, ImageModality: 1 << 40}})
	})
	if _, err := a.add(t, smallSpec); err == nil {
		t.Error("an impossible width was kept")
	}
}
