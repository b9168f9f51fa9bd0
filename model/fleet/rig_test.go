package fleet

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"memebench/eval"
	"memebench/model"
)

// patience is how long a test waits for what must come.
const patience = time.Minute

// wait waits until something is so.
func wait(t testing.TB, what string, so func() bool) {
	t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for end := time.After(patience); !so(); {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// standsStill begins to measure for how long this process does not run at a time; what it returns
// ends that, and says it.
func standsStill() func() time.Duration {
	const step = 10 * time.Millisecond
	stop, longest := make(chan struct{}), make(chan time.Duration)
	go func() {
		var most time.Duration
		for since := time.Now(); ; {
			select {
			case <-stop:
				longest <- most
				return
			case <-time.After(step):
				now := time.Now()
				most, since = max(most, now.Sub(since)-step), now
			}
		}
	}()
	return func() time.Duration {
		close(stop)
		return <-longest
	}
}

// waitQueued waits until the broker has so many shards that are not encoded.
func waitQueued(t testing.TB, s *streams, n uint64) {
	t.Helper()
	wait(t, fmt.Sprint(n, " shards with the broker"), func() bool {
		info, err := s.queue.Info(t.Context())
		return err == nil && info.State.Msgs == n
	})
}

// noneLeft fails, at the end of a test, if goroutines of the fleet's or of NATS's remain. One
// kind is let off, which nats.go v1.55.0 loses: that of an ObjectStore.Put that has ended
// before it has begun waits on a nil channel.
func noneLeft(t testing.TB) {
	t.Helper()
	t.Cleanup(func() {
		buf := make([]byte, 1<<20)
		var left []string
		look := func() bool {
			left = nil
			for g := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
				if strings.Contains(g, "resetPendingAcksOnReconnect") {
					continue
				}
				if (strings.Contains(g, "nats-io/") || strings.Contains(g, "model/fleet.")) && !strings.Contains(g, "fleet.noneLeft") {
					left = append(left, g)
				}
			}
			return len(left) == 0
		}
		end := time.Now().Add(20 * time.Second)
		for !look() && time.Now().Before(end) {
			runtime.Gosched()
			time.Sleep(5 * time.Millisecond)
		}
		if len(left) > 0 {
			t.Errorf("%d goroutines remain:\n%s", len(left), strings.Join(left, "\n\n"))
		}
	})
}

// startOne starts a server without a folder of its own, credentials and cluster.
func startOne(t testing.TB, change func(*server.Options)) *Broker {
	t.Helper()
	o := &server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir()}
	if change != nil {
		change(o)
	}
	b, err := startServer(o, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(b) })
	return b
}

func kill(b *Broker) {
	b.server.Shutdown()
	b.server.WaitForShutdown()
}

// startCluster starts three servers that know each other.
func startCluster(t testing.TB) (brokers []*Broker) {
	t.Helper()
	const n = 3
	routes := freeRoutes(t, n)
	for i := range n {
		brokers = append(brokers, startOne(t, func(o *server.Options) {
			o.ServerName = fmt.Sprint("s", i)
			o.Cluster.Name, o.Cluster.Host = "fleet", "127.0.0.1"
			o.Cluster.Port = portOf(t, routes[i].Host)
			o.Routes = routes
		}))
	}
	wait(t, "the cluster's leader", func() bool {
		for _, b := range brokers {
			if b.server.JetStreamIsLeader() {
				return len(b.server.JetStreamClusterPeers()) == n
			}
		}
		return false
	})
	return brokers
}

// freeRoutes are addresses whose ports are free now.
func freeRoutes(t testing.TB, n int) (routes []*url.URL) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // when all are chosen
		routes = append(routes, &url.URL{Scheme: "nats-route", Host: l.Addr().String()})
	}
	return routes
}

func portOf(t testing.TB, address string) int {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return a.Port
}

func urls(brokers ...*Broker) string {
	var all []string
	for _, b := range brokers {
		all = append(all, b.URL())
	}
	return strings.Join(all, ",")
}

func connect(t testing.TB, urls string) *Link {
	t.Helper()
	within := patience
	if strings.Contains(urls, ",") { // of which one dies, to which nothing is to be said for long
		within = time.Second
	}
	l, err := connectWith(t.Context(), Access{URL: urls}, "test", 0, within)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// testInputs are what fakeEncoders make.
func testInputs() []eval.Input {
	return []eval.Input{
		{Modality: "text", Encoder: "reader", Digest: strings.Repeat("a", 64), Width: 3},
		{Modality: "image", Encoder: "viewer", Digest: strings.Repeat("b", 64), Width: 2},
		{Modality: "frames", Encoder: "viewer over frames", Digest: strings.Repeat("c", 64), Width: 4},
	}
}

// fakeEncoders keep the contract of model.Encoders: an encoding for each item, in order, a
// fault where the picture is not the one of the key, an error of the context.
type fakeEncoders struct {
	calls  atomic.Int64
	before func(ctx context.Context, n int64) error // sees how many calls there have been
}

func (e *fakeEncoders) Inputs() []eval.Input { return testInputs() }

func (e *fakeEncoders) Encode(ctx context.Context, items []model.Item) ([]model.Encoding, error) {
	if n := e.calls.Add(1); e.before != nil {
		if err := e.before(ctx, n); err != nil {
			return nil, err
		}
	}
	out := make([]model.Encoding, len(items))
	for i, t := range items {
		out[i] = fake(i, t)
	}
	return out, ctx.Err()
}

func fake(i int, t model.Item) model.Encoding {
	if t.OfPicture() {
		if t.Path == "" {
			return model.Encoding{Item: i, Fault: "encoded without a file"} // which the shard's own fault takes the place of
		}
		b, err := os.ReadFile(t.Path)
		if err != nil {
			return model.Encoding{Item: i, Fault: "no such file or directory"}
		}
		if sha256.Sum256(b) != t.Key {
			return model.Encoding{Item: i, Fault: "has changed"}
		}
	} else if sha256.Sum256([]byte(t.Caption)) != t.Key {
		return model.Encoding{Item: i, Fault: "another caption"}
	}
	x := make([]float32, testInputs()[t.Input].Width)
	for k := range x {
		x[k] = float32(t.Key[k])/7 + float32(math.Pi)*float32(t.Input)
	}
	return model.Encoding{Item: i, Features: x}
}

// someItems are captions, and pictures of every fifth meme, which every tenth has frames of.
func someItems(t testing.TB, memes int) (items []model.Item) {
	t.Helper()
	dir := t.TempDir()
	for i := range memes {
		caption := fmt.Sprint("caption ", i)
		item := model.Item{Meme: i, Row: i + 2, Name: fmt.Sprint("meme ", i), Modality: "text", Key: sha256.Sum256([]byte(caption)), Caption: caption}
		items = append(items, item)
		if i%5 != 0 {
			continue
		}
		data := []byte(strings.Repeat(fmt.Sprint("picture ", i, " "), 5000))
		item.Input, item.Modality, item.Key, item.Path = 1, "image", sha256.Sum256(data), filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(item.Path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		items = append(items, item)
		if i%10 == 0 {
			item.Input, item.Modality = 2, "frames"
			items = append(items, item)
		}
	}
	return items
}

// disk is what a coordinator has kept.
type disk struct {
	mu   sync.Mutex
	kept map[string][]model.Encoding // by input and key
	full error
	each func(portions int)
	n    int
}

func newDisk() *disk { return &disk{kept: map[string][]model.Encoding{}} }

func itemKey(t model.Item) string { return fmt.Sprintf("%d %x", t.Input, t.Key) }

func (d *disk) keep(items []model.Item) func([]model.Encoding) error {
	return func(portion []model.Encoding) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.full != nil {
			return d.full
		}
		for _, e := range portion {
			k := itemKey(items[e.Item])
			d.kept[k] = append(d.kept[k], e)
		}
		d.n++
		if d.each != nil {
			d.each(d.n)
		}
		return nil
	}
}

// lacking are the items that are not kept, as a workspace would list them.
func (d *disk) lacking(items []model.Item) (rest []model.Item) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range items {
		if d.kept[itemKey(t)] == nil {
			rest = append(rest, t)
		}
	}
	return rest
}

// mustHold fails unless each item is kept once, as one machine would have made it.
func (d *disk) mustHold(t testing.TB, items []model.Item) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, item := range items {
		got := d.kept[itemKey(item)]
		if len(got) != 1 {
			t.Errorf("%s, input %d: kept %d times, want once", item.Name, item.Input, len(got))
			continue
		}
		if want := fake(0, item); fmt.Sprint(got[0].Features, got[0].Fault) != fmt.Sprint(want.Features, want.Fault) {
			t.Errorf("%s, input %d: %+v, want %+v", item.Name, item.Input, got[0], want)
		}
	}
}

func newTestCoordinator(l *Link) *Coordinator {
	c := NewCoordinator(l, Job("test", "workspace"))
	c.memes, c.look = 10, 200*time.Millisecond
	return c
}

// dieWhenUploaded has a coordinator encode and die when so many shards are with the broker.
func dieWhenUploaded(t *testing.T, c *Coordinator, d *disk, items []model.Item, shards uint64) *streams {
	t.Helper()
	s, err := c.link.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, die := context.WithCancel(t.Context())
	defer die()
	ended := make(chan error, 1)
	go func() { ended <- c.Encode(ctx, testInputs(), items, d.keep(items), nil) }()
	waitQueued(t, s, shards)
	die()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	return s
}

// mustEncode has a coordinator encode all of some items.
func mustEncode(t *testing.T, c *Coordinator, d *disk, items []model.Item) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := c.Encode(ctx, testInputs(), items, d.keep(items), nil); err != nil {
		t.Fatalf("encoding %d memes, of which there are %v: %v", len(items), patience, err)
	}
}

// aWorker is a worker that runs.
type aWorker struct {
	*Worker
	*fakeEncoders
	cancel context.CancelFunc
	ended  chan error
}

// work starts a worker.
func work(t testing.TB, urls, name string, before func(ctx context.Context, n int64) error) *aWorker {
	t.Helper()
	return workWith(t, urls, name, func(w *aWorker) { w.before = before })
}

func workWith(t testing.TB, urls, name string, change func(*aWorker)) *aWorker {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &aWorker{fakeEncoders: &fakeEncoders{}, cancel: cancel, ended: make(chan error, 1)}
	w.Worker = NewWorker(connect(t, urls), w.fakeEncoders, name, "")
	w.ackWait, w.again = 900*time.Millisecond, 20*time.Millisecond
	if change != nil {
		change(w)
	}
	go func() { w.ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-w.ended; err != nil && !errors.Is(err, errKilled) {
			t.Errorf("worker %s: %v", name, err)
		}
		w.ended <- nil
	})
	return w
}

var errKilled = errors.New("killed")
