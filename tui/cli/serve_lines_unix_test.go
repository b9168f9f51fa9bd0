//go:build unix

package cli_test

import (
	"strings"
	"testing"
)

// Members label line by line, each other memes; who owns the workspace reads what is said, and a level
// that counts for nothing beside a decision says so.
func TestServeLines(t *testing.T) {
	s := serve(t, "1")
	lines := func(who, text string) string {
		cmd := s.ssh(who, "127.0.0.1", "plain")
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", who, err, out)
		}
		return string(out)
	}
	if out := lines("ann", "4\nn is it irony?\nq\n"); !strings.Contains(out, "saved 4 positive, #1.") || !strings.Contains(out, "note saved, #2.") {
		t.Errorf("%s", out)
	}
	// The first is ann's, and she has left the second.
	if out := lines("kai", "#1\n5\n"); !strings.Contains(out, "ann said: 4 positive.") || !strings.Contains(out, "is not kept, as ") || !strings.Contains(out, "#2, ") {
		t.Errorf("%s", out)
	}
	if out := s.must("log", "-w", "ws"); strings.Contains(out, "very positive") || !strings.Contains(out, "ann  #1") || !strings.Contains(out, "is it irony?") {
		t.Errorf("%s", out)
	}
	if out, err := s.ssh("kai", "127.0.0.1", "stop").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := s.server.Wait(); err != nil {
		t.Fatalf("%v: %s", err, s.log)
	}
	if out := s.must("label", "#1", "2", "--adjudicate", "--annotator", "kai", "-w", "ws"); strings.Contains(out, "gold stays") {
		t.Errorf("%s", out)
	}
	if out := s.must("label", "#1", "5", "--annotator", "ann", "-w", "ws"); !strings.Contains(out, "gold stays negative, which was decided") {
		t.Errorf("%s", out)
	}
}
