package fleet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// The files of a broker's folder.
const (
	keyFile   = "fleet.nk" // the seed of the nkey that opens it, 0600
	urlFile   = "url"      // where it listens, 0600
	lockFile  = "lock"
	storeName = "jetstream"
)

// BrokerOptions say where a broker listens and keeps its files.
type BrokerOptions struct {
	Folder string // made, with mode 0700
	Addr   string // HOST:PORT; port 0 chooses a free one
	// Config is a file in NATS's format with addresses, users, TLS and cluster; Addr and the
	// generated key do not count then. "" for none.
	Config string
	Say    func(line string) // what the server warns of; may be called from any goroutine
}

// Broker is an embedded NATS server.
type Broker struct {
	server *server.Server
	url    string
	lock   *flock.Flock
	log    *serverLog
}

// StartBroker starts a broker. Its address and the key that opens it are in the folder then,
// see [FolderAccess].
func StartBroker(o BrokerOptions) (_ *Broker, err error) {
	if _, err := atomicfile.MakeFolder(o.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("the broker's folder: %w", err)
	}
	if err := os.Chmod(o.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("the broker's folder: %w", err)
	}
	lock := flock.New(filepath.Join(o.Folder, lockFile))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("the broker's folder: %w", err)
	}
	if !held {
		return nil, fmt.Errorf("a broker is running in %s: stop it first, or use it", labels.Printable(o.Folder))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, lock.Unlock())
		}
	}()
	options, err := o.server()
	if err != nil {
		return nil, err
	}
	b, err := startServer(options, o.Say)
	if err != nil {
		return nil, err
	}
	b.lock = lock
	if err := atomicfile.Write(filepath.Join(o.Folder, urlFile), []byte(b.url+"\n"), atomicfile.Private); err != nil {
		b.server.Shutdown()
		b.server.WaitForShutdown()
		return nil, fmt.Errorf("the broker's address: %w", err)
	}
	return b, nil
}

// server makes the server's options.
func (o BrokerOptions) server() (*server.Options, error) {
	store := filepath.Join(o.Folder, storeName)
	if o.Config != "" {
		if f, _, err := plainfile.Open(o.Config); err != nil {
			return nil, fmt.Errorf("configuration %s: %w", labels.Printable(o.Config), plainfile.Cause(err))
		} else if err := f.Close(); err != nil {
			return nil, err
		}
		options, err := server.ProcessConfigFile(o.Config)
		if err != nil {
			return nil, fmt.Errorf("configuration %s: %s", labels.Printable(o.Config), labels.Printable(err.Error()))
		}
		if options.JetStream = true; options.StoreDir == "" {
			options.StoreDir = store
		}
		return options, nil
	}
	host, text, err := net.SplitHostPort(o.Addr)
	port, perr := strconv.ParseUint(text, 10, 16)
	if err != nil || perr != nil || host == "" {
		return nil, fmt.Errorf("address %q: want HOST:PORT, such as 127.0.0.1:4222", labels.Printable(o.Addr))
	}
	public, err := o.key()
	if err != nil {
		return nil, err
	}
	options := &server.Options{
		ServerName: "memebench", Host: host, Port: int(port), JetStream: true, StoreDir: store,
		Nkeys: []*server.NkeyUser{{Nkey: public}},
	}
	if port == 0 {
		options.Port = server.RANDOM_PORT
	}
	return options, nil
}

// key returns the public half of the key in the folder, which it makes if there is none.
func (o BrokerOptions) key() (string, error) {
	path := filepath.Join(o.Folder, keyFile)
	seed, err := plainfile.Read(path, 1<<10)
	var pair nkeys.KeyPair
	switch {
	case errors.Is(err, os.ErrNotExist):
		if pair, err = nkeys.CreateUser(); err != nil {
			return "", fmt.Errorf("make a key: %w", err)
		}
		if seed, err = pair.Seed(); err != nil {
			return "", fmt.Errorf("make a key: %w", err)
		}
		if err := atomicfile.Write(path, append(seed, '\n'), atomicfile.Private); err != nil {
			return "", fmt.Errorf("the broker's key: %w", err)
		}
	case err != nil:
		return "", fmt.Errorf("the broker's key %s: %w", labels.Printable(path), plainfile.Cause(err))
	default:
		if pair, err = nkeys.FromSeed([]byte(strings.TrimSpace(string(seed)))); err != nil {
			return "", fmt.Errorf("the broker's key %s is damaged: delete it, and a new one is made, which workers then need", labels.Printable(path))
		}
	}
	defer pair.Wipe()
	return pair.PublicKey()
}

// FolderAccess returns how the broker of a folder is reached from this machine.
func FolderAccess(folder string) (Access, error) {
	b, err := plainfile.Read(filepath.Join(folder, urlFile), 1<<10)
	if errors.Is(err, os.ErrNotExist) {
		return Access{}, fmt.Errorf("no broker has run in %s: memebench fleet serve starts one there, or --nats URL names one", labels.Printable(folder))
	}
	if err != nil {
		return Access{}, fmt.Errorf("the broker's address %s: %w", labels.Printable(filepath.Join(folder, urlFile)), plainfile.Cause(err))
	}
	a := Access{URL: strings.TrimSpace(string(b))}
	if key := filepath.Join(folder, keyFile); exists(key) {
		a.Creds = key
	}
	return a, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// startWithin is how long a server that listens may take to say so.
const startWithin = 10 * time.Second

// startServer starts a server and waits until it takes connections.
func startServer(options *server.Options, say func(string)) (*Broker, error) {
	options.NoSigs, options.NoLog, options.DisableJetStreamBanner = true, true, true
	s, err := server.NewServer(options)
	if err != nil {
		return nil, fmt.Errorf("the broker's server: %s", labels.Printable(err.Error()))
	}
	b := &Broker{server: s, log: &serverLog{say: say, fatal: make(chan struct{})}}
	s.SetLoggerV2(b.log, false, false, false)
	s.Start() // which returns when it listens
	select {
	case <-b.log.fatal:
		err = errors.New(b.log.why())
	default:
		if !s.ReadyForConnections(startWithin) {
			err = errors.New("it does not listen")
		}
	}
	if err != nil {
		s.Shutdown()
		s.WaitForShutdown()
		return nil, fmt.Errorf("the broker cannot start: %w", err)
	}
	b.url = localURL(s, options)
	return b, nil
}

// localURL is the server's address for this machine.
func localURL(s *server.Server, o *server.Options) string {
	u := url.URL{Scheme: "nats", Host: s.Addr().String()}
	if host, port, err := net.SplitHostPort(u.Host); err == nil {
		if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
			u.Host = net.JoinHostPort("127.0.0.1", port)
		}
	}
	if o.TLSConfig != nil {
		u.Scheme = "tls"
	}
	return u.String()
}

// URL is where the broker listens, as seen from its machine.
func (b *Broker) URL() string { return b.url }

// Addr is the address that the broker listens at.
func (b *Broker) Addr() net.Addr { return b.server.Addr() }

// Serve waits until ctx ends or the server cannot go on, and stops the server.
func (b *Broker) Serve(ctx context.Context) error {
	var err error
	select {
	case <-ctx.Done():
	case <-b.log.fatal:
		err = errors.New(b.log.why())
	}
	b.server.Shutdown()
	b.server.WaitForShutdown()
	if b.lock != nil {
		err = errors.Join(err, b.lock.Unlock())
	}
	return err
}

// serverLog passes on what the server warns of, and remembers what it cannot go on after.
type serverLog struct {
	say   func(string)
	mu    sync.Mutex // guards text
	text  string
	fatal chan struct{} // closed when text is set
}

func (l *serverLog) why() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text
}

func (l *serverLog) fail(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text == "" {
		l.text = text
		close(l.fatal)
	}
}

func (l *serverLog) tell(format string, v ...any) {
	text := labels.Printable(fmt.Sprintf(format, v...))
	// What the server cannot write it refuses from then on, until it is started again.
	switch lower := strings.ToLower(text); {
	case strings.Contains(lower, "no space left"), strings.Contains(lower, "jetstream out of"):
		l.fail("its disk is full, so that it has stopped; what was written is kept: make room and start it again")
		return
	case strings.Contains(lower, "critical write error"):
		l.fail(text)
		return
	}
	if l.say != nil {
		l.say(text)
	}
}

// The methods of server.Logger.

func (l *serverLog) Noticef(string, ...any)         {}
func (l *serverLog) Debugf(string, ...any)          {}
func (l *serverLog) Tracef(string, ...any)          {}
func (l *serverLog) Warnf(format string, v ...any)  { l.tell(format, v...) }
func (l *serverLog) Errorf(format string, v ...any) { l.tell(format, v...) }
func (l *serverLog) Fatalf(format string, v ...any) {
	l.fail(labels.Printable(fmt.Sprintf(format, v...)))
}
