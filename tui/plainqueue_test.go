package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// Queues and saved searches are gone through by name, also in lines, as far as the role allows it; what is no
// queue leaves one where one was.
func TestPlainGoesThroughQueues(t *testing.T) {
	searches := func(s *fakeStore, d *Deps) {
		disputedByOthers(s, d)
		s.settings["query/the cats"] = "caption"
		d.Queue = ""
	}
	out, store := plainly(t, ":disputed\n2\n:In Order\n:the CATS\n:skipped\n:dogs\n", searches)
	says(t, out, "#1, ", "Queue: disputed, 2 memes.\n#3, ", "A level decides here", "saved 2 negative, #3.\n#5, ", "Queue: in order.\n#1, ",
		"Queue: the cats, 6 memes.\n#1, ", "Nothing is in the queue skipped.", `there is no queue "dogs": want order, random, `, ", the cats.")
	if st, _ := store.State(store.memes[2].ID); st.Gold != labels.Negative || !st.Adjudicated {
		t.Errorf("%+v", st)
	}
	if name := store.settings[queueKey("ada")]; name != "the cats" {
		t.Errorf("%q is remembered", name)
	}

	_, store = plainly(t, "", func(s *fakeStore, d *Deps) { d.Queue, s.settings[queueKey("ada")] = queues.Random, queues.Order })
	if name := store.settings[queueKey("ada")]; name != queues.Random {
		t.Errorf("of the command line: %q is remembered", name)
	}

	out, _ = plainly(t, "", func(s *fakeStore, d *Deps) { d.Queue, s.settings[queueKey("ada")] = "", "the dogs" })
	says(t, out, `the saved query "the dogs" is gone.`, "Queue: in order.", "#1, ")
	for _, gone := range []string{"the dogs", queues.Flagged} {
		out, _ = plainly(t, "", func(s *fakeStore, d *Deps) {
			s.addVersion(time.Unix(0, 0)) // which has learned here
			d.Queue, s.settings[queueKey("ada")] = "", gone
		})
		says(t, out, gone, "Queue: mixed, 6 memes.")
	}

	out, _ = plainly(t, ":disputed\n", func(s *fakeStore, d *Deps) { searches(s, d); d.Team = (&fakeTeam{}).as(labels.RoleAnnotator) })
	says(t, out, "#1, ", "only researchers and owners may adjudicate")
	if strings.Contains(out, "Queue: "+queues.Disputed) {
		t.Errorf("they are asked:\n%s", out)
	}
}

// What was taken back is said again, and a flag has a reason, as on the screens.
func TestPlainSaysAgain(t *testing.T) {
	out, store := plainly(t, "U\nf cut off\nu\nU\n4\nu\nU\n", nil)
	says(t, out, "Nothing was taken back that could be said again.", "flagged, #1.\n#2, ", "Taken back: the flag.\n#1, ", "Said again: the flag.\n#1, ", "You said: flag.", "Why: cut off",
		"saved 4 positive, #1.", "Taken back: 4 positive.", "Said again: 4 positive.", "You said: 4 positive.")
	if st, _ := store.State(store.memes[0].ID); st.Gold != labels.Positive {
		t.Errorf("%+v", st)
	}

	// An answer to a meme that came again stands again; a level is then the annotator's own.
	out, store = plainly(t, "2\nu\nU\n3\n", func(s *fakeStore, d *Deps) { s.said("ada", labels.Positive, 1); d.Queue = queues.Reask })
	says(t, out, "Queue: re-ask", "saved 2 negative, #1.", "Taken back: 2 negative.\n#1, ", "Said again: 2 negative.\n#1, ", "You said: 4 positive.", "saved 3 neutral, #1.")
	st, err := store.State(store.memes[0].ID)
	if own, _ := st.Of("ada"); own.Level != labels.Neutral || err != nil {
		t.Errorf("%+v, %v", own, err)
	}
}

// What was skipped comes back in lines, too, when nothing else waits, once; then what waits by now is asked.
func TestPlainBringsBackWhatWasSkipped(t *testing.T) {
	for _, name := range []string{queues.Order, queues.Random} {
		out, store := plainly(t, "s\ns\n3\n4\ns\n\n:order\n2\n", func(s *fakeStore, d *Deps) {
			s.memes, d.Queue, d.Team = s.memes[:3], name, (&fakeTeam{}).as(labels.RoleAnnotator)
		})
		says(t, out, "saved 3 neutral", "Nothing else waits: what you have skipped is back.\n#", "saved 4 positive", "skipped, #", "No meme is left to you here. An empty line looks again", "> No meme is left",
			"Queue: in order.\nNothing else waits: what you have skipped is back.\n#", "saved 2 negative")
		if n := store.counts("ada"); n.Waiting != 0 || n.ByKind[labels.Skipped] != 0 {
			t.Errorf("%s: %+v", name, n)
		}
	}
}

// At the end of a queue that has not all that waits, lines say where the rest is: a session may have begun in it.
func TestPlainSaysWhatWaitsElsewhere(t *testing.T) {
	out, _ := plainly(t, "f\n:flagged\n3\n:order\n", func(s *fakeStore, d *Deps) { s.memes = s.memes[:3] })
	says(t, out, "saved 3 neutral", "No meme is left to you here. :order goes through the 2 memes that wait for you. An empty line looks again", "Queue: in order.\n#2")
}

// Where it cannot be read whether anything is left, lines do not say that nothing is.
func TestPlainSaysWhatCannotBeRead(t *testing.T) {
	fault := errors.New("the disk is on fire")
	for lists, want := range map[bool]string{
		false: "skipped, #1.\nWhat you have skipped cannot be read: the disk is on fire.\n> ",
		true:  "skipped, #1.\nThe meme cannot be read: the disk is on fire\n> ",
	} {
		out, _ := plainly(t, "s\n", func(s *fakeStore, d *Deps) {
			burns := false
			read, list := d.Read, d.MakeQueue
			d.Read = func(f func(Reader) error) error {
				if burns {
					return fault
				}
				return read(f)
			}
			d.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
				if !lists {
					return queues.List{}, fault
				}
				burns = true
				return list(ctx, name, p)
			}
			s.memes, d.Team = s.memes[:1], (&fakeTeam{}).as(labels.RoleAnnotator)
		})
		says(t, out, want)
	}
}

// From a meme that is not in the queue, lines go back to where it was left, and who has answered to one that is asked again is not asked of it
// once more: not from elsewhere, nor at the end, unless the answer is taken back.
func TestPlainComesBackToItsPlace(t *testing.T) {
	asks := func(s *fakeStore, d *Deps) {
		s.said("ada", labels.Positive, 1, 2, 3)
		list := queues.List{Name: queues.Reask, Items: []queues.Item{queues.NewItem(1, queues.Again), queues.NewItem(2, queues.Again), queues.NewItem(3, queues.Again)}}
		d.Queue, d.MakeQueue = queues.Reask, func(context.Context, string, model.Report) (queues.List, error) { return list, nil }
	}
	for lines, want := range map[string][]string{
		"1\n2\n#5\n3\n1\n\n":           {"saved 2 negative, #2.", "saved 3 neutral, #5.\n#3, ", "saved 1 very negative, #3.\nNo meme is left", "> No meme is left"},
		"1\n2\n3\n#5\n3\n":             {"saved 3 neutral, #3.\nNo meme is left", "saved 3 neutral, #5.\nNo meme is left"},
		"1\n2\n3\n#1\n3\n":             {"#1, ", "You said: 4 positive.", "saved 3 neutral, #1.\nNo meme is left"},
		"1\n2\n3\nu\n:order\n:reask\n": {"Taken back: 3 neutral.\n#3, ", "Queue: re-ask, 3 memes.\n#3, "},
	} {
		out, _ := plainly(t, lines, asks)
		says(t, out, want...)
	}
	out, _ := plainly(t, "1\n2\n#5\n3\n2\n#6\n1\n\n", func(s *fakeStore, d *Deps) {
		asks(s, d)
		list := queues.List{Name: "found", Items: []queues.Item{queues.NewItem(1, queues.ByName), queues.NewItem(2, queues.ByName), queues.NewItem(3, queues.ByName)}}
		d.Queue, d.MakeQueue = "found", func(context.Context, string, model.Report) (queues.List, error) { return list, nil }
	})
	says(t, out, "saved 2 negative, #2.\n#3, ", "saved 3 neutral, #5.\n#3, ", "saved 2 negative, #3.\nNo meme is left", "saved 1 very negative, #6.\nNo meme is left", "> #1, ")
}
