package fleet

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"memebench/model"
)

// With three servers and four workers, a worker, a server and the coordinator die, and each
// shard is in the result once.
func TestEverythingDies(t *testing.T) {
	noneLeft(t)
	brokers := startCluster(t)
	all := urls(brokers...)
	items, d := someItems(t, 200), newDisk()

	var once, server sync.Once
	var killed, serverDied atomic.Bool
	var workers [4]*aWorker
	ready := make(chan struct{})
	for i := range workers {
		workers[i] = work(t, all, fmt.Sprint("worker ", i), func(ctx context.Context, n int64) error {
			<-ready
			var mine bool
			once.Do(func() { mine = true })
			if mine { // who has the first shard dies with it, without a word
				killed.Store(true)
				workers[i].link.conn.Close()
				workers[i].cancel()
				<-ctx.Done()
				return errKilled
			}
			if n == 2 { // with shards under way
				server.Do(func() { kill(brokers[1]); serverDied.Store(true) })
			}
			return nil
		})
	}
	close(ready)

	// The first coordinator dies after five shards.
	ctx, die := context.WithCancel(t.Context())
	d.each = func(n int) {
		if n == 5 {
			die()
		}
	}
	first := connect(t, all)
	err := newTestCoordinator(first).Encode(ctx, testInputs(), items, d.keep(items), nil)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the coordinator that dies: %v", err)
	}
	first.conn.Close()
	rest := d.lacking(items)
	if len(rest) == 0 || len(rest) == len(items) {
		t.Fatalf("%d of %d are lacking after the first coordinator", len(rest), len(items))
	}

	d.each = nil
	c := newTestCoordinator(connect(t, all))
	mustEncode(t, c, d, rest)
	d.mustHold(t, items)
	if !killed.Load() || !serverDied.Load() {
		t.Errorf("a worker died: %v, a server: %v", killed.Load(), serverDied.Load())
	}
	s, err := c.link.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n := s.queue.CachedInfo().Config.Replicas; n != 3 {
		t.Errorf("%d replicas of the queue, want 3", n)
	}
	mustBeEmpty(t, c)
}

// What the broker loses is uploaded again.
func TestLostByTheBroker(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 30), newDisk()
	c := newTestCoordinator(connect(t, b.URL()))
	s, err := c.link.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- c.Encode(t.Context(), testInputs(), items, d.keep(items), nil) }()
	waitQueued(t, s, 3)
	if err := s.queue.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	work(t, b.URL(), "late", nil)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	d.mustHold(t, items)
}

// A coordinator whose disk is full says so, loses nothing, and goes on when there is room.
func TestFullDiskOfTheCoordinator(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 40), newDisk()
	w := work(t, b.URL(), "one", nil)
	d.each = func(n int) {
		if n == 2 {
			d.full = &os.PathError{Op: "write", Path: "x.features", Err: syscall.ENOSPC}
		}
	}
	c := newTestCoordinator(connect(t, b.URL()))
	err := c.Encode(t.Context(), testInputs(), items, d.keep(items), nil)
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "the same command goes on") {
		t.Fatalf("a full disk: %v", err)
	}
	d.full, d.each = nil, nil
	rest := d.lacking(items)
	mustEncode(t, newTestCoordinator(connect(t, b.URL())), d, rest)
	d.mustHold(t, items)
	if n := w.calls.Load(); n != 4 {
		t.Errorf("%d shards were encoded, want each of 4 once", n)
	}
}

// A broker without room says so, keeps what it has, and goes on when there is room.
func TestFullDiskOfTheBroker(t *testing.T) {
	noneLeft(t)
	store := t.TempDir()
	limited := func(bytes int64) *Broker {
		return startOne(t, func(o *server.Options) { o.StoreDir, o.JetStreamMaxStore = store, bytes })
	}
	b := limited(300 << 10)
	items, d := someItems(t, 100), newDisk() // 1.1 MB of pictures
	c := newTestCoordinator(connect(t, b.URL()))
	err := c.Encode(t.Context(), testInputs(), items, d.keep(items), nil)
	if !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "make room") || strings.Contains(err.Error(), "\n") {
		t.Fatalf("a full broker: %v", err)
	}
	kill(b)
	b = limited(64 << 20)
	work(t, b.URL(), "one", nil)
	mustEncode(t, newTestCoordinator(connect(t, b.URL())), d, items)
	d.mustHold(t, items)
}

// A list whose last object never comes, as where a server dies meanwhile, is asked for again.
func TestListThatNeverEnds(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	l := connect(t, b.URL())
	s, err := l.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	silent := &endless{ObjectStore: s.work, times: 2}
	s.work, s.within = silent, 5*time.Millisecond
	r := &run{Coordinator: newTestCoordinator(l), streams: s, lastGood: time.Now()}
	r.look = time.Millisecond
	if err := r.insist(t.Context(), func() error { return s.sweep(t.Context(), r.Job, "pool", nil) }); err != nil {
		t.Error(err)
	}
	if silent.times != 0 {
		t.Errorf("%d lists more would have had no end", silent.times)
	}
	silent.times, r.lastGood = 1, time.Now().Add(-time.Hour)
	if err := r.insist(t.Context(), func() error { return s.sweep(t.Context(), r.Job, "pool", nil) }); err == nil || !strings.Contains(err.Error(), "no broker answers") {
		t.Errorf("a broker that has long been silent: %v", err)
	}
}

// endless is a bucket whose list does not end some times.
type endless struct {
	jetstream.ObjectStore
	times int
}

func (e *endless) List(ctx context.Context, o ...jetstream.ListObjectsOpt) ([]*jetstream.ObjectInfo, error) {
	if e.times == 0 {
		return e.ObjectStore.List(ctx, o...)
	}
	e.times--
	<-ctx.Done()
	return nil, ctx.Err()
}

// An object that comes without a part of it is asked for again; only one that is whole can be
// of another form.
func TestObjectWithoutAPart(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	s, err := connect(t, b.URL()).open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var good bytes.Buffer
	if err := writeResult(&good, resultHeader{Worker: "one"}, []model.Encoding{{Features: make([]float32, 9000)}, {Fault: "gone"}}); err != nil {
		t.Fatal(err)
	}
	read := func(r io.Reader) error {
		_, _, err := readResult(r, []int{9000, 3})
		return err
	}
	for name, data := range map[string][]byte{"good": good.Bytes(), "bad": []byte(resultMagic + "\xff\xff\xff\xffand so on")} {
		if err := s.put(t.Context(), s.results, name, bytes.NewReader(data), int64(len(data))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.get(t.Context(), s.results, "good", read); err != nil {
		t.Errorf("a good one: %v", err)
	}
	if err := s.get(t.Context(), s.results, "bad", read); !errors.Is(err, errForm) {
		t.Errorf("one of another form: %v", err)
	}
	damage(t, connect(t, b.URL()), resultBucket, "good")
	if err := s.get(t.Context(), s.results, "good", read); !errors.Is(err, errDamaged) || errors.Is(err, errForm) {
		t.Errorf("one without a part: %v", err)
	}
}

// Who reads an object hears at once that he is told to stop, and soon that it has been deleted
// meanwhile: both leave nothing of its parts to come.
func TestObjectThatGoesMeanwhile(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	s, err := connect(t, b.URL()).open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		meanwhile func(stop func()) error
		want      error
	}{
		"deleted": {func(func()) error { return s.work.Delete(t.Context(), "deleted") }, errDamaged},
		"stopped": {func(stop func()) error { stop(); return nil }, context.Canceled},
	} {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		const size = 40 << 20 // of which not all is on its way before the first part is read
		if err := s.put(t.Context(), s.work, name, io.LimitReader(rand.Reader, size), size); err != nil {
			t.Fatal(err)
		}
		since := time.Now()
		err := s.get(ctx, s.work, name, func(r io.Reader) error {
			if _, err := io.ReadFull(r, make([]byte, chunkBytes)); err != nil {
				return err
			}
			if err := c.meanwhile(stop); err != nil {
				return err
			}
			_, err := io.Copy(io.Discard, r)
			return err
		})
		if took := time.Since(since); !errors.Is(err, c.want) || took > s.within {
			t.Errorf("%s: %v after %v, want %v", name, err, took, c.want)
		}
	}
}

// damage takes an object's first message away.
func damage(t *testing.T, l *Link, bucket, name string) {
	t.Helper()
	o, err := l.js.ObjectStore(t.Context(), bucket)
	if err != nil {
		t.Fatal(err)
	}
	info, err := o.GetInfo(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	messages, err := l.js.Stream(t.Context(), "OBJ_"+bucket)
	if err != nil {
		t.Fatal(err)
	}
	first, err := messages.GetMsg(t.Context(), 1, jetstream.WithGetMsgSubject("$O."+bucket+".C."+info.NUID))
	if err == nil {
		err = messages.DeleteMsg(t.Context(), first.Sequence)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What the broker damages, work or results, is uploaded and encoded again.
func TestDamagedByTheBroker(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 40), newDisk()
	l := connect(t, b.URL())
	c := newTestCoordinator(connect(t, b.URL()))
	shards := plan(pool(testInputs(), false), items, c.memes)
	s := dieWhenUploaded(t, c, d, items, 4)
	damage(t, l, workBucket, objectName(c.Job, shards[0].id))
	w := work(t, b.URL(), "alone", nil)
	waitQueued(t, s, 0)
	damage(t, l, resultBucket, objectName(c.Job, shards[1].id))
	mustEncode(t, newTestCoordinator(connect(t, b.URL())), d, items)
	d.mustHold(t, items)
	if n := w.calls.Load(); n != 5 {
		t.Errorf("%d shards were encoded, want 4, and one of them twice", n)
	}
}

// A broker that damages or loses whatever it is given is said.
func TestBrokerThatLosesAll(t *testing.T) {
	noneLeft(t)
	b := startOne(t, nil)
	items, d := someItems(t, 10), newDisk()
	s, err := connect(t, b.URL()).open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		for ctx.Err() == nil {
			_ = s.queue.Purge(ctx)
			time.Sleep(time.Millisecond)
		}
	}()
	c := newTestCoordinator(connect(t, b.URL()))
	c.look = 20 * time.Millisecond
	if err := c.Encode(t.Context(), testInputs(), items, d.keep(items), nil); err == nil || !strings.Contains(err.Error(), "5 times and was lost or damaged") {
		t.Errorf("ended with %v", err)
	}
}
