package eval

import (
	"fmt"

	"memebench/labels"
)

// Policy says what becomes of a version that was trained while another one is
// served.
type Policy string

// The policies: people decide, metrics decide, or it is never served by itself.
const (
	PromoteAsk    Policy = "ask"
	PromoteBetter Policy = "better"
	PromoteNever  Policy = "never"
)

// What [PromoteBetter] asks of a new version: macro-F1 rises in so large a share
// of the resamples, on at least so many validation rows. On fewer, one row more
// or less moves macro-F1 by a point or two, and a version that is served for
// that changes what annotators see for nothing.
//
// A new version that is as good as the served one passes one time in five: what is
// lost by serving it is little. It has a small advantage, too, since the epoch that
// is kept is the best one on these very rows, while the served version may have
// been stopped before some of them were labelled.
const (
	ServeAbove = 0.8
	ServeRows  = 100
)

// Decision is whether a new version was served in place of another one, and by
// what metrics. It is kept with the version.
type Decision struct {
	Policy     Policy      `json:"policy"` // by which it was decided
	Against    string      `json:"against"`
	Serve      bool        `json:"serve"`
	Why        string      `json:"why"` // for people
	Comparison *Comparison `json:"comparison,omitempty"`
}

// Decide applies a policy to a new version's comparison with the served one, in
// which the new one is the second. A nil comparison means that there is none,
// for the reason given.
func Decide(p Policy, against string, c *Comparison, none string) Decision {
	d := Decision{Policy: p, Against: against, Comparison: c}
	switch {
	case p == PromoteNever:
		d.Why = "versions are served by hand here"
	case c == nil:
		d.Policy = PromoteAsk
		d.Why = fmt.Sprintf("not compared with %s: %s", labels.Printable(against), labels.Printable(none))
	case !c.ProbImproved.Defined():
		d.Policy = PromoteAsk
		d.Why = c.Verdict()
	case p == PromoteBetter && c.Split == string(labels.Val) && c.N < ServeRows:
		d.Policy = PromoteAsk
		d.Why = fmt.Sprintf("%s, P(better) %.2f on %s; with fewer than %d you decide", c.change(), c.ProbImproved, plural(c.N, "validation label"), ServeRows)
	case p == PromoteBetter && c.Split != string(labels.Val):
		d.Policy = PromoteAsk
		d.Why = fmt.Sprintf("%s, P(better) %.2f, cross-validated; with fewer than %d validation labels you decide", c.change(), c.ProbImproved, ServeRows)
	case p == PromoteBetter && c.ProbImproved >= ServeAbove:
		d.Serve = true
		d.Why = fmt.Sprintf("%s, P(better) %.2f ≥ %g", c.change(), c.ProbImproved, ServeAbove)
	case p == PromoteBetter:
		d.Why = fmt.Sprintf("%s, P(better) %.2f < %g", c.change(), c.ProbImproved, ServeAbove)
	default:
		d.Why = fmt.Sprintf("%s, P(better) %.2f", c.change(), c.ProbImproved)
	}
	return d
}

// change is "macro-F1 +0.012".
func (c *Comparison) change() string { return "macro-F1 " + signed(c.MacroF1Delta) }
