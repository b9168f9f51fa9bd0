package fleet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/workers"
	"memebench/model"
)

// Encoders are what a worker encodes with; [model.Encoders] are some.
type Encoders interface {
	Inputs() []eval.Input
	// Encode encodes the items: one Encoding for each, in their order.
	Encode(ctx context.Context, items []model.Item) ([]model.Encoding, error)
}

// Worker encodes shards, one after the other.
type Worker struct {
	Name    string            // which tells it from the others
	Pack    string            // of encoders, for messages
	Program string            // version of memebench, for messages
	Shared  string            // folder of pictures as the coordinator's is; "" for none
	Say     func(line string) // what it does; nil for nobody

	link     *Link
	encoders Encoders
	pool     string
	ackWait  time.Duration
	again    time.Duration // pause after an error
	features atomic.Int64
}

// task is the message of a shard.
type task struct {
	Job   string `json:"job"`
	Shard string `json:"shard"`
	Items int    `json:"items"`
}

// maxDeliveries is how often a shard is begun before it is given up: one that ends the
// program that encodes it would end all workers, one after the other.
const maxDeliveries = 8

// NewWorker returns a worker that takes from the broker what its encoders can encode. With
// shared, the folder of pictures as it is called here, it takes the work of coordinators
// that name theirs, and no other.
func NewWorker(l *Link, e Encoders, name, shared string) *Worker {
	return &Worker{
		Name: name, Shared: shared, link: l, encoders: e,
		pool: pool(e.Inputs(), shared != ""), ackWait: ackWait, again: time.Second,
	}
}

// Run encodes until ctx ends, and returns nil then: the shard that it has is left to another
// worker at once. Where the broker goes away it waits; where this machine cannot go on, as
// without room for pictures, it returns the error.
func (w *Worker) Run(ctx context.Context) error {
	who, err := w.link.conn.Subscribe(whoSubject, w.answer)
	if err != nil {
		return w.link.explain(err)
	}
	defer who.Unsubscribe() // also ends with the connection
	said := ""
	for ctx.Err() == nil {
		err := w.serve(ctx)
		var local *localError
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &local):
			return err
		case errors.Is(err, nats.ErrConnectionClosed):
			return w.link.explain(err)
		}
		if text := w.link.explain(err).Error(); text != said {
			said = text
			w.say("%s; trying again", text)
		}
		select {
		case <-ctx.Done():
		case <-time.After(w.again):
		}
	}
	return nil
}

func (w *Worker) say(format string, args ...any) {
	if w.Say != nil {
		w.Say(labels.Printable(fmt.Sprintf(format, args...)))
	}
}

// answer tells a coordinator that the worker is there.
func (w *Worker) answer(m *nats.Msg) {
	var q question
	if json.Unmarshal(m.Data, &q) == nil && q.Protocol != Protocol {
		w.say("memebench %s asks for workers in protocol %d, and this one has protocol %d: use the same version on all machines",
			q.Program, q.Protocol, Protocol)
	}
	b, err := json.Marshal(presence{
		Name: w.Name, Program: w.Program, Protocol: Protocol, Pool: w.pool, Pack: w.Pack, Shared: w.Shared != "", Features: w.features.Load(),
	})
	if err == nil {
		err = m.Respond(b)
	}
	_ = err // it is asked again
}

// serve takes shards until something fails.
func (w *Worker) serve(ctx context.Context) error {
	s, err := w.link.open(ctx)
	if err != nil {
		return err
	}
	c, err := s.consumer(ctx, w.pool, w.ackWait)
	if err != nil {
		return err
	}
	for {
		m, err := next(ctx, c)
		if err != nil {
			return err
		}
		if m == nil {
			continue
		}
		if err := w.take(ctx, s, m); err != nil {
			return err
		}
	}
}

// next waits for a message; nil for none yet.
func next(ctx context.Context, c jetstream.Consumer) (jetstream.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	m, err := c.Next(jetstream.FetchContext(ctx), jetstream.FetchHeartbeat(5*time.Second))
	if errors.Is(err, nats.ErrTimeout) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, jetstream.ErrNoMessages) {
		return nil, nil
	}
	return m, err
}

// take does what a message asks for. Meanwhile it says that it lives. What it cannot do it
// leaves to another worker.
func (w *Worker) take(ctx context.Context, s *streams, m jetstream.Msg) error {
	var t task
	if err := json.Unmarshal(m.Data(), &t); err != nil || m.Subject() != workSubject(w.pool, t.Job, t.Shard) {
		w.say("a message on %s is none of memebench's and is dropped", m.Subject())
		return m.Term()
	}
	stop := make(chan struct{})
	var alive workers.Group
	alive.Go(func() {
		tick := time.NewTicker(w.ackWait / 3)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				_ = m.InProgress() // the next one is soon
			}
		}
	})
	err := w.do(ctx, s, m, t)
	close(stop)
	alive.Wait()
	if err != nil {
		return errors.Join(err, m.Nak())
	}
	done, cancel := context.WithTimeout(ctx, w.link.within)
	defer cancel()
	return m.DoubleAck(done)
}

// do encodes a shard, unless that has been done, and stores its result.
func (w *Worker) do(ctx context.Context, s *streams, m jetstream.Msg, t task) error {
	name := objectName(t.Job, t.Shard)
	there, err := has(ctx, s.results, name)
	if err != nil {
		return err
	}
	if !there {
		began := time.Now()
		result, err := w.encode(ctx, s, m, t)
		if errors.Is(err, jetstream.ErrObjectNotFound) || errors.Is(err, errDamaged) {
			return nil // it was kept, or given up, or is uploaded again
		}
		if err != nil {
			return err
		}
		if err := s.put(ctx, s.results, name, bytes.NewReader(result), int64(len(result))); err != nil {
			return err
		}
		w.features.Add(int64(t.Items))
		w.say("shard %.8s: %d captions and pictures in %.1f s", t.Shard, t.Items, time.Since(began).Seconds())
	}
	return w.link.conn.Publish(doneSubject+t.Job, []byte(t.Shard))
}

// encode downloads a shard into a folder of its own and encodes it. The folder of a worker that was
// killed goes with the next one.
func (w *Worker) encode(ctx context.Context, s *streams, m jetstream.Msg, t task) (result []byte, err error) {
	scratch, err := atomicfile.NewScratch(os.TempDir(), "shard", 0o600)
	if err != nil {
		return nil, &localError{fmt.Errorf("a folder for pictures: %w", err)}
	}
	defer scratch.Discard()
	n := 0
	save := func(size int64, r io.Reader) (string, error) {
		n++
		path := filepath.Join(filepath.Dir(scratch.Name()), strconv.Itoa(n))
		return path, savePicture(path, size, r)
	}
	var items []model.Item
	var faults []model.Encoding
	err = s.get(ctx, s.work, objectName(t.Job, t.Shard), func(r io.Reader) (err error) {
		items, faults, err = readWork(r, w.encoders.Inputs(), save, w.inShared)
		return err
	})
	if err == nil && len(items) != t.Items {
		err = errForm
	}
	head := resultHeader{Worker: w.Name}
	var done []model.Encoding
	md, merr := m.Metadata()
	tooOften := merr == nil && md.NumDelivered > maxDeliveries
	switch {
	case errors.Is(err, errForm):
		head.Failed = "the shard cannot be read: " + err.Error()
	case err != nil && tooOften:
		return nil, errors.Join(errDamaged, err)
	case err != nil:
		return nil, err
	case tooOften:
		head.Failed = fmt.Sprintf("%d workers have begun this shard and none has finished it; it begins with %s", maxDeliveries, items[0].Name)
	default:
		done, err = w.encoders.Encode(ctx, items)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			head.Failed, done = err.Error(), nil
		}
		for _, f := range faults {
			if done != nil {
				done[f.Item] = f
			}
		}
	}
	var out bytes.Buffer
	err = writeResult(&out, head, done)
	return out.Bytes(), err
}

// savePicture writes a picture. Where it cannot, the worker cannot go on.
func savePicture(path string, size int64, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &localError{fmt.Errorf("keep a picture: %w", err)}
	}
	in := &onlyReads{r: io.LimitReader(r, size)}
	n, err := io.Copy(f, in)
	err = errors.Join(err, f.Close())
	switch {
	case in.err != nil:
		return in.err // the broker's
	case err != nil:
		return &localError{fmt.Errorf("keep a picture: %w: make room on this disk, or name another folder by TMPDIR", err)}
	case n < size:
		return io.ErrUnexpectedEOF
	}
	return nil
}

// onlyReads tells an error of reading from one of writing, which io.Copy does not.
type onlyReads struct {
	r   io.Reader
	err error
}

func (o *onlyReads) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		o.err = err
	}
	return n, err
}

// inShared is where a picture of the coordinator's folder lies here.
func (w *Worker) inShared(path string) (string, error) {
	local := filepath.FromSlash(path)
	if w.Shared == "" || !filepath.IsLocal(local) {
		return "", errForm
	}
	return filepath.Join(w.Shared, local), nil
}
