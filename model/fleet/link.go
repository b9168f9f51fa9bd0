package fleet

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// Access is where a broker is and what opens it.
type Access struct {
	URL   string // nats://HOST:PORT or tls://HOST:PORT; several are joined by commas
	Creds string // file with a user's credentials, as NATS's tools write it, or with the seed of an nkey; "" for none
	CA    string // file with the certificates that the broker's is checked against; "" for the system's
}

// Link is an open connection to a broker.
type Link struct {
	conn   *nats.Conn
	js     jetstream.JetStream
	url    string        // for messages, without a password
	within time.Duration // how long the broker may take to answer a request
	closed chan struct{}
}

// connectWithin is how long the broker may take to answer, and requestWithin a request to it.
const (
	connectWithin = 10 * time.Second
	requestWithin = 10 * time.Second
)

// Connect connects to the broker. A connection that is lost later is made again, for as long
// as patience says, and without end if that is 0.
func Connect(ctx context.Context, a Access, name string, patience time.Duration) (*Link, error) {
	return connectWith(ctx, a, name, patience, requestWithin)
}

func connectWith(ctx context.Context, a Access, name string, patience, within time.Duration) (*Link, error) {
	l := &Link{url: shownURL(a.URL), within: within, closed: make(chan struct{})}
	attempts, pause := -1, time.Second
	if patience > 0 {
		attempts = max(1, int(patience/pause))
	}
	options := []nats.Option{
		nats.Name(name), nats.Timeout(connectWithin), nats.MaxReconnects(attempts), nats.ReconnectWait(pause), nats.ReconnectJitter(pause/10, pause/10),
		nats.ClosedHandler(func(*nats.Conn) { close(l.closed) }),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // requests have their own errors
	}
	if a.Creds != "" {
		option, err := credentials(a.Creds)
		if err != nil {
			return nil, err
		}
		options = append(options, option)
	}
	if a.CA != "" {
		if err := checkAuthorities(a.CA); err != nil {
			return nil, err
		}
		options = append(options, nats.RootCAs(a.CA)) // which reads them again for each connection
	}
	var err error
	if l.conn, err = dial(ctx, a.URL, options); err != nil {
		return nil, l.explain(err)
	}
	if l.js, err = jetstream.New(l.conn, jetstream.WithDefaultTimeout(within)); err == nil {
		_, err = l.js.AccountInfo(ctx)
	}
	if err != nil {
		l.Close()
		return nil, l.explain(err)
	}
	return l, nil
}

// dial is nats.Connect, and returns when ctx ends.
func dial(ctx context.Context, url string, options []nats.Option) (*nats.Conn, error) {
	type dialed struct {
		conn *nats.Conn
		err  error
	}
	done := make(chan dialed, 1)
	go func() {
		conn, err := nats.Connect(url, options...)
		done <- dialed{conn, err}
	}()
	select {
	case d := <-done:
		return d.conn, d.err
	case <-ctx.Done():
		go func() { // it ends by itself in connectWithin
			if d := <-done; d.conn != nil {
				d.conn.Close()
			}
		}()
		return nil, ctx.Err()
	}
}

// Close closes the connection and waits until it is closed.
func (l *Link) Close() {
	l.conn.Close()
	<-l.closed
}

// credentials reads what a file has: an nkey's seed, or a JWT with a seed.
func credentials(path string) (nats.Option, error) {
	b, err := plainfile.Read(path, 1<<20)
	if err != nil {
		return nil, fmt.Errorf("credentials %s: %w", labels.Printable(path), plainfile.Cause(err))
	}
	if strings.Contains(string(b), "NATS USER JWT") {
		return nats.UserCredentials(path), nil
	}
	option, err := nats.NkeyOptionFromSeed(path)
	if err != nil {
		return nil, fmt.Errorf("credentials %s: it has neither a NATS user's credentials nor an nkey's seed: want the file %s of the broker's folder, or one that nsc has made",
			labels.Printable(path), keyFile)
	}
	return option, nil
}

// checkAuthorities says what is wrong with a file of certificates: the NATS client would wait at a named
// pipe for ever, and read a device without end.
func checkAuthorities(path string) error {
	b, err := plainfile.Read(path, 16<<20)
	if err != nil {
		return fmt.Errorf("certificates %s: %w", labels.Printable(path), plainfile.Cause(err))
	}
	if !x509.NewCertPool().AppendCertsFromPEM(b) {
		return fmt.Errorf("certificates %s: it has none: want a file in PEM, which begins with -----BEGIN CERTIFICATE-----", labels.Printable(path))
	}
	return nil
}

// shownURL takes names and passwords out of URLs.
func shownURL(urls string) string {
	parts := strings.Split(urls, ",")
	for i, p := range parts {
		p = strings.TrimSpace(p)
		if u, err := url.Parse(p); err == nil && u.User != nil {
			u.User = nil
			p = u.String()
		}
		parts[i] = labels.Printable(p)
	}
	return strings.Join(parts, ",")
}

// ErrFull means that the broker has no room for more work or results.
var ErrFull = errors.New("the broker has no room left")

// explain makes one sentence of an error of the broker's: what, where, and what to do.
func (l *Link) explain(err error) error {
	var api *jetstream.APIError
	var authority x509.UnknownAuthorityError
	var path *fs.PathError
	var cut *net.OpError // as where a broker that is stopped cuts the connection
	text := ""
	if err != nil {
		text = err.Error()
	}
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrAuthRevoked), strings.Contains(strings.ToLower(text), "authorization violation"):
		return fmt.Errorf("the broker at %s refuses these credentials: name the file %s of its folder, or the user's of that server, with --creds", l.url, keyFile)
	case errors.Is(err, nats.ErrPermissionViolation):
		return fmt.Errorf("the broker at %s does not let these credentials use JetStream and memebench.>: %w", l.url, err)
	case errors.As(err, &authority):
		return fmt.Errorf("the broker at %s has a certificate of an authority that is not known here: name its file with --ca", l.url)
	case errors.Is(err, nats.ErrSecureConnRequired), errors.Is(err, nats.ErrSecureConnWanted):
		return fmt.Errorf("the broker at %s and this address do not agree on TLS: tls://HOST:PORT is with, nats://HOST:PORT without (%w)", l.url, err)
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		return fmt.Errorf("the NATS server at %s has no JetStream, or has switched it off because its disk is full: look at its log, switch JetStream on", l.url)
	case errors.As(err, &path):
		return err // a file of --creds or --ca
	case errors.As(err, &api) && noRoom(api):
		return fmt.Errorf("%w (%s, at %s): make room on its disk or raise its JetStream limit, then run the same command again", ErrFull, labels.Printable(api.Description), l.url)
	case errors.Is(err, nats.ErrNoServers), errors.Is(err, nats.ErrTimeout), errors.Is(err, nats.ErrConnectionClosed), errors.Is(err, nats.ErrNoResponders),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, jetstream.ErrNoStreamResponse), errors.Is(err, io.EOF), errors.As(err, &cut):
		return fmt.Errorf("no broker answers at %s: memebench fleet serve starts one (%w)", l.url, err)
	}
	return fmt.Errorf("broker at %s: %w", l.url, err)
}

// noRoom reports whether the server has refused to store something, by the error codes of
// nats-server (errors.json): 10023 insufficient resources, 10028 and 10047 memory and storage
// exceeded, 10077 store failed, 10122 above the stream's limit.
func noRoom(api *jetstream.APIError) bool {
	switch api.ErrorCode {
	case 10023, 10028, 10047, 10122:
		return true
	case 10077:
		d := strings.ToLower(api.Description)
		return strings.Contains(d, "space") || strings.Contains(d, "maximum bytes") || strings.Contains(d, "resource")
	}
	return false
}
