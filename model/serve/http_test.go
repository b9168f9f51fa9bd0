package serve

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Without the token nothing is answered but that the server is there; without one set,
// nobody is answered whom a web page may have sent.
func TestAccess(t *testing.T) {
	basic := func(password string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte("label:"+password))
	}
	own, other := Access{Loopback: true}, Access{}
	with := Access{Token: "secret", Loopback: true}
	for _, c := range []struct {
		name   string
		access Access
		path   string
		header []string
		want   int
	}{
		{"by the machine's name", own, "/v2", nil, 200},
		{"by its number", own, "/v2", []string{"Host", "127.0.0.1:8080"}, 200},
		{"by its other number", own, "/v2", []string{"Host", "[::1]:8080"}, 200},
		{"by a name that was made to lead here", own, "/v2", []string{"Host", "evil.example:8080"}, 421},
		{"by a name that begins well", own, "/v2", []string{"Host", "localhost.evil.example"}, 421},
		{"for others, by any name", other, "/v2", []string{"Host", "memes.example"}, 200},
		{"with a token, by any name", with, "/v2", []string{"Host", "memes.example", "Authorization", "Bearer secret"}, 200},
		{"the token", with, "/v2", []string{"Authorization", "bearer secret"}, 200},
		{"as a password", with, "/v2", []string{"Authorization", basic("secret")}, 200},
		{"another token", with, "/v2", []string{"Authorization", "Bearer secre"}, 401},
		{"another password", with, "/v2", []string{"Authorization", basic("")}, 401},
		{"no token", with, "/v2", nil, 401},
		{"an empty token", with, "/v2", []string{"Authorization", "Bearer "}, 401},
		{"another scheme", with, "/v2", []string{"Authorization", "Token secret"}, 401},
		{"no token, is it there", with, "/v2/health/live", nil, 200},
		{"no token, can it predict", with, "/v2/health/ready", nil, 503},
		{"no token, is it there for Label Studio", with, "/health", nil, 404},                                                   // which labelstudio answers
		{"a page of another site", own, "/v2", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 200}, // it cannot read the answer
	} {
		r := newRig(t, &fakeModels{}, someLimits, c.access)
		answer, b := r.ask(t, "GET", c.path, nil, c.header...)
		if answer.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, answer.StatusCode, b, c.want)
		}
		if c.want == 401 && answer.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no WWW-Authenticate", c.name)
		}
	}
	r := started(t, &fakeModels{})
	for origin, want := range map[string]int{"http://localhost": 200, "https://evil.example": 403} {
		if answer, b := r.ask(t, "POST", inferPath, captions(t, "a"), "Origin", origin, "Content-Type", "text/plain"); answer.StatusCode != want {
			t.Errorf("a page of %s: %d %s, want %d", origin, answer.StatusCode, b, want)
		}
	}
}

// HTTP/1.0 knows no Host: programs that look whether a server is there ask so, and no browser does.
func TestAskedWithoutAHost(t *testing.T) {
	guarded := Access{Loopback: true}.guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	for proto, want := range map[string]int{"HTTP/1.0": 200, "HTTP/1.1": 421} {
		r := httptest.NewRequest("GET", "/v2", nil)
		r.Host, r.Proto, r.ProtoMinor = "", proto, int(proto[len(proto)-1]-'0')
		w := httptest.NewRecorder()
		guarded.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", proto, w.Code, want)
		}
	}
}

// Every error is JSON, also of what no handler has seen.
func TestErrorsAreJSON(t *testing.T) {
	r := started(t, &fakeModels{})
	for _, c := range []struct {
		method, path string
		header       []string
		want         string
	}{
		{"GET", "/nothing/here", nil, `404 {"error":"there is nothing at \"/nothing/here\""}`},
		{"GET", "/nothing/here/", nil, `404 {"error":"there is nothing at \"/nothing/here/\""}`},
		{"GET", "/v2/health/live/", nil, `404 {"error":"there is nothing at \"/v2/health/live/\""}`},
		{"GET", inferPath, nil, `405 {"error":"\"/v2/models/memebench/infer\" takes POST, not \"GET\""}`},
		{"PUT", "/v2/health/live", nil, `405 {"error":"\"/v2/health/live\" takes GET, HEAD, not \"PUT\""}`},
		{"POST", inferPath, []string{"Origin", "https://evil.example"}, `403 {"error":"a web page of another place has sent this: the server answers programs, and pages of its own"}`},
	} {
		answer, b := r.ask(t, c.method, c.path, nil, c.header...)
		if got := fmt.Sprint(answer.StatusCode, " ", strings.TrimSpace(string(b))); got != c.want || answer.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s: %s as %s, want %s", c.method, c.path, got, answer.Header.Get("Content-Type"), c.want)
		}
		if allow := answer.Header.Get("Allow"); (allow != "") != (answer.StatusCode == http.StatusMethodNotAllowed) {
			t.Errorf("%s %s: Allow: %s", c.method, c.path, allow)
		}
	}
}

// listening serves a rig on a port of this machine until stop is called, which returns
// what Listen does.
func listening(t *testing.T, r *rig) (url string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Listen(ctx, l, r.handler) }()
	return "http://" + l.Addr().String(), func() error { cancel(); return <-ended }
}

// A server that is stopped answers the requests under way, and no others.
func TestStop(t *testing.T) {
	began, finish := make(chan struct{}), make(chan struct{})
	m := &fakeModels{served: "v1", ids: []string{"v1"}, encode: func(context.Context, string) error { close(began); <-finish; return nil }}
	r := started(t, m)
	url, stop := listening(t, r)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer := make(chan string)
	go func() {
		a, err := client.Post(url+inferPath, "application/json", strings.NewReader(string(captions(t, "a"))))
		if err != nil {
			answer <- err.Error()
			return
		}
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		if err != nil || a.StatusCode != 200 {
			answer <- a.Status
			return
		}
		answer <- string(b)
	}()
	<-began
	stopped := make(chan error)
	go func() { stopped <- stop() }()
	for { // until the listener is closed
		a, err := client.Get(url + "/v2/health/live")
		if err != nil {
			break
		}
		a.Body.Close()
	}
	close(finish)
	if got := <-answer; !strings.Contains(got, `"model_version":"v1"`) {
		t.Errorf("the request under way is answered with %s", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// Run opens what is served, follows what is promoted, and closes everything.
func TestRun(t *testing.T) {
	m := &fakeModels{served: "v1", ids: []string{"v1", "v2"}}
	r := newRig(t, m, someLimits, Access{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	for _, id := range m.ids {
		m.promote(id)
		for {
			if v, err := r.Served(); err == nil && v == id {
				break
			}
			if t.Context().Err() != nil {
				t.Fatalf("%s is not served", id)
			}
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n := m.unclosed(""); n != 0 {
		t.Errorf("%d versions are open", n)
	}
	if answer, b := r.ask(t, "POST", inferPath, captions(t, "a")); answer.StatusCode != 503 || sentence(t, b) != errStopped.Error() {
		t.Errorf("after the end: %d %s", answer.StatusCode, b)
	}
}

// A fault after the answer has begun does not make a second answer of it.
func TestFaultAfterAnswer(t *testing.T) {
	r := newRig(t, &fakeModels{}, someLimits, Access{})
	r.mux.HandleFunc("GET /fault", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		panic("late")
	})
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/fault", nil))
	if w.Code != http.StatusAccepted || w.Body.Len() != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
