package assets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// server answers requests with the given handlers in turn, the last one for all
// further requests, and records the ranges it was asked for.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	ranges []string
}

func serve(t *testing.T, answers ...http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		answer := answers[min(len(s.ranges), len(answers)-1)]
		s.ranges = append(s.ranges, r.Header.Get("Range"))
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ranges)
}

func (s *server) source() Source { return Source{Kind: Web, Package: s.URL + "/model.bin"} }

// whole serves body and honours ranges, as file servers do.
func whole(body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	}
}

// cut announces all of body, sends its first n bytes and drops the connection.
func cut(body []byte, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body[:n])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// chunked sends body without saying how long it is.
func chunked(body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write(body)
	}
}

func TestWebWhole(t *testing.T) {
	body := content(1, 300_000)
	s := serve(t, whole(body))
	c := testCache(t, "", asset("a", body, s.source()))
	var heard phases
	var last Progress
	err := c.Fetch(t.Context(), []string{"a"}, func(p Progress) { heard.hear(p); last = p })
	if err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
	heard.mustBe(t, Asking, Downloading, Checking, Done)
	want := Progress{Asset: "a", Source: host(s.URL), Phase: Done, Done: 300_000, Total: 300_000}
	if last != want {
		t.Errorf("last news %+v, want %+v", last, want)
	}
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil || len(s.asked()) != 1 {
		t.Errorf("a second fetch: error %v, %d requests in all; want none and 1", err, len(s.asked()))
	}
}

// A connection that drops is taken up where it broke, within one fetch.
func TestWebDropped(t *testing.T) {
	body := content(2, 300_000)
	s := serve(t, cut(body, 100_000), whole(body))
	c := testCache(t, "", asset("a", body, s.source()))
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
	if got, want := s.asked(), []string{"", "bytes=100000-"}; !slices.Equal(got, want) {
		t.Errorf("ranges asked for %q, want %q", got, want)
	}
}

// What an earlier process had downloaded is not downloaded again; and if it is
// not a part of the file after all, the download begins anew.
func TestWebResumed(t *testing.T) {
	body := content(3, 300_000)
	ignoresRange := func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Range")
		whole(body)(w, r)
	}
	refusesRange := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Range") != "" {
			w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
			return
		}
		whole(body)(w, r)
	}
	lies := func(header string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Range") != "" {
				w.Header().Set("Content-Range", header)
				w.WriteHeader(http.StatusPartialContent)
			}
			_, _ = w.Write(body)
		}
	}
	for _, test := range []struct {
		name   string
		part   []byte
		answer http.HandlerFunc
		ranges []string
	}{
		{"half", body[:150_000], whole(body), []string{"bytes=150000-"}},
		{"all", body, whole(body), nil},
		{"too much", append(bytes.Clone(body), 'x'), whole(body), []string{""}},
		{"other bytes", content(4, 150_000), whole(body), []string{"bytes=150000-", ""}},
		{"all other bytes", content(4, 300_000), whole(body), []string{""}},
		{"range ignored", body[:150_000], ignoresRange, []string{"bytes=150000-"}},
		{"range refused", body[:150_000], refusesRange, []string{"bytes=150000-", ""}},
		{"range without a place", body[:150_000], lies(""), []string{"bytes=150000-", ""}},
		{"another range", body[:150_000], lies("bytes 0-299999/300000"), []string{"bytes=150000-", ""}},
		{"more than the rest", body[:150_000], lies("bytes 150000-/*"), []string{"bytes=150000-", ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.answer)
			c := testCache(t, "", asset("a", body, s.source()))
			write(t, c.partial(c.assets[0]), test.part)
			if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
				t.Fatal(err)
			}
			mustHave(t, c, "a", body)
			if got := s.asked(); !slices.Equal(got, test.ranges) {
				t.Errorf("ranges asked for %q, want %q", got, test.ranges)
			}
		})
	}
}

// What is refused is not in the cache afterwards, and the next source is tried.
func TestWebRefused(t *testing.T) {
	body := content(5, 300_000)
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		says   string
	}{
		{"wrong digest", whole(content(6, 300_000)), "refused: its SHA-256 begins"},
		{"announced too large", whole(content(5, 300_001)), "refused: it has 300001 bytes, want 300000"},
		{"announced too small", whole(body[:299_999]), "refused: it has 299999 bytes, want 300000"},
		{"sends more than it should", chunked(append(bytes.Clone(body), 'x')), "larger than the file memebench knows"},
		{"ends early", chunked(body[:1000]), "it ended after 1000 of 300000 bytes"},
		{"drops always", cut(body, 1000), "unexpected EOF"},
		{"not found", http.NotFound, "the server says 404 Not Found"},
		{"page instead of file", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>log in</html>") }, "refused: it has 19 bytes"},
		{"redirects for ever", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "more than ten redirects"},
	} {
		t.Run(test.name, func(t *testing.T) {
			bad, good := serve(t, test.answer), serve(t, whole(body))
			c := testCache(t, "", asset("a", body, bad.source()))
			err := c.Fetch(t.Context(), []string{"a"}, nil)
			mustSay(t, err, "could not fetch a", FolderVariable+": not set", host(bad.URL)+": ", test.says, "without a network", "a.bin")
			var failure *FetchError
			if !errors.As(err, &failure) || len(failure.Assets) != 1 || len(failure.Assets[0].Tries) != 2 {
				t.Errorf("error %#v, want a FetchError of one asset with two tries", err)
			}
			mustNotHave(t, c, "a")

			c = testCache(t, "", asset("a", body, bad.source(), good.source()))
			if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
				t.Fatal(err)
			}
			mustHave(t, c, "a", body)
		})
	}
}

// One asset that nobody has does not keep the others from being fetched.
func TestWebOthersAreFetched(t *testing.T) {
	body := content(7, 1000)
	s := serve(t, whole(body))
	c := testCache(t, "", asset("a", content(8, 1000), s.source()), asset("b", body, s.source()))
	mustSay(t, c.Fetch(t.Context(), []string{"a", "b"}, nil), "could not fetch a")
	mustHave(t, c, "b", body)
}

func TestWebSlowConnect(t *testing.T) {
	c := testCache(t, "", asset("a", content(9, 1000), Source{Kind: Web, Package: "https://models.invalid/model.bin"}))
	c.web.connect = time.Millisecond
	c.web.dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	mustSay(t, c.Fetch(t.Context(), []string{"a"}, nil), "models.invalid: no connection within 1ms")
}

// A server that stops sending is given up, and asked again as long as each time
// brings something.
func TestWebStalls(t *testing.T) {
	body := content(10, 1000)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	stall := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write(body[:500])
		_ = http.NewResponseController(w).Flush()
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}
	s := serve(t, stall, whole(body))
	c := testCache(t, "", asset("a", body, s.source()))
	c.web.silence = 50 * time.Millisecond
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
}

// A cancelled download ends at once with the cause, keeps what has come, and is
// continued by the next fetch.
func TestWebCancel(t *testing.T) {
	body := content(11, 300_000)
	hang := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body[:100_000])
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
	s := serve(t, hang, whole(body))
	c := testCache(t, "", asset("a", body, s.source()))
	c.quiet = 0

	stop := errors.New("the user has had enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	err := c.Fetch(ctx, []string{"a"}, func(p Progress) {
		if p.Done == 100_000 {
			cancel(stop)
		}
	})
	if !errors.Is(err, stop) {
		t.Fatalf("error %v, want the cause of the cancel", err)
	}
	mustNotHave(t, c, "a")
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
	if got, want := s.asked(), []string{"", "bytes=100000-"}; !slices.Equal(got, want) {
		t.Errorf("ranges asked for %q, want %q", got, want)
	}
}

// The step down from an encrypted to an open connection is refused.
func TestWebRedirectToPlain(t *testing.T) {
	body := content(12, 1000)
	plain := serve(t, whole(body))
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	defer secure.Close()
	client := newWebClient().client()
	transport := client.Transport.(*http.Transport)
	transport.TLSClientConfig = secure.Client().Transport.(*http.Transport).TLSClientConfig
	resp, err := client.Get(secure.URL)
	if err == nil {
		resp.Body.Close()
	}
	mustSay(t, err, "redirects to", "without encryption")
	if len(plain.asked()) != 0 {
		t.Error("the open server was asked")
	}
}

func TestContentRange(t *testing.T) {
	for _, test := range []struct {
		header       string
		first, total int64
		ok           bool
	}{
		{"bytes 100-199/200", 100, 200, true},
		{"bytes 0-0/*", 0, -1, true},
		{"bytes 100-199", 0, 0, false},
		{"bytes */200", 0, 0, false},
		{"bytes -5-10/200", 0, 0, false},
		{"items 1-2/3", 0, 0, false},
		{"bytes 1-2/99999999999999999999", 0, 0, false},
		{"", 0, 0, false},
	} {
		first, total, err := contentRange(test.header)
		if (err == nil) != test.ok || test.ok && (first != test.first || total != test.total) {
			t.Errorf("%q: %d, %d, %v; want %d, %d, ok %v", test.header, first, total, err, test.first, test.total, test.ok)
		}
	}
}
