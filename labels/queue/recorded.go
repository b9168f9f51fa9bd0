package queue

import "strings"

// Ways in which a meme comes on the screen that are none of Names; labels record them as
// they record queues.
const (
	Next      = "waiting" // the next that waits, in the order of import
	Neighbour = "order"   // the neighbour in the order of import
	Undone    = "undo"    // it came back with an undo
	Resumed   = "resume"  // where the last session ended
	GoneTo    = "goto"    // gone to by its number or name
)

// What [List.Queue] records behind the name of a queue for memes that stand in it but not
// by its own order.
const (
	atRandom  = "/random"
	evaluated = "/held-out"
	again     = "/" + Reask
)

// What Grid records behind the name of a queue whose memes it shows in another order.
const (
	Alike    = "/alike"  // by likeness to one of them
	Surest   = "/sure"   // those first of which the model is surest
	Imported = "/import" // in the order of import
)

var recordedTitles = map[string]string{
	Next: titles[Order], Neighbour: "moved to", Undone: "back by an undo", Resumed: "where you stopped", GoneTo: "gone to",
}

// RecordedTitle is what people call what a label has recorded as its queue: a queue
// ("uncertain first"), what stands in one for another reason ("mixed: at random"), or
// another way to come to a meme ("gone to").
func RecordedTitle(recorded string) string {
	if title, ok := recordedTitles[recorded]; ok {
		return title
	}
	for ending, why := range map[string]string{
		atRandom: "at random", evaluated: "val, test", again: "re-ask",
		Alike: "by likeness", Surest: "the surest first", Imported: "as imported",
	} {
		if name, ok := strings.CutSuffix(recorded, ending); ok && BuiltIn(name) {
			return name + ": " + why
		}
	}
	return Title(recorded)
}
