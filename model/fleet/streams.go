package fleet

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	// keepFor is how long the broker keeps what nobody fetches.
	keepFor = 7 * 24 * time.Hour
	// ackWait is how long a worker may be silent before another one gets its shard; it says
	// that it lives three times as often.
	ackWait = time.Minute
	// maxWorkers is how many can have a shard, or wait for one, at a time in a pool.
	maxWorkers = 10_000
	// chunkBytes is the size of an object's messages. A client has up to 4,000 of them on
	// the way, and a server refuses more once 128 MB wait to be written to its disk.
	chunkBytes = 16 << 10
)

// streams are the broker's stores.
type streams struct {
	queue         jetstream.Stream
	work, results jetstream.ObjectStore
	js            jetstream.JetStream // these are the link's
	within        time.Duration
}

// open makes what is missing with the broker. Where there are three servers or more, each
// message is on three.
func (l *Link) open(ctx context.Context) (*streams, error) {
	replicas := 1
	if l.conn.ConnectedClusterName() != "" && len(l.conn.Servers()) >= 3 {
		replicas = 3
	}
	s := &streams{js: l.js, within: l.within}
	var err error
	config := jetstream.StreamConfig{
		Name: workStream, Description: "memebench: shards to be encoded", Subjects: []string{workSubjects},
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, MaxAge: keepFor, Replicas: replicas,
	}
	s.queue, err = l.js.Stream(ctx, workStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) || err == nil && s.queue.CachedInfo().Config.Replicas < replicas {
		s.queue, err = l.js.CreateOrUpdateStream(ctx, config)
	}
	if err != nil {
		return nil, err
	}
	bucket := func(name, description string) (jetstream.ObjectStore, error) {
		o, err := l.js.ObjectStore(ctx, name)
		if err == nil && replicas > 1 {
			var status jetstream.ObjectStoreStatus
			if status, err = o.Status(ctx); err == nil && status.Replicas() >= replicas {
				return o, nil
			}
		} else if !errors.Is(err, jetstream.ErrBucketNotFound) && !errors.Is(err, jetstream.ErrStreamNotFound) {
			return o, err
		}
		return l.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{
			Bucket: name, Description: description, Storage: jetstream.FileStorage, TTL: keepFor, Replicas: replicas,
		})
	}
	if s.work, err = bucket(workBucket, "memebench: captions and pictures"); err == nil {
		s.results, err = bucket(resultBucket, "memebench: features")
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// consumer returns the pool's consumer, which all its workers share.
func (s *streams) consumer(ctx context.Context, pool string, wait time.Duration) (jetstream.Consumer, error) {
	return s.queue.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: pool, FilterSubject: workSubject(pool, "*", "*"), AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: wait, MaxAckPending: maxWorkers, MaxWaiting: maxWorkers, MaxDeliver: -1,
	})
}

// queued reports whether a shard waits for a worker or is with one.
func (s *streams) queued(ctx context.Context, subject string) (bool, error) {
	_, err := s.queue.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	return err == nil, err
}

// sweep removes what the broker has of a job, other than these shards of a pool.
func (s *streams) sweep(ctx context.Context, job, pool string, keep map[string]bool) error {
	info, err := s.queue.Info(ctx, jetstream.WithSubjectFilter(workSubject("*", job, "*")))
	if err != nil {
		return err
	}
	for subject := range info.State.Subjects {
		shard := subject[strings.LastIndexByte(subject, '.')+1:]
		if keep[shard] && subject == workSubject(pool, job, shard) {
			continue
		}
		if err := s.queue.Purge(ctx, jetstream.WithPurgeSubject(subject)); err != nil {
			return err
		}
	}
	for _, bucket := range []jetstream.ObjectStore{s.work, s.results} {
		names, err := s.list(ctx, bucket)
		if err != nil {
			return err
		}
		for _, name := range names {
			shard, own := strings.CutPrefix(name, job+".")
			if !own || keep[shard] {
				continue
			}
			if err := bucket.Delete(ctx, name); err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
				return err
			}
		}
	}
	return nil
}
