package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"memebench/db"
	"memebench/labels"
	"memebench/tui/members"
)

// Whatever a member asks for over SSH, it is answered with text, nothing is started for whoever
// has no right to it, and nothing stops the server.
func FuzzRemoteCommand(f *testing.F) {
	store, err := db.Open(filepath.Join(f.TempDir(), "memebench.db"), db.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { store.Close() })
	for _, s := range []string{"whoami", "help", "progress", "export\x00csv", "role\x00ann\x00owner", "stop", "invite\x003", "remove\x00--all", "\x1b[2J", "", "stats\x00--help", "annotators"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		var out, problems bytes.Buffer
		s := &remote{
			workspace: &workspace{store: store}, member: members.Member{Name: "ann", Role: labels.RoleAnnotator}, out: &out, problems: &problems,
			stop: func() { t.Errorf("%q stops the server", words) },
		}
		status := s.do(t.Context(), strings.Split(words, "\x00"))
		if said := out.String() + problems.String(); labels.PrintableLines(said) != said || said == "" {
			t.Errorf("%q is answered with %q", words, said)
		}
		if (status == 0) != (problems.Len() == 0) {
			t.Errorf("%q: status %d, %s", words, status, &problems)
		}
	})
}
