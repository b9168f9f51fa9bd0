package jobs

import "time"

// State is where a job stands.
type State string

// The states. A job that was cancelled and gave up is Cancelled, which is not an
// error; one that was cancelled too late and finished all the same is Done.
const (
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Progress is what a job says of itself. It replaces what it said before.
type Progress struct {
	Phase  string // what is being done, in a word or two
	Done   int64  // of Total, in Unit
	Total  int64  // 0 while unknown
	Unit   string // bytes, memes, epochs
	Note   string // one more fact, fit for a status line
	Detail any    // for the listener; must not be changed after it was reported
}

// Snapshot is the newest state of one job.
type Snapshot struct {
	ID    uint64 // of this run of the job, from 1
	Kind  string
	By    string // who has started it, "" where nobody is named
	State State
	Progress
	Rate float64       // units per second, smoothed; 0 while unknown
	ETA  time.Duration // until Total is reached, at Rate; 0 while unknown

	Started time.Time
	Ended   time.Time // zero while running
	Result  any       // what the job returned, if it is Done
	Err     error     // why it Failed, a [*workers.Panic] in it if by one; of a Cancelled job what it said when it gave up, which may be nil

	version uint64 // when it changed, in the runner's count
}

// Active reports whether the job has not ended yet.
func (s Snapshot) Active() bool { return s.State == Running }

// Fraction returns Done/Total in [0,1], and false while Total is unknown.
func (s Snapshot) Fraction() (float64, bool) {
	if s.Total <= 0 {
		return 0, false
	}
	return min(1, max(0, float64(s.Done)/float64(s.Total))), true
}
