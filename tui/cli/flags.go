package cli

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"memebench/labels"
	"memebench/tui/term"
)

// flagValues says what a flag wants, by the type of its value. Values of other types
// take any text.
var flagValues = map[string]string{
	"duration": "a time such as 30s, 10m or 24h",
	"int":      "a whole number",
	"uint64":   "a whole number, 0 or more",
	"float64":  "a number",
	"bool":     "true or false",
}

// flagError makes the refusal of a flag a sentence without the parser's words.
func flagError(_ *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	if !errors.As(err, &value) {
		return usageError{err}
	}
	name, given := value.GetFlag().Name, labels.Printable(value.GetValue())
	if errors.Is(err, strconv.ErrRange) {
		return usagef("--%s %s: the number is too large", name, given)
	}
	return usagef("--%s %q: want %s", name, given, flagValues[value.GetFlag().Value.Type()])
}

// images is how pictures are drawn, as the flag or the environment says.
func (o *options) images() (term.ImageMode, error) {
	m, err := term.ParseImageMode(o.image)
	if err != nil {
		return m, usagef("--image or MEMEBENCH_IMAGE: %w", err)
	}
	return m, nil
}

// noBlanks refuses flags that are given and empty, as by a script whose variable is not set:
// what stands for a flag that is left out may be another workspace or another person, or all
// memes where some were meant.
func noBlanks(cmd *cobra.Command, _ []string) error {
	for _, flag := range [][2]string{{"workspace", "a folder"}, {"annotator", "a name"}} {
		f := cmd.Flags().Lookup(flag[0])
		if f.Changed && strings.TrimSpace(labels.Printable(f.Value.String())) == "" {
			what := "is empty"
			if strings.TrimSpace(f.Value.String()) != "" {
				what = "has nothing in it that can be shown"
			}
			return usagef("--%s %s: want %s, or leave it out", f.Name, what, flag[1])
		}
	}
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		// Those with a default say what they want instead.
		if err == nil && f.Value.Type() == "string" && f.Value.String() == "" && f.DefValue == "" && f.Annotations[mayBeEmpty] == nil {
			name, _ := pflag.UnquoteUsage(f)
			err = usagef("--%s is empty: want %s, or leave it out", f.Name, name)
		}
	})
	return err
}

// mayBeEmpty marks a flag whose value is a text, which can be empty.
const mayBeEmpty = "memebench_may_be_empty"
