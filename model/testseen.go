package model

import (
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// testSeenSetting names the versions that test was evaluated or compared for.
const testSeenSetting = "test.seen"

// testSeen are the versions that test was looked at for since the splits were assigned anew. They
// stay when a version is pruned or deleted: what it has shown was seen. Versions are named by when
// they were made, which comes along with those from elsewhere; before 29 November 2026 by their
// ids, which are those of others in a workspace that was made from an exported one.
type testSeen struct {
	Resplits uint64   `json:"resplits"`
	Versions []string `json:"versions"`
}

// errNotKept means that a look at test is not kept in mind.
var errNotKept = errors.New("that test was looked at is not counted, as nothing is written")

// seeTest keeps in mind that test was looked at for these versions, and returns for how many
// it was by now, also beside errNotKept.
func (w *Workbench) seeTest(versions ...string) (int, error) {
	w.testMu.Lock()
	defer w.testMu.Unlock()
	resplits, err := w.store.Resplits()
	if err != nil {
		return 0, err
	}
	text, ok, err := w.store.Setting(testSeenSetting)
	if err != nil {
		return 0, err
	}
	var seen testSeen
	if ok {
		if err := json.Unmarshal([]byte(text), &seen); err != nil {
			seen = testSeen{} // somebody has set it to something else
		}
	}
	if seen.Resplits != resplits {
		seen = testSeen{Resplits: resplits}
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
	if len(seen.Versions) == before {
		return before, nil
	}
	if w.reads {
		return len(seen.Versions), errNotKept
	}
	b, err := json.Marshal(seen)
	if err != nil {
		return 0, err
	}
	return len(seen.Versions), w.store.SetSetting(testSeenSetting, string(b))
}
