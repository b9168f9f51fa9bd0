package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
	"memebench/model/settings"
)

// settingValues are the values that a setting may have now; nil where there is no list.
func settingValues(s settings.Setting) []string {
	if s.Name == settings.Encoders.Name {
		return packNames()
	}
	return s.Values
}

// checkSetting says why a setting may not have a value now.
func checkSetting(s settings.Setting, value string) error {
	if s.Name == settings.Encoders.Name {
		return checkPack(value)
	}
	return s.Check(value)
}

func newConfig(o *options) *cobra.Command {
	list := func(cmd *cobra.Command, which []settings.Setting, text func(io.Writer, []settingNow) error) error {
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
		Use:     "config",
		Short:   "Print or change the workspace's settings",
		Long:    "config prints and changes the settings of a workspace:\n\n" + describeSettings(),
		Example: `  memebench config`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && slices.Contains(settingNames(), args[0]) {
				return usagef("%s: %s is a setting: want get %[2]s, or set %[2]s VALUE", cmd.CommandPath(), args[0])
			}
			return noArgs(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return list(cmd, settings.All, writeSettings) },
	}
	set := &cobra.Command{
		Use:     "set KEY VALUE",
		Short:   "Change a setting",
		Long:    "config set changes a setting from now on:\n\n" + describeSettings(),
		Example: `  memebench config set retrain.every 50`,
		Args:    exactArgs(2, "KEY and VALUE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := findSetting(args[0])
			if err != nil {
				return err
			}
			if err := checkSetting(s, args[1]); err != nil {
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
		Use:     "get [KEY]",
		Short:   "Print the value of a setting, or all settings",
		Example: `  memebench config get promote`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("%s: want one setting or none", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return list(cmd, settings.All, writeSettings)
			}
			s, err := findSetting(args[0])
			if err != nil {
				return err
			}
			return list(cmd, []settings.Setting{s}, writeValue)
		},
	})
	return cmd
}

// findSetting returns the setting with this name, or says which there are.
func findSetting(name string) (settings.Setting, error) {
	i := slices.IndexFunc(settings.All, func(s settings.Setting) bool { return s.Name == name })
	if i < 0 {
		return settings.Setting{}, usagef("setting %q: want one of %s", labels.Printable(name), strings.Join(settingNames(), ", "))
	}
	return settings.All[i], nil
}

// settingNow is a setting as config prints it with --json.
type settingNow struct {
	Name   string   `json:"name"`
	Value  string   `json:"value"`
	Set    bool     `json:"set"`    // false: the value is the default
	Values []string `json:"values"` // empty for a number
	Help   string   `json:"help"`
	want   string
}

// setting returns a setting as it is in this workspace.
func (w *workspace) setting(s settings.Setting) (settingNow, error) {
	now := settingNow{Name: s.Name, Values: []string{}, Help: s.Doc, want: s.Want}
	if values := settingValues(s); values != nil {
		now.Values = values
	}
	var err error
	now.Value, now.Set, err = w.store.Setting(s.Name)
	switch {
	case err != nil || now.Set:
	case s.Name == settings.Blind.Name:
		var blind labels.Blind
		blind, err = w.blind()
		now.Value = string(blind)
	default:
		now.Value = s.Default
	}
	return now, err
}

// set gives a setting a value that it may have.
func (w *workspace) set(s settings.Setting, value string) error {
	if s.Name == settings.Encoders.Name {
		return w.bench.SetPack(value)
	}
	return w.store.SetSetting(s.Name, value)
}

func writeSettings(out io.Writer, now []settingNow) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, s := range now {
		source := "default"
		if s.Set {
			source = "set"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t(%s)\n", s.Name, labels.Printable(s.Value), source, s.want)
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
	for _, s := range settings.All {
		fmt.Fprintf(&b, "  %-15s%s\n", s.Name, s.Want)
		for _, l := range strings.Split(ansi.Wordwrap(s.Doc, columns-len(left), ""), "\n") {
			b.WriteString(left + strings.TrimSpace(l) + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
