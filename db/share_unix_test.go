//go:build unix

package db

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"memebench/labels"
)

// TestSocketIsPrivate looks at the socket and its folder, and at what becomes of
// them when the folder is not safe.
func TestSocketIsPrivate(t *testing.T) {
	quietPlaces(t)
	d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	d.Share()
	runtime := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "memebench")
	found, _ := filepath.Glob(filepath.Join(runtime, "*.sock"))
	if len(found) != 1 {
		t.Fatalf("sockets: %v", found)
	}
	for name, want := range map[string]os.FileMode{runtime: 0o700 | os.ModeDir, found[0]: 0o600 | os.ModeSocket} {
		if st, err := os.Stat(name); err != nil || st.Mode() != want {
			t.Errorf("%s has mode %v, %v", name, st.Mode(), err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	// Others may enter: whoever made it so could have put a socket there.
	if err := os.Chmod(runtime, 0o755); err != nil {
		t.Fatal(err)
	}
	d = openStore(t, d.path)
	l := listenFor(d.info)
	if l == nil || filepath.Dir(l.Addr().String()) == runtime {
		t.Errorf("listens at %v", l)
	}
	l.Close()
	l, err := net.Listen("unix", found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := askForCopy(context.Background(), d.path, nil); !errors.Is(err, errNotShared) {
		t.Errorf("asked there: %v", err)
	}
	t.Setenv("XDG_RUNTIME_DIR", filepath.Join(t.TempDir(), "a-folder-of-a-very-long-name-that-no-socket-may-have-as-its-path-is-bounded-to-some-hundred-bytes-only"))
	for _, name := range socketsFor(d.info) {
		if len(name) > socketLimit {
			t.Errorf("too long: %s", name)
		}
	}
}

// TestHungServer asks a server that accepts and says nothing, says too little, or
// something else: the file is read all the same.
func TestHungServer(t *testing.T) {
	for name, serve := range map[string]func(net.Conn){
		"says nothing":    func(net.Conn) {},
		"stops halfway":   func(c net.Conn) { c.Write([]byte(shareGreeting + "\x00\x00\x00\x00\x00\x10\x00\x00half")) },
		"ends halfway":    func(c net.Conn) { c.Write([]byte(shareGreeting + "\x00\x00\x00\x00\x00\x10\x00\x00half")); c.Close() },
		"is another":      func(c net.Conn) { c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n padding padding")); c.Close() },
		"closes the door": func(c net.Conn) { c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			quietPlaces(t)
			path := filepath.Join(t.TempDir(), "store.db")
			d := openStore(t, path)
			m := someMemes(t, d, 1)
			l := listenFor(d.info)
			if l == nil {
				t.Fatal("no socket")
			}
			defer l.Close()
			conns := make(chan net.Conn, 10)
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					conns <- c
					serve(c)
				}
			}()
			r := openReader(t, path)
			if got, err := r.Meme(m[0].ID); err != nil || got.Seq != 1 {
				t.Errorf("read %+v, %v", got, err)
			}
			(<-conns).Close()
		})
	}
}

// TestIdleClient is a client that does not fetch its copy: it is cut off, and
// neither writing nor closing waits for it.
func TestIdleClient(t *testing.T) {
	quietPlaces(t)
	d, err := Open(filepath.Join(t.TempDir(), "store.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := someMemes(t, unsynced(d), 3000)
	d.Share()
	c, err := net.Dial("unix", socketsFor(d.info)[0])
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := receive(patientReader{c}); err != nil {
		t.Fatal(err)
	}
	appendAll(t, d, level(m[0].ID, "ann", labels.Positive))
	more := make([]labels.Meme, 5000) // the file grows meanwhile
	for i := range more {
		more[i] = textMeme(fmt.Sprint("more ", i), fmt.Sprint("more of them ", i))
	}
	if _, err := d.AddMemes(more, labels.AllTrain); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestCopyEndsWithItsContext cancels who waits for a server.
func TestCopyEndsWithItsContext(t *testing.T) {
	quietPlaces(t)
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	l := listenFor(d.info)
	defer l.Close()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		c, err := l.Accept()
		if err == nil {
			cancel()
			defer c.Close()
		}
		<-ctx.Done()
	}()
	if _, err := OpenReader(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
