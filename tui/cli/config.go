package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/model/encoder"
	"memebench/tui"
)

// A setting is one that a user may change. The workspace's store keeps it under
// its name.
type setting struct {
	name   string
	values func() []string                // that it may have now; nil where there is no list
	check  func(string) error             // why it may not have a value; nil: one of values
	want   string                         // what check wants, in words
	set    func(*workspace, string) error // nil: the store keeps the value as it is
	help   string
	usual  func(*workspace) (string, error) // its value while none is set
}

// accepts reports why the setting cannot have a value.
func (s setting) accepts(value string) error {
	if s.check != nil {
		return s.check(value)
	}
	if !slices.Contains(s.values(), value) {
		return fmt.Errorf("%s %q: want one of %s", s.name, labels.Printable(value), strings.Join(s.values(), ", "))
	}
	return nil
}

// choices are the values in words.
func (s setting) choices() string {
	if s.check != nil {
		return s.want
	}
	return strings.Join(s.values(), ", ")
}

// oneOf is for values that are always the same.
func oneOf[T ~string](values ...T) func() []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return func() []string { return list }
}

// settings are all of them, in the order in which they are listed.
var settings = []setting{
	{
		name:   blindSetting,
		values: oneOf(tui.BlindShown, tui.BlindAfter, tui.BlindNever),
		help:   "when the model's opinion of a training meme is visible: before your label (shown), after it, or never",
		usual:  (*workspace).usualBlind,
	},
	{
		name:   model.PackSetting,
		values: packNames,
		check:  checkPack,
		want:   "a pack that memebench encoders lists",
		set:    func(w *workspace, name string) error { return w.bench.SetPack(name) },
		help:   "pack of encoders that new versions are trained on, as memebench encoders use sets it",
		usual:  func(*workspace) (string, error) { return encoder.DefaultPack, nil },
	},
	{
		name: model.RetrainSetting,
		want: "a number of labels, 0: never",
		check: func(s string) error {
			_, err := model.ParseRetrainEvery(s)
			return err
		},
		help:  "new labels after which the workbench retrains by itself",
		usual: func(*workspace) (string, error) { return strconv.Itoa(model.DefaultRetrain), nil },
	},
	{
		name:   model.PromoteSetting,
		values: oneOf(eval.PromoteAsk, eval.PromoteBetter, eval.PromoteNever),
		help: fmt.Sprintf("what becomes of a new version: you are asked; it is served if it is better (macro-F1 on at least %d validation labels rises with a chance of %g); or versions are only ever served by hand",
			eval.ServeRows, eval.ServeAbove),
		usual: func(*workspace) (string, error) { return string(model.DefaultPolicy), nil },
	},
	{
		name: db.KeepSetting,
		want: "a number of backups, 0: none",
		check: func(s string) error {
			_, err := db.ParseKeep(s)
			return err
		},
		help:  "how many of the daily backups are kept that the workbench makes by itself",
		usual: func(*workspace) (string, error) { return strconv.Itoa(db.DefaultKeep), nil },
	},
}

func newConfig(o *options) *cobra.Command {
	list := func(cmd *cobra.Command, which []setting, text func(io.Writer, []settingNow) error) error {
		return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
			now := make([]settingNow, len(which))
			for i, s := range which {
				var err error
				if now[i], err = w.setting(s); err != nil {
					return answer{}, err
				}
			}
			a := answer{json: now, text: func(out io.Writer) error { return text(out, now) }}
			if len(which) == 1 {
				a.json = now[0]
			}
			return a, nil
		})
	}
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print or change the workspace's settings",
		Long:  "config prints and changes the settings of a workspace:\n\n" + describeSettings(),
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return list(cmd, settings, writeSettings) },
	}
	set := &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "Change a setting",
		Long:  "config set changes a setting from now on:\n\n" + describeSettings(),
		Args:  exactArgs(2, "KEY and VALUE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := findSetting(args[0])
			if err != nil {
				return err
			}
			if err := s.accepts(args[1]); err != nil {
				return usageError{err}
			}
			return o.run(cmd.Context(), mustExist, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
				if err := w.set(s, args[1]); err != nil {
					return answer{}, err
				}
				now, err := w.setting(s)
				return answer{did: true, json: now, text: func(out io.Writer) error {
					_, err := fmt.Fprintf(out, "%s is %s\n", now.Name, now.Value)
					return err
				}}, err
			})
		},
	}
	set.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usagef("%w (no setting has a value that begins with a dash)", err)
	})
	cmd.AddCommand(set, &cobra.Command{
		Use:   "get [KEY]",
		Short: "Print a setting's value, or all settings",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("%s: want one setting or none", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return list(cmd, settings, writeSettings)
			}
			s, err := findSetting(args[0])
			if err != nil {
				return err
			}
			return list(cmd, []setting{s}, writeValue)
		},
	})
	return cmd
}

// findSetting returns the setting with this name, or says which there are.
func findSetting(name string) (setting, error) {
	i := slices.IndexFunc(settings, func(s setting) bool { return s.name == name })
	if i < 0 {
		names := make([]string, len(settings))
		for i, s := range settings {
			names[i] = s.name
		}
		return setting{}, usagef("setting %q: want one of %s", labels.Printable(name), strings.Join(names, ", "))
	}
	return settings[i], nil
}

// settingNow is a setting as config prints it with --json.
type settingNow struct {
	Name    string   `json:"name"`
	Value   string   `json:"value"`
	Set     bool     `json:"set"`    // false: the value is the usual one
	Values  []string `json:"values"` // empty for a number
	Help    string   `json:"help"`
	choices string
}

// setting returns a setting as it is in this workspace.
func (w *workspace) setting(s setting) (settingNow, error) {
	now := settingNow{Name: s.name, Values: []string{}, Help: s.help, choices: s.choices()}
	if s.values != nil {
		now.Values = s.values()
	}
	var err error
	if now.Value, now.Set, err = w.store.Setting(s.name); err == nil && !now.Set {
		now.Value, err = s.usual(w)
	}
	return now, err
}

// set gives a setting a value that it accepts.
func (w *workspace) set(s setting, value string) error {
	if s.set != nil {
		return s.set(w, value)
	}
	return w.store.SetSetting(s.name, value)
}

func writeSettings(out io.Writer, now []settingNow) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, s := range now {
		source := "usual"
		if s.Set {
			source = "set"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t(%s)\n", s.Name, labels.Printable(s.Value), source, s.choices)
	}
	return t.Flush()
}

// writeValue prints nothing but the value, for scripts.
func writeValue(out io.Writer, now []settingNow) error {
	_, err := fmt.Fprintln(out, labels.Printable(now[0].Value))
	return err
}

// describeSettings lists the settings for the help.
func describeSettings() string {
	const left, columns = "                 ", 80
	var b strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&b, "  %-15s%s\n", s.name, s.choices())
		for _, l := range strings.Split(ansi.Wordwrap(s.help, columns-len(left), ""), "\n") {
			b.WriteString(left + strings.TrimSpace(l) + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
