package team

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/labels/queue"
	"memebench/model"
	"memebench/tui"
	"memebench/tui/jobs"
)

// newTeam is a team over a store of so many memes, and the deps of a session that is alone.
func newTeam(t *testing.T, memes int, more func(*Options)) (*Team, *db.DB, func(who string) tui.Deps) {
	t.Helper()
	store, err := db.Open(filepath.Join(t.TempDir(), "memes.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	var all []labels.Meme
	for i := range memes {
		key := string(rune('a' + i))
		all = append(all, labels.Meme{ID: labels.NewMemeID("test", key), Dataset: "test", Key: key, Caption: "caption " + key, Split: labels.Train})
	}
	if _, err := store.AddMemes(all, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	alone := func(who string) tui.Deps {
		did := func() error { return nil }
		return tui.Deps{
			Read: func(f func(tui.Reader) error) error { return store.Read(func(r *db.Reader) error { return f(r) }) },
			Log:  store, Versions: store, Settings: store, Annotators: store.Annotators,
			Prepare: func(context.Context, model.Report) ([]string, error) { return nil, did() },
			Backup:  func(context.Context, model.Report) (string, error) { return "", did() },
			Train:   func(context.Context, model.Report) (model.Trained, error) { return model.Trained{}, did() },
			Evaluate: func(context.Context, string, string, model.Report) (e eval.Evaluation, r []eval.Row, err error) {
				return e, r, did()
			},
			Check:       func(context.Context, string, eval.CheckKind, model.Report) (c eval.Check, err error) { return c, did() },
			Compare:     func(context.Context, string, string, model.Report) (c eval.Comparison, err error) { return c, did() },
			Promote:     func(context.Context, string, model.Report) error { return did() },
			Rollback:    func(context.Context) (string, error) { return "", did() },
			MakeQueue:   func(context.Context, string, model.Report) (l queue.List, err error) { return l, did() },
			Stats:       func(context.Context) (s eval.Stats, err error) { return s, did() },
			Agreement:   func(context.Context) (a eval.Agreement, err error) { return a, did() },
			Describe:    func(context.Context, *eval.Evaluation, string) (e eval.Description, err error) { return e, did() },
			ReportPlace: func(name string) (string, bool, error) { return "/w/reports/" + name, false, did() },
			WriteReport: func(context.Context, tui.Shown, string, bool) (string, error) { return "", did() },
			OpenFile:    func(string) error { return did() },
			Annotator:   who, Here: "/w/reports", Now: time.Now,
		}
	}
	o := Options{
		Server: alone(""), Log: store.Shared(), Changed: store.Changed,
		Retrain: func() (int, error) { return 0, nil }, Lease: time.Minute, Jobs: jobs.New(nil, nil),
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	if more != nil {
		more(&o)
	}
	team, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return team, store, alone
}

func memeAt(t *testing.T, d tui.Deps, seq uint64) (m labels.Meme) {
	t.Helper()
	if err := d.Read(func(r tui.Reader) (err error) { m, err = r.MemeAt(seq); return err }); err != nil {
		t.Fatal(err)
	}
	return m
}

// said is a level that an annotator gives.
func said(m labels.Meme, who string, act labels.Action) labels.Event {
	return labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: act, Level: 2}
}

// Every right is asked for at the door, whatever the screens let through.
func TestTheDoorAsksForRights(t *testing.T) {
	team, store, alone := newTeam(t, 3, nil)
	if err := store.SetSetting(labels.OverlapSetting, "3"); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	doings := []struct {
		name  string
		right labels.Right // "" for what everybody may
		do    func(d tui.Deps) error
	}{
		{"label", "", func(d tui.Deps) error {
			_, err := d.Log.Append(said(memeAt(t, d, 1), d.Annotator, labels.SetLevel))
			return err
		}},
		{"remember a place", "", func(d tui.Deps) error { return d.Settings.SetSetting(tui.PlaceSetting(d.Annotator), "x") }},
		{"hide pictures", "", func(d tui.Deps) error { return d.Settings.SetSetting("pictures", "hidden") }},
		{"prepare", "", func(d tui.Deps) error { _, err := d.Prepare(ctx, nil); return err }},
		{"open a queue", "", func(d tui.Deps) error { _, err := d.MakeQueue(ctx, queue.Random, nil); return err }},
		{"adjudicate", labels.MayAdjudicate, func(d tui.Deps) error {
			_, err := d.Log.Append(said(memeAt(t, d, 2), d.Annotator, labels.Adjudicate))
			return err
		}},
		{"open the disputed", labels.MayAdjudicate, func(d tui.Deps) error { _, err := d.MakeQueue(ctx, queue.Disputed, nil); return err }},
		{"train", labels.MayTrain, func(d tui.Deps) error { _, err := d.Train(ctx, nil); return err }},
		{"evaluate", labels.MayTrain, func(d tui.Deps) error { _, _, err := d.Evaluate(ctx, "v1", "val", nil); return err }},
		{"check", labels.MayTrain, func(d tui.Deps) error { _, err := d.Check(ctx, "v1", "", nil); return err }},
		{"compare", labels.MayTrain, func(d tui.Deps) error { _, err := d.Compare(ctx, "v1", "v2", nil); return err }},
		{"rename", labels.MayTrain, func(d tui.Deps) error { return denied(d.Versions.RenameVersion("v1", "x")) }},
		{"count", labels.MayJudge, func(d tui.Deps) error { _, err := d.Stats(ctx); return err }},
		{"agreement", labels.MayJudge, func(d tui.Deps) error { _, err := d.Agreement(ctx); return err }},
		{"describe", labels.MayJudge, func(d tui.Deps) error { _, err := d.Describe(ctx, nil, ""); return err }},
		{"report", labels.MayExport, func(d tui.Deps) error { _, err := d.WriteReport(ctx, tui.Shown{}, "r.html", false); return err }},
		{"place a report", labels.MayExport, func(d tui.Deps) error { _, _, err := d.ReportPlace("r.html"); return err }},
		{"save a search", labels.MaySave, func(d tui.Deps) error { return d.Settings.SetSetting("query/mine", "level:1") }},
		{"promote", labels.MayPromote, func(d tui.Deps) error { return d.Promote(ctx, "v1", nil) }},
		{"roll back", labels.MayPromote, func(d tui.Deps) error { _, err := d.Rollback(ctx); return err }},
		{"delete", labels.MayDelete, func(d tui.Deps) error { _, err := d.Versions.DeleteVersion("v1"); return denied(err) }},
		{"configure", labels.MayConfigure, func(d tui.Deps) error { return d.Settings.SetSetting(labels.OverlapSetting, "3") }},
		{"change another's place", labels.MayConfigure, func(d tui.Deps) error { return d.Settings.SetSetting(tui.PlaceSetting("bob"), "x") }},
	}
	for _, role := range labels.Roles {
		d := team.Deps(alone("a-"+string(role)), role)
		for _, what := range doings {
			err := what.do(d)
			var missing labels.RightError
			if want := what.right == "" || role.May(what.right); want != (err == nil) || !want && (!errors.As(err, &missing) || missing.Right != what.right) {
				t.Errorf("%s by an %s: %v", what.name, role, err)
			}
		}
		if _, err := d.Log.Append(said(memeAt(t, d, 3), "bob", labels.SetLevel)); err == nil {
			t.Errorf("an %s speaks for bob", role)
		}
		if err := d.OpenFile("x.png"); !errors.Is(err, tui.ErrNoViewer) {
			t.Errorf("a viewer on the server: %v", err)
		}
	}
	if v, _, err := store.Setting("pictures/a-owner"); v != "hidden" || err != nil {
		t.Errorf("pictures of the owner: %q, %v", v, err)
	}
	if _, ok, _ := store.Setting("pictures"); ok {
		t.Error("one annotator has hidden the pictures of all")
	}
}

// Who may decide no more takes a decision back, and does not make it again by that.
func TestADecisionIsNotMadeAgain(t *testing.T) {
	team, store, alone := newTeam(t, 2, nil)
	kai := team.Deps(alone("kai"), labels.RoleResearcher)
	first, second := memeAt(t, kai, 1), memeAt(t, kai, 2)
	for _, e := range []labels.Event{said(first, "kai", labels.SetLevel), said(second, "kai", labels.Adjudicate)} {
		if _, err := kai.Log.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	kai = team.Deps(alone("kai"), labels.RoleAnnotator)
	for range 2 {
		if back, err := kai.Log.Undo("kai"); len(back) != 1 || err != nil {
			t.Fatal(back, err)
		}
	}
	if again, err := kai.Log.Redo("kai"); len(again) != 1 || again[0].Meme != first.ID || err != nil {
		t.Fatalf("%v, %v", again, err)
	}
	var missing labels.RightError
	if again, err := kai.Log.Redo("kai"); again != nil || !errors.As(err, &missing) || missing.Right != labels.MayAdjudicate {
		t.Errorf("%v, %v", again, err)
	}
	if s, err := store.State(second.ID); s.Adjudicated || err != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if again, err := team.Deps(alone("kai"), labels.RoleOwner).Log.Redo("kai"); len(again) != 1 || err != nil {
		t.Errorf("%v, %v", again, err)
	}
}

// denied is the error of a missing right alone.
func denied(err error) error {
	var missing labels.RightError
	if errors.As(err, &missing) {
		return err
	}
	return nil
}

func TestReportsStayInTheirFolder(t *testing.T) {
	team, _, alone := newTeam(t, 1, nil)
	d := team.Deps(alone("kai"), labels.RoleResearcher)
	for _, name := range []string{"/etc/passwd.html", "../x.md", "~/x.md", "a/b.csv", `a\b.csv`, "c:x.csv", ".profile.md"} {
		if path, _, err := d.ReportPlace(name); err == nil {
			t.Errorf("%s is written to %s", name, path)
		}
	}
	if path, _, err := d.ReportPlace("labels v2.html"); err != nil || path != "/w/reports/labels v2.html" {
		t.Errorf("%s, %v", path, err)
	}
}

// asItWas reads what was read of a meme before.
type asItWas struct {
	tui.Reader
	state   labels.State
	summary eval.Summary
}

func (a asItWas) State(labels.MemeID) (labels.State, error)  { return a.state, nil }
func (a asItWas) Summary(string) (s eval.Summary, err error) { return a.summary, nil }

// A meme that somebody has labelled and left, after others had read the store, is not theirs.
func TestAMemeThatWasLabelledMeanwhile(t *testing.T) {
	team, _, alone := newTeam(t, 4, nil)
	ann, bob := team.Deps(alone("ann"), labels.RoleAnnotator), team.Deps(alone("bob"), labels.RoleAnnotator)
	first, second := memeAt(t, alone(""), 1), memeAt(t, alone(""), 2)
	take := func(d tui.Deps, m labels.Meme) (given bool) {
		t.Helper()
		if err := d.Read(func(r tui.Reader) (err error) { given, err = d.Team.Take(r, m); return err }); err != nil {
			t.Fatal(err)
		}
		return given
	}
	if !take(ann, first) {
		t.Fatal("ann is not given the first meme")
	}
	var before asItWas
	err := bob.Read(func(r tui.Reader) (err error) {
		if before.state, err = r.State(first.ID); err == nil {
			before.summary, err = r.Summary("bob")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ann.Log.Append(said(first, "ann", labels.SetLevel)); err != nil || !take(ann, second) {
		t.Fatal("ann does not go on", err)
	}
	for name, claim := range map[string]func(tui.Reader, labels.Meme) (bool, error){"peek": bob.Team.Peek, "take": bob.Team.Take} {
		if given, err := claim(before, first); given || err != nil {
			t.Errorf("%s: bob is given it: %v", name, err)
		}
	}
	if take(bob, first) || take(bob, second) || !take(bob, memeAt(t, alone(""), 3)) {
		t.Error("bob is not given the third meme alone")
	}
}

// Two sessions are given different memes, and a place on disk is its annotator's after a
// restart of the server.
func TestMemesAreHandedOut(t *testing.T) {
	team, store, alone := newTeam(t, 4, nil)
	take := func(team *Team, who string, seq uint64) (given bool) {
		t.Helper()
		d := team.Deps(alone(who), labels.RoleAnnotator)
		err := d.Read(func(r tui.Reader) error {
			m, err := r.MemeAt(seq)
			if err == nil {
				given, err = d.Team.Take(r, m)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return given
	}
	if !take(team, "ann", 1) || take(team, "bob", 1) || !take(team, "bob", 2) || team.Leases() != 2 {
		t.Error("ann has 1, bob has 2")
	}
	if team.Leave("ann"); !take(team, "bob", 1) || team.Leases() != 1 {
		t.Error("ann has left")
	}
	m := memeAt(t, alone(""), 3)
	if _, err := store.Append(said(memeAt(t, alone(""), 4), "eva", labels.SetLevel)); err != nil {
		t.Fatal(err)
	}
	if err := store.SetSetting(tui.PlaceSetting("eva"), string(m.ID)); err != nil {
		t.Fatal(err)
	}
	o := team.o
	again, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if take(again, "ann", 3) || !take(again, "eva", 3) || take(again, "ann", 4) {
		t.Error("eva had stopped at 3, and has labelled 4")
	}
	// What was said elsewhere long ago, or has yet to be said there, and came by a merge; and an import.
	elsewhere := make([]labels.Event, 1100)
	for i := range elsewhere {
		elsewhere[i] = said(memeAt(t, alone(""), 2), "fay", labels.Note)
		elsewhere[i].Text, elsewhere[i].Merged, elsewhere[i].Time = "x", true, time.Now().Add(-time.Hour)
	}
	elsewhere[0].Time = time.Now().Add(time.Hour)
	brought := said(memeAt(t, alone(""), 1), "gold", labels.SetLevel)
	brought.Source = labels.Import
	elsewhere = append(elsewhere, brought)
	if _, err := store.Append(elsewhere...); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"fay", "gold"} {
		if err := store.SetSetting(tui.PlaceSetting(who), string(memeAt(t, alone(""), 2).ID)); err != nil {
			t.Fatal(err)
		}
	}
	if again, err = New(o); err != nil {
		t.Fatal(err)
	}
	if again.Leases() != 1 || take(again, "ann", 3) || !take(again, "ann", 2) {
		t.Error("eva was not heard behind a merge, or fay or an import was")
	}
	o.Server.Now = func() time.Time { return time.Now().Add(o.Lease) }
	if again, err = New(o); err != nil {
		t.Fatal(err)
	}
	if again.Leases() != 0 || !take(again, "ann", 3) {
		t.Error("eva has said nothing for the term of a lease")
	}
}

// The server prepares, makes the backup, and trains when enough labels are new.
func TestWhatTheServerDoes(t *testing.T) {
	var prepared, backups, trained atomic.Int32
	done := make(chan struct{}, 10)
	team, store, alone := newTeam(t, 3, func(o *Options) {
		o.Retrain = func() (int, error) { return 3, nil }
		o.Server.Prepare = func(context.Context, model.Report) ([]string, error) { prepared.Add(1); return nil, nil }
		o.Server.Backup = func(context.Context, model.Report) (string, error) { backups.Add(1); return "", nil }
		o.Server.Train = func(context.Context, model.Report) (model.Trained, error) {
			trained.Add(1)
			done <- struct{}{}
			return model.Trained{}, errors.New("no encoders here")
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- team.Run(ctx) }()
	if err := team.o.Jobs.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	label(t, team.Deps(alone("ann"), labels.RoleAnnotator), 1, 3)
	<-done
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := team.o.Jobs.Wait(t.Context()); err != nil {
		t.Error(err)
	}
	if prepared.Load() != 1 || backups.Load() != 1 || trained.Load() != 1 {
		t.Errorf("prepared %d, backups %d, trained %d", prepared.Load(), backups.Load(), trained.Load())
	}
	if all, err := store.Annotators(); err != nil || !slices.Equal(all, []string{"ann"}) {
		t.Errorf("%v, %v", all, err)
	}
}

// label has an annotator label some memes.
func label(t *testing.T, d tui.Deps, from, to uint64) {
	t.Helper()
	for seq := from; seq <= to; seq++ {
		if _, err := d.Log.Append(said(memeAt(t, d, seq), d.Annotator, labels.SetLevel)); err != nil {
			t.Fatal(err)
		}
	}
}

// It trains at so many new labels, at as many more where that has failed, and where somebody else's training has failed, at once.
func TestWhenTheServerTrains(t *testing.T) {
	every, trained := 0, 0
	team, _, alone := newTeam(t, 18, func(o *Options) {
		o.Retrain = func() (int, error) { return every, nil }
		o.Server.Train = func(context.Context, model.Report) (model.Trained, error) {
			trained++
			return model.Trained{}, errors.New("no encoders here")
		}
	})
	d := team.Deps(alone("ann"), labels.RoleAnnotator)
	look := func(want int, when string) {
		t.Helper()
		if err := team.trainByItself(); err != nil {
			t.Error(when, err)
		}
		if err := team.o.Jobs.Wait(t.Context()); err != nil || trained != want {
			t.Errorf("%s: trained %d times, want %d, %v", when, trained, want, err)
		}
	}
	label(t, d, 1, 3)
	look(0, "never is said")
	every = 4
	look(0, "3 labels")
	label(t, d, 4, 4)
	look(1, "4 labels")
	label(t, d, 5, 7)
	look(1, "3 more than at the failure")
	label(t, d, 8, 8)
	look(2, "4 more")
	label(t, d, 9, 12)
	finish := make(chan struct{})
	if _, err := team.o.Jobs.StartBy("kai", string(tui.TeamTrain), func(context.Context, func(jobs.Progress)) (any, error) {
		<-finish
		return nil, errors.New("cancelled")
	}); err != nil {
		t.Fatal(err)
	}
	if err := team.trainByItself(); err != nil {
		t.Error("kai trains", err)
	}
	close(finish)
	if err := team.o.Jobs.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	look(3, "after kai's has failed")
	label(t, d, 13, 16)
	if err := team.o.Jobs.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	look(3, "the server ends")
}

// Labels that come while the model is prepared start a training when it is.
func TestLabelsDuringThePreparation(t *testing.T) {
	begun, finish, trained, asked := make(chan struct{}), make(chan int64), make(chan struct{}), make(chan struct{}, 100)
	team, _, alone := newTeam(t, 3, func(o *Options) {
		o.Retrain = func() (int, error) { asked <- struct{}{}; return 3, nil }
		o.Server.Prepare = func(_ context.Context, report model.Report) ([]string, error) {
			close(begun)
			for done := range finish {
				report(model.Step{Step: labels.Step{Done: done}})
			}
			return nil, nil
		}
		o.Server.Backup = func(context.Context, model.Report) (string, error) { return "", nil }
		o.Server.Train = func(context.Context, model.Report) (model.Trained, error) {
			close(trained)
			return model.Trained{}, errors.New("no encoders here")
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- team.Run(ctx) }()
	<-begun
	label(t, team.Deps(alone("ann"), labels.RoleAnnotator), 1, 3)
	for quiet := false; !quiet; { // all that is told of them has been looked at
		select {
		case <-asked:
		case <-trained:
			t.Fatal("it trains while the model is prepared")
		case <-time.After(100 * time.Millisecond):
			quiet = true
		}
	}
	for done := range int64(3) {
		finish <- done
	}
	select {
	case <-asked:
		t.Error("what has not ended is looked at as if it had")
	case <-time.After(100 * time.Millisecond):
	}
	close(finish)
	select {
	case <-trained:
	case <-time.After(10 * time.Second):
		t.Error("nothing trains")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := team.o.Jobs.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

// A team that is told to end as it begins has no complaint.
func TestToldToEndAtTheBeginning(t *testing.T) {
	var runner *jobs.Runner
	team, _, _ := newTeam(t, 1, func(o *Options) { runner = o.Jobs })
	if err := runner.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := team.Run(ctx); err != nil {
		t.Error(err)
	}
}
