package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/model/settings"
)

// chooseSetting moves to a setting in the sheet.
func (r *rig) chooseSetting(s settings.Setting) {
	r.t.Helper()
	to := slices.IndexFunc(settings.All, func(one settings.Setting) bool { return one.Name == s.Name })
	for at := r.a.float.(*settingsSheet).chosen; at < to; at++ {
		r.keys("down")
	}
	for at := r.a.float.(*settingsSheet).chosen; at > to; at-- {
		r.keys("up")
	}
}

func TestSettingsAreChanged(t *testing.T) {
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		s.settings[settings.Promote.Name] = "never"
		d.Blind = labels.BlindShown // as a starter workspace has it
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys(",")
		for _, s := range settings.All {
			r.wants(s.Name)
		}
		r.wants("Settings of this workspace", "▸ blind", "shown", "never", "default ask", "25")
		r.keys("enter")
		r.wants("✓ blind is after from now on")
		if r.store.settings["blind"] != "after" || r.a.deps.Blind != labels.BlindAfter {
			t.Errorf("%q, in use %q", r.store.settings["blind"], r.a.deps.Blind)
		}
		r.chooseSetting(settings.RetrainEvery.Setting)
		r.keys("enter", "ctrl+u")
		r.typeText("-4")
		r.keys("enter")
		r.wants("want a number of labels")
		r.keys("ctrl+u")
		r.typeText("50")
		r.keys("enter")
		r.wants("✓ retrain.every is 50 from now on")
		if r.store.settings["retrain.every"] != "50" || r.a.deps.Retrain != 50 {
			t.Errorf("%q, in use %d", r.store.settings["retrain.every"], r.a.deps.Retrain)
		}
		r.chooseSetting(settings.Mouse.Setting)
		r.keys("enter")
		r.wants("✓ mouse is off when you start again", "default on")
		r.chooseSetting(settings.Encoders.Setting)
		r.keys("enter")
		r.wants("memebench encoders use NAME")
		r.store.fail = errors.New("the disk is full")
		r.chooseSetting(settings.Promote.Setting)
		r.keys("enter")
		r.wants("✗ promote is NOT saved: the disk is full", "never")
		r.store.fail = nil
		r.keys("esc")
		r.lacks("Settings of this workspace")
		r.keys(",")
		r.click("promote")
		r.click("promote")
		r.wants("promote is ask from now on")
	})
}

// Another seed of the folds has all anew that is cross-validated, and nothing else; figures in other
// folds than those before are said to be so.
func TestOtherFoldsAreEvaluatedAnew(t *testing.T) {
	var evaluated []string
	checked := 0
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		labelled(s, d)
		evaluate, check := d.Evaluate, d.Check
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			evaluated = append(evaluated, split)
			return evaluate(ctx, version, split, p)
		}
		d.Check = func(ctx context.Context, version string, kind eval.CheckKind, p model.Report) (eval.Check, error) {
			checked++
			return check(ctx, version, kind, p)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C", "E", "]")
		change := func(s settings.Setting, keys ...string) {
			r.keys(",")
			r.chooseSetting(s)
			r.keys(append([]string{"enter"}, keys...)...)
			r.keys("esc")
		}
		change(settings.FoldsSeed.Setting, "ctrl+u", "2", "enter")
		r.wants("folds.seed is 2")
		r.keys("[")
		r.wants("other folds")
		r.keys("C")
		if got := fmt.Sprint(evaluated, checked); got != "[cv val cv] 2" {
			t.Errorf("evaluated and checked: %s", got)
		}
		change(settings.Promote.Setting)
		r.keys("E", "C")
		if got := fmt.Sprint(evaluated, checked); got != "[cv val cv] 2" {
			t.Errorf("with another policy: %s", got)
		}
	})
}

// That settings cannot be read is said, and the sheet goes.
func TestSettingsThatCannotBeRead(t *testing.T) {
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		d.Settings = brokenSettings{d.Settings}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys(",")
		r.wants("✗ cannot read the settings: the disk is gone")
		r.lacks("Settings of this workspace")
	})
}

// brokenSettings reads nothing of what the sheet lists.
type brokenSettings struct{ Settings }

func (b brokenSettings) Setting(key string) (string, bool, error) {
	if key == settings.Blind.Name {
		return "", false, errors.New("the disk is gone")
	}
	return b.Settings.Setting(key)
}

// A key that is held down does what it means once, in what floats over the window too.
func TestHoldingAKeyInWhatFloats(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		hold := func(key string) {
			time.Sleep(time.Second)
			for range 20 {
				time.Sleep(30 * time.Millisecond)
				r.send(typed(key))
			}
		}
		r.keys(",")
		hold("enter")
		if got := r.store.settings["blind"]; got != "after" { // the value behind the default here
			t.Errorf("blind is %q: changed more than once", got)
		}
		r.chooseSetting(settings.RetrainEvery.Setting)
		hold("enter")
		if r.a.ask == nil {
			t.Error("the key that asks for a line has also answered")
			return
		}
		r.keys("ctrl+u", "7")
		hold("0") // types
		if got := r.a.ask.answer(); len(got) != 21 {
			t.Errorf("%q is written", got)
		}
	})
}
