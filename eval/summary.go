package eval

import "memebench/labels"

// Summary is what a store says of its workspace as a whole, all of one moment, to
// one annotator.
type Summary struct {
	// Revision grows with every change of the store: of two summaries the one with
	// the greater is the newer.
	Revision uint64

	Counts   labels.Counts
	Seq      uint64    // newest label event
	New      int       // levels that people have given since the newest training here, as far as they stand: also changed and second ones, decisions, and those of test
	Versions []Version // those that are kept, the oldest first
	History  []Version // also those that were pruned
	Served   string    // id of the version that is served, "" for none
	Before   string    // what rolling back would serve, "" for nothing
	GoneBack bool      // another version took the place of the served one, which was gone back to
	Resplits uint64    // how often the memes have been assigned to the splits again
}

// Waiting is the number of memes that wait for the annotator.
func (s Summary) Waiting() int { return s.Counts.Waiting }

// Version returns the kept version with this id.
func (s Summary) Version(id string) (Version, bool) {
	for _, v := range s.Versions {
		if v.ID == id {
			return v, true
		}
	}
	return Version{}, false
}

// Latest returns the newest version that is kept and has a head.
func (s Summary) Latest() (Version, bool) {
	for i := len(s.Versions) - 1; i >= 0; i-- {
		if v := s.Versions[i]; !v.Headless() {
			return v, true
		}
	}
	return Version{}, false
}
