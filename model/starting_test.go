package model

import (
	"os"
	"strings"
	"testing"

	"memebench/labels"
)

// A new workspace serves the head that came with the program until it has a
// version of its own.
func TestServeAtFirst(t *testing.T) {
	bundle := os.DirFS(bundled(t, newRig(t)))
	r := newRig(t)
	r.ServeAtFirst(bundle)
	ids := r.fill(t, 30)
	r.store.events = nil // nobody has labelled anything yet
	clear(r.store.of)
	if err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	v := r.store.versions[0]
	if len(r.store.versions) != 1 || v.ID != "v0" || v.Name != "mine" || v.Origin == nil || len(r.store.said["v0"]) != 30 {
		t.Fatalf("%d versions, %+v, %d predictions", len(r.store.versions), v, len(r.store.said["v0"]))
	}
	if err := r.Prepare(t.Context(), nil); err != nil || len(r.store.versions) != 1 {
		t.Errorf("prepared again: %d versions, %v", len(r.store.versions), err)
	}
	for _, id := range ids {
		r.label(t, id, labels.Positive)
	}
	own := r.mustTrain(t, TrainOptions{Warm: true})
	if own.ID != "v1" || !own.Promoted || own.Parent != "v0" {
		// What v0 knows are other memes than these, unless they share a caption.
		t.Errorf("the first of one's own: %s, promoted %v, from %q (%s)", own.ID, own.Promoted, own.Parent, own.Fresh)
	}
	if id, err := r.Rollback(t.Context(), nil); err != nil || id != "v0" {
		t.Errorf("rolled back to %q, %v", id, err)
	}
	if next := r.mustTrain(t, TrainOptions{}); next.ID != "v2" || next.Promoted || next.Parent != "" {
		t.Errorf("the second: %s, promoted %v, from %q", next.ID, next.Promoted, next.Parent)
	}
}

// Whatever needs a version first adds the starter head, but a cold training does
// not need one, and neither does a workspace with other encoders.
func TestServeAtFirstWhenNeeded(t *testing.T) {
	bundle := os.DirFS(bundled(t, newRig(t)))
	begin := func() *rig {
		r := newRig(t)
		r.ServeAtFirst(bundle)
		r.fill(t, 30)
		return r
	}
	r := begin()
	if p, err := r.Predictor(t.Context(), "served", nil); err != nil || p.version != "v0" || p.Close() != nil {
		t.Errorf("predictor: %v", err)
	}
	r = begin()
	if report, _, err := r.Evaluate(t.Context(), "latest", "val", nil); err != nil || report.Version != "v0" {
		t.Errorf("evaluated %q, %v", report.Version, err)
	}
	r = begin()
	if v := r.mustTrain(t, TrainOptions{}); v.ID != "v1" || !v.Promoted || len(r.store.versions) != 1 {
		t.Errorf("trained %s, promoted %v, %d versions", v.ID, v.Promoted, len(r.store.versions))
	}
	r = begin()
	if err := r.SetPack("resnet"); err != nil {
		t.Fatal(err)
	}
	if err := r.Prepare(t.Context(), nil); err != nil || r.store.versions[0].ID != "v1" || r.store.versions[0].Pack != "resnet" {
		t.Errorf("with another pack: %+v, %v", r.store.versions, err)
	}
	r = begin()
	r.ServeAtFirst(os.DirFS(t.TempDir()))
	if err := r.Prepare(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "starter head: not a head") {
		t.Errorf("a broken starter head: %v", err)
	}
}
