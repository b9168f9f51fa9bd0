package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"memebench/eval"
	"memebench/labels"
)

// versionsDiff is what two versions do not share of what they were trained with and on.
type versionsDiff struct {
	First       string            `json:"first"`
	Second      string            `json:"second"`
	Differences []eval.Difference `json:"differences"`
}

// diff says in what two versions differ.
func (w *workspace) diff(first, second string) (answer, error) {
	a, err := w.store.Version(first)
	if err != nil {
		return answer{}, err
	}
	b, err := w.store.Version(second)
	if err != nil {
		return answer{}, err
	}
	d := versionsDiff{a.ID, b.ID, eval.VersionDifferences(a, b)}
	return answer{json: d, text: d.write}, nil
}

func (d versionsDiff) write(out io.Writer) error {
	if len(d.Differences) == 0 {
		_, err := fmt.Fprintf(out, "%s and %s do not differ\n", d.First, d.Second)
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\t%s\t%s\n", d.First, d.Second)
	for _, x := range d.Differences {
		fmt.Fprintf(t, "%s\t%s\t%s\n", x.Setting, labels.Printable(orDash(x.First)), labels.Printable(orDash(x.Second)))
	}
	return t.Flush()
}
