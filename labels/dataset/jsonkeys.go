package dataset

import (
	"encoding/json"
	"slices"
)

// objectKeys are the names of all that objects have, as of columns, in the order in which they come, and which of them an annotator has
// answered.
type objectKeys struct {
	names, asked []string
	seen         map[string]bool
}

func (k *objectKeys) add(o object) {
	for _, m := range o {
		if m.asked && !slices.Contains(k.asked, m.name) {
			k.asked = append(k.asked, m.name)
		}
	}
	flatten("", o, func(name string, _ json.RawMessage) {
		if !k.seen[name] {
			k.seen[name], k.names = true, append(k.names, name)
		}
	})
}
