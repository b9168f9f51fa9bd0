package model

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// testSeenSetting names the versions that test was evaluated or compared for.
const testSeenSetting = "test.seen"

// testSeen are the versions that test was looked at for since the splits were assigned anew, and those
// for which the test of earlier splits was. They stay when a version is pruned or deleted: what it
// has shown was seen. Versions are named by when they were made, which comes along with those from
// elsewhere; before 29 November 2026 by their ids, which are those of others in a workspace that
// was made from an exported one.
type testSeen struct {
	Resplits uint64     `json:"resplits"`
	Versions []string   `json:"versions"`
	Newest   uint64     `json:"newest,omitempty"` // how many memes there were at the last look; 0: not known
	Before   []testSeen `json:"before,omitempty"` // the oldest first
}

// errNotKept means that a look at test is not kept in mind.
var errNotKept = errors.New("that test was looked at is not counted, as nothing is written")

// seeTest keeps in mind that test was looked at for these versions, and returns for how many
// it was by now, also beside errNotKept.
func (w *Workbench) seeTest(versions ...string) (eval.TestSeen, error) {
	w.testMu.Lock()
	defer w.testMu.Unlock()
	none := eval.TestSeen{}
	resplits, err := w.store.Resplits()
	if err != nil {
		return none, err
	}
	text, ok, err := w.store.Setting(testSeenSetting)
	if err != nil {
		return none, err
	}
	var seen testSeen
	if ok {
		if err := json.Unmarshal([]byte(text), &seen); err != nil {
			seen = testSeen{} // somebody has set it to something else
		}
	}
	if seen.Resplits != resplits {
		before := seen.Before
		if len(seen.Versions) > 0 {
			before = append(before, testSeen{Resplits: seen.Resplits, Versions: seen.Versions, Newest: seen.Newest})
		}
		seen = testSeen{Resplits: resplits, Before: before}
	}
	before := len(seen.Versions)
	made := func(id string) string {
		v, err := w.store.Version(id)
		if err != nil {
			return id // of one that is gone; or it says when one was made already
		}
		return v.Created.UTC().Format(time.RFC3339Nano)
	}
	for i, id := range seen.Versions {
		seen.Versions[i] = made(id)
	}
	for _, id := range versions {
		if made := made(id); !slices.Contains(seen.Versions, made) {
			seen.Versions = append(seen.Versions, made)
		}
	}
	added := len(seen.Versions) > before
	memes, err := w.store.MemeCount()
	if err != nil {
		return none, err
	}
	out, err := w.countSeen(seen, made)
	switch {
	case err != nil, !added && (len(versions) == 0 || uint64(memes) <= seen.Newest):
		return out, err
	case w.reads && added:
		return out, errNotKept
	case w.reads:
		return out, nil
	}
	seen.Newest = uint64(memes)
	b, err := json.Marshal(seen)
	if err != nil {
		return none, err
	}
	return out, w.store.SetSetting(testSeenSetting, string(b))
}

// countSeen counts the versions for which memes were looked at that are in test. Of earlier splits
// those count whose test had some of these memes.
func (w *Workbench) countSeen(seen testSeen, made func(id string) string) (out eval.TestSeen, err error) {
	out.TestVersions = len(seen.Versions)
	if len(seen.Before) == 0 {
		return out, nil
	}
	was := make([]bool, len(seen.Before)) // that the test of then had memes of today's
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Split != labels.Test {
			return nil
		}
		out.TestMemes++
		already := false
		for i, b := range seen.Before {
			if m.SplitAt(b.Resplits) == labels.Test && (b.Newest == 0 || m.Seq <= b.Newest) {
				was[i], already = true, true
			}
		}
		if already {
			out.TestMemesBefore++
		}
		return nil
	})
	if err != nil {
		return eval.TestSeen{}, err
	}
	before := map[string]bool{}
	for i, b := range seen.Before {
		for _, v := range b.Versions {
			if was[i] {
				before[made(v)] = true
			}
		}
	}
	out.TestVersionsBefore = len(before)
	for _, v := range seen.Versions {
		delete(before, v)
	}
	out.TestVersions += len(before)
	if out.TestVersionsBefore == 0 {
		out.TestMemes, out.TestMemesBefore = 0, 0
	}
	return out, nil
}
