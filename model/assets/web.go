package assets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// webClient downloads over HTTP within time limits.
type webClient struct {
	dial    func(ctx context.Context, network, address string) (net.Conn, error)
	connect time.Duration // for a connection to come about
	silence time.Duration // between two reads that bring something
	tries   int           // connections for one file, as long as each brings something
}

func newWebClient() webClient {
	return webClient{
		dial:    (&net.Dialer{}).DialContext,
		connect: 3 * time.Second,
		silence: 30 * time.Second,
		tries:   5,
	}
}

var (
	errStalled = errors.New("it stopped sending")

	// errResume means that what had been downloaded before does not fit what the
	// server has; beginning anew may help.
	errResume = errors.New("the download could not be continued")
)

// unfit marks answers that will not get better by asking again.
type unfit struct{ error }

func (u unfit) Unwrap() error { return u.error }

func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "web"
}

// fromWeb downloads an asset. It goes on where an earlier download stopped, and
// begins anew if what comes out of that is wrong.
func (f *fetch) fromWeb(ctx context.Context, a Asset, s Source) error {
	client := f.web.client()
	defer client.CloseIdleConnections()
	part := f.partial(a)
	resumed := length(part) > 0
	err := f.transfer(ctx, client, a, s, part)
	if resumed && ctx.Err() == nil && (errors.As(err, new(wrongDigest)) || errors.Is(err, errResume)) {
		_ = os.Remove(part)
		err = f.transfer(ctx, client, a, s, part)
	}
	return f.room(err)
}

func (f *fetch) transfer(ctx context.Context, client *http.Client, a Asset, s Source, part string) error {
	for try := 1; ; try++ {
		before := length(part)
		err := f.receive(ctx, client, a, s.Package, part)
		if err == nil {
			file, err := os.OpenFile(part, os.O_RDWR, 0)
			if err != nil {
				return err
			}
			return f.install(ctx, a, file)
		}
		gained := length(part) > before
		if ctx.Err() != nil || errors.As(err, new(unfit)) || !gained || try >= f.web.tries {
			return err
		}
	}
}

// receive makes one request and appends what comes to the partial file. It
// returns nil when the partial file has all its bytes, right or wrong.
func (f *fetch) receive(ctx context.Context, client *http.Client, a Asset, address, part string) (err error) {
	have := length(part)
	if have > a.Bytes {
		have = 0
	}
	if have == a.Bytes {
		return nil
	}
	f.phase(Asking, a.Bytes, "")
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return unfit{err}
	}
	req.Header.Set("User-Agent", "memebench")
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	resp, err := client.Do(req)
	if err != nil {
		return plainHTTPError(ctx, err)
	}
	defer resp.Body.Close()

	total := resp.ContentLength // -1 if unknown
	switch resp.StatusCode {
	case http.StatusOK:
		have = 0
	case http.StatusPartialContent:
		var first int64
		if first, total, err = contentRange(resp.Header.Get("Content-Range")); err != nil {
			return unfit{fmt.Errorf("%w: %w", errResume, err)}
		}
		if first != have {
			return unfit{fmt.Errorf("%w: it sent the bytes from %d on, not from %d", errResume, first, have)}
		}
	case http.StatusRequestedRangeNotSatisfiable:
		return unfit{fmt.Errorf("%w: the server says %s", errResume, sentence(resp.Status))}
	default:
		return unfit{fmt.Errorf("the server says %s", sentence(resp.Status))}
	}
	if total >= 0 && total != a.Bytes {
		return unfit{fmt.Errorf("refused: it has %d bytes, want %d: not the file memebench knows", total, a.Bytes)}
	}

	w, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return unfit{err}
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.Truncate(have); err != nil {
		return unfit{err}
	}
	if _, err := w.Seek(have, io.SeekStart); err != nil {
		return unfit{err}
	}
	stall := time.AfterFunc(f.web.silence, func() { cancel(errStalled) })
	defer stall.Stop()
	f.phase(Downloading, a.Bytes, "")
	f.count(have)
	n, err := copyBytes(ctx, w, resp.Body, a.Bytes-have, func(n int64) {
		stall.Reset(f.web.silence)
		f.count(have + n)
	})
	switch {
	case errors.Is(err, errTooLarge):
		_ = w.Truncate(0)
		return unfit{fmt.Errorf("%w: %w", errResume, errTooLarge)}
	case err != nil:
		return plainHTTPError(ctx, err)
	case have+n < a.Bytes:
		return fmt.Errorf("it ended after %d of %d bytes", have+n, a.Bytes)
	}
	return nil
}

// client is an HTTP client that honours the user's proxy settings, does not
// wait long for a connection and does not step down from https to http.
func (w webClient) client() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				ctx, cancel := context.WithTimeoutCause(ctx, w.connect, fmt.Errorf("no connection within %v", w.connect))
				defer cancel()
				conn, err := w.dial(ctx, network, address)
				if err != nil && ctx.Err() != nil {
					err = context.Cause(ctx)
				}
				return conn, err
			},
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  w.silence,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // sizes and ranges are those of the file
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) >= 10 {
				return errors.New("more than ten redirects")
			}
			if via[0].URL.Scheme == "https" && req.URL.Scheme != "https" {
				return fmt.Errorf("it redirects to %s without encryption", req.URL.Host)
			}
			return nil
		},
	}
}

// plainHTTPError leaves out of net/http's errors the method and the address,
// which the message around it names, and prefers the reason for a cancel.
func plainHTTPError(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// contentRange reads "bytes 100-199/200" (RFC 9110, section 14.4) into the first
// byte's place and the whole length, -1 if unknown.
func contentRange(s string) (first, total int64, err error) {
	span, whole, ok := strings.Cut(strings.TrimPrefix(s, "bytes "), "/")
	from, _, ok2 := strings.Cut(span, "-")
	bad := fmt.Errorf("it sent part of a file without saying which (Content-Range %q)", sentence(s))
	if !ok || !ok2 || !strings.HasPrefix(s, "bytes ") {
		return 0, 0, bad
	}
	if first, err = strconv.ParseInt(from, 10, 64); err != nil || first < 0 {
		return 0, 0, bad
	}
	if whole == "*" {
		return first, -1, nil
	}
	if total, err = strconv.ParseInt(whole, 10, 64); err != nil || total < 0 {
		return 0, 0, bad
	}
	return first, total, nil
}

// length is the size of a file, 0 if it is not there.
func length(file string) int64 {
	fi, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return fi.Size()
}
