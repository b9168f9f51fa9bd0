package fleet

import (
	"context"
	"errors"
	"io"
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

// transfer bounds the time of moving an object of so many bytes: a megabyte a second is slow.
func (s *streams) transfer(ctx context.Context, bytes int64) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, 2*s.within+time.Duration(bytes>>20)*time.Second)
}

// put stores what r has under a name.
func (s *streams) put(ctx context.Context, to jetstream.ObjectStore, name string, r io.Reader, bytes int64) error {
	ctx, cancel := s.transfer(ctx, bytes)
	defer cancel()
	_, err := to.Put(ctx, jetstream.ObjectMeta{Name: name, Opts: &jetstream.ObjectMetaOptions{ChunkSize: chunkBytes}}, r)
	return err
}

// get gives read the object of a name, which must read it to its end: the digest is checked
// there. One that is not there is jetstream.ErrObjectNotFound, one that is whole and cannot
// be read errForm, and one that is not whole errDamaged.
func (s *streams) get(ctx context.Context, from jetstream.ObjectStore, name string, read func(io.Reader) error) error {
	info, err := from.GetInfo(ctx, name)
	if err != nil {
		return err
	}
	// Of an object without its parts nats.go waits for the first one.
	if whole, err := s.whole(ctx, info); err != nil {
		return err
	} else if !whole {
		return errDamaged
	}
	ctx, cancel := s.transfer(ctx, int64(info.Size))
	defer cancel()
	o, err := from.Get(ctx, name)
	if err != nil {
		return err
	}
	err = read(o)
	if errors.Is(err, errForm) { // which only one that is whole can be
		if _, cut := io.Copy(io.Discard, o); cut != nil {
			err = cut
		}
	}
	if errors.Is(err, jetstream.ErrDigestMismatch) {
		err = errDamaged
	}
	return errors.Join(err, o.Close())
}

// whole reports whether the broker has as many messages of an object as were put. Their
// subject is that of NATS's ADR-20.
func (s *streams) whole(ctx context.Context, o *jetstream.ObjectInfo) (bool, error) {
	bucket, err := s.js.Stream(ctx, "OBJ_"+o.Bucket)
	if err != nil {
		return false, err
	}
	subject := "$O." + o.Bucket + ".C." + o.NUID
	info, err := bucket.Info(ctx, jetstream.WithSubjectFilter(subject))
	if err != nil {
		return false, err
	}
	return info.State.Subjects[subject] == uint64(o.Chunks), nil
}

// errDamaged means that an object is not as it was put, as some are that were put when a
// server of the cluster died.
var errDamaged = errors.New("the broker has damaged an object")

// has reports whether there is an object of this name.
func has(ctx context.Context, in jetstream.ObjectStore, name string) (bool, error) {
	_, err := in.GetInfo(ctx, name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return false, nil
	}
	return err == nil, err
}

// list returns the names of what a bucket has. nats.go v1.55.0 waits for the last of them as
// long as ctx lets it, and where a server dies meanwhile it never comes.
func (s *streams) list(ctx context.Context, bucket jetstream.ObjectStore) (names []string, err error) {
	ctx, cancel := s.transfer(ctx, 0)
	defer cancel()
	objects, err := bucket.List(ctx)
	if errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil, nil
	}
	for _, o := range objects {
		names = append(names, o.Name)
	}
	return names, err
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
