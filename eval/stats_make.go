package eval

import (
	"context"
	"errors"
	"strings"
	"time"

	"memebench/labels"
)

// StatsInput is what statistics are made of.
type StatsInput struct {
	// Log calls yield with every event from a sequence number on, in order, until yield
	// returns an error, which Log returns. Beside each is the place of its meme in the order
	// of import, from 1; the event itself need not name it. It is called twice.
	Log func(from uint64, yield func(meme uint64, e labels.Event) error) error
	// Said returns what a version says of the memes at these places, labels.NoLevel where
	// that is not kept. It is asked of many at a time, so that a store can read what lies
	// together once.
	Said func(version string, memes []uint64) ([]labels.Level, error)
	// Waiting counts the memes that wait for an annotator; see labels.State.Waits.
	Waiting func(annotator string) (int, error)

	Now       time.Time // in the zone in which days begin
	Annotator string    // whose statistics they are; "": everybody's
}

// errEnough ends the second reading where the first one has ended.
var errEnough = errors.New("enough")

// MakeStats reads the log twice, first for what is taken back, and counts. It keeps no
// events, only what each annotator says of each meme now, in some 30 bytes, and the last
// few that wait to be held beside what the model had said.
func MakeStats(ctx context.Context, in StatsInput) (Stats, error) {
	c, err := countLog(ctx, in)
	if err != nil {
		return Stats{}, err
	}
	return c.stats(ctx)
}

// countLog counts the events of the log.
func countLog(ctx context.Context, in StatsInput) (*statsCounter, error) {
	c := &statsCounter{in: in, who: map[voiceName]int16{}, queues: map[string]int{}}
	if err := c.lookAhead(ctx); err != nil {
		return nil, err
	}
	err := in.Log(1, func(meme uint64, e labels.Event) error {
		if e.Seq > c.last {
			return errEnough
		}
		if c.retracted.has(e.Seq) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return c.add(meme, e)
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err == nil {
		err = c.compare()
	}
	return c, err
}

// statsCounter counts events.
type statsCounter struct {
	in        StatsInput
	last      uint64 // the newest event that counts
	retracted bitset
	captioned map[uint64]uint64 // by the place of a meme, the newest event that has changed its caption

	first   []int32 // by the place of a meme, the number of its first voice, 0 for none
	voices  []voice
	who     map[voiceName]int16
	persons []personCounter
	queues  map[string]int
	tallies []queueCounter
	firsts  []firstLevel // that are not compared yet
}

// voiceName is who speaks: a person, or a table in somebody's name.
type voiceName struct {
	annotator string
	imported  bool
}

// voice is what somebody says of a meme now.
type voice struct {
	second int64 // when it was said, since 1970
	nanos  int32
	next   int32 // the next voice of the meme, from 1; 0 for none
	who    int16
	level  int8
	action byte // the first letter of the action
	table  bool
	own    bool // somebody has given a level, whether or not it still is what is said

	// An adjudication is made with the others' answers in sight. From the first one on, what the
	// annotator says by himself has a voice of its own, by which people are compared.
	decided, alone bool // it has adjudicated; it is the other's voice that has not
}

// say has the voice say what an event says.
func (v *voice) say(e *labels.Event, who int16, levelled bool) {
	v.who, v.table, v.action, v.level = who, e.Source == labels.Import, e.Action[0], int8(labels.NoLevel)
	v.second, v.nanos = e.Time.Unix(), int32(e.Time.Nanosecond())
	if levelled {
		v.level = int8(e.Level)
	}
}

// said is when the voice said it.
func (v *voice) said() time.Time { return time.Unix(v.second, int64(v.nanos)) }

// precedes reports whether an event comes after what the voice says; see labels.Event.Follows.
func (v *voice) precedes(e *labels.Event) bool {
	from := labels.Key
	if v.table {
		from = labels.Import
	}
	return e.Follows(v.said(), from)
}

// personCounter is what is counted for one who speaks.
type personCounter struct {
	voiceName
	noted    map[uint64]bool // memes
	times    times
	self     confusion
	shown    confusion
	hidden   confusion
	unknown  int
	accepted [2]int // by the key that agrees, of all that could be
}

type confusion = [labels.Levels][labels.Levels]int

// queueCounter is what is counted of a queue.
type queueCounter struct {
	name   string
	labels int
	levels [labels.Levels]int
	shown  [2]int // that differ, of all
	hidden [2]int
}

// lookAhead reads which events are taken back, and where captions were changed last. A
// retraction can be taken back itself, which those after it say: see labels.Retracted.
func (c *statsCounter) lookAhead(ctx context.Context) error {
	type retraction struct{ seq, of uint64 }
	var all []retraction
	var captions labels.CaptionChanges
	c.captioned = map[uint64]uint64{}
	err := c.in.Log(1, func(meme uint64, e labels.Event) error {
		c.last = e.Seq
		if captions.Change(&e) {
			c.captioned[meme] = e.Seq
		}
		if e.Action == labels.Retract && e.Retracts < e.Seq {
			all = append(all, retraction{e.Seq, e.Retracts})
		}
		return ctx.Err()
	})
	for i := len(all) - 1; i >= 0; i-- {
		if r := all[i]; !c.retracted.has(r.seq) {
			c.retracted.set(r.of)
		}
	}
	return err
}

// add counts an event that stands.
func (c *statsCounter) add(meme uint64, e labels.Event) error {
	if e.Action != labels.Note && !e.Action.Answers() {
		return nil
	}
	who := c.voice(voiceName{e.Annotator, e.Source == labels.Import})
	p := &c.persons[who]
	if e.Action == labels.Note {
		switch {
		case e.Text == "": // taken away
			delete(p.noted, meme)
		case p.noted == nil:
			p.noted = map[uint64]bool{meme: true}
		default:
			p.noted[meme] = true
		}
		return nil
	}
	levelled := e.Level.Valid() && e.Action.GivesLevel()
	if levelled && e.Source == labels.Key && e.Batch == 0 {
		p.times.add(e.ElapsedMS)
	}
	v := c.said(meme, e.Annotator, false)
	if e.ReAsk {
		if levelled && v != nil && !v.table && v.level >= 0 && v.precedes(&e) {
			p.self[v.level][e.Level]++
		}
		return nil
	}
	fresh, newest := v == nil || !v.own, v == nil || v.precedes(&e)
	if v == nil {
		v = c.newVoice(meme)
		v.who, v.level = who, int8(labels.NoLevel)
	}
	switch decides := e.Action == labels.Adjudicate; {
	case decides && !v.decided:
		v = c.part(meme, *v)
	case !decides && v.decided:
		if a := c.said(meme, e.Annotator, true); a.action == 0 || a.precedes(&e) {
			a.say(&e, who, levelled)
		}
	}
	own := levelled && e.Source != labels.Import
	v.own = v.own || own
	if newest {
		v.say(&e, who, levelled)
	}
	if own && fresh {
		return c.addFirst(meme, e, who)
	}
	return nil
}

// voice is the number of one who speaks.
func (c *statsCounter) voice(name voiceName) int16 {
	who, known := c.who[name]
	if !known {
		who = int16(len(c.persons))
		c.who[name] = who
		c.persons = append(c.persons, personCounter{voiceName: name})
	}
	return who
}

// said is what an annotator says of a meme so far, or beside adjudications alone, nil for nothing.
// What somebody says by hand and what a table says in the same name take each other's place.
func (c *statsCounter) said(meme uint64, annotator string, alone bool) *voice {
	if meme >= uint64(len(c.first)) {
		return nil
	}
	for i := c.first[meme]; i > 0; i = c.voices[i-1].next {
		if v := &c.voices[i-1]; v.alone == alone && c.persons[v.who].annotator == annotator {
			return v
		}
	}
	return nil
}

// newVoice is one more voice of a meme.
func (c *statsCounter) newVoice(meme uint64) *voice {
	if lacking := int(meme) + 1 - len(c.first); lacking > 0 {
		c.first = append(c.first, make([]int32, lacking)...)
	}
	c.voices = append(c.voices, voice{})
	last := int32(len(c.voices))
	at := c.first[meme]
	if at == 0 {
		c.first[meme] = last
	}
	for at != 0 {
		v := &c.voices[at-1]
		if at = v.next; at == 0 {
			v.next = last
		}
	}
	return &c.voices[last-1]
}

// part gives what an annotator has said of a meme so far a voice of its own, and returns the one
// that decides from now on.
func (c *statsCounter) part(meme uint64, was voice) *voice {
	a := c.newVoice(meme)
	was.next, was.alone = 0, true
	*a = was
	v := c.said(meme, c.persons[was.who].annotator, false)
	v.decided = true
	return v
}

// queue is the number of a queue's tally.
func (c *statsCounter) queue(name string) int {
	i, known := c.queues[name]
	if !known {
		i = len(c.tallies)
		c.queues[name] = i
		c.tallies = append(c.tallies, queueCounter{name: name})
	}
	return i
}

// queueKind is under which name the labels of a queue are counted.
func queueKind(name string) string {
	switch {
	case name == "":
		return "none"
	case strings.HasPrefix(name, "cell "):
		return "cell"
	case strings.HasPrefix(name, "group:"):
		return "group"
	}
	return name
}

// dayOf numbers the days of a time's zone.
func dayOf(t time.Time) int32 {
	y, m, d := t.Date()
	return int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// bitset is a set of numbers.
type bitset []uint64

func (b bitset) has(n uint64) bool { return n/64 < uint64(len(b)) && b[n/64]>>(n%64)&1 == 1 }

func (b *bitset) set(n uint64) {
	for uint64(len(*b)) <= n/64 {
		*b = append(*b, 0)
	}
	(*b)[n/64] |= 1 << (n % 64)
}
