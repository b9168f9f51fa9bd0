package team

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"memebench/labels"
)

// refusing is a log that refuses to store, for a reason.
type refusing struct {
	log
	why error
}

type log = Log

func (r *refusing) Append(events ...labels.Event) ([]labels.Event, error) { return events, r.why }

// The server's log says once that labels are not saved, and once that they are again.
func TestTheLogSaysThatLabelsAreNotSaved(t *testing.T) {
	var b bytes.Buffer
	store := &refusing{}
	team, _, alone := newTeam(t, 1, func(o *Options) {
		store.log, o.Log = o.Log, store
		o.Logger = slog.New(slog.NewTextHandler(&b, nil))
	})
	ann := team.Deps(alone("ann"), labels.RoleAnnotator)
	full, enough := errors.New("no room"), fmt.Errorf("refused: %w", &labels.EnoughError{})
	for i, c := range []struct {
		why  error
		want string
	}{
		{nil, ""}, {enough, ""}, {full, "level=ERROR msg=\"labels are NOT saved\" by=ann error=\"no room\""}, {full, ""},
		{errors.New("gone"), "error=gone"}, {nil, "level=INFO msg=\"labels are saved again\""}, {nil, ""}, {full, "no room"}, {enough, ""}, {full, ""}, {nil, "again"},
	} {
		b.Reset()
		store.why = c.why
		if _, err := ann.Log.Append(said(memeAt(t, ann, 1), "ann", labels.SetLevel)); !errors.Is(err, c.why) {
			t.Fatalf("%d: %v", i, err)
		}
		if got := b.String(); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%d: %q, want %q", i, got, c.want)
		}
	}
}
