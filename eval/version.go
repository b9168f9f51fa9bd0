package eval

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"memebench/labels"
)

// MaxPackName is how many bytes the name of a pack of encoders may have.
const MaxPackName = 60

// Version is one trained head: what it was trained with and on, and how it did
// on the validation rows. The head itself (head.onnx) and its parameters are
// kept by the store under the version's ID.
type Version struct {
	ID              string    `json:"id"` // v1, v2, …; given by the store; v0 is the head that came with the program
	Number          int       `json:"number"`
	Name            string    `json:"name,omitempty"` // given by people; no two versions share one
	Created         time.Time `json:"created"`
	Parent          string    `json:"parent,omitempty"` // version it was warm-started from
	ColdStartReason string    `json:"fresh,omitempty"`  // why it was not, though a warm start was asked for
	Origin          *Origin   `json:"origin,omitempty"` // of a version that was trained in another workspace

	Config      Config  `json:"config"`
	Pack        string  `json:"pack"`        // pack of encoders that it was trained on
	Encoders    []Input `json:"encoders"`    // the modalities it reads, in order
	Fingerprint string  `json:"fingerprint"` // SHA-256 of the training rows: meme, level, split, and votes where they disagree
	LabelSeq    uint64  `json:"label_seq"`   // newest label event it has seen; of predictions from elsewhere when they were measured, 0 for not known
	Labels      int     `json:"labels"`      // gold labels in train and val
	Resplits    uint64  `json:"resplits"`    // how often the memes had been assigned to the splits again

	TrainN  int     `json:"train_n"` // rows learnt from, with those that have votes and no gold level
	ValN    int     `json:"val_n"`   // rows of val
	Epochs  int     `json:"epochs"`  // epochs run
	Best    int     `json:"best"`    // epoch whose parameters were kept, from 1
	Seconds float64 `json:"seconds"` // of the head's training: preparing the rows, and its epochs; see LoopSeconds
	History []Epoch `json:"history"`
	Val     Metrics `json:"val"` // on the validation rows; N is 0 when there were none

	StoppedBy StoppedBy `json:"stopped_by,omitempty"` // what chose the epoch; "" of versions from before it was kept

	// Threads is on how many threads the head was trained, where another number gives another head, as
	// of gated and attention; 0 where it does not, and of versions from before it was kept.
	Threads int `json:"threads,omitempty"`

	Calibration *Calibration `json:"calibration,omitempty"` // nil: the temperature is 1

	ValInterval *Interval `json:"val_interval,omitempty"` // of the macro-F1 on the validation rows; nil when there were too few
	Decision    *Decision `json:"decision,omitempty"`     // whether it was to be served; nil when that was not asked
}

// StoppedBy is what says after how many epochs a training has learnt enough.
type StoppedBy string

// The ways to stop.
const (
	StoppedByVal   StoppedBy = "val"         // the epoch that is best on the validation rows is kept
	StoppedByFolds StoppedBy = "inner_folds" // as many as were best in folds of the training rows
	NotStopped     StoppedBy = "none"        // all epochs are run
)

// ValChose reports whether the validation rows decided which epoch is kept, so that the version
// does a little better on them than elsewhere.
func (v Version) ValChose() bool {
	return v.StoppedBy == StoppedByVal || v.StoppedBy == "" && v.ValN > 0 && v.Config.Patience > 0
}

// Title is what people call the version: its id, with its name if it has one.
func (v Version) Title() string {
	if v.Name == "" {
		return v.ID
	}
	return v.ID + " " + v.Name
}

// Voted returns of how many memes the version has learnt by their votes alone: they are of
// train, and disputed, so that they are in TrainN and not in Labels.
func (v Version) Voted() int { return max(0, v.TrainN+v.ValN-v.Labels) }

// LoopSeconds returns how long the epochs took, their validation included, and
// nothing before or after them.
func (v Version) LoopSeconds() float64 {
	sum := 0.0
	for _, e := range v.History {
		sum += e.Seconds
	}
	return sum
}

// Origin says where a version came from that was not trained in this workspace.
type Origin struct {
	Name   string `json:"name"`   // what it was called there; of predictions, the file's name
	Digest string `json:"digest"` // SHA-256 of its head.onnx, or of the file with the predictions, in hex

	Parent string `json:"parent,omitempty"` // version there that it was warm-started from

	Predictions int `json:"predictions,omitempty"` // of a version without a head: how many it is
	LevelsOnly  int `json:"levels_only,omitempty"` // of these, those without probabilities
}

// As says what a version was there, and how it began if that was by a warm start.
func (o Origin) As() string {
	if o.Parent == "" {
		return labels.Printable(o.Name)
	}
	return fmt.Sprintf("%s, by a warm start from %s there", labels.Printable(o.Name), labels.Printable(o.Parent))
}

// SameVal reports whether val had as many memes of each level when the version was measured as
// when the other was: only then do their own metrics have a difference.
func (v Version) SameVal(o Version) bool { return v.ValN == o.ValN && v.Val.SameSupport(&o.Val) }

// ValChanged reports whether val has changed between the versions that were trained and measured
// here.
func ValChanged(versions []Version) bool {
	var first *Version
	for i, v := range versions {
		switch {
		case v.Origin != nil || v.Val.N == 0:
		case first == nil:
			first = &versions[i]
		case !v.SameVal(*first):
			return true
		}
	}
	return false
}

// Headless reports whether a version is nothing but predictions that were made elsewhere, by
// another kind of model or a person. It is evaluated and compared like others; but it cannot
// predict, so it is never served, and no version starts from it.
func (v Version) Headless() bool { return v.Origin != nil && v.Origin.Predictions > 0 }

// StarterNumber is the number of the starter head, which came with the program.
const StarterNumber = 0

// Starter reports whether a version of a store is the starter head.
func (v Version) Starter() bool { return v.Number == StarterNumber }

// Artifacts are what the store keeps beside a version, as bytes that only package
// model reads.
type Artifacts struct {
	Head       []byte            // head.onnx, the head as it is served
	Weights    []byte            // its parameters, to train on from
	Baselines  map[string][]byte // parameters of the heads on one modality alone, by modality
	Provenance []byte            // which memes it and its ancestors have learnt from
}

// Input names one modality of a head and the encoder that its features come
// from.
type Input struct {
	Modality string `json:"modality"` // text, image or frames
	Encoder  string `json:"encoder"`  // name of the encoder, for people
	Digest   string `json:"digest"`   // of the encoder: file, preprocessing and tokenizer
	Width    int    `json:"width"`    // features per meme
}

// Epoch is one line of a training history. Without validation rows nothing is measured on them.
type Epoch struct {
	Epoch      int     `json:"epoch"`        // from 1
	TrainLoss  float64 `json:"train_loss"`   // in nats, mean over the epoch's rows, each batch's as it was met: with dropout, the parameters still moving
	ValLoss    Metric  `json:"val_loss"`     // in nats, at the epoch's end, without dropout; label smoothing and class weights as in training
	ValMacroF1 Metric  `json:"val_macro_f1"` // at the epoch's end, in [0,1]
	Seconds    float64 `json:"seconds"`      // validation included
}

// UnmarshalJSON reads an epoch. Where nothing was measured on validation rows, versions from before
// 29 November 2026 have 0 for both, which no head has: one without any loss is always right.
func (e *Epoch) UnmarshalJSON(b []byte) error {
	type plain Epoch
	if err := json.Unmarshal(b, (*plain)(e)); err != nil {
		return err
	}
	if e.ValLoss == 0 && e.ValMacroF1 == 0 {
		e.ValLoss, e.ValMacroF1 = undefined, undefined
	}
	return nil
}

// OnVal reports whether the epoch was measured on validation rows.
func (e Epoch) OnVal() bool { return e.ValLoss.Defined() && e.ValMacroF1.Defined() }

// Row is one evaluated meme of an evaluation: what it is and what was predicted.
type Row struct {
	Meme  labels.MemeID
	Group string // memes that share a picture or a caption share a group
	True  labels.Level
	Pred  labels.Level
	Probs [labels.Levels]float64
	Fold  int // of the cross-validation that has predicted it, from 1; 0 of other rows

	// LevelOnly says that nothing but Pred is known: Probs stands for no probabilities.
	LevelOnly bool
}

// CheckName reports why a version cannot be called so: a name is typed on command
// lines and must not read as something else.
func CheckName(name string) error {
	switch {
	case name == "" || len(name) > MaxName:
		return fmt.Errorf("name of %d bytes: want 1 to %d letters, digits, dots, dashes and underscores", len(name), MaxName)
	case strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r))
	}):
		return fmt.Errorf("name %q: want letters, digits, dots, dashes and underscores", labels.Printable(name))
	case strings.ContainsRune("._-", rune(name[0])):
		return fmt.Errorf("name %q: want a letter or a digit first", name)
	case name == "served" || name == "latest":
		return fmt.Errorf("name %q: it means something else already", name)
	case isID.MatchString(name):
		return fmt.Errorf("name %q: v and a number means something else, the id of a version: want another name", name)
	}
	return nil
}

// MaxName is how many bytes a version's name has at most.
const MaxName = 40

var isID = regexp.MustCompile(`^[vV][0-9]+$`)
