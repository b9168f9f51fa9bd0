package tui

import (
	"testing"

	"memebench/labels"
)

// An answer that is corrected counts once beside the model, by the newest level; what is taken
// back leaves the one before, and answers of earlier sessions are no second ones.
func TestACorrectedAnswerCountsOnce(t *testing.T) {
	says := func(seq uint64, meme string, l labels.Level) answer {
		return answer{seq: seq, meme: labels.Meme{ID: labels.MemeID(meme)}, level: l, model: labels.Positive}
	}
	var a answers
	is := func(what string, agreed, asked int) {
		t.Helper()
		if a.agreed != agreed || a.asked != asked {
			t.Errorf("%s: %d of %d, want %d of %d", what, a.agreed, a.asked, agreed, asked)
		}
	}
	a.insert(says(11, "a", labels.Negative))
	a.insert(says(12, "b", labels.Positive))
	is("two", 1, 2)
	a.insert(says(13, "a", labels.Positive))
	is("one corrected", 2, 2)
	a.takeBack(13)
	is("and taken back", 1, 2)
	a.again(13)
	is("and given again", 2, 2)
	a.takeBack(11)
	is("the older one taken back", 2, 2)
	a.recall([]answer{says(1, "b", labels.Negative), says(2, "c", labels.Negative), says(3, "c", labels.Positive)})
	is("with those of before", 3, 3)
}
