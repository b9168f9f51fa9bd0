package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/model/encoder"
	"memebench/model/fleet"
	"memebench/model/ort"
)

// fleetDir is the broker's folder in that of a workspace.
const fleetDir = "fleet"

// broker is how a broker is reached, as flags say.
type broker struct {
	access fleet.Access
	shared string // folder of pictures
}

func (b *broker) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&b.access.URL, "nats", "", "`URL` of the broker, nats://HOST:PORT or tls://HOST:PORT, or of several servers of a cluster with commas between them (default: the broker that memebench fleet serve has started in this workspace)")
	cmd.Flags().StringVar(&b.access.Creds, "creds", "", "`FILE` that opens the broker: the fleet.nk of its folder, or NATS credentials")
	cmd.Flags().StringVar(&b.access.CA, "ca", "", "`FILE` with the certificates that a tls:// broker's is checked against (default: the system's)")
	cmd.Flags().StringVar(&b.shared, "shared", "", "folder `DIR` of pictures that all machines see, as it is called here: pictures in it are not uploaded")
}

// connect connects to the broker.
func (b *broker) connect(ctx context.Context, o *options, name string, patience bool) (*fleet.Link, error) {
	a := b.access
	if a.URL == "" {
		p, err := o.place()
		if err != nil {
			return nil, err
		}
		found, err := fleet.FolderAccess(filepath.Join(p.dir, fleetDir))
		if err != nil {
			return nil, err
		}
		a.URL = found.URL
		if a.Creds == "" {
			a.Creds = found.Creds
		}
	}
	if patience {
		return fleet.Connect(ctx, a, name, fleet.Patience)
	}
	return fleet.Connect(ctx, a, name, 0)
}

// sharedFolder is the folder of --shared, absolute; "" without.
func (b *broker) sharedFolder() (string, error) {
	if b.shared == "" {
		return "", nil
	}
	if st, err := os.Stat(b.shared); err != nil || !st.IsDir() {
		return "", usagef("--shared %s: want a folder that is there", labels.Printable(b.shared))
	}
	return filepath.Abs(b.shared)
}

func newFleet(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fleet",
		Short: "Have other machines encode",
		Long: `fleet serve starts a broker, a NATS server with JetStream, which passes work on. memebench
worker encodes what it has, on as many machines as you like; memebench encode --fleet puts
the work in and writes what comes back to the workspace. Machines may come and go.

On each other machine:

  memebench worker --nats nats://HOST:4222 --creds fleet.nk`,
		Example: `  memebench fleet`,
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFleetServe(o))
	return cmd
}

func newFleetServe(o *options) *cobra.Command {
	var s fleet.BrokerOptions
	cmd := &cobra.Command{
		Use:   "serve [--addr HOST:PORT | --config FILE]",
		Short: "Pass on work between encode --fleet and workers",
		Long: `serve runs a NATS server with JetStream until it is stopped. Its files are in the folder
fleet of the workspace's; the workspace itself stays free for other commands. There are
also its address, url, and the key that opens it, fleet.nk: copy that to the workers, and
to nobody else. A worker with it can read every picture and send any features.

Without --addr it listens on this machine alone. What goes over a network is not encrypted
unless --config, a file in NATS's own format, says so; it also makes several servers a
cluster, on which all is kept three times from three servers on. A NATS server that you
have serves as well: name it by --nats, and serve is not needed.`,
		Example: `  memebench fleet serve --addr 127.0.0.1:0 &`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.Config != "" && cmd.Flags().Changed("addr") {
				return usagef("fleet serve: --config has the address: want --addr or --config")
			}
			return o.serveFleet(cmd.Context(), s)
		},
	}
	cmd.Flags().StringVar(&s.Addr, "addr", "127.0.0.1:4222", "`HOST:PORT` to listen on; port 0 chooses a free one")
	cmd.Flags().StringVar(&s.Config, "config", "", "`FILE` of a NATS server, with addresses, users, TLS and cluster")
	return cmd
}

func (o *options) serveFleet(ctx context.Context, s fleet.BrokerOptions) error {
	p, err := o.place()
	if err != nil {
		return err
	}
	s.Folder = filepath.Join(p.dir, fleetDir)
	s.Say = func(line string) { o.say("broker: %s", line) }
	b, err := fleet.StartBroker(s)
	if err != nil {
		return err
	}
	o.say("the broker listens at %s; its files and its key are in %s", b.URL(), s.Folder)
	if s.Config == "" && !isLoopback(b.Addr()) {
		o.say("warning: other machines reach it, and what they send is not encrypted: --config FILE can have TLS")
	}
	if err := b.Serve(ctx); err != nil {
		return fmt.Errorf("broker: %w", err)
	}
	return ctx.Err()
}

func newWorker(o *options) *cobra.Command {
	var b broker
	pack := encoder.DefaultPack
	cmd := &cobra.Command{
		Use:   "worker [--nats URL] [--creds FILE] [--encoders PACK]",
		Short: "Encode for encode --fleet, on this machine's processors",
		Long: `worker takes work from a broker and encodes it, one shard of about a thousand memes after
the other, until it is stopped: its shard is left to another worker then. It needs no
workspace. It takes the work of workspaces with the same encoders as its own, and waits
while there is none. Where the broker goes away it waits for it.`,
		Example: `  memebench worker &
  memebench encode --fleet`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkPack(pack); err != nil {
				return usageError{fmt.Errorf("--encoders: %w", err)}
			}
			return o.work(cmd.Context(), b, pack)
		},
	}
	b.flags(cmd)
	cmd.Flags().StringVar(&pack, "encoders", pack, "`PACK` of encoders to encode with, that of the workspaces")
	return cmd
}

// work encodes for others until ctx ends.
func (o *options) work(ctx context.Context, b broker, pack string) (err error) {
	shared, err := b.sharedFolder()
	if err != nil {
		return err
	}
	name := machine()
	link, err := b.connect(ctx, o, name, false)
	if err != nil {
		return err
	}
	defer link.Close()
	files, fetch := modelFiles()
	packs := encoder.NewPacks(files, packsDir())
	o.announce(packs, files, pack)
	p, wipe := newProgress(o.err)
	o.wipe = wipe
	encoders, err := model.OpenEncoders(ctx, packs, fetch, pack, p)
	o.wipe = nil
	wipe()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, encoders.Close(), ort.Stop()) }()
	encoders.Videos = o.videos()
	w := fleet.NewWorker(link, encoders, name, shared)
	w.Pack, w.Program = pack, versionText()
	w.Say = func(line string) { o.say("%s", line) }
	o.say("worker %s waits for work for the encoders %s", name, pack)
	if err := w.Run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// machine names this process among others of a fleet.
func machine() string {
	host, err := os.Hostname()
	if err != nil {
		host = "machine"
	}
	return fmt.Sprintf("%s-%d", labels.Printable(host), os.Getpid())
}

// encodesElsewhere is a [model.Fleet] that connects to the broker when there is something to
// encode.
type encodesElsewhere struct {
	*options
	broker broker
	dir    string // of the workspace

	did []fleet.Contribution // of the workers, afterwards
}

// Encode implements model.Fleet.
func (e *encodesElsewhere) Encode(ctx context.Context, inputs []eval.Input, items []model.Item, keep func([]model.Encoding) error, p model.Report) error {
	shared, err := e.broker.sharedFolder()
	if err != nil {
		return err
	}
	link, err := e.broker.connect(ctx, e.options, "memebench encode", true)
	if err != nil {
		return err
	}
	defer link.Close()
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	c := fleet.NewCoordinator(link, fleet.Job(host, e.dir))
	c.Shared, c.Program = shared, versionText()
	c.Say = func(line string) { e.say("%s", line) }
	defer func() { e.did = c.Contributions() }()
	return c.Encode(ctx, inputs, items, keep, p)
}
