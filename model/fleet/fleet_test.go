package fleet

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"memebench/model"
)

// Captions, pictures and animations come back as one machine makes them, each once, and
// nothing of them stays with the broker.
func TestEncode(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items := someItems(t, 95)
	var gone model.Item
	for i := len(items) - 1; ; i-- {
		if items[i].OfPicture() {
			gone = items[i]
			break
		}
	}
	if err := os.Remove(gone.Path); err != nil {
		t.Fatal(err)
	}
	work(t, b.URL(), "one", nil)
	work(t, b.URL(), "two", nil)
	c, d := newTestCoordinator(connect(t, b.URL())), newDisk()
	last := model.Step{}
	if err := c.Encode(t.Context(), testInputs(), items, d.keep(items), func(s model.Step) { last = s }); err != nil {
		t.Fatal(err)
	}
	d.mustHold(t, items)
	if last.Done != int64(len(items)) || last.Total != last.Done {
		t.Errorf("the last step is %+v, want %d of %[2]d", last, len(items))
	}
	shards, features := 0, 0
	for _, by := range c.Contributions() {
		shards, features = shards+by.Shards, features+by.Features
	}
	if shards != 10 || features != len(items) {
		t.Errorf("contributions %+v, want 10 shards and %d features in all", c.Contributions(), len(items))
	}
	mustBeEmpty(t, c)
}

// mustBeEmpty fails if the broker has anything of the coordinator's job.
func mustBeEmpty(t *testing.T, c *Coordinator) {
	t.Helper()
	s, err := c.link.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, bucket := range []jetstream.ObjectStore{s.work, s.results} {
		var names []string
		wait(t, "an answer of the broker", func() bool { // which may choose a leader just now
			names, err = s.list(t.Context(), bucket)
			return err == nil
		})
		if len(names) > 0 {
			t.Errorf("%d objects remain: %q", len(names), names)
		}
	}
	if info, err := s.queue.Info(t.Context()); err != nil || info.State.Msgs != 0 {
		t.Errorf("%d messages remain, %v", info.State.Msgs, err)
	}
}

// What workers have made while there was no coordinator is not made again.
func TestGoesOnWhereItWas(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 60), newDisk()
	// It dies when it has uploaded what it may, before there is any worker.
	s := dieWhenUploaded(t, newTestCoordinator(connect(t, b.URL())), d, items, 4)
	w := work(t, b.URL(), "alone", nil)
	waitQueued(t, s, 0)
	mustEncode(t, newTestCoordinator(connect(t, b.URL())), d, items)
	d.mustHold(t, items)
	if n := w.calls.Load(); n != 6 {
		t.Errorf("%d shards were encoded, want each of 6 once", n)
	}
}

// Memes that have changed since a coordinator died are other shards, and the old ones go.
func TestChangedMeanwhile(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 20), newDisk()
	dieWhenUploaded(t, newTestCoordinator(connect(t, b.URL())), d, items, 2)
	changed := items[1:]
	w := workWith(t, b.URL(), "alone", func(w *aWorker) {
		w.before = func(context.Context, int64) error { return nil }
	})
	c := newTestCoordinator(connect(t, b.URL()))
	mustEncode(t, c, d, changed)
	d.mustHold(t, changed)
	if n := w.calls.Load(); n > 3 {
		t.Errorf("%d shards were encoded, want 2, and the old one at most", n)
	}
	mustBeEmpty(t, c)
}

// An encoder's error ends the coordinator with one sentence, and not the worker.
func TestEncoderFails(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 20), newDisk()
	w := work(t, b.URL(), "one", func(_ context.Context, n int64) error {
		if n == 1 {
			return errors.New("session is broken\x1b[2J")
		}
		return nil
	})
	c := newTestCoordinator(connect(t, b.URL()))
	err := c.Encode(t.Context(), testInputs(), items, d.keep(items), nil)
	if err == nil || !strings.Contains(err.Error(), "worker one: session is broken") || strings.Contains(err.Error(), "\x1b") {
		t.Fatalf("an encoder that fails: %v", err)
	}
	rest := d.lacking(items)
	mustEncode(t, newTestCoordinator(connect(t, b.URL())), d, rest)
	d.mustHold(t, items)
	if w.calls.Load() < 3 {
		t.Errorf("%d calls, want the failed one again", w.calls.Load())
	}
}

// A worker that is told to stop leaves its shard to the others at once: the wait for a silent
// one is a minute.
func TestStoppedWorkerGivesBack(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 10), newDisk()
	var stopped *aWorker
	began, set := make(chan struct{}), make(chan struct{})
	stopped = workWith(t, b.URL(), "stopped", func(w *aWorker) {
		w.ackWait = ackWait
		w.before = func(ctx context.Context, _ int64) error {
			<-set
			stopped.cancel()
			<-ctx.Done()
			close(began)
			return ctx.Err()
		}
	})
	close(set)
	c := newTestCoordinator(connect(t, b.URL()))
	ended := make(chan error)
	go func() { ended <- c.Encode(t.Context(), testInputs(), items, d.keep(items), nil) }()
	<-began
	since := time.Now()
	workWith(t, b.URL(), "other", func(w *aWorker) { w.ackWait = ackWait })
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if took := time.Since(since); took > ackWait/2 {
		t.Errorf("the other one got it after %v", took)
	}
	d.mustHold(t, items)
}

// A shard that takes longer than a worker may be silent stays with a worker that lives.
func TestSlowShardStays(t *testing.T) {
	for range 5 {
		begun, stood := slowShard(t)
		if begun == 1 {
			return
		}
		if stood < slowAckWait/3 {
			t.Fatalf("it was begun %d times, want once", begun)
		}
		t.Logf("it was begun %d times, but a worker could not say that it lives: the machine stood still for %v", begun, stood)
	}
	t.Error("the machine stood still each time")
}

// slowAckWait is for how long the workers of slowShard may be silent.
const slowAckWait = 1500 * time.Millisecond

// slowShard has two workers encode a shard that takes longer than they may be silent. It returns
// how often the shard was begun, and for how long at most a goroutine waited meanwhile that wanted
// to run.
func slowShard(t *testing.T) (begun int64, stood time.Duration) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 10), newDisk()
	slow := func(w *aWorker) {
		w.ackWait = slowAckWait
		w.before = func(ctx context.Context, _ int64) error {
			select {
			case <-time.After(2 * w.ackWait):
			case <-ctx.Done():
			}
			return ctx.Err()
		}
	}
	one, two := workWith(t, b.URL(), "one", slow), workWith(t, b.URL(), "two", slow)
	stands := standsStill()
	mustEncode(t, newTestCoordinator(connect(t, b.URL())), d, items)
	stood = stands()
	d.mustHold(t, items)
	return one.calls.Load() + two.calls.Load(), stood
}

// A shard that ends every worker is given up after some of them.
func TestPoison(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 10), newDisk()
	c := newTestCoordinator(connect(t, b.URL()))
	s, err := c.link.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- c.Encode(t.Context(), testInputs(), items, d.keep(items), nil) }()
	queue, err := s.consumer(t.Context(), pool(testInputs(), false), ackWait)
	if err != nil {
		t.Fatal(err)
	}
	for range maxDeliveries { // of workers that die
		m, err := queue.Next()
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Nak(); err != nil {
			t.Fatal(err)
		}
	}
	w := workWith(t, b.URL(), "last", func(w *aWorker) { w.ackWait = ackWait })
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "8 workers have begun this shard") {
		t.Errorf("a shard that ends workers: %v", err)
	}
	if w.calls.Load() != 0 {
		t.Error("it was begun once more")
	}
}

// With a shared folder pictures are not uploaded, and are found under the worker's name of it.
func TestShared(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 20), newDisk()
	here := filepath.Dir(items[1].Path)
	there := filepath.Join(t.TempDir(), "mounted")
	if err := os.Symlink(here, there); err != nil {
		t.Fatal(err)
	}
	l := connect(t, b.URL())
	ctx, cancel := context.WithCancel(t.Context())
	w := NewWorker(l, &fakeEncoders{}, "one", there)
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	c := newTestCoordinator(connect(t, b.URL()))
	c.Shared = here
	mustEncode(t, c, d, items)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	d.mustHold(t, items)
	for _, path := range []string{"../secret", "/etc/passwd", "a/../../b"} {
		if p, err := w.inShared(path); err == nil {
			t.Errorf("%s was taken as %s", path, p)
		}
	}
}

// Workers that cannot take the work are named, with what to do.
func TestWhoCannotWork(t *testing.T) {
	mine, other := pool(testInputs(), false), pool(testInputs()[:1], false)
	for want, p := range map[string]string{
		"is of another version of memebench (v9, protocol 2; here protocol 1)": `{"name":"a","program":"v9","protocol":2,"pool":"x"}`,
		"has other encoders, the pack resnet":                                  `{"name":"a","protocol":1,"pack":"resnet","pool":"` + other + `"}`,
		"was started with --shared, and encode without":                        `{"name":"a","protocol":1,"shared":true,"pool":"` + pool(testInputs(), true) + `"}`,
		"no worker answers": `{"name":`,
		"workers: 1 (a[2J)": `{"name":"a\u001b[2J","protocol":1,"pool":"` + mine + `"}`,
	} {
		c := newCrew(mine, false)
		c.ask()
		c.answer([]byte(p))
		if got := c.note(); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", p, got, want)
		}
	}
	c := newCrew(mine, false)
	c.answer([]byte(`{"name":"a","protocol":1,"pool":"` + mine + `"}`))
	for range forgetAfter + 1 {
		c.ask()
	}
	if n := len(c.able()); n != 0 {
		t.Errorf("%d workers are remembered that do not answer", n)
	}
}

// Pictures that a killed worker has left on the disk go with the next shard, and none stays behind it.
func TestPicturesOfKilledWorkersGo(t *testing.T) {
	noneLeft(t)
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	killed := filepath.Join(folder, ".memebench.1.part")
	if err := errors.Join(os.Mkdir(killed, 0o700), os.WriteFile(filepath.Join(killed, "1"), []byte("a picture"), 0o600)); err != nil {
		t.Fatal(err)
	}
	b := startOne(t, nil)
	items, d := someItems(t, 5), newDisk()
	work(t, b.URL(), "one", nil)
	mustEncode(t, newTestCoordinator(connect(t, b.URL())), d, items)
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v are left in the folder for temporary files: %v", left, err)
	}
}

// No more is with the broker than workers can soon have: what waits for none has room for four shards.
func TestFewShardsWait(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	said := make(chan string, 10)
	c := newTestCoordinator(connect(t, b.URL()))
	c.Say = func(line string) { said <- line }
	items, d := someItems(t, 100), newDisk() // ten shards
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Encode(ctx, testInputs(), items, d.keep(items), nil) }()
	s, err := c.link.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	waitQueued(t, s, 4)
	<-said // that no worker answers, which takes longer than an upload
	if info, err := s.queue.Info(t.Context()); err != nil || info.State.Msgs != 4 {
		t.Errorf("%d shards are with the broker, want 4: %v", info.State.Msgs, err)
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A coordinator says whom it waits for, and goes on when a worker comes.
func TestSaysWhomItWaitsFor(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 5), newDisk()
	said := make(chan string, 10)
	c := newTestCoordinator(connect(t, b.URL()))
	c.Say = func(line string) { said <- line }
	ended := make(chan error)
	go func() { ended <- c.Encode(t.Context(), testInputs(), items, d.keep(items), nil) }()
	if got := <-said; !strings.Contains(got, "start memebench worker") {
		t.Errorf("said %q", got)
	}
	// One with an encoder more cannot take it.
	l := connect(t, b.URL())
	w := NewWorker(l, &fakeEncoders{}, "stranger", "")
	w.pool, w.Pack = "another", "resnet"
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() { gone <- w.Run(ctx) }()
	if got := <-said; !strings.Contains(got, "worker stranger has other encoders, the pack resnet") {
		t.Errorf("said %q", got)
	}
	work(t, b.URL(), "one", nil)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-gone; err != nil {
		t.Error(err)
	}
	d.mustHold(t, items)
}
