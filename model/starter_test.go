package model

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/settings"
)

// A new workspace serves the head that came with the program until it has a
// version of its own.
func TestServeStarter(t *testing.T) {
	bundle := os.DirFS(bundled(t, newRig(t)))
	r := newRig(t)
	r.ServeStarter(bundle)
	ids, _ := r.fillUnlabelled(t, 30)
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	v := r.versions(t)[0]
	if len(r.versions(t)) != 1 || v.ID != "v0" || v.Name != "mine" || v.Origin == nil || len(r.said(t, "v0")) != 30 {
		t.Fatalf("%d versions, %+v, %d predictions", len(r.versions(t)), v, len(r.said(t, "v0")))
	}
	if _, err := r.Prepare(t.Context(), nil); err != nil || len(r.versions(t)) != 1 {
		t.Errorf("prepared again: %d versions, %v", len(r.versions(t)), err)
	}
	for _, id := range ids {
		r.label(t, id, labels.Positive)
	}
	own := r.mustTrain(t, TrainOptions{Warm: true})
	if own.ID != "v1" || own.Promoted || own.Parent != "v0" || own.Decision == nil || !strings.Contains(own.Decision.Why, "v0 may have learnt from all 24 rows; you decide") {
		// The starter head of this test has learnt from memes with the same captions.
		t.Errorf("the first of one's own, on memes that v0 knows: %s, promoted %v, from %q (%s), %+v", own.ID, own.Promoted, own.Parent, own.ColdStartReason, own.Decision)
	}
	if served, _ := r.store.Served(); served != "v0" {
		t.Errorf("%s is served", served)
	}
	if next := r.mustTrain(t, TrainOptions{}); next.ID != "v2" || next.Promoted || next.Decision != nil {
		t.Errorf("the second, by no policy: %s, promoted %v, %+v", next.ID, next.Promoted, next.Decision)
	}
}

// The first version of people's own takes the place of the starter head where it is better,
// whatever the policy, unless that is never.
func TestFirstOwnBesideStarter(t *testing.T) {
	other, dir := newRig(t), t.TempDir()
	for i := range 30 {
		other.label(t, other.add(t, labels.Meme{Caption: fmt.Sprintf("level 3, elsewhere %d", i), Split: labels.Train}), labels.Positive)
	}
	other.mustTrain(t, TrainOptions{})
	if _, err := other.ExportVersion(ExportSpec{Version: "v1", Name: "positive"}, inFolder(t, dir)); err != nil {
		t.Fatal(err)
	}
	files := os.DirFS(dir) // a head that has seen but one level
	for policy, serves := range map[eval.Policy]bool{"": true, eval.PromoteAsk: true, eval.PromoteBetter: true, eval.PromoteNever: false} {
		r := newRig(t)
		r.ServeStarter(files)
		r.fill(t, 120)
		if _, err := r.Prepare(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if all, _, err := r.Evaluate(t.Context(), "v0", eval.AllRows, nil); err != nil || all.N != 120 || all.ContainsTrainingRows {
			t.Errorf("all rows, of which v0 has learnt none: %v of %d, %q, %v", all.ContainsTrainingRows, all.N, all.Warnings, err)
		}
		if policy != "" {
			set(t, r, settings.Promote.Name, string(policy))
		}
		own := r.mustTrain(t, TrainOptions{Config: smallConfig(), Policy: policy})
		served, _ := r.store.Served()
		if d := own.Decision; own.ID != "v1" || own.Promoted != serves || (served == "v1") != serves || d == nil || d.Against != "v0" || d.Policy != cmp.Or(policy, eval.PromoteAsk) {
			t.Errorf("policy %q: %s, promoted %v, %s served, %+v", policy, own.ID, own.Promoted, served, d)
		} else if serves && (d.Comparison.Split != "cv" || d.Comparison.N != 96 || d.Comparison.Known != 0) {
			t.Errorf("policy %q: compared on %d of %s", policy, d.Comparison.N, d.Comparison.Split)
		}
	}
	// So is that of an earlier program.
	r := newRig(t)
	r.ServeStarter(files)
	r.fill(t, 120)
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	r.ServeStarter(os.DirFS(bundled(t, newRig(t))))
	if own := r.mustTrain(t, TrainOptions{Config: smallConfig()}); !own.Promoted || own.Decision == nil || own.Decision.Against != "v0" {
		t.Errorf("beside that of an earlier program: promoted %v, %+v", own.Promoted, own.Decision)
	}
	// Labels that say nothing make no better head.
	r = newRig(t)
	r.ServeStarter(files)
	draw := eval.NewStream(5, eval.ForProbe)
	for i, id := range r.fill(t, 120) {
		r.label(t, id, labels.Level(draw.Below(uint64(i), labels.Levels)))
	}
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	own := r.mustTrain(t, TrainOptions{Config: smallConfig()})
	if served, _ := r.store.Served(); own.Promoted || served != "v0" || !strings.Contains(own.Decision.Why, "may be chance") {
		t.Errorf("on shuffled labels: promoted %v, %s served, %+v", own.Promoted, served, own.Decision)
	}
}

// A version that somebody brings takes the place of the starter head, and a second one of no other.
func TestImportBesideStarter(t *testing.T) {
	bring := func(level labels.Level) fs.FS {
		other, dir := newRig(t), t.TempDir()
		other.label(t, other.add(t, labels.Meme{Caption: fmt.Sprintf("level %d, elsewhere", level), Split: labels.Train}), level)
		other.mustTrain(t, TrainOptions{})
		if _, err := other.ExportVersion(ExportSpec{Version: "v1", Name: level.String()}, inFolder(t, dir)); err != nil {
			t.Fatal(err)
		}
		return os.DirFS(dir)
	}
	r := newRig(t)
	r.ServeStarter(bring(labels.Positive))
	r.fillUnlabelled(t, 30)
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for i, level := range []labels.Level{labels.Negative, labels.Neutral} {
		got, err := r.ImportVersion(t.Context(), bring(level), "", nil)
		if served, _ := r.store.Served(); err != nil || got.Promoted != (i == 0) || served != "v1" {
			t.Errorf("%s: promoted %v, %s served, %v", got.ID, got.Promoted, served, err)
		}
	}
	if len(r.said(t, "v1")) != 30 {
		t.Errorf("%d predictions by v1", len(r.said(t, "v1")))
	}
}

// Whatever needs a version first adds the starter head, but a cold training does
// not need one, and neither does a workspace with other encoders.
func TestServeStarterWhenNeeded(t *testing.T) {
	bundle := os.DirFS(bundled(t, newRig(t)))
	begin := func() *rig {
		r := newRig(t)
		r.ServeStarter(bundle)
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
	if v := r.mustTrain(t, TrainOptions{}); v.ID != "v1" || !v.Promoted || len(r.versions(t)) != 1 {
		t.Errorf("trained %s, promoted %v, %d versions", v.ID, v.Promoted, len(r.versions(t)))
	}
	r = begin()
	if err := r.SetPack("resnet"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Prepare(t.Context(), nil); err != nil || r.versions(t)[0].ID != "v1" || r.versions(t)[0].Pack != "resnet" {
		t.Errorf("with another pack: %+v, %v", r.versions(t), err)
	}
	r = begin()
	r.ServeStarter(os.DirFS(t.TempDir()))
	if _, err := r.Prepare(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "starter head: not a head") {
		t.Errorf("a broken starter head: %v", err)
	}
}

// renew makes the captions' encoder another one, as a newer memebench has it.
func (r *rig) renew() {
	r.text.Input.Encoder, r.text.Input.Digest = "new reader", strings.Repeat("d", 64)
}

// starters returns the starter heads of this memebench and of a newer one.
func starters(t *testing.T) (before, now fs.FS) {
	newer := newRig(t)
	newer.renew()
	return os.DirFS(bundled(t, newRig(t))), os.DirFS(bundled(t, newer))
}

// A workspace from before the encoders changed is encoded anew. Its own version can
// do nothing any more, so the starter head is served until there is one that can, and
// people are told.
func TestOlderWorkspace(t *testing.T) {
	before, now := starters(t)
	r := newRig(t)
	r.ServeStarter(before)
	for i, id := range r.fill(t, 30) {
		r.label(t, id, labels.Level(i%labels.Levels))
	}
	if own := r.mustTrain(t, TrainOptions{Warm: true, Promote: true}); own.ID != "v1" || own.Parent != "v0" {
		t.Fatalf("%s from %q", own.ID, own.Parent)
	}
	r.store.alterVersion = func(v *eval.Version) {
		if v.ID == "v1" {
			v.Config.LearningRate /= 2
		}
	}

	r.renew()
	r.restart(t)
	r.ServeStarter(now)
	calls := r.text.calls.Load()
	notices, err := r.Prepare(t.Context(), nil)
	want := "version v1 was trained on the features of reader, and pack default here has new reader: train a new version; v2, the starter head, is served instead"
	if err != nil || len(notices) != 1 || notices[0] != want {
		t.Errorf("%q, %v, want %q", notices, err, want)
	}
	if r.text.calls.Load() == calls || len(r.said(t, "v2")) != 30 {
		t.Errorf("%d captions encoded anew, %d predictions", r.text.calls.Load()-calls, len(r.said(t, "v2")))
	}
	if notices, err := r.Prepare(t.Context(), nil); err != nil || len(notices) > 0 || len(r.versions(t)) != 3 {
		t.Errorf("again: %q, %v, %d versions", notices, err, len(r.versions(t)))
	}

	own, err := r.Retrain(t.Context(), nil)
	if err != nil || own.ID != "v3" || own.Promoted || own.Decision == nil || own.Parent != "v2" || own.ColdStartReason != "" {
		t.Errorf("the first on the new features: %s, promoted %v, from %q (%s), %v", own.ID, own.Promoted, own.Parent, own.ColdStartReason, err)
	}
	if own.Config != r.versions(t)[1].Config {
		t.Errorf("its config is %+v, want that of v1", own.Config)
	}
	if next := r.mustTrain(t, TrainOptions{Warm: true}); next.Promoted {
		t.Errorf("%s is served without having been asked for", next.ID)
	}
	if id, err := r.Rollback(t.Context(), nil); id != "v1" || err == nil || !strings.Contains(err.Error(), "was trained on the features of reader") {
		t.Errorf("rolled back to %q, %v", id, err)
	}
	notices, err = r.Prepare(t.Context(), nil)
	if served, _ := r.store.Served(); err != nil || len(notices) != 1 || served != "v2" || len(r.versions(t)) != 5 {
		t.Errorf("then %q, %v, %s served, %d versions", notices, err, served, len(r.versions(t)))
	}
}

// Nobody has trained anything yet: the new starter head takes the old one's place.
func TestOlderWorkspaceWithoutVersions(t *testing.T) {
	before, now := starters(t)
	r := newRig(t)
	r.ServeStarter(before)
	r.fill(t, 30)
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	r.renew()
	r.restart(t)
	r.ServeStarter(now)
	if notices, err := r.Prepare(t.Context(), nil); err != nil || len(notices) != 1 || len(r.said(t, "v1")) != 30 {
		t.Errorf("%q, %v, %d predictions", notices, err, len(r.said(t, "v1")))
	}
	if own := r.mustTrain(t, TrainOptions{}); own.ID != "v2" || own.Promoted || own.Decision == nil {
		t.Errorf("%s, promoted %v, %+v", own.ID, own.Promoted, own.Decision)
	}
}

// No starter head reads these encoders, or none for whom the files are there: the
// version says why it cannot be used, and the next one takes its place.
func TestOlderWorkspaceWithoutStarter(t *testing.T) {
	r := newRig(t)
	bundle := os.DirFS(bundled(t, newRig(t)))
	for i, id := range r.fill(t, 30) {
		r.label(t, id, labels.Level(i%labels.Levels))
	}
	r.mustTrain(t, TrainOptions{})
	r.renew()
	r.restart(t)
	r.ServeStarter(bundle) // which reads the old encoder
	if notices, err := r.Prepare(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "version v1 was trained on the features of reader, and pack default here has new reader: train a new version") || len(notices) > 0 {
		t.Errorf("%q, %v", notices, err)
	}
	own, err := r.Retrain(t.Context(), nil)
	if err != nil || own.ID != "v2" || !own.Promoted || own.ColdStartReason != "v1 reads other encoders" {
		t.Errorf("%s, promoted %v (%s), %v", own.ID, own.Promoted, own.ColdStartReason, err)
	}
	if next := r.mustTrain(t, TrainOptions{}); next.Promoted {
		t.Errorf("%s is served without having been asked for", next.ID)
	}
}
