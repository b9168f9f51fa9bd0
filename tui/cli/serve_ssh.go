package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"memebench/labels"
	"memebench/model/settings"
	"memebench/tui"
	"memebench/tui/jobs"
	"memebench/tui/members"
	"memebench/tui/sshd"
	"memebench/tui/team"
	"memebench/tui/term"
)

// reportsDir is the folder of a workspace for the reports of a team.
const reportsDir = "reports"

// screens are the services by which a team has the screens over SSH, what lets them in and
// what works for all, and numbers of them.
func (s *serving) screens(o *options, w *workspace, runner *jobs.Runner, stop func(), log *slog.Logger) ([]service, []prometheus.Collector, error) {
	server, err := w.deps("")
	if err != nil {
		return nil, nil, err
	}
	shared, err := team.New(team.Options{
		Server: server, Log: w.store.Shared(), Changed: w.store.Changed, Lease: s.lease, Jobs: runner, Logger: log,
		Retrain: func() (int, error) { return settings.RetrainEvery.Read(w.store) },
	})
	if err != nil {
		return nil, nil, err
	}
	hostKey := s.hostKey
	if hostKey == "" {
		data, err := dataDir()
		if err != nil {
			return nil, nil, fmt.Errorf("the server's key: %w, or name one with --host-key", err)
		}
		hostKey = sshd.HostKeyPath(data)
	}
	keys := members.In(w.dir)
	all, err := keys.All()
	if err != nil {
		if all == nil {
			return nil, nil, err
		}
		log.Error("the file of keys", "error", err)
	}
	if len(all) == 0 {
		log.Warn("nobody may come in yet: memebench annotators add NAME KEYFILE, or annotators invite")
	}
	l, err := listen("--ssh", s.ssh)
	if err != nil {
		return nil, nil, err
	}
	in, err := sshd.New(l, sshd.Options{
		HostKey: hostKey, Members: keys, Invitations: members.InvitationsIn(w.dir, server.Now),
		Said: func() ([]string, error) {
			heard, err := w.heard()
			return slices.Collect(maps.Keys(heard)), err
		},
		Screens: func(ctx context.Context, m members.Member, t term.Window) error {
			return w.session(ctx, o, shared, m, t)
		},
		Lines: func(ctx context.Context, m members.Member, in io.Reader, out io.Writer) error {
			return w.sessionInLines(ctx, o, shared, m, in, out)
		},
		Mouse: func() bool {
			mouse, err := settings.Mouse.Read(w.store)
			return err == nil && mouse == settings.MouseOn
		},
		Command: func(ctx context.Context, m members.Member, args []string, out, problems io.Writer) int {
			return (&remote{w, m, out, problems, func() {
				log.Info("told to stop", "by", m.Name)
				stop()
			}}).do(ctx, args)
		},
		Idle: s.idle, MaxSessions: s.sessions, Logger: log, Now: server.Now,
	})
	if err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	if !isLoopback(in.Addr()) {
		log.Warn("others than this machine can connect", "ssh", in.Addr().String())
	}
	services := []service{
		{run: shared.Run, told: []any{"members", len(all)}},
		{run: in.Run, told: []any{"ssh", in.Addr().String(), "host_key", in.Fingerprint()}},
	}
	gauge := func(name, help string, read func() int) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(read()) })
	}
	return services, []prometheus.Collector{
		gauge("memebench_sessions", "Annotators who have the screens open.", in.Sessions),
		gauge("memebench_leases", "Memes that annotators have before them.", shared.Leases),
	}, nil
}

// memberDeps are what a session of a member needs. Who may not judge labels is given no memes by
// what others have said of them.
func (w *workspace) memberDeps(m members.Member) (tui.Deps, error) {
	d, err := w.deps(m.Name)
	d.MakeQueue = w.queuesOf(m.Name, !m.Role.May(labels.MayJudge))
	return d, err
}

// sessionInLines has a member label line by line.
func (w *workspace) sessionInLines(ctx context.Context, o *options, shared *team.Team, m members.Member, in io.Reader, out io.Writer) error {
	d, err := w.memberDeps(m)
	if err != nil {
		return err
	}
	err = tui.RunPlain(ctx, shared.Deps(d, m.Role), in, out)
	if errors.Is(err, tui.ErrLastAnswer) {
		err = endsAs{err, sshd.ErrLastAnswer}
	}
	err = w.sessionEnd(o, err, false)
	if leaves(ctx, err) {
		shared.Leave(m.Name)
	}
	return err
}

// leaves reports whether a member whose session has ended so has left the meme to others. Who has gone
// without a word comes back to the same one, but not who is a member no more.
func leaves(ctx context.Context, err error) bool {
	return err == nil && context.Cause(ctx) == nil || errors.Is(context.Cause(ctx), sshd.ErrRemoved)
}

// session shows the screens to a member.
func (w *workspace) session(ctx context.Context, o *options, shared *team.Team, m members.Member, t term.Window) error {
	d, err := w.memberDeps(m)
	if err != nil {
		return errors.Join(err, t.Terminal.Close())
	}
	d.Here = filepath.Join(w.dir, reportsDir)
	d.ReportPlace = func(name string) (string, bool, error) { return w.memberReportPlace(d.Here, name) }
	unsaved := false
	d.Rescue = func(events []labels.Event, why error) error {
		unsaved = true
		return o.ends.rescue(func() error { return w.rescue(events, why) })
	}
	var unfinished error
	d.Unfinished = func(of, text string) { unfinished = &sshd.UnfinishedError{Of: of, Text: text} }
	err = w.sessionEnd(o, tui.Run(ctx, shared.Deps(d, m.Role), t), unsaved)
	if leaves(ctx, err) {
		shared.Leave(m.Name)
	}
	return errors.Join(err, unfinished)
}

// sessionEnd returns the error of a session that ended with err. Of a store that is lost, what was called saved there is
// in a file before the member is told so.
func (w *workspace) sessionEnd(o *options, err error, unsaved bool) error {
	if w.lost() != nil && !unsaved {
		_ = w.rescueLost(o) // whoever has rescued it was told the same
		err, unsaved = errors.Join(err, w.rescued.error()), true
	}
	if err != nil && unsaved {
		return endsAs{err, sshd.ErrNotSaved} // not all is in the store
	}
	return err
}

// endsAs is how a session has ended, as one of those ends that the server tells its member of.
type endsAs struct {
	error
	as error
}

func (e endsAs) Unwrap() error { return e.error }

func (e endsAs) Is(target error) bool { return target == e.as }
