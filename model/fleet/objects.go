package fleet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

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
// be read errForm, and one that is not whole, or goes meanwhile, errDamaged.
func (s *streams) get(ctx context.Context, from jetstream.ObjectStore, name string, read func(io.Reader) error) error {
	info, err := from.GetInfo(ctx, name)
	if err != nil {
		return err
	}
	ctx, cancel := s.transfer(ctx, int64(info.Size))
	defer cancel()
	o, err := s.parts(ctx, info)
	if err != nil {
		return err
	}
	err = read(o)
	if errors.Is(err, errForm) { // which only one that is whole can be
		if _, cut := io.Copy(io.Discard, o); cut != nil {
			err = cut
		}
	}
	return err
}

// parts reads an object as the broker sends its parts, which are messages, and ends with an error
// when its context ends or what is still to come has been deleted. The reader of nats.go v1.55.0
// would wait for both until a deadline.
type parts struct {
	*streams
	ctx    context.Context
	object *jetstream.ObjectInfo
	sub    *nats.Subscription
	came   uint32
	rest   []byte // of the last part
	digest hash.Hash
}

// parts begins to read an object. The broker stops sending when ctx ends, as it must.
func (s *streams) parts(ctx context.Context, o *jetstream.ObjectInfo) (*parts, error) {
	p := &parts{streams: s, ctx: ctx, object: o, digest: sha256.New()}
	if err := p.mustBeWhole(); err != nil {
		return nil, err
	}
	js, err := s.js.Conn().JetStream(nats.MaxWait(s.within))
	if err != nil {
		return nil, err
	}
	p.sub, err = js.SubscribeSync(partsOf(o), nats.OrderedConsumer(), nats.BindStream(streamOf(o)), nats.Context(ctx))
	return p, err
}

// Read implements io.Reader.
func (p *parts) Read(b []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.came == p.object.Chunks {
			want, err := jetstream.DecodeObjectDigest(p.object.Digest)
			if err != nil || !bytes.Equal(want, p.digest.Sum(nil)) {
				return 0, errDamaged
			}
			return 0, io.EOF
		}
		part, err := p.next()
		if err != nil {
			return 0, err
		}
		p.came, p.rest = p.came+1, part
		p.digest.Write(part)
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// silence is how long no part may come before it is looked whether they are still there.
const silence = 2 * time.Second

// next waits for the next part.
func (p *parts) next() ([]byte, error) {
	for {
		soon, cancel := context.WithTimeout(p.ctx, silence)
		m, err := p.sub.NextMsgWithContext(soon)
		cancel()
		switch {
		case err == nil:
			return m.Data, nil
		case p.ctx.Err() != nil:
			return nil, p.ctx.Err()
		case !errors.Is(err, context.DeadlineExceeded):
			return nil, err
		}
		if err := p.mustBeWhole(); err != nil {
			return nil, err
		}
	}
}

// mustBeWhole returns errDamaged unless the broker has as many parts of the object as were put.
func (p *parts) mustBeWhole() error {
	stream, err := p.js.Stream(p.ctx, streamOf(p.object))
	if err != nil {
		return err
	}
	info, err := stream.Info(p.ctx, jetstream.WithSubjectFilter(partsOf(p.object)))
	if err == nil && info.State.Subjects[partsOf(p.object)] != uint64(p.object.Chunks) {
		err = errDamaged
	}
	return err
}

// partsOf is the subject of an object's parts, and streamOf the stream that has them, as NATS's
// ADR-20 says.
func partsOf(o *jetstream.ObjectInfo) string  { return "$O." + o.Bucket + ".C." + o.NUID }
func streamOf(o *jetstream.ObjectInfo) string { return "OBJ_" + o.Bucket }

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
