package serve

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// A client that has ended its request early, and can still read, is told in words.
func TestARequestThatEnded(t *testing.T) {
	w := httptest.NewRecorder()
	(&Server{}).fail(w, httptest.NewRequest("POST", "/", nil), fmt.Errorf("read: %w", context.Canceled))
	if got := w.Body.String(); w.Code != 503 || !strings.Contains(got, "the request ended before it was answered") || strings.Contains(got, "context") {
		t.Errorf("%d %s", w.Code, got)
	}
}
