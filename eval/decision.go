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
// for the reason given. tried is how many candidates there have been since the served
// version, this one included: each had its chance to be lucky on much the same rows, so the
// p-value counts as often.
func Decide(p Policy, against string, c *Comparison, none string, tried int) Decision {
	d := Decision{Policy: p, Against: against, Comparison: c}
	if c != nil && p != PromoteNever {
		c.judge(max(1, tried), "candidate")
	}
	switch {
	case p == PromoteNever:
		d.Why = "versions are served by hand here"
	case c == nil:
		d.Policy = PromoteAsk
		d.Why = fmt.Sprintf("not compared with %s: %s", labels.Printable(against), labels.Printable(none))
	case !c.Tells():
		d.Policy = PromoteAsk
		d.Why = c.Verdict()
		if c.N > 0 && c.Known > 0 {
			d.Why += fmt.Sprintf("; %s may have learnt from %s more", c.Learners(), Thousands(c.Known))
		}
		if p == PromoteBetter {
			d.Why += "; you decide"
		}
	default:
		d.Serve = p == PromoteBetter && c.Outcome == SecondBetter
		d.Why = c.change(against)
	}
	return d
}

// Tells reports whether a comparison is of enough rows to tell anything.
func (c *Comparison) Tells() bool { return c.N > 0 && c.Outcome != TooFew }

// change is "macro-F1 +0.012 against v1, may be chance (p = 0.30 of 2 tried)".
func (c *Comparison) change(against string) string {
	says := map[Outcome]string{SecondBetter: "better", FirstBetter: "worse", Unclear: "may be chance"}[c.Outcome]
	if mixed, ok := c.Mixed(); ok {
		says = mixed
	}
	p := fmt.Sprintf("p = %.2f", c.PAdjusted)
	if c.PAdjusted < .1 {
		p = c.PAdjusted.P()
	}
	if c.Tests > 1 {
		p += fmt.Sprintf(" of %d tried", c.Tests)
	}
	if c.Split == CVRows {
		p += ", cross-validated"
	}
	return fmt.Sprintf("macro-F1 %s against %s, %s (%s)", signed(c.MacroF1Delta), labels.Printable(against), says, p)
}
