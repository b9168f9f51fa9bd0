package labels

import (
	"sort"
	"time"
)

// Event is one thing said of a meme. Events are only ever appended; an event is
// taken back by a later one with action Retract.
type Event struct {
	Seq       uint64    `json:"seq"` // place in the log, from 1; given by the store
	Time      time.Time `json:"time"`
	Meme      MemeID    `json:"meme"`
	Annotator string    `json:"annotator"`
	Source    Source    `json:"source"`
	Action    Action    `json:"action"`
	Level     Level     `json:"level"`              // of SetLevel and Adjudicate, else NoLevel
	Text      string    `json:"text,omitempty"`     // of Note, Caption and Flag
	Retracts  uint64    `json:"retracts,omitempty"` // the event that a Retract takes back

	// How it came about; for reports on speed, anchoring and agreement.
	ElapsedMS int64  `json:"elapsed_ms,omitempty"` // from the meme being shown to the key; on Grid its share of the time on the page
	Shown     Shown  `json:"shown,omitempty"`      // whether the model's opinion was visible
	Version   string `json:"version,omitempty"`    // of the model whose opinion that was, or that has read a caption
	Screen    string `json:"screen,omitempty"`     // where the key was pressed: label, grid, cell, check
	Queue     string `json:"queue,omitempty"`      // how the meme was chosen
	Place     int    `json:"place,omitempty"`      // its place in that queue, from 1
	ReAsk     bool   `json:"reask,omitempty"`      // asked again to measure self-agreement; changes no current label
	Accepted  bool   `json:"accepted,omitempty"`   // the level was given by agreeing with the model
	Batch     int    `json:"batch,omitempty"`      // its place among the events of one act, from 0, in the order of the log; undone together
	Guide     string `json:"guide,omitempty"`      // SHA-256 of the guide in force, first 16 hex digits
	Merged    bool   `json:"merged,omitempty"`     // it was said in another workspace, and counts by its time; see Follows
}

// Source says by what means an event came in. Key and CLI are people; Import is
// a file; OCR is the program, which has read a picture: only captions come so.
type Source string

// The sources.
const (
	Key    Source = "key"
	CLI    Source = "cli"
	Import Source = "import"
	OCR    Source = "ocr"
)

// Action is the kind of an event.
type Action string

// The actions.
const (
	SetLevel   Action = "level"
	Skip       Action = "skip"
	Flag       Action = "flag"
	Note       Action = "note"
	Caption    Action = "caption"
	Adjudicate Action = "adjudicate"
	Retract    Action = "retract"
)

// Actions are all of them. Stores number them by a list of their own.
var Actions = []Action{SetLevel, Skip, Flag, Note, Caption, Adjudicate, Retract}

// GivesLevel reports whether an event of this kind has a level.
func (a Action) GivesLevel() bool { return a == SetLevel || a == Adjudicate }

// Answers reports whether an event of this kind is what an annotator says of a meme: an annotator says
// one thing of it, the newest that stands, and what all say makes its [State].
func (a Action) Answers() bool { return a.GivesLevel() || a == Skip || a == Flag }

// CellScreen is the Screen of what is said from a cell of the confusion matrix.
const CellScreen = "cell"

// CheckScreen is the Screen of what is said where labels are checked: a level that is given
// there is an adjudication.
const CheckScreen = "check"

// Shown says whether the annotator saw the model's opinion before the key.
type Shown string

// The values of Shown. ShownAfter means that it was hidden until the key and shown then.
const (
	ShownNo     Shown = "no"
	ShownBefore Shown = "before"
	ShownAfter  Shown = "after"
)

// EventsTo returns those of a meme's events, given in the order of the log, that the log had when
// it ended with the event of a sequence number.
func EventsTo(events []Event, seq uint64) []Event {
	return events[:sort.Search(len(events), func(i int) bool { return events[i].Seq > seq })]
}
