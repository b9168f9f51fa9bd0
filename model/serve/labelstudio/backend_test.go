package labelstudio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"memebench/labels/dataset"
)

// What Label Studio asks to connect a backend is answered, also while there is no model.
func TestConnect(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	if status, out := r.ask(t, "GET", "/health", nil); status != 200 || out["status"] != "UP" {
		t.Errorf("health: %d %v", status, out)
	}
	if status, out := r.ask(t, "POST", "/setup", recorded(t, "setup")); status != 200 || out["model_version"] != "v7" {
		t.Errorf("setup: %d %v", status, out)
	}
	if status, out := r.ask(t, "GET", "/versions", nil); status != 200 || fmt.Sprint(out["versions"]) != "[v6 v7]" {
		t.Errorf("versions: %d %v", status, out)
	}
	r.predictor.none = errors.New("the model is being loaded")
	if status, out := r.ask(t, "POST", "/setup", recorded(t, "setup")); status != 200 || out["model_version"] != "" {
		t.Errorf("setup while the model is loaded: %d %v", status, out)
	}
	if status, out := r.ask(t, "POST", "/predict", recorded(t, "predict")); status != 503 || out["error"] != "the model is being loaded" {
		t.Errorf("predict while the model is loaded: %d %v", status, out)
	}
	if status, _ := r.ask(t, "POST", "/setup", []byte(`{"schema":"<View/>"}`)); status != 400 {
		t.Errorf("setup of a project without levels: %d", status)
	}
}

// A labelling interface is taken if its choices are levels by the names that import knows.
func TestValidate(t *testing.T) {
	choices := func(values ...string) string {
		return `<View><Text name="t" value="$text"/><Choices name="c" toName="t"><Choice value="` + strings.Join(values, `"/><Choice value="`) + `"/></Choices></View>`
	}
	for config, want := range map[string]string{
		dataset.LabelStudioConfig:                                                  "",
		choices("Very Negative", "Negative", "Positive"):                           "",
		choices("neg", "neu", "pos", "unclear"):                                    "",
		`<View><Header value="a & b &nbsp;"/>` + choices("neg", "pos") + `</View>`: "",
		choices("bad", "good"):                                                     "has no <Choices> whose values are levels",
		choices("negative"):                                                        "has no <Choices> whose values are levels",
		`<View><Choices name="c"><Choice value="neg"/><Choice value="pos"/></Choices></View>`: "neither an <Image> nor a <Text>",
		`<View`: "cannot be read",
		``:      "has no <Choices>",
	} {
		r := newRig(t, "", picturesOf("x"))
		status, out := r.ask(t, "POST", "/validate", []byte(fmt.Sprintf(`{"config":%q}`, config)))
		got, _ := out["error"].(string)
		if (status == 200) != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%.100s: %d %q, want %q", config, status, got, want)
		}
	}
	r := newRig(t, "bad=negative, good=positive", picturesOf("x"))
	if status, out := r.ask(t, "POST", "/validate", []byte(fmt.Sprintf(`{"config":%q}`, choices("bad", "good")))); status != 200 {
		t.Errorf("by --level-map: %d %v", status, out)
	}
}

// predictions are the choice, score and version of each result.
func predictions(t *testing.T, out map[string]any) (all []string) {
	t.Helper()
	for _, p := range out["results"].([]any) {
		p := p.(map[string]any)
		said := "nothing"
		if results := p["result"].([]any); len(results) > 0 {
			one := results[0].(map[string]any)
			said = fmt.Sprint(one["from_name"], " ", one["to_name"], " ", one["type"], " ", one["value"].(map[string]any)["choices"])
		}
		all = append(all, fmt.Sprintf("%s %.2f %v", said, p["score"], p["model_version"]))
	}
	return all
}

func TestPredict(t *testing.T) {
	r := newRig(t, "", func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path != "/data/local-files/" || !strings.HasSuffix(q.URL.Query().Get("d"), ".png") {
			t.Errorf("asked for %s", q.URL)
		}
		picturesOf("picture")(w, q)
	})
	status, out := r.ask(t, "POST", "/predict", recorded(t, "predict"))
	if got, want := fmt.Sprint(predictions(t, out)), "[level text choices [very_positive] 0.75 v7 level text choices [very_positive] 0.75 v7 level text choices [very_positive] 0.75 v7]"; status != 200 || got != want {
		t.Errorf("%d %s, want %s", status, got, want)
	}
	if len(r.predictor.seen) != 3 || string(r.predictor.seen[0].Image) != "picture" || r.predictor.seen[0].Caption == "" {
		t.Errorf("predicted %q", r.predictor.seen)
	}
}

// A picture that cannot be had or read is left out where there is a caption; a task of which
// nothing is left has an empty result, and the others are predicted.
func TestPredictWithoutPictures(t *testing.T) {
	for name, studio := range map[string]http.HandlerFunc{
		"none":       http.NotFound,
		"unreadable": picturesOf("bad"),
	} {
		r := newRig(t, "", studio)
		_, out := r.ask(t, "POST", "/predict", changed(t, "predict", `"text": "saved all year`, `"said": "saved all year`))
		if got, want := fmt.Sprint(predictions(t, out)), "[level text choices [negative] 0.50 v7 nothing 0.00 v7 level text choices [negative] 0.50 v7]"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		first, second := valueIn(t, "predict", "tasks", 0, "id"), valueIn(t, "predict", "tasks", 1, "id")
		for _, want := range []string{`msg="task predicted from its caption alone" task=` + first + " why=", `msg="task not predicted" task=` + second + " why="} {
			if !strings.Contains(r.log.String(), want) {
				t.Errorf("%s: the log lacks %s: %s", name, want, r.log.String())
			}
		}
	}
}

// Where fewer levels can be chosen, the most probable of those is.
func TestPredictFewerLevels(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	body := `{"label_config":"<View><Text name='t' value='$text'/><Choices name='c' toName='t'><Choice value='neutral'/><Choice value='positive' alias='POS'/></Choices></View>","tasks":[{"id":1,"data":{"text":"a"}}]}`
	_, out := r.ask(t, "POST", "/predict", []byte(body))
	if got := fmt.Sprint(predictions(t, out)); got != "[c t choices [POS] 0.30 v7]" {
		t.Errorf("%s: %s", got, r.log.String())
	}
}

func TestBadRequests(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	for _, c := range []struct {
		path, body string
		status     int
	}{
		{"/setup", `[`, 400},
		{"/setup", `[]`, 400},
		{"/predict", `{"tasks":[{"id":1}]}`, 400},
		{"/predict", `{"tasks":{}}`, 400},
		{"/predict", `{"tasks":[],"label_config":""}`, 400},
		{"/predict", `{"tasks":[` + strings.Repeat(`{"data":{}},`, mostTasks) + `{"data":{}}],"label_config":"<View><Text value='$t'/><Choices><Choice value='neg'/><Choice value='pos'/></Choices></View>"}`, 400},
		{"/webhook", `{"action":"ANNOTATION_CREATED"}`, 200},
		{"/webhook", `{"action":"ANNOTATIONS_CREATED","annotation":{},"task":[]}`, 200},
		{"/webhook", `{"action":"ANNOTATIONS_DELETED","annotations":7}`, 200},
		{"/webhook", `{"action":"PROJECT_UPDATED","task":[1],"annotation":[2]}`, 200},
	} {
		status, out := r.ask(t, "POST", c.path, []byte(c.body))
		if said, _ := out["error"].(string); status != c.status || status != 200 && said == "" || strings.Contains(said, "Go ") {
			t.Errorf("%s %.80s: %d %v, want %d", c.path, c.body, status, out, c.status)
		}
	}
	q, err := http.NewRequest("POST", "/webhook", strings.NewReader(`{"action":"START_TRAINING"}`))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "text/plain") // as a web page may have it sent
	w := httptest.NewRecorder()
	if r.mux.ServeHTTP(w, q); w.Code != 415 || r.trains != 0 {
		t.Errorf("text/plain: %d, and %d trainings", w.Code, r.trains)
	}
	if len(r.store.events) != 0 {
		t.Errorf("events %v", r.store.events)
	}
}

// Of large requests only so many are read at a time; webhooks do not wait for them.
func TestLargeRequests(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	ask := func(ctx context.Context, body io.Reader) *httptest.ResponseRecorder {
		q := httptest.NewRequestWithContext(ctx, "POST", "/setup", body)
		q.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		r.mux.ServeHTTP(w, q)
		return w
	}
	start := strings.Repeat(" ", smallBody)
	var all sync.WaitGroup
	var rests []*io.PipeWriter
	for range mostLarge {
		rest, w := io.Pipe()
		rests = append(rests, w)
		all.Go(func() {
			if w := ask(t.Context(), io.MultiReader(strings.NewReader(start), rest)); w.Code != 200 {
				t.Errorf("a large one: %d %s", w.Code, w.Body)
			}
		})
		if _, err := io.WriteString(w, " "); err != nil { // is read where the large one is
			t.Fatal(err)
		}
	}
	late, cancel := context.WithCancel(t.Context())
	more := &untouched{}
	waiting := make(chan struct{})
	go func() {
		defer close(waiting)
		ask(late, io.MultiReader(strings.NewReader(start), more))
	}()
	if status, out := r.ask(t, "POST", "/webhook", recorded(t, "annotation_created")); status != 200 {
		t.Errorf("a webhook beside them: %d %v", status, out)
	}
	cancel()
	if <-waiting; more.read {
		t.Error("one more is read beside them")
	}
	for _, w := range rests {
		io.WriteString(w, "{}")
		w.Close()
	}
	all.Wait()
	if w := ask(t.Context(), strings.NewReader(start+"{}")); w.Code != 200 {
		t.Errorf("one after them: %d %s", w.Code, w.Body)
	}
}

// A body that does not come in time is no request that cannot be read, and nobody is told the
// addresses of the connection.
func TestSlowBody(t *testing.T) {
	r := newRig(t, "", picturesOf("x"))
	q := httptest.NewRequest("POST", "/setup", iotest.ErrReader(&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}))
	q.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(w, q)
	if w.Code != http.StatusRequestTimeout || !strings.Contains(w.Body.String(), "could not be read in time") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// untouched knows whether it was read.
type untouched struct{ read bool }

func (u *untouched) Read([]byte) (int, error) { u.read = true; return 0, io.EOF }
