package fleet

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// presence is what a worker says of itself when it is asked who works.
type presence struct {
	Name     string `json:"name"`
	Program  string `json:"program"` // version of memebench
	Protocol int    `json:"protocol"`
	Pool     string `json:"pool"`
	Pack     string `json:"pack"` // of encoders
	Shared   bool   `json:"shared"`
	Features int64  `json:"features"` // encoded since it was started
}

// question is what a coordinator asks all workers.
type question struct {
	Protocol int    `json:"protocol"`
	Program  string `json:"program"`
}

// crew is the workers that a coordinator hears of.
type crew struct {
	pool   string
	shared bool
	round  int
	heard  map[string]heard // by name
}

type heard struct {
	presence
	round int // when it last answered
}

func newCrew(pool string, shared bool) *crew {
	return &crew{pool: pool, shared: shared, heard: map[string]heard{}}
}

// forgetAfter is after how many questions without an answer a worker counts as gone.
const forgetAfter = 3

// ask begins another round.
func (c *crew) ask() {
	c.round++
	for name, w := range c.heard {
		if c.round-w.round > forgetAfter {
			delete(c.heard, name)
		}
	}
}

// answer takes a worker's answer.
func (c *crew) answer(data []byte) {
	var p presence
	if json.Unmarshal(data, &p) == nil && p.Name != "" && len(p.Name) <= 200 {
		c.heard[p.Name] = heard{p, c.round}
	}
}

// able are the names of the workers that can take the work, sorted.
func (c *crew) able() (names []string) {
	for name, w := range c.heard {
		if w.Pool == c.pool {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// unable says, for one of the workers that answer and cannot take the work, why; "" if there
// is none.
func (c *crew) unable() string {
	names := make([]string, 0, len(c.heard))
	for name, w := range c.heard {
		if w.Pool != c.pool {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	w := c.heard[slices.Min(names)]
	name := labels.Printable(w.Name)
	switch {
	case w.Protocol != Protocol:
		return fmt.Sprintf("worker %s is of another version of memebench (%s, protocol %d; here protocol %d): use the same version on all machines",
			name, labels.Printable(w.Program), w.Protocol, Protocol)
	case w.Shared != c.shared:
		with := map[bool]string{true: "with", false: "without"}
		return fmt.Sprintf("worker %s was started %s --shared, and encode %s: use it on both, or on neither", name, with[w.Shared], with[c.shared])
	}
	return fmt.Sprintf("worker %s has other encoders, the pack %s: start it with memebench worker --encoders, and the pack that this workspace uses",
		name, labels.Printable(w.Pack))
}

// note is a list of the workers for a line of progress.
func (c *crew) note() string {
	able := c.able()
	switch {
	case len(able) == 0 && len(c.heard) > 0:
		return c.unable()
	case len(able) == 0:
		return "no worker answers: start memebench worker"
	}
	const most = 4
	text := labels.Printable(strings.Join(able[:min(most, len(able))], ", "))
	if len(able) > most {
		text += ", …"
	}
	return fmt.Sprintf("workers: %d (%s)", len(able), text)
}
