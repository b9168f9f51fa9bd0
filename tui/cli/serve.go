package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/labels/workers"
	"memebench/tui"
	"memebench/tui/jobs"
)

// serving is what serve is asked for.
type serving struct {
	ssh         string
	http        httpFlags
	hostKey     string
	lease, idle time.Duration
	sessions    int
}

// service is one way in, which listens already.
type service struct {
	run func(context.Context) error
	// told is what --json says of it, and what the log says first; nil for nothing.
	told []any
}

func newServe(o *options) *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve [--ssh ADDRESS] [--http ADDRESS]",
		Short: "Let several annotators work in the workspace, and answer predictions over HTTP",
		Long: `serve has the workspace until it is stopped, and lets others work in it. What happens is
told on standard error, a line each.

--ssh serves the screens to whoever has a key that memebench annotators knows: nothing has
to be installed where they sit. Memes are handed out so that each gets as many labels as the
setting overlap says; what nobody labels within --lease goes to somebody else. Annotators
label; researchers also train, evaluate, adjudicate and export; owners also serve and delete
versions and change settings. tui/README.md says who can do what, and what is logged.

--http answers predictions in the Open Inference Protocol (that of KServe and Triton, JSON and
binary; model/README.md), by the served version or another one, and has metrics for
Prometheus at /metrics. With a token, from MEMEBENCH_HTTP_TOKEN or --http-token-file, requests
must carry it: Authorization: Bearer TOKEN. Nothing is encrypted: put a proxy with TLS before a
server that others than this machine reach.

With --ls-url it is a machine-learning backend of that Label Studio, too. There, connect the
model at this server's address (with a token: Basic Authentication, the token as password),
and add a webhook to its /webhook, with payload, for annotations created, updated and
deleted: they become labels here, by the annotator ls:USER. Tasks are those that memebench
export wrote, or have pictures of the same names. Start Training there trains a version, which
is served unless the setting promote is better and it is not, or never. Pictures are fetched
from that server alone.

An ADDRESS is a port, or HOST:PORT; without a host only this machine can connect. ctrl+c or
SIGTERM stops it within 5 seconds: every label is saved, and every client's terminal is
given back. Commands that only read work meanwhile; those that write say who has the
workspace.`,
		Example: `  memebench serve --ssh 2222 --http 8080`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.check(); err != nil {
				return err
			}
			return s.run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.ssh, "ssh", "", "serve the screens over SSH at `ADDRESS`")
	s.http.add(f)
	f.StringVar(&s.hostKey, "host-key", "", "`FILE` of the server's key (default: one for all workspaces, beside the program's data)")
	f.DurationVar(&s.lease, "lease", 10*time.Minute, "how long a meme stays with an annotator who presses no key")
	f.DurationVar(&s.idle, "idle", 30*time.Minute, "end a session in which no key was pressed for so long; 0: never")
	f.IntVar(&s.sessions, "max-sessions", 50, "how many annotators may be there at once")
	return cmd
}

// check refuses what cannot be meant.
func (s *serving) check() error {
	switch {
	case s.ssh == "" && s.http.address == "":
		return usagef("serve: nothing is to be served: name an address, as in memebench serve --ssh 2222")
	case s.lease < time.Second || s.lease > 24*time.Hour:
		return usagef("--lease %v: want 1s to 24h", s.lease)
	case s.idle < 0:
		return usagef("--idle %v: want a time, or 0", s.idle)
	case s.sessions < 1 || s.sessions > 1000:
		return usagef("--max-sessions %d: want 1 to 1000", s.sessions)
	}
	for flag, a := range map[string]*string{"--ssh": &s.ssh, "--http": &s.http.address} {
		if *a == "" {
			continue
		}
		var err error
		if *a, err = address(flag, *a); err != nil {
			return err
		}
	}
	return s.http.labelStudio.check()
}

// address reads the address of a flag: a port alone, or one without a host, is on this
// machine only.
func address(flag, s string) (string, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		host, port = "", s
	}
	if _, err := net.LookupPort("tcp", port); err != nil || port == "" {
		return "", usagef("%s %s: want a port like 2222, or HOST:PORT", flag, labels.Quoted(s))
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// listen listens at an address of a flag.
func listen(flag, address string) (net.Listener, error) {
	l, err := net.Listen(network(address), address)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%s %s: you may not listen there: take a port from 1024 on", flag, address)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", flag, address, err)
	}
	return l, nil
}

// network is what an address is of: without it 0.0.0.0 would be all addresses of IPv6, too, which a firewall
// may leave open.
func network(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil && net.ParseIP(host).To4() != nil {
		return "tcp4"
	}
	return "tcp"
}

// isLoopback reports whether only this machine can reach an address.
func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// run serves until ctx ends.
func (s *serving) run(ctx context.Context, o *options) (err error) {
	o.ends.patient()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w, err := o.openFor(ctx, "memebench serve")
	if err != nil {
		return err
	}
	defer func() { err = w.end(o, err) }()
	moreProcessors()
	lines := newLineLog(o.err)
	defer lines.close()
	defer o.ends.hold(lines.close)()
	log := slog.New(slog.NewTextHandler(lines, nil))
	var gauges []prometheus.Collector
	runner := jobs.New(nil, keepTrace) // all services have one
	services := []service{{run: func(ctx context.Context) error { return runJobs(ctx, runner, log) }}}
	if s.ssh != "" {
		more, numbers, err := s.screens(o, w, runner, stop, log)
		if err != nil {
			return err
		}
		services, gauges = append(services, more...), numbers
	}
	if s.http.address != "" {
		h, err := newHTTPService(w, &s.http, runner, gauges, log)
		if err != nil {
			return err
		}
		services = append(services, service{run: h.run, told: []any{"http", h.listener.Addr().String()}})
	}
	said := map[string]any{"workspace": w.dir}
	for _, one := range services {
		if one.told == nil {
			continue
		}
		log.Info("serving", append([]any{"workspace", shortPath(w.dir)}, one.told...)...)
		for i := 0; i+1 < len(one.told); i += 2 {
			said[fmt.Sprint(one.told[i])] = one.told[i+1]
		}
	}
	if o.json {
		if err := json.NewEncoder(o.out).Encode(said); err != nil {
			return err
		}
	}
	began := time.Now()
	group, inner := errgroup.WithContext(ctx)
	for _, one := range services {
		group.Go(func() (err error) {
			if fault := workers.Catch(func() { err = one.run(inner) }); fault != nil {
				o.ends.fault(fault)
			}
			return err
		})
	}
	err = group.Wait()
	if errors.Is(err, tui.ErrUnderWay) { // the store must not be closed under it
		log.Error("stopped", "error", labels.Printable(err.Error()))
		lines.close()
		o.ends.now()
	}
	log.Info("stopped", "after", time.Since(began).Round(time.Second))
	return err
}

// secretLimit bounds a file with a token, in bytes.
const secretLimit = 64 << 10

// secret reads a token: from the file if there is one, else from the environment. "" is
// for none. It is never an argument, which every user of the machine can see.
func secret(flag, file, variable string) (string, error) {
	if file == "" {
		return strings.TrimSpace(os.Getenv(variable)), nil
	}
	b, err := plainfile.Read(file, secretLimit)
	if err != nil {
		return "", fmt.Errorf("--%s %s: %w", flag, labels.Printable(file), plainfile.Cause(err))
	}
	token := strings.TrimSpace(string(b))
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fmt.Errorf("--%s %s: want a token of letters, digits and signs on one line, and nothing else", flag, labels.Printable(file))
	}
	return token, nil
}
