package labelstudio

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// A task's picture is fetched from the server's files, however its address leads there, and
// nothing else is connected to.
func TestPicturesOfTheServerAlone(t *testing.T) {
	var strangers atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strangers.Add(1) }))
	defer other.Close()
	var asked atomic.Value
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.URL.RequestURI())
		switch r.URL.Path {
		case "/data/away":
			http.Redirect(w, r, other.URL+"/data/x.png", http.StatusFound)
		case "/data/logout":
			http.Redirect(w, r, "/user/logout", http.StatusFound)
		case "/data/circle":
			http.Redirect(w, r, "/data/circle", http.StatusFound)
		case "/data/moved":
			http.Redirect(w, r, "/data/here.png", http.StatusFound)
		case "/data/gone":
			http.NotFound(w, r)
		default:
			io.WriteString(w, "picture")
		}
	}))
	defer studio.Close()
	host := strings.TrimPrefix(studio.URL, "http://")
	stranger := strings.TrimPrefix(other.URL, "http://")
	p, err := NewPictures(studio.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, c := range []struct{ address, asked, refused string }{
		{"/data/upload/1/a.png", "/data/upload/1/a.png", ""},
		{"/data/local-files/?d=memes/a%20b.png", "/data/local-files/?d=memes/a%20b.png", ""},
		{studio.URL + "/data/a.png", "/data/a.png", ""},
		{"//" + host + "/data/a.png", "/data/a.png", ""},
		{"/data/moved", "/data/here.png", ""},
		{"/data/gone", "/data/gone", "answers 404 Not Found"},
		{"/data/away", "/data/away", "redirects to another place"},
		{"/data/logout", "/data/logout", "redirects to another place"},
		{"/data/circle", "/data/circle", "redirects too often"},
		{other.URL + "/data/a.png", "", "is not fetched: want one under"},
		{"//" + stranger + "/data/a.png", "", "is not fetched"},
		{"http://" + host + "@" + stranger + "/data/a.png", "", "is not fetched"},
		{"http://user@" + host + "/data/a.png", "", "is not fetched"},
		{"http://user:password@" + host + "/data/a.png", "", "is not fetched"},
		{`http://` + host + `\@` + stranger + `/data/a.png`, "", "characters that no address has"},
		{`/\` + stranger + "/data/a.png", "", "characters that no address has"},
		{"https://" + host + "/data/a.png", "", "is not fetched"},
		{"http://" + host + ".example/data/a.png", "", "is not fetched"},
		{"http://127.0.0.1:1/data/a.png", "", "is not fetched"},
		{"http://169.254.169.254/data/a.png", "", "is not fetched"},
		{"file:///etc/passwd", "", "is not fetched"},
		{"file:/data/a.png", "", "is not fetched"},
		{"data:image/png;base64,AAAA", "", "is not fetched"},
		{"s3://bucket/a.png", "", "is not fetched"},
		{"gopher://" + host + "/data/a.png", "", "is not fetched"},
		{"a.png", "", "is not fetched"},
		{"/api/token/", "", "is not fetched"},
		{"/data/../user/logout", "", "is not fetched"},
		{"/data/%2e%2e/user/logout", "", "is not fetched"},
		{"/data", "", "is not fetched"},
		{"/database/a.png", "", "is not fetched"},
		{"/data/a.png\r\nHost: " + stranger, "", "characters that no address has"},
		{"http://[::1/data", "", "cannot be read"},
	} {
		asked.Store("")
		b, err := p.Get(t.Context(), c.address)
		switch {
		case c.refused == "" && (err != nil || string(b) != "picture"):
			t.Errorf("%s: %q, %v", c.address, b, err)
		case c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)):
			t.Errorf("%s: %q, %v; want %q", c.address, b, err, c.refused)
		}
		if got := asked.Load(); got != c.asked {
			t.Errorf("%s: the server was asked for %q, want %q", c.address, got, c.asked)
		}
	}
	if n := strangers.Load(); n != 0 {
		t.Errorf("another server was asked %d times", n)
	}
}

// A Label Studio below a path has its files there, and gives addresses with and without it.
func TestPicturesBelowAPath(t *testing.T) {
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.RequestURI()) }))
	defer studio.Close()
	p, err := NewPictures(studio.URL+"/studio", "")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, address := range []string{"/studio/data/a.png?x=1", "/data/a.png?x=1", studio.URL + "/studio/data/a.png?x=1"} {
		if b, err := p.Get(t.Context(), address); err != nil || string(b) != "/studio/data/a.png?x=1" {
			t.Errorf("%s: %q, %v", address, b, err)
		}
	}
	if _, err := p.Get(t.Context(), studio.URL+"/data/a.png"); err == nil {
		t.Error("what is beside the path is fetched")
	}
}

// A personal access token is exchanged, once until the other one has run out; it goes to
// nobody but where tokens are exchanged.
func TestToken(t *testing.T) {
	const personal = "header.claims.signature"
	exchanged, valid := 0, ""
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == refreshPath {
			var in struct{ Refresh string }
			if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Refresh != personal {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			exchanged++
			valid = "short" + string(rune('0'+exchanged))
			json.NewEncoder(w).Encode(map[string]string{"access": valid})
			return
		}
		if got := r.Header.Get("Authorization"); got != "Bearer "+valid {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		io.WriteString(w, "picture")
	}))
	defer studio.Close()
	get := func(p *Pictures, want string) {
		t.Helper()
		b, err := p.Get(t.Context(), "/data/a.png")
		if want == "" && (err != nil || string(b) != "picture") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q, %v; want %q", b, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "signature") {
			t.Errorf("the error has the token: %v", err)
		}
	}
	p, err := NewPictures(studio.URL, personal)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	get(p, "")
	get(p, "")
	if exchanged != 1 {
		t.Errorf("exchanged %d times for two pictures", exchanged)
	}
	valid = "another" // the short one has run out
	get(p, "")
	if exchanged != 2 {
		t.Errorf("exchanged %d times after it has run out once", exchanged)
	}
	revoked, err := NewPictures(studio.URL, "a.b.signature")
	if err != nil {
		t.Fatal(err)
	}
	defer revoked.Close()
	get(revoked, "the token could not be exchanged: the server answers 401 Unauthorized: is it revoked")

	valid = ""
	legacy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Header.Get("Authorization")) }))
	defer legacy.Close()
	old, err := NewPictures(legacy.URL, "0123abcd")
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if b, err := old.Get(t.Context(), "/data/a.png"); err != nil || string(b) != "Token 0123abcd" {
		t.Errorf("a legacy token: %q, %v", b, err)
	}
}

func TestServerAddress(t *testing.T) {
	for address, good := range map[string]bool{
		"http://localhost:8080": true, "https://studio.example/": true, "http://localhost:8080/studio/": true,
		"": false, "localhost:8080": false, "ftp://localhost": false, "http://": false, "http://user@localhost": false, "http://localhost?x": false, "http://localhost#x": false, "http://[::1": false,
	} {
		if _, err := NewPictures(address, ""); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
