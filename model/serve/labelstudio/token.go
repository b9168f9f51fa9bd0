package labelstudio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// refreshPath is where a personal access token is exchanged.
const refreshPath = "/api/token/refresh/"

// token is what the server is asked with. A personal access token is exchanged for another
// one that lasts some minutes.
type token struct {
	secret string

	mu    sync.Mutex
	short string // "" for none yet
}

// isPersonal reports whether it is a personal access token, which is a JSON web token.
func (t *token) isPersonal() bool { return strings.Count(t.secret, ".") == 2 }

// expire has the short token be exchanged again, if there is one.
func (t *token) expire() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	had := t.short != ""
	t.short = ""
	return had
}

// authorization is the header that the server is asked with, "" for none.
func (p *Pictures) authorization(ctx context.Context) (string, error) {
	t := &p.token
	switch {
	case t.secret == "":
		return "", nil
	case !t.isPersonal():
		return "Token " + t.secret, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.short == "" {
		short, err := p.exchange(ctx)
		if err != nil {
			return "", fmt.Errorf("the token could not be exchanged: %w", err)
		}
		t.short = short
	}
	return "Bearer " + t.short, nil
}

// exchange asks the server for a token that lasts some minutes.
func (p *Pictures) exchange(ctx context.Context) (string, error) {
	body, err := json.Marshal(map[string]string{"refresh": p.token.secret})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.base.JoinPath(refreshPath).String(), bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := p.client.Do(r)
	if err != nil {
		return "", cause(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the server answers %d %s: is it revoked, or of another server?", answer.StatusCode, http.StatusText(answer.StatusCode))
	}
	var in struct {
		Access string `json:"access"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 64<<10)).Decode(&in); err != nil || in.Access == "" {
		return "", errors.New("the answer has no token")
	}
	return in.Access, nil
}
