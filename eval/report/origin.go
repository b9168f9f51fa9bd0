package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// Origin is what a report was made of and by, so that it can be made again.
type Origin struct {
	Command  string         // as it can be typed, without the files that it writes
	Software string         // the program and its build
	Data     Data           // that the figures are of
	Since    string         // what has changed since they were made; "" for nothing
	Versions []eval.Version // those that are judged, then those that they went on from
	Gone     []string       // ids of these whose heads are not kept any more
	Seeds    []Seed
}

// Seed is where something random began.
type Seed struct {
	Of    string
	Value uint64
}

// Data says which memes, splits and gold levels a workspace had.
type Data struct {
	SHA256   string // in hex, of a line for each meme in the order of import: id, split, gold level
	Voices   string // the same of a line for each level that stands, by meme and annotator: id, annotator, source, action, level; "" where figures are not of those
	Memes    int
	Labelled int // that have a gold level
}

// NewData reads a workspace's memes in the order of import, as the store yields them, for figures
// that are also of what each annotator says, or of gold levels alone.
func NewData(rows func(yield func(labels.Meme, labels.State) error) error, voices bool) (Data, error) {
	var d Data
	sum, said := sha256.New(), sha256.New()
	err := rows(func(m labels.Meme, s labels.State) error {
		d.Memes++
		gold := none
		if s.Gold.Valid() {
			d.Labelled++
			gold = s.Gold.String()
		}
		fmt.Fprintf(sum, "%s %s %s\n", m.ID, m.Split, gold)
		if voices {
			writeVoices(said, m.ID, s)
		}
		return nil
	})
	d.SHA256 = hex.EncodeToString(sum.Sum(nil))
	if voices {
		d.Voices = hex.EncodeToString(said.Sum(nil))
	}
	return d, err
}

// writeVoices writes a line for each level that stands of a meme, by annotator.
func writeVoices(w io.Writer, meme labels.MemeID, s labels.State) {
	for _, c := range slices.SortedFunc(slices.Values(s.Current), func(a, b labels.CurrentLabel) int { return strings.Compare(a.Annotator, b.Annotator) }) {
		if c.Level.Valid() {
			fmt.Fprintf(w, "%s %q %s %s %s\n", meme, c.Annotator, c.Source, c.Action, c.Level)
		}
	}
}

// blocks are the last part of a report.
func (o Origin) blocks() []Block {
	t := Table{Words: 2, Head: []string{"What", "Which"}}
	add := func(what, which string) { t.Rows = append(t.Rows, []string{what, which}) }
	add("command", o.Command)
	add("software", o.Software)
	add("data", fmt.Sprintf("%s, %d with a gold level", count(o.Data.Memes, "meme"), o.Data.Labelled))
	add("data, SHA-256", o.Data.SHA256)
	if o.Data.Voices != "" {
		add("levels by annotator, SHA-256", o.Data.Voices)
	}
	for _, v := range o.Versions {
		said := versionSentence(v)
		if slices.Contains(o.Gone, v.ID) {
			said += ", not kept any more"
		}
		add("version "+v.Title(), said)
		if v.Headless() {
			add("file with "+v.ID+", SHA-256", v.Origin.Digest)
			continue
		}
		if v.Origin != nil {
			add("head.onnx of "+v.ID+" there, SHA-256", v.Origin.Digest)
		}
		add(v.ID+" was trained on, SHA-256", orNone(v.Fingerprint))
		for _, in := range v.Encoders {
			add(fmt.Sprintf("%s reads %s by", v.ID, in.Modality), fmt.Sprintf("%s (%s)", in.Encoder, orNone(in.Digest)))
		}
	}
	for _, s := range o.Seeds {
		add("seed of "+s.Of, fmt.Sprint(s.Value))
	}
	return []Block{{Heading: "How this was made"}, {Table: &t}}
}

// versionSentence says how a version was made.
func versionSentence(v eval.Version) string {
	if v.Headless() {
		return givenSentence(v)
	}
	parts := []string{v.Config.Full(), count(v.TrainN, "training row") + voted(v)}
	if v.LabelSeq > 0 && v.Origin == nil {
		parts = append(parts, fmt.Sprintf("labels up to event %d", v.LabelSeq))
	}
	if v.Threads > 0 {
		parts = append(parts, "on "+count(v.Threads, "thread"))
	}
	if v.Pack != "" {
		parts = append(parts, "pack "+v.Pack)
	}
	if v.Origin != nil {
		parts = append(parts, "trained elsewhere as "+v.Origin.As())
	}
	if v.Parent != "" {
		parts = append(parts, "went on from "+v.Parent)
	}
	return strings.Join(parts, ", ")
}

// givenSentence says what a version without a head is.
func givenSentence(v eval.Version) string {
	return fmt.Sprintf("%s from elsewhere (%s), of these %d of a level only", count(v.Origin.Predictions, "prediction"), v.Origin.Name, v.Origin.LevelsOnly)
}

// voted says how many of the rows that a version has learnt from have votes and no gold level;
// "" of none.
func voted(v eval.Version) string {
	if v.Voted() == 0 {
		return ""
	}
	return " (with " + count(v.Voted(), "disputed meme") + " by the votes)"
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}
