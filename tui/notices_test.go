package tui

import (
	"errors"
	"testing"

	"memebench/eval"
	"memebench/model"
	"memebench/tui/jobs"
)

// What takes the place of what, and what stays until something has happened.
func TestNotices(t *testing.T) {
	refused := errors.New("the disk is full")
	for _, c := range []struct {
		name        string
		do          func(*status)
		news, fault string
	}{
		{"an answer takes the place of another", func(s *status) { s.say("one"); s.say("two") }, "two", ""},
		{"news take the place of an answer", func(s *status) { s.say("one"); s.add("two") }, "two", ""},
		{"why a key did nothing stays before news", func(s *status) { s.warn("press again"); s.addDone("one") }, "press again  one", ""},
		{"beside what is to be minded, too", func(s *status) { s.addWarning("mind"); s.warn("again"); s.addWarning("mind"); s.add("one") }, "mind  again  one", ""},
		{"an acknowledgement stays before news", func(s *status) { s.acknowledge("saved", "and more"); s.add("one"); s.add("two") }, "saved  and more  one  two", ""},
		{"an answer takes the place of an acknowledgement", func(s *status) { s.acknowledge("saved"); s.say("one") }, "one", ""},
		{"an error stands alone", func(s *status) { s.acknowledge("saved"); s.fail("broken: %v", refused) }, "", "broken: the disk is full"},
		{"an error is replaced by another", func(s *status) { s.fail("one"); s.fail("two") }, "", "two"},
		{"an answer stands beside an error", func(s *status) { s.fail("one"); s.say("two") }, "two", "one"},
		{"an error of a job comes before others", func(s *status) { s.fail("one"); s.addFault(itIsDismissed, "two") }, "", "two\none"},
		{"but not before a label that is not saved", func(s *status) { s.failUntil(labelsAreSaved, "one"); s.addFault(itIsDismissed, "two") }, "", "one\ntwo"},
		{"but once", func(s *status) { s.addFault(itIsDismissed, "two"); s.addFault(itIsDismissed, "two") }, "", "two"},
		{"and beside an acknowledgement", func(s *status) { s.acknowledge("saved"); s.addFault(itIsDismissed, "two") }, "saved", "two"},
		{"and beside why a key did nothing", func(s *status) { s.warn("one"); s.addFault(itIsDismissed, "two") }, "one", "two"},
		{"not beside an answer", func(s *status) { s.say("one"); s.addFault(itIsDismissed, "two") }, "", "two"},
		{"a success ends its error alone", func(s *status) {
			s.fail("one")
			s.addFault(jobIsDone(jobTrain), "training: two")
			s.happened(jobIsDone(jobEvaluate))
			s.happened(jobIsDone(jobTrain))
		}, "", "one"},
		{"a consequence ends with its error", func(s *status) {
			s.failUntil(labelsAreSaved, "not saved")
			s.alsoFailed("2 keys dropped")
			s.happened(labelsAreSaved)
		}, "", ""},
		{"a consequence stands behind its error", func(s *status) {
			s.addFault(itIsDismissed, "older")
			s.addFault(itIsDismissed, "newer")
			s.alsoFailed("2 keys dropped")
		}, "", "newer\n2 keys dropped\nolder"},
		{"everything is dismissed", func(s *status) { s.fail("one"); s.addFault(itIsDismissed, "two"); s.say("three"); s.dismiss() }, "", ""},
		{"what was taken away comes back", func(s *status) { s.acknowledge("saved"); taken := s.takeNews(); s.putBack(taken) }, "saved", ""},
		{"but not what a key was answered", func(s *status) { s.say("of this meme"); taken := s.takeNews(); s.putBack(taken) }, "", ""},
		{"unless something has come", func(s *status) { s.acknowledge("saved"); taken := s.takeNews(); s.say("one"); s.putBack(taken) }, "one", ""},
		{"nothing from outside acts", func(s *status) { s.say("\x1b[2Jone"); s.fail("two\x1b[31m\nmore") }, "", "two[31m\nmore"},
		{"a copy is its own", func(s *status) { s.fail("one"); other := *s; other.say("saving"); other.dismiss() }, "", "one"},
	} {
		var s status
		c.do(&s)
		if s.news() != c.news || s.fault() != c.fault {
			t.Errorf("%s: %q, errors %q; want %q, %q", c.name, s.news(), s.fault(), c.news, c.fault)
		}
	}
}

// What is said at the end of each kind of job.
func TestWhatIsSaidAtTheEndOfAJob(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
		done := func(kind string, result any) jobs.Snapshot {
			return jobs.Snapshot{Kind: kind, State: jobs.Done, Result: result}
		}
		decided := func(serve bool, p eval.Policy) eval.Version {
			return eval.Version{ID: "v2", Decision: &eval.Decision{Serve: serve, Policy: p, Why: "because", Comparison: &eval.Comparison{}}}
		}
		for _, c := range []struct {
			name        string
			j           jobs.Snapshot
			news, fault string
		}{
			{"cancelled", jobs.Snapshot{Kind: jobServe, State: jobs.Cancelled}, "cancelled: changing the served version", ""},
			{"failed", jobs.Snapshot{Kind: jobCompare, State: jobs.Failed, Err: errors.New("no rows")}, "", "comparing: no rows"},
			{"prepared", done(jobPrepare, []string(nil)), "", ""},
			{"mended", done(jobPrepare, []string{"one", "two"}), "", "one\ntwo"},
			{"backed up", done(jobBackup, ""), "", ""},
			{"backed up with a remark", done(jobBackup, "the old ones are gone"), "", "the old ones are gone"},
			{"served", done(jobServe, "v3"), "v3 is served now", ""},
			{"evaluated", done(jobEvaluate, &evaluated{}), "", ""},
			{"first", done(jobTrain, model.Trained{Version: eval.Version{ID: "v1", ValN: 8, ColdStartReason: "the first"}, Notices: []string{"a notice"}}),
				"v1 is trained: macro-F1 .00 on 8 validation memes; it started from new parameters: the first; a notice", ""},
			{"promoted", done(jobTrain, model.Trained{Version: decided(true, eval.PromoteBetter)}), "v2 is served now: because", ""},
			{"kept back", done(jobTrain, model.Trained{Version: decided(false, eval.PromoteBetter)}), "v2 kept back: because; T, then p serves it anyway", ""},
			{"left to people", done(jobTrain, model.Trained{Version: decided(false, eval.PromoteAsk)}), "v2 is trained: because; T, then p serves it", ""},
		} {
			if news, fault := r.a.jobSays(c.j); news != c.news || fault != c.fault {
				t.Errorf("%s: %q, error %q; want %q, %q", c.name, news, fault, c.news, c.fault)
			}
		}
	})
}
