package serve

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"memebench/labels"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeSource has versions v1 and v2. A prediction of one depends on what it is made of.
type fakeSource struct {
	mu     sync.Mutex
	served string
	opened atomic.Int32 // that are open
	opens  atomic.Int32 // so often one was opened
	wait   chan struct{}
	gate   chan struct{} // not nil: v2 opens when it is closed
}

func (f *fakeSource) serve(v string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.served = v
}

func (f *fakeSource) Served() (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.served, nil
}

func (f *fakeSource) Versions() ([]string, error) { return []string{"v1", "v2"}, nil }

func (f *fakeSource) Open(_ context.Context, version string) (Predictor, error) {
	if !strings.HasPrefix(version, "v") {
		return nil, fmt.Errorf("%w: %s", ErrNoVersion, version)
	}
	if version == "v2" && f.gate != nil {
		<-f.gate
	}
	f.opened.Add(1)
	f.opens.Add(1)
	return &fakePredictor{f, version}, nil
}

type fakePredictor struct {
	of      *fakeSource
	version string
}

func (p *fakePredictor) Version() string { return p.version }

func (p *fakePredictor) Close() error { p.of.opened.Add(-1); return nil }

func (p *fakePredictor) PredictRead(ctx context.Context, file []byte, caption string) (labels.Prediction, error) {
	if p.of.wait != nil {
		select {
		case <-p.of.wait:
		case <-ctx.Done():
			return labels.Prediction{}, ctx.Err()
		}
	}
	if bytes.HasPrefix(file, []byte("broken")) {
		return labels.Prediction{}, errors.New("damaged picture")
	}
	out := labels.Prediction{Version: p.version}
	out.Probs[(len(caption)+len(file))%labels.Levels] = 0.5
	out.Probs[4] += 0.25
	return out, nil
}

// newServer is a server of v1.
func newServer(t *testing.T, f *fakeSource, o Options) *httptest.Server {
	t.Helper()
	if f.served == "" {
		f.served = "v1"
	}
	o.Source, o.Logger, o.Name = f, slog.New(slog.NewTextHandler(io.Discard, nil)), "test"
	s := New(o)
	h := httptest.NewServer(s)
	t.Cleanup(func() {
		h.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if n := f.opened.Load(); n != 0 {
			t.Errorf("%d versions are open still", n)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	return h
}

// ask sends a request and returns the answer with its status.
func ask(t *testing.T, method, url, body string, header ...string) (int, http.Header, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, b
}

func TestMetadata(t *testing.T) {
	h := newServer(t, &fakeSource{}, Options{})
	for path, want := range map[string]string{
		"/v2": `{"extensions":["binary_tensor_data"],"name":"memebench","version":"test"}`,
		"/v2/models/memebench": `{"inputs":[{"name":"caption","datatype":"BYTES","shape":[-1]},{"name":"image","datatype":"BYTES","shape":[-1]}],` +
			`"name":"memebench","outputs":[{"name":"probabilities","datatype":"FP32","shape":[-1,5]},{"name":"level","datatype":"BYTES","shape":[-1]}],` +
			`"platform":"onnxruntime_onnx","versions":["v1","v2"]}`,
		"/v2/health/live": "", "/v2/health/ready": "", "/v2/models/memebench/ready": "", "/v2/models/memebench/versions/v2/ready": "",
	} {
		if status, _, got := ask(t, "GET", h.URL+path, ""); status != 200 || strings.TrimSpace(string(got)) != want {
			t.Errorf("%s: %d %s", path, status, got)
		}
	}
	for path, want := range map[string]int{
		"/v2/models/other": 404, "/v2/models/memebench/versions/none": 404, "/v2/models/memebench/versions/none/ready": 404, "/": 404, "/v1": 404,
	} {
		if status, _, got := ask(t, "GET", h.URL+path, ""); status != want {
			t.Errorf("%s: %d %s", path, status, got)
		}
	}
	if status, _, _ := ask(t, "POST", h.URL+"/v2", "{}"); status != http.StatusMethodNotAllowed {
		t.Errorf("POST /v2: %d", status)
	}
}

const inferPath = "/v2/models/memebench/infer"

func TestInferJSON(t *testing.T) {
	h := newServer(t, &fakeSource{}, Options{})
	status, header, got := ask(t, "POST", h.URL+inferPath, `{"id":"7","inputs":[{"name":"caption","datatype":"BYTES","shape":[2],"data":["a","bc"]}]}`)
	want := `{"id":"7","model_name":"memebench","model_version":"v1","outputs":[{"name":"probabilities","datatype":"FP32","shape":[2,5],"data":[0,0.5,0,0,0.25,0,0,0.5,0,0.25]},` +
		`{"name":"level","datatype":"BYTES","shape":[2],"data":["negative","neutral"]}]}`
	if status != 200 || string(got) != want || header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %s", status, got)
	}
	picture := base64.StdEncoding.EncodeToString([]byte("xyz"))
	body := `{"inputs":[{"name":"image","datatype":"BYTES","shape":[1,1],"parameters":{"content_type":"base64"},"data":[["` + picture + `"]]}],"outputs":[{"name":"level"}]}`
	status, _, got = ask(t, "POST", h.URL+"/v2/models/memebench/versions/v2/infer", body)
	if want := `{"model_name":"memebench","model_version":"v2","outputs":[{"name":"level","datatype":"BYTES","shape":[1],"data":["positive"]}]}`; status != 200 || string(got) != want {
		t.Errorf("%d %s", status, got)
	}
}

// packed are elements as the binary extension has them.
func packed(elements ...string) string {
	var b bytes.Buffer
	for _, e := range elements {
		b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(e))))
		b.WriteString(e)
	}
	return b.String()
}

func TestInferBinary(t *testing.T) {
	h := newServer(t, &fakeSource{}, Options{})
	captions, images := packed("hello", ""), packed("", "\x89PNG and\x00more")
	head := fmt.Sprintf(`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":%d}},`+
		`{"name":"image","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":%d}}],`+
		`"outputs":[{"name":"probabilities","parameters":{"binary_data":true}},{"name":"level","parameters":{"binary_data":true}}]}`, len(captions), len(images))
	status, header, got := ask(t, "POST", h.URL+inferPath, head+captions+images, headerLength, strconv.Itoa(len(head)))
	n, err := strconv.Atoi(header.Get(headerLength))
	if status != 200 || err != nil || header.Get("Content-Type") != "application/octet-stream" {
		t.Fatalf("%d %v %s", status, err, got)
	}
	levels := packed("very_negative", "positive")
	want := fmt.Sprintf(`{"model_name":"memebench","model_version":"v1","outputs":[{"name":"probabilities","datatype":"FP32","shape":[2,5],"parameters":{"binary_data_size":40}},`+
		`{"name":"level","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":%d}}]}`, len(levels))
	if string(got[:n]) != want {
		t.Errorf("%s", got[:n])
	}
	for i, v := range []float32{0.5, 0, 0, 0, 0.25, 0, 0, 0, 0.5, 0.25} {
		if got := math.Float32frombits(binary.LittleEndian.Uint32(got[n+4*i:])); got != v {
			t.Errorf("value %d is %v, want %v", i, got, v)
		}
	}
	if string(got[n+40:]) != levels {
		t.Errorf("levels %q", got[n+40:])
	}
	// All outputs as bytes, unless one says otherwise.
	body := `{"parameters":{"binary_data_output":true},"inputs":[{"name":"caption","datatype":"BYTES","shape":[1],"data":["x"]}],"outputs":[{"name":"probabilities"},{"name":"level","parameters":{"binary_data":false}}]}`
	if _, header, got := ask(t, "POST", h.URL+inferPath, body); header.Get(headerLength) == "" || !bytes.Contains(got, []byte(`"data":["negative"]`)) {
		t.Errorf("%q", got)
	}
}

// What is wrong is said in one sentence, and nothing is predicted.
func TestBadRequests(t *testing.T) {
	h := newServer(t, &fakeSource{}, Options{MaxBody: 2000, MaxItems: 3})
	caption := func(rest string) string { return `{"inputs":[{"name":"caption","datatype":"BYTES",` + rest + `}]}` }
	for body, want := range map[string]string{
		"":   "400 the request is not JSON of the protocol",
		"{}": "400 there is no meme",
		`{"inputs":[{"name":"text","datatype":"BYTES","shape":[1],"data":["a"]}]}`:                             "400 no input is called",
		caption(`"shape":[1],"data":["a"]},{"name":"caption","datatype":"BYTES","shape":[1],"data":["a"]`):     "400 the input caption is there twice",
		`{"inputs":[{"name":"caption","datatype":"FP32","shape":[1],"data":[1]}]}`:                             "400 input caption: its datatype is",
		caption(`"shape":[4],"data":["a","b","c","d"]`):                                                        "400 input caption: its shape is [4]: want at most 3",
		caption(`"shape":[-1],"data":["a"]`):                                                                   "400 input caption: its shape is [-1]",
		caption(`"shape":[4611686018427387904,4],"data":["a"]`):                                                "400 input caption: its shape is",
		caption(`"shape":[],"data":["a"]`):                                                                     "400 input caption: it has no shape",
		caption(`"shape":[2],"data":["a"]`):                                                                    "400 input caption: it has 1 elements, its shape says 2",
		caption(`"shape":[1],"data":[["a"]]`):                                                                  "400 input caption: its data is deeper",
		caption(`"shape":[1],"data":[1]`):                                                                      "400 input caption: element 0 is no string",
		caption(`"shape":[1]`):                                                                                 "400 input caption: it has neither data nor",
		caption(`"shape":[1],"parameters":{"binary_data_size":5}`):                                             "400 input caption: its binary_data_size is 5",
		caption(`"shape":[1],"parameters":{"binary_data_size":-1}`):                                            "400 input caption: its binary_data_size is -1",
		caption(`"shape":[1],"parameters":{"content_type":"base64"},"data":["?"]`):                             "400 input caption: element 0 is not base64",
		caption(`"shape":[1],"data":["a"]},{"name":"image","datatype":"BYTES","shape":[2],"data":["",""]`):     "400 caption and image have 1 and 2 elements",
		caption(`"shape":[2],"data":["a"," "]`):                                                                "400 meme 1: neither a caption nor a picture",
		`{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"data":["broken"]}]}`:                       "400 meme 0: its picture: damaged picture",
		`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[1],"data":["a"]}],"outputs":[{"name":"x"}]}`: "400 no output is called",
		strings.Repeat(" ", 2001):                                                                              "413 the request has more than 0 MB",
	} {
		status, _, got := ask(t, "POST", h.URL+inferPath, body)
		var e struct{ Error string }
		if err := json.Unmarshal(got, &e); err != nil || !strings.HasPrefix(fmt.Sprint(status, " ", e.Error), want) {
			t.Errorf("%.80s: %d %s", body, status, got)
		}
	}
	for header, body := range map[string]string{"x": "{}", "3": "{}", "-1": "{}", "2": "{}rest"} {
		if status, _, got := ask(t, "POST", h.URL+inferPath, body, headerLength, header); status != 400 {
			t.Errorf("%s: %d %s", header, status, got)
		}
	}
}

func TestToken(t *testing.T) {
	h := newServer(t, &fakeSource{}, Options{Token: "secret"})
	for header, want := range map[string]int{"": 401, "Bearer secre": 401, "Bearer secret": 200, "bearer secret": 200, "Basic secret": 401} {
		if status, _, _ := ask(t, "GET", h.URL+"/v2/health/live", "", "Authorization", header); status != want {
			t.Errorf("%q: %d", header, status)
		}
	}
}

// Another version is served without a gap: the old one answers until the new one is open.
func TestAnotherVersionIsServed(t *testing.T) {
	f := &fakeSource{gate: make(chan struct{})}
	h := newServer(t, f, Options{})
	version := func() string {
		t.Helper()
		status, _, got := ask(t, "POST", h.URL+inferPath, `{"inputs":[{"name":"caption","datatype":"BYTES","shape":[1],"data":["a"]}]}`)
		var a answer
		if err := json.Unmarshal(got, &a); err != nil || status != 200 {
			t.Fatalf("%d %s %v", status, got, err)
		}
		return a.Version
	}
	if v := version(); v != "v1" {
		t.Error(v)
	}
	f.serve("v2")
	for range 3 {
		if v := version(); v != "v1" {
			t.Errorf("%s answers before it is open", v)
		}
	}
	close(f.gate)
	for end := time.Now().Add(30 * time.Second); version() != "v2"; {
		if time.Now().After(end) {
			t.Fatal("v2 does not answer")
		}
	}
	if n := f.opens.Load(); n != 2 {
		t.Errorf("versions were opened %d times", n)
	}
	f.serve("v1") // it is open still
	for end := time.Now().Add(30 * time.Second); version() != "v1"; {
		if time.Now().After(end) {
			t.Fatal("v1 does not answer")
		}
	}
}

func TestVersionsThatAreNotUsedAreClosed(t *testing.T) {
	f := &fakeSource{}
	h := newServer(t, f, Options{})
	for i := range 9 {
		if status, _, got := ask(t, "GET", h.URL+fmt.Sprint("/v2/models/memebench/versions/v", i, "/ready"), ""); status != 200 {
			t.Errorf("%d %s", status, got)
		}
	}
	if n := f.opened.Load(); n > mostOpen+1 {
		t.Errorf("%d versions are open", n)
	}
	empty := &fakeSource{}
	h = newServer(t, empty, Options{})
	empty.serve("")
	if status, _, _ := ask(t, "GET", h.URL+"/v2/health/ready", ""); status != 503 {
		t.Errorf("ready without a version: %d", status)
	}
}

// More requests than may wait are refused, and one that takes too long ends.
func TestTooMuch(t *testing.T) {
	f := &fakeSource{wait: make(chan struct{})}
	registry := prometheus.NewRegistry()
	h := newServer(t, f, Options{Workers: 1, Waiting: 1, Timeout: 200 * time.Millisecond, Metrics: NewMetrics(registry)})
	body := `{"inputs":[{"name":"caption","datatype":"BYTES","shape":[2],"data":["a","b"]}]}`
	statuses := make(chan int, 8)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			r, err := http.Post(h.URL+inferPath, "application/json", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			r.Body.Close()
			statuses <- r.StatusCode
		})
	}
	all.Wait()
	close(statuses)
	for status := range statuses {
		if status != 503 {
			t.Errorf("status %d", status)
		}
	}
	close(f.wait)
	if status, _, got := ask(t, "POST", h.URL+inferPath, body); status != 200 {
		t.Errorf("afterwards: %d %s", status, got)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	counted := map[string]float64{}
	for _, fam := range families {
		for _, m := range fam.Metric {
			counted[fam.GetName()] += m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	if counted["memebench_http_requests_total"] != 9 || counted["memebench_http_request_seconds"] != 9 || counted["memebench_predicted_memes"] != 1 {
		t.Errorf("%v", counted)
	}
}

// No body makes the server do more than say what is wrong.
func FuzzInfer(f *testing.F) {
	f.Add([]byte(`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[1],"data":["a"]}]}`), "")
	head := `{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":7}}]}`
	f.Add([]byte(head+packed("abc")), strconv.Itoa(len(head)))
	f.Add([]byte(`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[1,1,1],"data":[[["a"]]]}],"outputs":[{"name":"level"}]}`), "99")
	s := New(Options{Source: &fakeSource{served: "v1"}, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), MaxItems: 4, MaxBody: 1 << 16})
	f.Fuzz(func(t *testing.T, body []byte, length string) {
		r := httptest.NewRequest("POST", inferPath, bytes.NewReader(body))
		r.Header[headerLength] = []string{length}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 200 && w.Code != 400 && w.Code != 413 {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
		if w.Code == 400 && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s", w.Body)
		}
	})
}
