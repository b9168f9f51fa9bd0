package model

import (
	"context"
	"errors"
	"fmt"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/settings"
)

// Policy returns what becomes of new versions in this workspace.
func (w *Workbench) Policy() (eval.Policy, error) { return settings.Promote.Read(w.store) }

// Promote makes a version the served one and predicts every meme with it. It is
// served as soon as what it says of the memes on the screen is there; the
// others follow.
func (w *Workbench) Promote(ctx context.Context, id string, p Report) error {
	return w.promote(ctx, id, func() error { return nil }, p)
}

// promote is Promote unless something speaks against it once the memes on the screen are predicted.
func (w *Workbench) promote(ctx context.Context, id string, against func() error, p Report) error {
	v, err := w.version(id)
	if err != nil {
		return err
	}
	if v.Headless() {
		return noHead(v, "be served")
	}
	served := false
	err = w.refresh(ctx, v.ID, func() error {
		if err := against(); err != nil {
			return err
		}
		served = true
		return w.store.Promote(v.ID)
	}, p)
	if err != nil && served && ctx.Err() == nil {
		return fmt.Errorf("%s is served, but has not predicted all memes: %w", v.ID, err)
	}
	return err
}

// Rollback serves again what was served before the last promotion, and returns
// its id, which is set also when the version is served but could not predict the
// memes that came after it: going back must work even when encoders are missing.
func (w *Workbench) Rollback(ctx context.Context, p Report) (string, error) {
	id, err := w.store.Rollback()
	if err != nil {
		return "", err
	}
	if err := w.refresh(ctx, id, nil, p); err != nil {
		return id, fmt.Errorf("%s is served again, but lacks predictions of newer memes: %w", id, err)
	}
	return id, nil
}

// decide compares a new version with the served one, keeps with it what the
// policy makes of that, and serves it if that is to be. The starter head only stands in for
// what people train: there the metrics decide also where people are asked. On too few groups of
// validation memes both are cross-validated. That takes dozens of heads, so
// people who are asked anyway ask for it themselves.
func (w *Workbench) decide(ctx context.Context, t *Trained, policy eval.Policy, p Report) error {
	served, err := w.store.Served()
	if err != nil {
		return err
	}
	kept := policy // with the version
	if t.besideStarter && policy == eval.PromoteAsk {
		policy = eval.PromoteBetter
	}
	tried, err := w.candidates(t.Version, served)
	if err != nil {
		return err
	}
	d := eval.Decide(policy, served, nil, fmt.Sprintf("fewer than %d validation labels", eval.DecidingGroups), tried)
	if policy == eval.PromoteBetter || policy == eval.PromoteAsk && t.Val.N >= eval.DecidingGroups {
		compare := func() (eval.Comparison, error) { return w.CompareToServe(ctx, served, t.ID, p) }
		if policy == eval.PromoteAsk {
			compare = func() (eval.Comparison, error) { return w.Compare(ctx, served, t.ID, string(labels.Val), p) }
		}
		c, err := compare()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			d = eval.Decide(policy, served, nil, err.Error(), tried)
		} else {
			d = eval.Decide(policy, served, &c, "", tried)
		}
	}
	if d.Policy == policy {
		d.Policy = kept
	}
	if d.Serve {
		// A comparison takes a while; what people have chosen meanwhile is not undone.
		if err := w.leftTo(served, &d); err != nil {
			return err
		}
	}
	if err := w.store.Decide(t.ID, d); err != nil {
		return err
	}
	t.Decision = &d
	if !d.Serve {
		return nil
	}
	err = w.promote(ctx, t.ID, func() error { // which takes a while, too
		if err := w.leftTo(served, &d); err != nil || d.Serve {
			return err
		}
		if err := w.store.Decide(t.ID, d); err != nil {
			return err
		}
		return errLeft
	}, p)
	if err != nil && !errors.Is(err, errLeft) {
		return err
	}
	t.Promoted = d.Serve
	return nil
}

// errLeft is why a version is not promoted that was to be.
var errLeft = errors.New("people have promoted another version meanwhile")

// leftTo has a decision leave another version served which people have chosen since it was made against one.
func (w *Workbench) leftTo(served string, d *eval.Decision) error {
	now, err := w.store.Served()
	if err == nil && now != served {
		d.Serve = false
		d.Why += fmt.Sprintf("; but meanwhile %s was promoted", now)
	}
	return err
}

// candidates is how many versions there have been since the served one, the new one
// included: also those that are gone by now, but not predictions from elsewhere that are
// there, which could not have been served.
func (w *Workbench) candidates(v eval.Version, served string) (int, error) {
	than, err := w.store.Version(served)
	if err != nil {
		return 0, err
	}
	versions, err := w.store.Versions()
	if err != nil {
		return 0, err
	}
	tried := v.Number - than.Number
	for _, o := range versions {
		if o.Headless() && o.Number > than.Number && o.Number < v.Number {
			tried--
		}
	}
	return max(1, tried), nil
}

// CompareToServe compares two versions, named as for Compare, on the rows by which
// is decided what is served: those of val, or cross-validated where val has too few
// groups; where a version may know all that are cross-validated, what val tells is left.
func (w *Workbench) CompareToServe(ctx context.Context, first, second string, p Report) (eval.Comparison, error) {
	c, err := w.Compare(ctx, first, second, string(labels.Val), p)
	if err == nil && c.Groups >= eval.DecidingGroups || err != nil && !errors.Is(err, ErrNothingToEvaluate) {
		return c, err
	}
	all, err := w.Compare(ctx, first, second, eval.CVRows, p)
	if err == nil && all.N == 0 && c.N > 0 && c.ProbImproved.Defined() {
		return c, nil
	}
	return all, err
}
