package fleet

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// startBroker starts a broker in a folder, as the command does.
func startBroker(t *testing.T, o BrokerOptions) *Broker {
	t.Helper()
	if o.Addr == "" && o.Config == "" {
		o.Addr = "127.0.0.1:0"
	}
	b, err := StartBroker(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return b
}

// The key and the address of a broker are its owner's alone; the key stays, and opens it.
func TestBrokerFolder(t *testing.T) {
	noneLeft(t)
	folder := filepath.Join(t.TempDir(), "ws", "fleet")
	if _, err := FolderAccess(folder); err == nil || !strings.Contains(err.Error(), "memebench fleet serve starts one") {
		t.Errorf("without a broker: %v", err)
	}
	b := startBroker(t, BrokerOptions{Folder: folder})
	for name, want := range map[string]os.FileMode{"": 0o700 | os.ModeDir, keyFile: 0o600, urlFile: 0o600} {
		if st, err := os.Stat(filepath.Join(folder, name)); err != nil || st.Mode() != want {
			t.Errorf("%q has the mode %v, %v; want %v", name, st.Mode(), err, want)
		}
	}
	a, err := FolderAccess(folder)
	if err != nil || a.URL != b.URL() {
		t.Fatalf("access %+v, %v; want the address %s", a, err, b.URL())
	}
	l, err := Connect(t.Context(), a, "test", 0)
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := StartBroker(BrokerOptions{Folder: folder, Addr: "127.0.0.1:0"}); err == nil || !strings.Contains(err.Error(), "a broker is running in") {
		t.Errorf("a second broker in the folder: %v", err)
	}
	key, err := BrokerOptions{Folder: folder}.key()
	again, err2 := BrokerOptions{Folder: folder}.key()
	if err != nil || err2 != nil || key != again {
		t.Errorf("keys %s and %s, %v, %v; want one", key, again, err, err2)
	}
}

// Who may not in, and what cannot be reached, is one sentence that says what to do.
func TestConnectRefused(t *testing.T) {
	noneLeft(t)
	folder, other := t.TempDir(), t.TempDir()
	locked := startBroker(t, BrokerOptions{Folder: folder})
	startBroker(t, BrokerOptions{Folder: other})
	without := startOne(t, func(o *server.Options) { o.JetStream = false })
	free := freeRoutes(t, 1)[0].Host
	junk := filepath.Join(t.TempDir(), "junk")
	if err := os.WriteFile(junk, []byte("no key\x1b[2J"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		Access
		want string
	}{
		"no credentials":     {Access{URL: locked.URL()}, "refuses these credentials"},
		"others":             {Access{URL: locked.URL(), Creds: filepath.Join(other, keyFile)}, "refuses these credentials: name the file fleet.nk"},
		"no key":             {Access{URL: locked.URL(), Creds: junk}, "neither a NATS user's credentials nor an nkey's seed"},
		"no file":            {Access{URL: locked.URL(), Creds: filepath.Join(other, "gone")}, "gone: no such file"},
		"nobody there":       {Access{URL: "nats://" + free}, "no broker answers at nats://" + free + ": memebench fleet serve starts one"},
		"not JetStream":      {Access{URL: without.URL()}, "switch JetStream on"},
		"TLS":                {Access{URL: "tls://" + strings.TrimPrefix(locked.URL(), "nats://"), Creds: filepath.Join(folder, keyFile)}, "do not agree on TLS"},
		"a password in it":   {Access{URL: "nats://ann:secret@" + free}, "no broker answers at nats://" + free + ":"},
		"certificates: none": {Access{URL: locked.URL(), CA: junk}, "junk"},
	} {
		l, err := Connect(t.Context(), c.Access, "test", 0)
		if err == nil {
			l.Close()
			t.Errorf("%s: connected", name)
		} else if !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x1b") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v\nwant %q", name, err, c.want)
		}
	}
}

// A broker that is stopped as somebody connects is told of as one that does not answer.
func TestConnectCutOff(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.(*net.TCPConn).SetLinger(0) // the other side has its connection reset
			_, _ = c.Write([]byte("INFO {"))
			_ = c.Close()
		}
	}()
	if _, err := Connect(t.Context(), Access{URL: "nats://" + l.Addr().String()}, "test", 0); err == nil || !strings.HasPrefix(err.Error(), "no broker answers at nats://") {
		t.Errorf("it says %v", err)
	}
}

// Connecting ends with the context, also where the other side says nothing.
func TestConnectEnds(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		if c, err := l.Accept(); err == nil {
			cancel()
			defer c.Close()
			_, _ = c.Read(make([]byte, 1)) // until it has gone
		}
	}()
	if _, err := Connect(ctx, Access{URL: "nats://" + l.Addr().String()}, "test", 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ends: %v", err)
	}
}

// Addresses, keys and configurations that cannot be are one sentence.
func TestBrokerRefused(t *testing.T) {
	noneLeft(t)
	taken := startOne(t, nil)
	host := strings.TrimPrefix(taken.URL(), "nats://")
	damaged := t.TempDir()
	config := filepath.Join(t.TempDir(), "nats.conf")
	if err := errors.Join(os.WriteFile(filepath.Join(damaged, keyFile), []byte("SUxyz"), 0o600), os.WriteFile(config, []byte("listen: {"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		BrokerOptions
		want string
	}{
		"a port that is taken": {BrokerOptions{Addr: host}, "address already in use"},
		"no port":              {BrokerOptions{Addr: "localhost"}, "want HOST:PORT"},
		"no host":              {BrokerOptions{Addr: ":4222"}, "want HOST:PORT"},
		"a large port":         {BrokerOptions{Addr: "127.0.0.1:70000"}, "want HOST:PORT"},
		"a damaged key":        {BrokerOptions{Addr: "127.0.0.1:0", Folder: damaged}, "is damaged: delete it"},
		"a configuration":      {BrokerOptions{Config: config}, "nats.conf: "},
		"none":                 {BrokerOptions{Config: config + "x"}, "nats.confx: no such file"},
		"a device":             {BrokerOptions{Config: os.DevNull}, "it is a device, not a plain file"},
	} {
		if c.Folder == "" {
			c.Folder = t.TempDir()
		}
		b, err := StartBroker(c.BrokerOptions)
		if err == nil {
			kill(b)
			t.Errorf("%s: started", name)
		} else if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v\nwant %q", name, err, c.want)
		}
	}
}

// Files of certificates that are none are told of by their names, before they are read.
func TestAuthoritiesRefused(t *testing.T) {
	noneLeft(t)
	dir := t.TempDir()
	text := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(text, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		os.DevNull:                 "it is a device, not a plain file",
		dir:                        "it is a folder, not a plain file",
		filepath.Join(dir, "none"): "no such file",
		text:                       "it has none: want a file in PEM",
	} {
		_, err := Connect(t.Context(), Access{URL: "tls://127.0.0.1:1", CA: path}, "test", 0)
		if err == nil || !strings.Contains(err.Error(), "certificates "+path+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %q", path, err, want)
		}
	}
}

// A configuration of NATS's own has the users, and the folder the files.
func TestBrokerConfig(t *testing.T) {
	noneLeft(t)
	config := filepath.Join(t.TempDir(), "nats.conf")
	text := "listen: 127.0.0.1:-1\nauthorization { users = [{user: ann, password: secret}] }\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	b := startBroker(t, BrokerOptions{Folder: folder, Config: config})
	if _, err := Connect(t.Context(), Access{URL: b.URL()}, "test", 0); err == nil || !strings.Contains(err.Error(), "refuses these credentials") {
		t.Errorf("without a user: %v", err)
	}
	l, err := Connect(t.Context(), Access{URL: strings.Replace(b.URL(), "://", "://ann:secret@", 1)}, "test", 0)
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := os.Stat(filepath.Join(folder, storeName)); err != nil {
		t.Error(err)
	}
}

// A coordinator whose broker goes for good ends with a sentence; a worker waits.
func TestBrokerGoesForGood(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 20), newDisk()
	l, err := connectWith(t.Context(), Access{URL: b.URL()}, "test", time.Second, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	c := newTestCoordinator(l)
	work(t, b.URL(), "one", func(context.Context, int64) error { kill(b); return nil })
	err = c.Encode(t.Context(), testInputs(), items, d.keep(items), nil)
	if err == nil || !strings.Contains(err.Error(), "has been away") || !strings.Contains(err.Error(), "run the same command again") {
		t.Errorf("a broker that goes: %v", err)
	}
}

// A server that cannot write any more ends the broker, with the first reason; what it warns of
// does not.
func TestServerLog(t *testing.T) {
	var said []string
	l := &serverLog{say: func(line string) { said = append(said, line) }, fatal: make(chan struct{})}
	l.Noticef("Server is ready")
	l.Warnf("a slow %s\x1b[2J", "consumer")
	select {
	case <-l.fatal:
		t.Error("a warning ends the broker")
	default:
	}
	l.Errorf("Filestore [OBJ_x] Critical write error: write 2.blk: no space left on device")
	l.Fatalf("a second reason")
	<-l.fatal
	if !strings.Contains(l.why(), "its disk is full") || len(said) != 1 || said[0] != "a slow consumer[2J" {
		t.Errorf("said %q, ends because %q", said, l.why())
	}
}
