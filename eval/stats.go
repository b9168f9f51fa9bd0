package eval

import (
	"time"

	"memebench/labels"
)

// IdleCut is the longest time from a meme being shown to its label that counts as work on
// it: who takes longer has been elsewhere. Tools that time tasks of minutes stop their
// clock after five minutes without a sign of life (Labelbox and Ango Hub by default); a
// meme is one look and one key, and two minutes are far above what reading the longest
// caption takes. How many labels are left out for it is said beside the times.
const IdleCut = 2 * time.Minute

// StatDays is of how many days, the present one being the last, labels are counted one by
// one.
const StatDays = 14

// Stats are what the log says of the people who label, and of the queues that they label
// in. [MakeStats] makes them.
type Stats struct {
	Now    time.Time  `json:"now"`    // when they were made; its zone says when a day begins
	Seq    uint64     `json:"seq"`    // the newest event that counts
	People []Person   `json:"people"` // those who have said anything, in the order of their first event
	Pairs  []Pair     `json:"pairs"`  // of voices that share memes; those of people come first
	Queues []Queue    `json:"queues"` // in the order of their first label
	Gain   ActiveGain `json:"gain"`   // of active queues over random ones
}

// Person is one annotator's work. A meme counts by what the annotator says of it now:
// what was taken back is not there, and what was changed counts once, on the day of the
// change. What a table has said in the annotator's name is nobody's work.
type Person struct {
	Annotator string             `json:"annotator"`
	Labelled  int                `json:"labelled"` // memes that have a level by the annotator
	Today     int                `json:"today"`    // of them, those that were given it today
	ByLevel   [labels.Levels]int `json:"by_level"`
	Days      [StatDays]int      `json:"days"` // labelled memes by the day of the level, the last one being today
	Skipped   int                `json:"skipped"`
	Flagged   int                `json:"flagged"`
	Notes     int                `json:"notes"`

	Pace     Pace     `json:"pace"`
	Left     Left     `json:"left"`
	Self     Agree    `json:"self"`     // rows the standing level, columns the answer to the re-ask
	Model    AgreeBy  `json:"model"`    // rows the annotator's first level of each meme, columns what the model had said
	Accepted Share    `json:"accepted"` // of the levels given with the model in sight, those by the key that agrees
	Others   []Others `json:"others"`   // in the order of people, and then of tables
}

// Pace is how fast an annotator labels, by the time from a meme being shown to the key.
// Levels by key count, those of re-asks too; what was given to several memes at once, or
// by a command, has no time.
type Pace struct {
	N       int      `json:"n"`
	Idle    int      `json:"idle"`    // others, that took longer than IdleCut
	Median  Metric   `json:"median"`  // seconds a meme
	Mean    Metric   `json:"mean"`    // seconds a meme
	CI95    Interval `json:"ci95"`    // of the mean, by the normal distribution; none below 20
	PerHour Metric   `json:"an_hour"` // memes, at the mean
}

// Left is what waits for an annotator, and how long it takes at the mean pace.
type Left struct {
	Memes   int      `json:"memes"`
	Seconds Metric   `json:"seconds"`
	CI95    Interval `json:"ci95"` // by that of the pace
}

// Share is K of N, with the interval of Wilson (Journal of the American Statistical
// Association 22, 1927) at 95 %, as statsmodels' proportion_confint(method="wilson")
// gives it.
type Share struct {
	N     int      `json:"n"`
	K     int      `json:"k"`
	Share Metric   `json:"share"` // undefined of nothing
	CI95  Interval `json:"ci95"`
}

// Agree is how far two voices on the same memes agree: how often they are equal, and the
// quadratic weighted kappa, which counts how far apart they are against what their margins
// give by chance ([Measure]).
type Agree struct {
	Equal     Share                             `json:"equal"`
	QWK       Metric                            `json:"qwk"`
	CI95      Interval                          `json:"qwk_ci95"` // by Bootstrap over memes; none below 20 or above 10,000
	Confusion [labels.Levels][labels.Levels]int `json:"confusion"`
}

// AgreeBy is agreement with the model, apart by whether its answer was in sight: people
// follow what they see, and what they agree more where they see it is that anchoring, or
// memes that are easier. Where it was hidden, it is the answer that was there at the time.
// Labels from a cell of the confusion matrix, or from a check of the labels, are in neither,
// since their memes were chosen by what the model said.
type AgreeBy struct {
	Shown   Agree `json:"shown"`
	Hidden  Agree `json:"hidden"`
	Unknown int   `json:"unknown"` // labels of which no answer is recorded, or none is kept any more
}

// Others is an annotator's agreement with another voice on the memes that both have given
// a level, adjudications apart: those are made with the others' answers in sight.
type Others struct {
	With     string `json:"with"`
	Imported bool   `json:"imported,omitempty"` // levels that a table has brought in this name
	Agree           // rows the annotator's, columns the other's
}

// Pair is the agreement of two voices, adjudications apart as in [Agreement]; rows are the first
// one's levels.
type Pair struct {
	First    string `json:"first"`
	Second   string `json:"second"`
	Imported bool   `json:"imported,omitempty"` // the second's levels were brought by a table
	Agree
}

// Queue is what came of the memes that were labelled in a queue. Only the first level that
// an annotator gives a meme counts. Its name is that recorded with the labels; those of
// cells and of groups are counted together.
type Queue struct {
	Name    string             `json:"name"`
	Labels  int                `json:"labels"`
	ByLevel [labels.Levels]int `json:"by_level"`
	Differ  DifferBy           `json:"differ"`
}

// DifferBy are the labels that differ from what the model said, apart by whether that was
// in sight.
type DifferBy struct {
	Shown  Share `json:"shown"`
	Hidden Share `json:"hidden"`
}

// ActiveGain is by how much active queues, which choose memes by the model (uncertain, margin,
// diverse, and mixed but for what is random in it), bring more labels that differ from
// what the model says than random ones. It compares queues by what they find, not by what
// a head learns from it; that says compare.
type ActiveGain struct {
	Active DifferBy `json:"active"`
	Random DifferBy `json:"random"`
	Shown  Change   `json:"shown"`
	Hidden Change   `json:"hidden"`
}

// Change is a difference of two shares, the first less the second, with the interval of
// Newcombe (Statistics in Medicine 17, 1998, method 10) at 95 %, as statsmodels'
// confint_proportions_2indep(method="newcomb") gives it.
type Change struct {
	Difference Metric   `json:"difference"` // in [-1,1]; undefined unless both shares are of something
	CI95       Interval `json:"ci95"`
}
