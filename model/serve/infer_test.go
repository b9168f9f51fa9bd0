package serve

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const inferPath = "/v2/models/memebench/infer"

// The paths of the protocol say what it says they do.
func TestMetadata(t *testing.T) {
	r := started(t, &fakeModels{})
	described := `{"name":"memebench","versions":["v1","v2","v3"],"platform":"onnxruntime_onnx",` +
		`"inputs":[{"name":"caption","datatype":"BYTES","shape":[-1]},{"name":"image","datatype":"BYTES","shape":[-1]}],` +
		`"outputs":[{"name":"probabilities","datatype":"FP32","shape":[-1,5]},{"name":"level","datatype":"BYTES","shape":[-1]}]}`
	for path, want := range map[string]string{
		"/v2":                               `{"name":"memebench","version":"1.2","extensions":["binary_tensor_data"]}`,
		"/v2/":                              `{"name":"memebench","version":"1.2","extensions":["binary_tensor_data"]}`,
		"/v2/health/live":                   "",
		"/v2/health/ready":                  "",
		"/v2/models/memebench":              described,
		"/v2/models/memebench/versions/v2":  strings.Replace(described, `"v1","v2","v3"`, `"v2"`, 1),
		"/v2/models/memebench/ready":        "",
		inferVersion("v3", "ready"):         "",
		inferVersion("v9", "ready"):         `404 {"error":"version \"v9\" is not there: GET /v2/models/memebench lists those that are"}`,
		"/v2/models/memebench/versions/v9":  `404 {"error":"version \"v9\" is not there: GET /v2/models/memebench lists those that are"}`,
		"/v2/models/other":                  `404 {"error":"model \"other\" is not there: want memebench"}`,
		"/v2/models/other/versions/1/ready": `404 {"error":"model \"other\" is not there: want memebench"}`,
	} {
		answer, b := r.ask(t, "GET", path, nil)
		got := strings.TrimSpace(string(b))
		if answer.StatusCode != http.StatusOK {
			got = fmt.Sprint(answer.StatusCode, " ", got)
		}
		if got != want {
			t.Errorf("GET %s gives %s, want %s", path, got, want)
		}
	}
}

func inferVersion(version, what string) string {
	return "/v2/models/memebench/versions/" + version + "/" + what
}

func TestInfer(t *testing.T) {
	r := started(t, &fakeModels{})
	answer, b := r.ask(t, "POST", inferPath, captions(t, "a", "abc", "abcd"))
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", answer.StatusCode, b)
	}
	version, probs, levels := answered(t, b)
	var want []float32
	for _, n := range []int{1, 3, 4} {
		p := fakeProbs(n, 0)
		want = append(want, p[:]...)
	}
	if version != "v1" || !reflect.DeepEqual(probs, want) || !reflect.DeepEqual(levels, []string{"negative", "positive", "very_positive"}) {
		t.Errorf("%s", b)
	}
	_, b = r.ask(t, "POST", inferVersion("v3", "infer"), captions(t, "a"))
	if version, _, _ := answered(t, b); version != "v3" {
		t.Errorf("version v3 answers as %s", version)
	}
	r.mux.Handle("GET /metrics", promhttp.HandlerFor(r.metrics, promhttp.HandlerOpts{}))
	_, b = r.ask(t, "GET", "/metrics", nil)
	for _, want := range []string{
		"memebench_predicted_memes_total 4", `memebench_served_version{version="v1"} 1`, "memebench_batch_memes_sum 4",
		`memebench_http_requests_total{route="POST /v2/models/{model}/infer",status="200"} 1`,
		`memebench_http_request_seconds_count{route="POST /v2/models/{model}/versions/{version}/infer"} 1`,
	} {
		if !strings.Contains(string(b), want+"\n") {
			t.Errorf("the metrics lack %s:\n%s", want, b)
		}
	}
}

// What cannot be answered is one sentence, with the status that says whose affair it is.
func TestInferFails(t *testing.T) {
	m := &fakeModels{}
	r := started(t, m)
	picture := func(image string) []byte {
		return []byte(`{"inputs":[{"name":"caption","datatype":"BYTES","shape":[2],"data":["a","b"]},{"name":"image","datatype":"BYTES","shape":[2],"data":["","` + base64.StdEncoding.EncodeToString([]byte(image)) + `"]}]}`)
	}
	for _, c := range []struct {
		name   string
		body   []byte
		header []string
		status int
		want   string
	}{
		{"no JSON", []byte("caption"), nil, 400, "the request is no JSON object"},
		{"a bad picture", picture("bad"), nil, 400, "row 2 of 2 cannot be predicted: not a picture: the file begins like text"},
		{"a fault of the server's", picture("no disk"), nil, 500, "row 2 of 2 cannot be predicted: a file for the video: no space left on device"},
		{"too many rows", captions(t, make([]string, 9)...), nil, 400, "9 rows: want at most 8"},
		{"too many bytes", captions(t, strings.Repeat("a", 5000)), nil, 413, "the request is too large: want at most"},
		{"compressed", captions(t, "a"), []string{"Content-Encoding", "gzip"}, 415, "the request is compressed"},
		{"a bad length", captions(t, "a"), []string{headerLength, "many"}, 400, headerLength + ` is "many"`},
		{"a length beyond the body", captions(t, "a"), []string{headerLength, "4000"}, 400, "is 4000, and the body has"},
		{"a fault", captions(t, "panic"), nil, 500, "a fault in the program ended the request"},
	} {
		answer, b := r.ask(t, "POST", inferPath, c.body, c.header...)
		if got := sentence(t, b); answer.StatusCode != c.status || !strings.Contains(got, c.want) {
			t.Errorf("%s: %d %q, want %d %q", c.name, answer.StatusCode, got, c.status, c.want)
		}
	}
	if answer, b := r.ask(t, "POST", inferPath, captions(t, "a")); answer.StatusCode != 200 {
		t.Errorf("after all of them: %d %s", answer.StatusCode, b)
	}
}

// A server whose limit of requests is reached says so at once; one whose request takes too
// long says that, too; and both predict again when there is room.
func TestInferLimits(t *testing.T) {
	held, release := make(chan struct{}), make(chan struct{})
	m := &fakeModels{served: "v1", ids: []string{"v1"}, encode: func(ctx context.Context, caption string) error {
		switch caption {
		case "wait":
			close(held)
			<-release
		case "never":
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}}
	limits := someLimits
	limits.Requests = 1
	r := newRig(t, m, limits, Access{})
	if err := r.versions.renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.versions.close(); err != nil {
			t.Error(err)
		}
	}()
	first := make(chan int)
	go func() {
		answer, _ := r.ask(t, "POST", inferPath, captions(t, "wait"))
		first <- answer.StatusCode
	}()
	<-held
	answer, b := r.ask(t, "POST", inferPath, captions(t, "a"))
	if got := sentence(t, b); answer.StatusCode != 503 || answer.Header.Get("Retry-After") == "" || got != errBusy.Error() {
		t.Errorf("the second request is answered with %d %q", answer.StatusCode, got)
	}
	close(release)
	if status := <-first; status != 200 {
		t.Errorf("the first request is answered with %d", status)
	}
	r.Server.limits.Time = time.Millisecond
	answer, b = r.ask(t, "POST", inferPath, captions(t, "never"))
	if got := sentence(t, b); answer.StatusCode != 504 || got != "the request took longer than 1ms: send fewer memes at a time" {
		t.Errorf("%d %q", answer.StatusCode, got)
	}
}

// A request whose client leaves is none that the server could not answer; one that is cut off
// because the server stops is.
func TestWhoHasLeft(t *testing.T) {
	for status, cause := range map[int]error{statusLeft: nil, 503: errStopped} {
		ctx, cancel := context.WithCancelCause(t.Context())
		r := started(t, &fakeModels{encode: func(ctx context.Context, _ string) error {
			cancel(cause)
			<-ctx.Done()
			return ctx.Err()
		}})
		w := httptest.NewRecorder()
		r.handler.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "POST", "http://localhost"+inferPath, bytes.NewReader(captions(t, "a"))))
		if w.Code != status {
			t.Errorf("by %v: %d %s", cause, w.Code, w.Body)
		}
	}
}

// A request that does not say how long it is gets no more than the limit.
func TestBodyWithoutLength(t *testing.T) {
	r := started(t, &fakeModels{})
	short := captions(t, "a")
	for n, status := range map[int]int{len(short): 200, 1000: 200, int(someLimits.Body): 200, int(someLimits.Body) + 1: 413, 9000: 413} {
		body := append(slices.Clone(short), strings.Repeat(" ", n-len(short))...)
		q, err := http.NewRequest("POST", "http://localhost"+inferPath, struct{ *strings.Reader }{strings.NewReader(string(body))})
		if err != nil {
			t.Fatal(err)
		}
		q.ContentLength = -1
		w := httptest.NewRecorder()
		r.handler.ServeHTTP(w, q)
		if w.Code != status {
			t.Errorf("%d bytes of unknown length: %d %s", n, w.Code, w.Body)
		}
	}
}

// While there is no version, all that needs one says why.
func TestNoVersion(t *testing.T) {
	for want, m := range map[string]*fakeModels{
		errLoading.Error(): {served: "v1", before: func(ctx context.Context, _ string) error { return context.Canceled }},
		errNoModel.Error(): {},
		"the model cannot be loaded: no encoders here": {served: "v1", fault: errors.New("no encoders here")},
	} {
		r := newRig(t, m, someLimits, Access{})
		ctx, cancel := context.WithCancel(t.Context())
		if want == errLoading.Error() {
			cancel()
		}
		_ = r.versions.renew(ctx) // which is what is tried here
		cancel()
		for _, path := range []string{"/v2/health/ready", "/v2/models/memebench/ready"} {
			answer, b := r.ask(t, "GET", path, nil)
			if got := sentence(t, b); answer.StatusCode != 503 || got != want {
				t.Errorf("%s: %d %q, want %q", path, answer.StatusCode, got, want)
			}
		}
		if answer, b := r.ask(t, "POST", inferPath, captions(t, "a")); answer.StatusCode != 503 || sentence(t, b) != want {
			t.Errorf("infer: %d %s", answer.StatusCode, b)
		}
		if answer, _ := r.ask(t, "GET", "/v2/health/live", nil); answer.StatusCode != 200 {
			t.Errorf("live: %d", answer.StatusCode)
		}
	}
}
