package labels

import "strings"

// QueryField is a field that queries can ask for in every workspace.
type QueryField struct {
	Name   string
	Ops    []string // what may follow the name, the usual one first
	Values []string // what may follow that, where there is a list of it
	Wants  string   // the same in words
	Doc    string   // what it asks
	parse  func(f *QueryField, op string, values []queryValue) (test, error)
}

// The operators, as a parsed query has them. Besides, != and <> are ≠, <= is ≤ and >= is ≥.
const (
	opHas     = ":"
	opSame    = "="
	opDiffer  = "≠"
	opLess    = "<"
	opMore    = ">"
	opAtMost  = "≤"
	opAtLeast = "≥"
)

var (
	levelOps   = []string{opHas, opDiffer, opSame}
	hasOps     = []string{opHas, opDiffer, opSame}
	numberOps  = []string{opLess, opMore, opAtMost, opAtLeast}
	levelWords = append([]string{"neg", "pos", "none", "1", "2", "3", "4", "5"}, levelNames[:]...)
)

const wantLevels = "1 to 5, 2-4, a level's name, neg (1,2), pos (4,5) or none"

// QueryFields are the fields in the order in which they are taught.
var QueryFields = []QueryField{
	{"level", levelOps, levelWords, wantLevels, "your level; where you have given none, gold", parseLevels},
	{"gold", levelOps, levelWords, wantLevels, "the gold level; none: the meme has no gold level", parseLevels},
	{"model", levelOps, levelWords, wantLevels, "the level that the model says; none: it was not asked", parseLevels},
	{"label", []string{opDiffer, opSame, opHas}, []string{"model", "gold"}, "model, gold or an annotator",
		"compares two voices, who both say a level: label≠model, label=gold, gold≠model; ≠ben is label≠ben. label is level", parseLevels},
	{"state", hasOps, stateWords, strings.Join(stateWords, ", "), "how far the meme is", parseStates},
	{"split", hasOps, []string{string(Train), string(Val), string(Test)}, "train, val or test", "its split", parseSplits},
	{"dataset", hasOps, nil, "a dataset's name", "which dataset it came with: what --dataset of the import said, or the name of the file or folder", parseDatasets},
	{"by", hasOps, nil, "an annotator", "who says a level of it now, by hand or by a table", parseBy},
	{"conf", numberOps, nil, "a number from 0 to 1, or per cent", "the probability of the level that the model says: conf<0.5, conf>90%", parseNumber},
	{"loss", numberOps, nil, "a number, 0 or more", "the model's cross entropy at the gold level, in nats: loss>2", parseNumber},
	{"len", append([]string{opHas, opSame}, numberOps...), nil, "a number of words", "how many words the caption has: len<5", parseNumber},
	{"has", hasOps, []string{"image", "text"}, "image or text", "has a picture that can be shown, or a caption with letters or digits", parseHas},
	{"group", hasOps, nil, "a group's number", "memes that are tied together, as groups lists them: group:3", parseGroups},
	{NearList, []string{opHas}, nil, "a meme, as in near:#412",
		"the memes that are most like this one, and itself, of those that the other terms find: near:#412 state:labelled. near:text:#412 goes by the captions alone, near:image:#412 by the pictures", parseList},
	{QueueList, []string{opHas}, nil, "a queue's or a saved query's name", "what the queue has, or the saved query finds", parseList},
}

// queryField returns the field of this name, nil for none. Case does not matter.
func queryField(name string) *QueryField {
	name = Fold(name)
	for i := range QueryFields {
		if QueryFields[i].Name == name {
			return &QueryFields[i]
		}
	}
	return nil
}

// QueryState is a value of the field state.
type QueryState struct{ Name, Doc string }

// QueryStates are all of them, in the order in which they are taught.
var QueryStates = []QueryState{
	{"waiting", "it waits for you: you have not given a level or skipped it, nor have as many people as the setting overlap asks for"},
	{"mine", "you have given it a level"},
	{"labelled", "it has a gold level"},
	{"unlabelled", "nothing was said of it"},
	{"disputed", "its annotators differ, without a majority"},
	{"skipped", "you have skipped it, or nobody has done more than that"},
	{"flagged", "somebody has flagged it as unfit"},
	{"noted", "there is a note on it"},
	{"relabelled", "somebody has changed a level"},
	{"text-only", "it came without a picture"},
	{"missing", "its picture was not found by an import, or cannot be shown"},
	{"cross-split", "it is a cross-split duplicate, left out of training and evaluation"},
}

var stateWords = namesOf(QueryStates)

func namesOf(states []QueryState) []string {
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = s.Name
	}
	return names
}

// stateHolds reports whether the state of this name is the meme's.
func stateHolds(name string, f *Facts, s *Search) bool {
	switch name {
	case "waiting":
		return f.Waits(s.Annotator, s.Overlap)
	case "mine":
		return f.answered(s.Annotator)
	case "skipped":
		return f.Kind == Skipped || f.By[s.Annotator].Action == Skip
	case "noted":
		return f.Noted
	case "relabelled":
		return f.Relabelled
	case string(Labelled), string(Disputed):
		return string(s.kind(f)) == name
	case "text-only":
		return !f.HasImage && !f.Missing
	case "missing":
		return f.Missing
	case "cross-split":
		return f.CrossSplit
	}
	return string(f.Kind) == name
}

// says returns the level that an annotator says now, NoLevel for none.
func (f *Facts) says(annotator string) Level {
	if said, ok := f.By[annotator]; ok {
		return said.Level
	}
	return NoLevel
}
