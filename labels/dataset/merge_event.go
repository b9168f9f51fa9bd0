package dataset

import (
	"errors"
	"maps"
	"slices"

	"memebench/labels"
)

// event finds out what becomes of an event.
func (m *merging) event(line int, e labels.Event) error {
	seq := e.Seq
	e.Seq = 0
	e, err := e.Checked()
	if err == nil && e.Time.IsZero() {
		err = errors.New("event: it has no time")
	}
	if err != nil {
		m.fail(line, "%v", err)
		return nil
	}
	_, there, err := m.store.LookUp(e.Meme)
	if err != nil {
		return err
	}
	if !there || m.unwanted[e.Meme] {
		if !m.unwanted[e.Meme] {
			m.report.Absent++
		}
		m.fail(line, "the event is of a meme that is not here: %s", labels.Printable(string(e.Meme)))
		return nil
	}
	if e.Action == labels.Retract {
		target, known, err := m.target(seq, e)
		if err != nil {
			return err
		}
		if !known {
			m.fail(line, "it takes back event %d, which is not before it", e.Retracts)
			return nil
		}
		e.Retracts = target
	}
	e.Merged = true
	if at, there := m.pending[e]; there {
		m.know(&e)
		m.events[at].seqs = append(m.events[at].seqs, seq)
		return nil
	}
	here, err := m.store.Events(e.Meme)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(here, func(o labels.Event) bool { return sameEvent(o, e) }); i >= 0 {
		m.know(&e)
		if seq > 0 {
			m.seqs[seq] = here[i].Seq
		}
		return nil
	}
	if outweighed(e, here) {
		m.report.Outweighed++
	}
	if byPerson(&e) {
		m.came[e.Annotator]++
	}
	m.pending[e] = len(m.events)
	m.events = append(m.events, mergedEvent{[]uint64{seq}, e})
	return nil
}

// target returns the event here that a retraction of the file, with this place there, takes back.
// What has no place in a log is of this one: the workbench could not save it.
func (m *merging) target(seq uint64, e labels.Event) (target uint64, known bool, err error) {
	if seq == 0 {
		here, err := m.store.Events(e.Meme)
		return e.Retracts, slices.ContainsFunc(here, func(o labels.Event) bool { return o.Seq == e.Retracts }), err
	}
	if target, known = m.seqs[e.Retracts]; !known { // it may be in the batch
		if err := m.flush(); err != nil {
			return 0, false, err
		}
		target, known = m.seqs[e.Retracts]
	}
	return target, known, nil
}

// know counts an event that is there already.
func (m *merging) know(e *labels.Event) {
	m.report.Known++
	if byPerson(e) {
		m.known[e.Annotator]++
	}
}

func byPerson(e *labels.Event) bool { return e.Source == labels.Key || e.Source == labels.CLI }

// both lists the annotators who have said here what is not in the file, and there what was not
// here. A file without memes is of this workspace: it has what was said since a backup.
func (m *merging) both() {
	if m.report.Memes == 0 {
		return
	}
	for _, annotator := range slices.Sorted(maps.Keys(m.came)) {
		if m.here[annotator] > m.known[annotator] {
			m.report.Both = append(m.report.Both, annotator)
		}
	}
}

// sameEvent reports whether two events are one: all is the same but their places in
// a log, and where they were said.
func sameEvent(a, b labels.Event) bool {
	if !a.Time.Equal(b.Time) {
		return false
	}
	a.Seq, b.Seq, a.Time, a.Merged = 0, 0, b.Time, b.Merged
	return a == b
}

// outweighed reports whether something later was said here of the event's meme, which stands.
func outweighed(e labels.Event, here []labels.Event) bool {
	if !decides(&e) {
		return false
	}
	retracted := labels.Retracted(here)
	decisive := e.Action == labels.Adjudicate || e.Action == labels.Flag
	return slices.ContainsFunc(here, func(o labels.Event) bool {
		later := decides(&o) && !retracted[o.Seq] && !e.Follows(o.Time, o.Source)
		return later && (o.Annotator == e.Annotator || decisive && o.Action == labels.Adjudicate)
	})
}

// decides reports whether an event decides a meme's state, as long as it is not
// taken back.
func decides(e *labels.Event) bool { return e.Action.Answers() && !e.ReAsk }
