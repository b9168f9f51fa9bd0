package dataset

import (
	"fmt"
	"slices"

	"memebench/labels"
)

// memoryStore is a workspace's store in memory, as far as import and export need
// one.
type memoryStore struct {
	datasets []labels.Dataset
	memes    []labels.Meme
	at       map[labels.MemeID]int
	events   []labels.Event
	of       map[labels.MemeID][]labels.Event
	splits   map[string]labels.Split // by group key

	batches []int // sizes of the batches of memes
	onAdd   func(batch int) error
}

func newMemoryStore() *memoryStore {
	return &memoryStore{at: map[labels.MemeID]int{}, of: map[labels.MemeID][]labels.Event{}, splits: map[string]labels.Split{}}
}

func (s *memoryStore) Datasets() ([]labels.Dataset, error) { return slices.Clone(s.datasets), nil }

func (s *memoryStore) PutDataset(d labels.Dataset) error {
	if i := slices.IndexFunc(s.datasets, func(o labels.Dataset) bool { return o.Name == d.Name }); i >= 0 {
		s.datasets[i] = d
		return nil
	}
	s.datasets = append(s.datasets, d)
	return nil
}

func (s *memoryStore) AddMemes(memes []labels.Meme, shares labels.Shares) ([]labels.Added, error) {
	var newcomers []labels.NewMeme
	for _, m := range memes {
		newcomers = append(newcomers, labels.NewMeme{Meme: m, Level: labels.NoLevel})
	}
	return s.AddLabelled(newcomers, shares)
}

func (s *memoryStore) AddLabelled(newcomers []labels.NewMeme, shares labels.Shares) ([]labels.Added, error) {
	if s.onAdd != nil {
		if err := s.onAdd(len(s.batches)); err != nil {
			return nil, err
		}
	}
	s.batches = append(s.batches, len(newcomers))
	added := make([]labels.Added, len(newcomers))
	for i, n := range newcomers {
		added[i] = s.add(n.Meme, shares)
		if added[i].Outcome == labels.Conflict || !n.Level.Valid() || !labels.Aggregate(s.of[n.Meme.ID]).News(n.Annotator, n.Level) {
			continue
		}
		added[i].Labelled = true
		if _, err := s.Append(labels.Event{
			Meme: n.Meme.ID, Annotator: n.Annotator, Source: labels.Import, Action: labels.SetLevel, Level: n.Level,
		}); err != nil {
			return nil, err
		}
	}
	return added, nil
}

func (s *memoryStore) add(m labels.Meme, shares labels.Shares) labels.Added {
	at, there := s.at[m.ID]
	if !there {
		m.Seq = uint64(len(s.memes) + 1)
		s.join(&m, shares)
		s.at[m.ID] = len(s.memes)
		s.memes = append(s.memes, m)
		return labels.Added{ID: m.ID, Split: m.Split, CrossSplit: m.CrossSplit}
	}
	old := &s.memes[at]
	known, fresh := old.Image.SHA256, m.Image.SHA256
	if old.Caption != m.Caption || known != "" && fresh != "" && known != fresh {
		return labels.Added{Outcome: labels.Conflict, ID: m.ID, Reason: old.Name() + " is already there with another caption"}
	}
	if fresh != "" && old.Image != m.Image {
		old.Image = m.Image
	}
	return labels.Added{Outcome: labels.Duplicate, ID: m.ID, Split: old.Split, CrossSplit: old.CrossSplit}
}

// join puts a newcomer into the split of those that share its picture or caption.
func (s *memoryStore) join(m *labels.Meme, shares labels.Shares) {
	keys := m.GroupKeys()
	m.Group = keys[0]
	home := m.Split
	if i := slices.IndexFunc(keys, func(k string) bool { return s.splits[k] != "" }); i >= 0 {
		home = s.splits[keys[i]]
	} else if home == "" {
		home = shares.Assign(m.Group)
	}
	if m.Split == "" {
		m.Split = home
	}
	m.CrossSplit = m.CrossSplit || m.Split != home
	for _, k := range keys {
		if s.splits[k] == "" {
			s.splits[k] = home
		}
	}
}

func (s *memoryStore) Meme(id labels.MemeID) (labels.Meme, error) {
	at, ok := s.at[id]
	if !ok {
		return labels.Meme{}, fmt.Errorf("no meme %s", id)
	}
	return s.memes[at], nil
}

func (s *memoryStore) State(id labels.MemeID) (labels.State, error) {
	if _, ok := s.at[id]; !ok {
		return labels.State{}, fmt.Errorf("no meme %s", id)
	}
	return labels.Aggregate(s.of[id]), nil
}

func (s *memoryStore) Append(events ...labels.Event) ([]labels.Event, error) {
	for i := range events {
		if _, ok := s.at[events[i].Meme]; !ok || !events[i].Level.Valid() {
			return nil, fmt.Errorf("event %+v refused", events[i])
		}
		events[i].Seq = uint64(len(s.events) + 1)
		s.events = append(s.events, events[i])
		s.of[events[i].Meme] = append(s.of[events[i].Meme], events[i])
	}
	return events, nil
}

func (s *memoryStore) MemeCount() (int, error) { return len(s.memes), nil }

func (s *memoryStore) Events(id labels.MemeID) ([]labels.Event, error) { return s.of[id], nil }

func (s *memoryStore) LastSeq() (uint64, error) { return uint64(len(s.events)), nil }

func (s *memoryStore) Resplits() (uint64, error) { return 0, nil }

func (s *memoryStore) Settings() ([]labels.Setting, error) { return nil, nil }

func (s *memoryStore) Log(from uint64, yield func(labels.Event) error) error {
	for _, e := range s.events[from-1:] {
		if err := yield(e); err != nil {
			return err
		}
	}
	return nil
}

// Resplit deals by each meme's own strongest key, and knows of no bridges.
func (s *memoryStore) Resplit(deal labels.Assigner, rehearse bool) (done labels.Resplit, err error) {
	memes := slices.Clone(s.memes)
	for i := range memes {
		m := &memes[i]
		st := labels.Aggregate(s.of[m.ID])
		done.Before.Count(m, st)
		split, err := deal(m, m.GroupKeys()[0])
		if err != nil {
			return labels.Resplit{}, err
		}
		if split != "" && split != m.Split {
			m.Split = split
			done.Moved++
		}
		done.After.Count(m, st)
	}
	if !rehearse {
		s.memes = memes
	}
	return done, nil
}

func (s *memoryStore) Rows(yield func(labels.Meme, labels.State) error) error {
	for _, m := range s.memes {
		st, err := s.State(m.ID)
		if err != nil {
			return err
		}
		if err := yield(m, st); err != nil {
			return err
		}
	}
	return nil
}
