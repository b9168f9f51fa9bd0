package fleet

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/workers"
	"memebench/model"
)

// Coordinator has a workspace's captions and pictures encoded by workers. It implements
// [model.Fleet].
type Coordinator struct {
	Job     string            // see [Job]
	Shared  string            // folder of pictures that workers see, too; "" for none
	Program string            // version of memebench, for messages
	Say     func(line string) // what a person should know meanwhile; nil for nobody

	link  *Link
	memes int           // of a shard
	look  time.Duration // how often the workers are asked and the broker is looked at
	reach time.Duration // how long nothing may succeed
	did   map[string]*Contribution
}

// Contribution is what a worker has done.
type Contribution struct {
	Worker   string `json:"worker"`
	Shards   int    `json:"shards"`
	Features int    `json:"features"`
}

// Patience is how long a coordinator waits for a broker that has gone.
const Patience = 2 * time.Minute

// NewCoordinator returns a coordinator that speaks to the broker over a link, for one run.
func NewCoordinator(l *Link, job string) *Coordinator {
	return &Coordinator{Job: job, link: l, memes: shardMemes, look: 5 * time.Second, reach: Patience, did: map[string]*Contribution{}}
}

// Contributions says what each worker has done, the one that did most first.
func (c *Coordinator) Contributions() []Contribution {
	list := []Contribution{}
	for _, d := range c.did {
		list = append(list, *d)
	}
	slices.SortFunc(list, func(a, b Contribution) int {
		return cmp.Or(cmp.Compare(b.Features, a.Features), cmp.Compare(a.Worker, b.Worker))
	})
	return list
}

// Encode implements model.Fleet. While no worker can take the work it says why, and waits for
// one. It ends with an error when a worker says that the work cannot be done, when the broker
// has no room (ErrFull), and when nothing of the broker's has succeeded for as long as
// [Patience].
func (c *Coordinator) Encode(ctx context.Context, inputs []eval.Input, items []model.Item, keep func([]model.Encoding) error, p model.Report) error {
	r := &run{
		Coordinator: c, inputs: inputs, keep: keep, report: p.Plain(), total: int64(len(items)),
		pool: pool(inputs, c.Shared != ""), out: map[string]*shard{}, lastGood: time.Now(),
	}
	r.crew = newCrew(r.pool, c.Shared != "")
	r.waiting = plan(r.pool, items, c.memes)
	planned := map[string]bool{}
	for _, sh := range r.waiting {
		planned[sh.id] = true
	}
	err := r.insist(ctx, func() (err error) {
		if r.streams, err = c.link.open(ctx); err == nil {
			err = r.sweep(ctx, c.Job, r.pool, planned)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.run(ctx); err != nil {
		return err
	}
	return r.insist(ctx, func() error { return r.sweep(ctx, c.Job, r.pool, nil) })
}

// insist does something until it succeeds or fails for good: a cluster that is about to
// choose a leader answers nobody for some seconds.
func (r *run) insist(ctx context.Context, do func() error) error {
	for {
		err := do()
		if err == nil {
			r.lastGood = time.Now()
			return nil
		}
		if err := r.tolerate(err); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-r.link.closed:
			return r.link.explain(err)
		case <-time.After(r.look / 5):
		}
	}
}

// run is one Encode. Its fields belong to one goroutine; another one uploads.
type run struct {
	*Coordinator
	*streams
	inputs []eval.Input
	keep   func([]model.Encoding) error
	report labels.Report
	pool   string
	crew   *crew
	round  int

	waiting []*shard          // to be uploaded
	out     map[string]*shard // with the broker or a worker
	sending bool              // one is being uploaded

	done, total int64
	lastGood    time.Time // when the broker last did what it was asked
	said        string
}

// sent is how uploading a shard has ended.
type sent struct {
	shard *shard
	done  bool // it has a result already
	err   error
}

// window is how many shards are with the broker: enough for each worker to have the next one,
// and no more, since they take room there.
func (r *run) window() int { return 4 + 2*len(r.crew.able()) }

// run does the work until all is kept.
func (r *run) run(ctx context.Context) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	send, ended := make(chan *shard), make(chan sent, 1)
	var uploader workers.Group
	uploader.Go(func() {
		for s := range send {
			done, err := r.upload(ctx, s)
			ended <- sent{s, done, err}
		}
	})
	defer func() {
		cancel()
		close(send)
		uploader.Wait()
	}()
	conn := r.link.conn
	answers, finished := make(chan *nats.Msg, 1024), make(chan *nats.Msg, 1024)
	inbox := conn.NewInbox()
	for subject, to := range map[string]chan *nats.Msg{inbox: answers, doneSubject + r.Job: finished} {
		sub, err := conn.ChanSubscribe(subject, to)
		if err != nil {
			return r.link.explain(err)
		}
		defer sub.Unsubscribe() // also ends with the connection
	}
	r.ask(inbox)
	look := time.NewTicker(r.look)
	defer look.Stop()
	for len(r.waiting)+len(r.out) > 0 || r.sending {
		var to chan *shard
		var next *shard
		if len(r.waiting) > 0 && !r.sending && len(r.out) < r.window() {
			to, next = send, r.waiting[0]
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-r.link.closed:
			return fmt.Errorf("the broker at %s has been away for %v: when it is back, run the same command again: what was encoded is kept", r.link.url, Patience)
		case to <- next:
			r.waiting, r.sending = r.waiting[1:], true
		case s := <-ended:
			r.sending = false
			r.out[s.shard.id] = s.shard // looked for, and uploaded again if it is not there
			err = r.sent(ctx, s)
		case m := <-finished:
			err = r.collect(ctx, r.out[string(m.Data)])
		case m := <-answers:
			r.crew.answer(m.Data)
			r.tell()
		case <-look.C:
			r.ask(inbox)
			err = r.lookFor(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ask asks who works, and says if nobody can.
func (r *run) ask(inbox string) {
	if r.round++; r.round > 1 && len(r.crew.able()) == 0 {
		if text := r.crew.note(); text != r.said && r.Say != nil {
			r.said = text
			r.Say(text)
		}
	}
	r.crew.ask()
	b, err := json.Marshal(question{Protocol, r.Program})
	if err == nil {
		err = r.link.conn.PublishRequest(whoSubject, inbox, b)
	}
	_ = err // the next round asks again
	r.tell()
}

func (r *run) tell() {
	r.report.Tell(labels.Step{Phase: "encode on other machines", Done: r.done, Total: r.total, Unit: "features", Note: r.crew.note()})
}

// upload brings a shard into the queue, unless it is there or is done.
func (r *run) upload(ctx context.Context, s *shard) (done bool, err error) {
	subject, name := workSubject(r.pool, r.Job, s.id), objectName(r.Job, s.id)
	// In this order: a worker stores the result before it takes the message away.
	there, err := r.queued(ctx, subject)
	if err != nil || there {
		return false, err
	}
	if done, err = has(ctx, r.results, name); err != nil || done {
		return done, err
	}
	if err := r.put(ctx, r.work, name, newShardReader(s, r.Shared), s.bytes()); err != nil {
		return false, err
	}
	b, err := json.Marshal(task{Job: r.Job, Shard: s.id, Items: len(s.items)})
	if err == nil {
		_, err = r.link.js.Publish(ctx, subject, b)
	}
	return false, err
}

// maxUploads is how often a shard is uploaded in vain, because that fails or because it gets
// lost there.
const maxUploads = 5

// sent takes note of how an upload has ended.
func (r *run) sent(ctx context.Context, s sent) error {
	if s.err == nil {
		s.shard.failed = 0
	} else if s.shard.failed++; s.shard.failed == maxUploads {
		return fmt.Errorf("a shard cannot be brought to the broker: %w", r.link.explain(s.err))
	}
	if err := r.tolerate(s.err); err != nil || !s.done {
		return err
	}
	return r.collect(ctx, s.shard)
}

// tolerate notes whether the broker has done what it was asked, and returns an error that
// will not go away by itself: the others are tried again.
func (r *run) tolerate(err error) error {
	if err == nil {
		r.lastGood = time.Now()
		return nil
	}
	explained := r.link.explain(err)
	var local *localError
	if errors.Is(err, context.Canceled) || errors.Is(explained, ErrFull) || errors.As(err, &local) || time.Since(r.lastGood) > r.reach {
		return explained
	}
	return nil
}

// lookFor looks what has become of the shards that are out: nobody says when a message or an
// object is lost, or when a worker's word did not come through.
func (r *run) lookFor(ctx context.Context) error {
	for _, s := range slices.SortedFunc(maps.Values(r.out), func(a, b *shard) int { return cmp.Compare(a.from, b.from) }) {
		there, err := r.queued(ctx, workSubject(r.pool, r.Job, s.id))
		if err == nil && there {
			s.again = 0
			r.lastGood = time.Now()
			continue
		}
		if err == nil {
			if there, err = has(ctx, r.results, objectName(r.Job, s.id)); err == nil && there {
				err = r.collect(ctx, s)
				if err != nil {
					return err
				}
				continue
			}
		}
		if err := r.tolerate(err); err != nil {
			return err
		}
		if err != nil {
			return nil // the broker is away: later
		}
		if s.again++; s.again > 1 { // a worker's acknowledgement may be on its way once
			if s.again, s.lost = 0, s.lost+1; s.lost == maxUploads {
				return fmt.Errorf("a shard was brought to the broker at %s %d times and was lost or damaged there each time: look at its log", r.link.url, maxUploads)
			}
			delete(r.out, s.id)
			r.waiting = append([]*shard{s}, r.waiting...)
		}
	}
	return nil
}

// A localError is one of this machine, which no broker mends.
type localError struct{ error }

func (e *localError) Unwrap() error { return e.error }

// collect fetches the result of a shard, keeps it, and removes what the broker has of it.
func (r *run) collect(ctx context.Context, s *shard) error {
	if s == nil {
		return nil // of an earlier run, or kept already
	}
	name := objectName(r.Job, s.id)
	var head resultHeader
	var done []model.Encoding
	err := r.get(ctx, r.results, name, func(in io.Reader) (err error) {
		head, done, err = readResult(in, s.widths(r.inputs))
		return err
	})
	switch {
	case errors.Is(err, errForm):
		return fmt.Errorf("a worker's result cannot be read: %w", err)
	case errors.Is(err, errDamaged):
		return r.tolerate(r.forget(ctx, name)) // and done again
	case err != nil:
		return r.tolerate(err) // looked for again
	}
	r.lastGood = time.Now()
	if head.Failed != "" {
		err := fmt.Errorf("worker %s: %s", labels.Printable(head.Worker), labels.Printable(head.Failed))
		return errors.Join(err, r.forget(ctx, name))
	}
	for i := range done {
		done[i].Item += s.from
	}
	if err := r.keep(done); err != nil {
		return fmt.Errorf("%w; what the workers have encoded stays with the broker for a week, and the same command goes on with it", err)
	}
	delete(r.out, s.id)
	r.done += int64(len(done))
	by := r.did[head.Worker]
	if by == nil {
		by = &Contribution{Worker: labels.Printable(head.Worker)}
		r.did[head.Worker] = by
	}
	by.Shards++
	by.Features += len(done)
	r.tell()
	return r.tolerate(r.forget(ctx, name))
}

// forget removes a shard's objects.
func (r *run) forget(ctx context.Context, name string) error {
	for _, bucket := range []jetstream.ObjectStore{r.results, r.work} {
		if err := bucket.Delete(ctx, name); err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
			return err
		}
	}
	return nil
}
