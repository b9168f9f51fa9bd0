package team

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/queue"
	"memebench/model"
	"memebench/tui"
)

// Deps makes of what a session alone would have what the session of a member has: with the
// team's jobs and memes, and behind a door that asks for the role.
func (t *Team) Deps(d tui.Deps, role labels.Role) tui.Deps {
	who := d.Annotator
	own := door{t, d, who, role}
	d.Log, d.Versions, d.Settings = own, own, own
	d.Team = &tui.Team{
		Role: role, Jobs: t.o.Jobs, Changed: t.o.Changed,
		Take: own.take, Peek: own.peek, Yield: own.yield,
		Stay: func() { t.leases.Stay(who) },
	}
	d.Prepare = func(ctx context.Context, p model.Report) ([]string, error) { return t.o.Server.Prepare(ctx, p) }
	d.Backup = func(context.Context, model.Report) (string, error) {
		return "", errors.New("the server makes the backups")
	}

	train, evaluate, check, compare := d.Train, d.Evaluate, d.Check, d.Compare
	d.Train = func(ctx context.Context, p model.Report) (of model.Trained, err error) {
		if err := role.Check(labels.MayTrain); err != nil {
			return of, err
		}
		return train(ctx, p)
	}
	d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
		if err := role.Check(labels.MayTrain); err != nil {
			return eval.Evaluation{}, nil, err
		}
		return evaluate(ctx, version, split, p)
	}
	d.Check = func(ctx context.Context, version string, kind eval.CheckKind, p model.Report) (of eval.Check, err error) {
		if err := role.Check(labels.MayTrain); err != nil {
			return of, err
		}
		return check(ctx, version, kind, p)
	}
	d.Compare = func(ctx context.Context, first, second string, p model.Report) (of eval.Comparison, err error) {
		if err := role.Check(labels.MayTrain); err != nil {
			return of, err
		}
		return compare(ctx, first, second, p)
	}
	own.guardFigures(&d)
	own.guardServing(&d)
	own.guardFiles(&d)
	return d
}

// door is what stands between a session and the store. What comes through it is asked for
// its right, whatever the screens have let through.
type door struct {
	team *Team
	d    tui.Deps // as without a door
	who  string
	role labels.Role
}

// guardFigures asks for rights where figures come from, which would sway who labels.
func (o door) guardFigures(d *tui.Deps) {
	stats, agreement, describe, queues := d.Stats, d.Agreement, d.Describe, d.MakeQueue
	d.Stats = func(ctx context.Context) (of eval.Stats, err error) {
		if err := o.role.Check(labels.MayJudge); err != nil {
			return of, err
		}
		return stats(ctx)
	}
	d.Agreement = func(ctx context.Context) (of eval.Agreement, err error) {
		if err := o.role.Check(labels.MayJudge); err != nil {
			return of, err
		}
		return agreement(ctx)
	}
	d.Describe = func(ctx context.Context, e *eval.Evaluation, since string) (of eval.Description, err error) {
		if err := o.role.Check(labels.MayJudge); err != nil {
			return of, err
		}
		return describe(ctx, e, since)
	}
	d.MakeQueue = func(ctx context.Context, name string, p model.Report) (of queue.List, err error) {
		if name == queue.Disputed { // in which a level decides
			if err := o.role.Check(labels.MayAdjudicate); err != nil {
				return of, err
			}
		}
		return queues(ctx, name, p)
	}
}

// guardServing asks for the right to serve versions.
func (o door) guardServing(d *tui.Deps) {
	promote, rollback := d.Promote, d.Rollback
	d.Promote = func(ctx context.Context, version string, p model.Report) error {
		if err := o.role.Check(labels.MayPromote); err != nil {
			return err
		}
		return promote(ctx, version, p)
	}
	d.Rollback = func(ctx context.Context) (string, error) {
		if err := o.role.Check(labels.MayPromote); err != nil {
			return "", err
		}
		return rollback(ctx)
	}
}

// guardFiles keeps sessions from the server's files: its viewer, and reports that would lie
// anywhere but in their folder.
func (o door) guardFiles(d *tui.Deps) {
	place, write := d.ReportPlace, d.WriteReport
	d.OpenFile = func(string) error { return tui.ErrNoViewer }
	d.ReportPlace = func(name string) (string, bool, error) {
		if err := o.role.Check(labels.MayExport); err != nil {
			return "", false, err
		}
		if name != strings.TrimLeft(name, "~.") || strings.ContainsAny(name, `/\:`) {
			return "", false, fmt.Errorf("reports of a team lie in %s: want a name without a folder", labels.Printable(d.Here))
		}
		return place(name)
	}
	d.WriteReport = func(ctx context.Context, of tui.Shown, path string, over bool) (string, error) {
		if err := o.role.Check(labels.MayExport); err != nil {
			return "", err
		}
		return write(ctx, of, path, over)
	}
}

// take claims a meme for the annotator's screen.
func (o door) take(r tui.Reader, m labels.Meme) (bool, error) {
	return o.claim(r, m, o.team.leases.Take)
}

// peek reports whether take would claim a meme.
func (o door) peek(r tui.Reader, m labels.Meme) (bool, error) {
	return o.claim(r, m, o.team.leases.Free)
}

// yield gives back the meme that the annotator has.
func (o door) yield(r tui.Reader) error {
	summary, err := r.Summary(o.who)
	if err == nil {
		o.team.leases.Yield(o.who, summary.Revision)
	}
	return err
}

// claim asks the leases for a meme, by what the store says of it.
func (o door) claim(r tui.Reader, m labels.Meme, leases func(who string, meme uint64, overlap int, voices []string, revision uint64) bool) (bool, error) {
	state, err := r.State(m.ID)
	if err != nil {
		return false, err
	}
	summary, err := r.Summary(o.who)
	if err != nil {
		return false, err
	}
	return leases(o.who, m.Seq, summary.Counts.Overlap, state.People(), summary.Revision), nil
}

// Append takes what the annotator says.
func (o door) Append(events ...labels.Event) ([]labels.Event, error) {
	for _, e := range events {
		if e.Annotator != o.who {
			return nil, fmt.Errorf("what %s says cannot be said by %s", labels.Printable(e.Annotator), labels.Printable(o.who))
		}
		if err := o.maySay(e); err != nil {
			return nil, err
		}
	}
	stored, err := o.team.o.Log.Append(events...)
	o.team.saving.heard(o.who, err, o.team.o.Logger)
	return stored, err
}

// maySay is nil for what the annotator's role may say.
func (o door) maySay(e labels.Event) error {
	if e.Action == labels.Adjudicate {
		return o.role.Check(labels.MayAdjudicate)
	}
	return nil
}

// Undo takes back what the annotator has said last.
func (o door) Undo(string) ([]labels.Event, error) { return o.team.o.Log.Undo(o.who) }

// Redo says it again, unless it is what the role may say no more.
func (o door) Redo(string) ([]labels.Event, error) { return o.team.o.Log.RedoIf(o.who, o.maySay) }

// LastSeq is that of the newest event.
func (o door) LastSeq() (uint64, error) { return o.team.o.Log.LastSeq() }

// Log goes through the events.
func (o door) Log(from uint64, yield func(labels.Event) error) error {
	return o.team.o.Log.Log(from, yield)
}

// RenameVersion gives a version a name.
func (o door) RenameVersion(id, name string) error {
	if err := o.role.Check(labels.MayTrain); err != nil {
		return err
	}
	return o.d.Versions.RenameVersion(id, name)
}

// DeleteVersion deletes a version.
func (o door) DeleteVersion(id string) (string, error) {
	if err := o.role.Check(labels.MayDelete); err != nil {
		return "", err
	}
	return o.d.Versions.DeleteVersion(id)
}

// Setting reads a setting: what annotators choose for themselves is each one's own.
func (o door) Setting(key string) (string, bool, error) {
	return o.d.Settings.Setting(tui.OwnSetting(key, o.who))
}

// SetSetting sets one.
func (o door) SetSetting(key, value string) error {
	own := tui.OwnSetting(key, o.who)
	var right labels.Right
	switch {
	case tui.IsOwnSetting(own, o.who):
		return o.d.Settings.SetSetting(own, value)
	case labels.IsSavedQuery(key):
		right = labels.MaySave
	default:
		right = labels.MayConfigure
	}
	if err := o.role.Check(right); err != nil {
		return err
	}
	return o.d.Settings.SetSetting(key, value)
}
