package labelstudio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"memebench/labels"
)

// Limits of getting a picture.
const (
	maxPicture   = 64 << 20 // bytes
	pictureTime  = 30 * time.Second
	mostRedirect = 3
	dataPath     = "/data/" // where the server has files
)

// Pictures gets the pictures of tasks from one Label Studio. Its methods may be called from
// several goroutines at once.
type Pictures struct {
	base   *url.URL // without a query, its path ends in /
	token  token
	client *http.Client
}

// NewPictures returns the pictures of the server at an address, which is asked with a
// token: a personal access token, or a legacy one; "" for none.
func NewPictures(server, secret string) (*Pictures, error) {
	base, err := url.Parse(server)
	switch {
	case err != nil:
		return nil, errors.New("want the address of a Label Studio, as in http://localhost:8080")
	case base.Scheme != "http" && base.Scheme != "https" || base.Host == "":
		return nil, errors.New("want an address that begins with http:// or https://")
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("want an address without a user, a query or a fragment")
	}
	base.Path = strings.TrimSuffix(base.Path, "/") + "/"
	p := &Pictures{base: base, token: token{secret: secret}}
	p.client = &http.Client{Transport: transport(), CheckRedirect: p.redirect}
	return p, nil
}

// transport connects to the server itself: a proxy of the environment would get the token.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil
	return t
}

// Close ends the connections that are idle.
func (p *Pictures) Close() { p.client.CloseIdleConnections() }

// Get returns the picture that a task has under an address: a path of the server, or a whole
// address that leads there. Anything else is refused before there is a connection.
func (p *Pictures) Get(ctx context.Context, address string) ([]byte, error) {
	at, err := p.resolve(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	b, status, err := p.get(ctx, at)
	if err == nil && status == http.StatusUnauthorized && p.token.expire() {
		b, status, err = p.get(ctx, at)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("picture %s: %w", shown(address), err)
	case status != http.StatusOK:
		return nil, fmt.Errorf("picture %s: Label Studio answers %d %s", shown(address), status, http.StatusText(status))
	}
	return b, nil
}

// resolve returns where a task's picture is on the server.
func (p *Pictures) resolve(address string) (*url.URL, error) {
	refuse := func(why string) (*url.URL, error) {
		return nil, fmt.Errorf("picture %s is not fetched: %s", shown(address), why)
	}
	// What browsers read as / and what they pass over would make another address of it.
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return refuse("its address has characters that no address has")
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return refuse("its address cannot be read")
	case u.Opaque != "" || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https":
		return refuse("want one that is at " + p.base.String() + ", by http")
	case u.Host == "" && !strings.HasPrefix(u.Path, "/"):
		return refuse("its address is neither a path from / nor a whole one")
	}
	if at := p.base.ResolveReference(u); p.ours(at) {
		return at, nil
	}
	if at := p.base.JoinPath(strings.TrimPrefix(u.Path, "/")); u.Host == "" && p.ours(at) { // below the server's own path
		at.RawQuery = u.RawQuery
		return at, nil
	}
	return refuse("want one under " + p.base.JoinPath(dataPath).String())
}

// ours reports whether an address is one of the server's files.
func (p *Pictures) ours(u *url.URL) bool {
	clean := path.Clean(u.Path)
	return u.Scheme == p.base.Scheme && u.Host == p.base.Host && u.User == nil && strings.HasPrefix(clean, strings.TrimSuffix(p.base.Path, "/")+dataPath)
}

// redirect follows the server to its own files alone.
func (p *Pictures) redirect(r *http.Request, before []*http.Request) error {
	switch {
	case len(before) > mostRedirect:
		return errors.New("the server redirects too often")
	case !p.ours(r.URL):
		return errors.New("the server redirects to another place, where it is not followed")
	}
	return nil
}

func (p *Pictures) get(ctx context.Context, at *url.URL) (b []byte, status int, err error) {
	authorization, err := p.authorization(ctx)
	if err != nil {
		return nil, 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, 0, err
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return nil, 0, cause(err)
	}
	defer answer.Body.Close()
	b, err = io.ReadAll(io.LimitReader(answer.Body, maxPicture+1))
	if err == nil && len(b) > maxPicture {
		err = errors.New("it has more than 64 MB")
	}
	return b, answer.StatusCode, err
}

// cause is an error of a request without its address, which may carry what is not for logs.
func cause(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// shown is an address as messages have it, without its query.
func shown(address string) string {
	address, _, _ = strings.Cut(address, "?")
	const most = 200
	if len(address) > most {
		address = strings.ToValidUTF8(address[:most], "") + "…"
	}
	return labels.Quoted(address)
}
