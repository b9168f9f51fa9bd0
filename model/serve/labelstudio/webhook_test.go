package labelstudio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"memebench/labels"
)

// the meme that the recorded annotation is of.
const recordedMeme = labels.MemeID("1fe49b38e005e149246bfe68c49e26f1")

// standing is what each annotator says now.
func (r *rig) standing() string {
	var b strings.Builder
	retracted := labels.Retracted(r.store.events)
	for _, e := range r.store.events {
		if e.Action != labels.Retract && !retracted[e.Seq] {
			fmt.Fprintf(&b, "%s %s %s %s;", e.Meme[:4], e.Annotator, e.Action, e.Level)
		}
	}
	return b.String()
}

// An annotation becomes a label, once however often it is told; changed, another one; and
// deleted, all that it has said is taken back.
func TestAnnotations(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	r.store.memes = []labels.Meme{{ID: recordedMeme, Image: labels.Image{Name: "snail-finish.png"}}}
	tell := func(body []byte, want string) {
		t.Helper()
		if status, out := r.ask(t, "POST", "/webhook", body); status != 200 {
			t.Fatalf("%d %v", status, out)
		}
		if got := r.standing(); got != want {
			t.Errorf("now %q, want %q", got, want)
		}
	}
	first := "1fe4 ls:1 level very_negative;"
	tell(recorded(t, "annotation_created"), first)
	tell(recorded(t, "annotation_created"), first)
	tell(recorded(t, "annotation_updated"), first+"1fe4 ls:1 level positive;")
	tell(recorded(t, "annotation_updated"), first+"1fe4 ls:1 level positive;")
	tell(recorded(t, "annotation_created"), first+"1fe4 ls:1 level positive;") // late
	id := valueIn(t, "annotation_created", "annotation", "id")
	e := r.store.events[0]
	if e.Source != labels.CLI || e.Guide != "0123456789abcdef" || e.Screen != "label_studio/"+id+"@"+updated(t, "annotation_created", 0) {
		t.Errorf("event %+v", e)
	}
	r.guide = "fedcba9876543210"
	tell([]byte(`{"action":"ANNOTATIONS_DELETED","annotations":[{"id":`+id+`1}]}`), first+"1fe4 ls:1 level positive;")
	tell(recorded(t, "annotations_deleted"), "")
	n := len(r.store.events)
	if last := r.store.events[n-2:]; last[0].Retracts <= last[1].Retracts || last[1].Retracts == 0 {
		t.Errorf("taken back in the order %d, %d: want the newest first", last[0].Retracts, last[1].Retracts)
	}
	tell(recorded(t, "annotations_deleted"), "")
	if len(r.store.events) != n {
		t.Error("what is taken back is taken back again")
	}
	tell(recorded(t, "annotation_created"), "") // late
	again := changed(t, "annotation_created", updated(t, "annotation_created", 0), updated(t, "annotation_created", 24*time.Hour))
	tell(again, first) // the same level, after it was taken back
	if last := r.store.events[len(r.store.events)-1]; last.Guide != "fedcba9876543210" {
		t.Errorf("guide %q, after it has changed", last.Guide)
	}
	back := func(e labels.Event) labels.Event { // what memebench undo and redo say
		return labels.Event{Meme: e.Meme, Annotator: e.Annotator, Source: labels.CLI, Action: labels.Retract, Level: labels.NoLevel, Retracts: e.Seq}
	}
	undone, err := r.store.Append(back(r.store.events[len(r.store.events)-1]))
	if err == nil {
		_, err = r.store.Append(back(undone[0]))
	}
	if n = len(r.store.events); err != nil {
		t.Fatal(err)
	}
	if status, out := r.ask(t, "POST", "/webhook", again); status != 200 || len(r.store.events) != n {
		t.Errorf("a level whose undo was undone is saved again: %d %v", status, out)
	}
	skipped := changed(t, "annotation_updated", `"was_cancelled": false`, `"was_cancelled": true`, `"`+updated(t, "annotation_updated", 0)+`"`, "null")
	tell(skipped, first+"1fe4 ls:1 skip ;") // no time is told: what comes last counts
}

// A Label Studio that was set up anew counts its annotations from 1 again. Where one of them is
// deleted, what another of this number has said, of another meme, stays.
func TestDeletedOfTwo(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	r.store.memes = []labels.Meme{{ID: recordedMeme}, {ID: "abcdef"}}
	one := "1fe4 ls:1 level very_negative;"
	for _, c := range []struct {
		body []byte
		want string
	}{
		{recorded(t, "annotation_created"), one},
		{changed(t, "annotation_created", string(recordedMeme), "abcdef", updated(t, "annotation_created", 0), updated(t, "annotation_created", 24*time.Hour)), one + "abcd ls:1 level very_negative;"},
		{recorded(t, "annotations_deleted"), one},
		{recorded(t, "annotations_deleted"), one}, // told twice
	} {
		if status, out := r.ask(t, "POST", "/webhook", c.body); status != 200 || r.standing() != c.want {
			t.Fatalf("%d %v: now %q, want %q", status, out, r.standing(), c.want)
		}
	}
}

// Annotations that Label Studio makes at once, as of predictions, become labels as well. One
// that does not leaves the others.
func TestAnnotationsAtOnce(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	r.store.memes = []labels.Meme{{ID: recordedMeme}, {ID: "abcdef"}}
	var one struct {
		Annotation, Task, Project json.RawMessage
	}
	if err := json.Unmarshal(recorded(t, "annotation_created"), &one); err != nil {
		t.Fatal(err)
	}
	of := func(raw json.RawMessage, pairs ...string) string {
		return strings.NewReplacer(pairs...).Replace(string(raw))
	}
	number := valueIn(t, "annotation_created", "task", "id")
	body := fmt.Sprintf(`{"action":"ANNOTATIONS_CREATED","annotation":[%s,%s,%s],"task":[%s,%s],"project":%s}`,
		of(one.Annotation, `"task": `+number, `"task": 1234`, "very_negative", "positive"), of(one.Annotation), of(one.Annotation, `"task": `+number, `"task": 9`),
		of(one.Task), of(one.Task, `"id": `+number, `"id": 1234`, string(recordedMeme), "abcdef"), one.Project)
	status, out := r.ask(t, "POST", "/webhook", []byte(body))
	if got, want := r.standing(), "abcd ls:1 level positive;1fe4 ls:1 level very_negative;"; status != 200 || got != want {
		t.Errorf("%d %v: %q, want %q", status, out, got, want)
	}
	if said := fmt.Sprint(out["status"]); !strings.Contains(said, "not taken over: saved 2 annotations of 3; of the others one because ") {
		t.Error(said)
	}
}

// Who has annotated is called by an address or a name where Label Studio tells it.
func TestAnnotator(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	r.store.memes = []labels.Meme{{ID: recordedMeme}}
	body := changed(t, "annotation_created", `"completed_by": 1`, `"completed_by": {"id": 1, "email": "ada@example.org"}`)
	if status, out := r.ask(t, "POST", "/webhook", body); status != 200 || r.standing() != "1fe4 ls:ada@example.org level very_negative;" {
		t.Errorf("%d %v %q", status, out, r.standing())
	}
}

// Where somebody else saves an annotation as it is, that is theirs, too.
func TestAnnotationOfAnother(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	r.store.memes = []labels.Meme{{ID: recordedMeme}}
	for _, body := range [][]byte{recorded(t, "annotation_created"), changed(t, "annotation_created", `"completed_by": 1`, `"completed_by": 2`)} {
		if status, out := r.ask(t, "POST", "/webhook", body); status != 200 {
			t.Fatalf("%d %v", status, out)
		}
	}
	if got := r.standing(); got != "1fe4 ls:1 level very_negative;1fe4 ls:2 level very_negative;" {
		t.Errorf("now %q", got)
	}
}

// A task that was not exported from here is found by the name of its picture.
func TestTaskByPicture(t *testing.T) {
	for _, c := range []struct {
		image string
		found bool
	}{
		{"/data/upload/3/0a1b2c3d-meme%20one.png", false},
		{"/data/upload/3/0a1b2c3d-one.png", true},
		{"/data/local-files/?d=pictures/one.png", true},
		{"https://example.org/one.png", true},
		{"/data/upload/3/two.png", false},
		{"#1", false},
		{"abcd", false}, // the beginning of the meme's id
		{"", false},
	} {
		r := newRig(t, "", picturesOf("x"))
		r.store.memes = []labels.Meme{{ID: "abcdef", Image: labels.Image{Name: "one.png"}}}
		body := changed(t, "annotation_created", `"meme": "1fe49b38e005e149246bfe68c49e26f1"`, `"no": ""`, `"image_name": "snail-finish.png"`, `"other": ""`,
			"/data/local-files/?d=work/share/memebench/starter/pictures/snail-finish.png", c.image)
		status, out := r.ask(t, "POST", "/webhook", body)
		if status != 200 || (r.standing() == "abcd ls:1 level very_negative;") != c.found {
			t.Errorf("%s: %d %v, %q", c.image, status, out, r.standing())
		}
		if !c.found && !strings.Contains(fmt.Sprint(out["status"]), "not taken over: its task is no meme of this workspace") {
			t.Errorf("%s: %v", c.image, out)
		}
	}
}

// Choices that are not called as levels are mean what --level-map says; one that means
// nothing is not taken over.
func TestChoices(t *testing.T) {
	for _, c := range []struct{ levelMap, choice, want string }{
		{"awful=very_negative,lovely=very_positive", "awful", "1fe4 ls:1 level very_negative;"},
		{"awful=very_negative,lovely=very_positive", "Lovely", "1fe4 ls:1 level very_positive;"},
		{"awful=very_negative,lovely=very_positive", "odd", ""},
		{"awful=very_negative,lovely=very_positive,odd=none", "odd", ""},
	} {
		r := newRig(t, c.levelMap, picturesOf("x"))
		r.store.memes = []labels.Meme{{ID: recordedMeme}}
		body := changed(t, "annotation_created", `     "very_negative"`, `"`+c.choice+`"`)
		status, out := r.ask(t, "POST", "/webhook", body)
		if got := r.standing(); got != c.want || status != 200 || strings.HasPrefix(fmt.Sprint(out["status"]), "not taken over") != (c.want == "") {
			t.Errorf("%s by %s: %d %v, %q", c.choice, c.levelMap, status, out, got)
		}
	}
}

// An annotation that is changed so that it has no level any more, or one that means nothing
// here, keeps none of those that it had; with a level it counts again.
func TestLevelThatIsCleared(t *testing.T) {
	for _, c := range []struct{ from, to, why string }{
		{`"from_name": "level"`, `"from_name": "mood"`, "the annotation has no level"},
		{`"very_negative"`, `"odd"`, "choice \"odd\""},
		{`"very_negative"`, `"positive", "negative"`, "names several levels"},
	} {
		r := newRig(t, "", picturesOf("x"))
		r.store.memes = []labels.Meme{{ID: recordedMeme}}
		given := recorded(t, "annotation_created")
		cleared := changed(t, "annotation_created", c.from, c.to)
		for i, want := range []string{"", "1fe4 ls:1 level very_negative;", "", "", "1fe4 ls:1 level very_negative;"} {
			body, no := cleared, c.why
			if want != "" {
				body, no = given, "saved as event"
			}
			body = bytes.ReplaceAll(body, []byte(updated(t, "annotation_created", 0)), []byte(updated(t, "annotation_created", time.Duration(i)*time.Second)))
			status, out := r.ask(t, "POST", "/webhook", body)
			said := fmt.Sprint(out["status"])
			if got := r.standing(); got != want || status != 200 || !strings.Contains(said, no) || strings.Contains(said, "taken back") != (i == 2) {
				t.Errorf("%q, %d: %d %v, %q, want %q", c.to, i, status, out, got, want)
			}
		}
	}
}

// What is told late puts no level back that was taken away since, or was given again.
func TestToldLate(t *testing.T) {
	const one, cleared = `"very_negative"`, `"odd"`
	for name, c := range map[string][]struct {
		second int
		choice string
		want   string
	}{
		"cleared before it was told":    {{2, cleared, ""}, {1, one, ""}, {3, one, "1fe4 ls:1 level very_negative;"}},
		"cleared, after two levels":     {{1, one, "1fe4 ls:1 level very_negative;"}, {3, cleared, ""}, {2, `"positive"`, ""}},
		"the same again, and one late":  {{1, one, "1fe4 ls:1 level very_negative;"}, {3, one, "1fe4 ls:1 level very_negative;"}, {2, `"positive"`, "1fe4 ls:1 level very_negative;"}},
		"the same again, and one after": {{1, one, "1fe4 ls:1 level very_negative;"}, {2, one, "1fe4 ls:1 level very_negative;"}, {3, `"positive"`, "1fe4 ls:1 level very_negative;1fe4 ls:1 level positive;"}},
	} {
		r := newRig(t, "", picturesOf("x"))
		r.store.memes = []labels.Meme{{ID: recordedMeme}}
		for i, said := range c {
			body := bytes.ReplaceAll(recorded(t, "annotation_created"), []byte(one), []byte(said.choice))
			body = bytes.ReplaceAll(body, []byte(updated(t, "annotation_created", 0)), []byte(updated(t, "annotation_created", time.Duration(said.second)*time.Second)))
			if status, out := r.ask(t, "POST", "/webhook", body); status != 200 || r.standing() != said.want {
				t.Errorf("%s, %d: %d %v, %q, want %q", name, i, status, out, r.standing(), said.want)
			}
		}
	}
}

// An annotation of nobody, as of a user who was deleted, is no label of an annotator without a name.
func TestAnnotationOfNobody(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	r.store.memes = []labels.Meme{{ID: recordedMeme}}
	status, out := r.ask(t, "POST", "/webhook", changed(t, "annotation_created", `"completed_by": 1`, `"completed_by": null`))
	if got := r.standing(); got != "" || status != 200 || out["status"] != "not taken over: the annotation does not say whose it is" {
		t.Errorf("%d %v, %q", status, out, got)
	}
}

// A label that cannot be saved is not answered as if it was.
func TestNotSaved(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	r.store.memes, r.store.full = []labels.Meme{{ID: recordedMeme}}, true
	status, out := r.ask(t, "POST", "/webhook", recorded(t, "annotation_created"))
	if status != 500 || out["error"] != "the annotation was not saved; the server's log has more" || !strings.Contains(r.log.String(), "no room on the disk") {
		t.Errorf("%d %v: %s", status, out, r.log.String())
	}
}

func TestStartTraining(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	for i, want := range []string{"training has begun", "training goes on already"} {
		if status, out := r.ask(t, "POST", "/webhook", recorded(t, "start_training")); status != 200 || out["status"] != want {
			t.Errorf("%d: %d %v, want %q", i, status, out, want)
		}
	}
}
