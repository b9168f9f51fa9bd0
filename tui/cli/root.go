package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/queue"
	"memebench/model"
	"memebench/model/assets"
	"memebench/tui/cli/quiet"
	"memebench/tui/term"
)

// Exit statuses besides 0.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitPartly      = 3
	exitInterrupted = 130
	exitUnread      = 141 // who read standard output has gone, as after SIGPIPE
)

// errPartly means that some rows failed, that the report says which, and that
// the rest is in.
var errPartly = errors.New("some rows failed")

// usageError is a wrong command line.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// options are the flags and environment that every command shares.
type options struct {
	workspace string
	annotator string
	image     string
	queue     string // that the screens begin with; "": the one used last
	plain     bool   // label line by line
	has       string // what has the workspace open, for others; "" for the workbench and commands
	json      bool
	outputs   []*output // the flags of all commands that name what is written

	in       *os.File
	out, err *os.File
	printed  cobraOut // by cobra
	wipe     func()   // takes the line of progress away, nil where there is none
	ends     *ends
	licences string // of the program and all that it is made of

	ffmpeg model.Videos // finds it; nil until somebody asks
}

// Main runs the program and returns its exit status. licences are what doctor prints of
// them.
func Main(args []string, licences string) int {
	quiet.Restore()
	// Else a write to a pipe that nobody reads any more would end the program at
	// once, with the store open.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	e, ctx := newEnds(os.Stderr, assets.EndClients)
	o := &options{in: os.Stdin, out: os.Stdout, err: os.Stderr, ends: e, licences: licences}
	root := newRoot(o)
	root.SetArgs(args)
	var cmd *cobra.Command
	var err error
	e.guard(func() { cmd, err = root.ExecuteContextC(ctx) })
	if err == nil {
		err = o.printed.err
	}
	var usage usageError
	interruption := ctx.Err() != nil && errors.Is(err, context.Canceled)
	var said rescueError
	if errors.As(err, &said) && (errors.Is(err, errPartly) || nobodyReads(err) || interruption) {
		o.say("%v", said) // of which nothing else is said below
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errPartly):
		return exitPartly
	case nobodyReads(err):
		return exitUnread
	case interruption:
		o.say("%s", interrupted(cmd, err))
		return exitInterrupted
	case errors.As(err, &usage):
		o.say("%v\nmemebench: hint: %s --help shows how it is used", err, cmd.CommandPath())
		return exitUsage
	}
	o.say("%s", distinctLines(instead(cmd, err).Error()))
	return exitFailed
}

func newRoot(o *options) *cobra.Command {
	root := &cobra.Command{
		Use:   "memebench",
		Short: "A terminal workbench for labelling memes and evaluating the model that reads them",
		Long: `memebench shows memes in the terminal beside what a model says of them, takes
labels by single keys, retrains the model in the background and evaluates it.

Without a command it opens the workbench on the workspace. Without a terminal it
runs the tour instead: it fetches what is missing, encodes the memes, trains a first
version and prints its confusion matrix. With --plain, and on terminals that cannot move
the cursor (TERM=dumb), memes are labelled line by line.`,
		Args:              noArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		Version:           versionText(),
		PersistentPreRunE: noBlanks,
		RunE:              func(cmd *cobra.Command, _ []string) error { return runBare(cmd.Context(), o) },
	}
	root.SetVersionTemplate("memebench {{.Version}}\n")
	o.printed.w = o.out
	root.SetOut(&o.printed)
	root.SetErr(o.err)
	root.SetFlagErrorFunc(flagError)
	f := root.PersistentFlags()
	f.StringVarP(&o.workspace, "workspace", "w", os.Getenv("MEMEBENCH_WORKSPACE"), "folder `DIR` of the workspace (env MEMEBENCH_WORKSPACE; default: the starter workspace)")
	f.StringVar(&o.annotator, "annotator", os.Getenv("MEMEBENCH_ANNOTATOR"), "`NAME` of who labels (env MEMEBENCH_ANNOTATOR; default: your login name)")
	f.BoolVar(&o.json, "json", false, "print the result as JSON")
	f.Lookup("workspace").DefValue, f.Lookup("annotator").DefValue = "", "" // in help and pages, which have it in words
	root.Flags().StringVar(&o.image, "image", envOr("MEMEBENCH_IMAGE", "auto"), "`HOW` pictures are drawn: "+labels.OneOf(term.ImageModes...)+" (env MEMEBENCH_IMAGE)")
	root.Flags().Lookup("image").DefValue = "auto"
	root.Flags().StringVar(&o.queue, "queue", "", "`NAME` of the queue to label: "+strings.Join(queue.Names, ", ")+", or a saved search (default: the one used last)")
	root.Flags().BoolVar(&o.plain, "plain", false, "label line by line, without a full screen: for screen readers, pipes and plain terminals")
	cobra.EnableCommandSorting = false // the help has them in the order in which they are used
	for _, g := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Memes and labels:", []*cobra.Command{
			newImport(o), newList(o), newLabel(o), newSkip(o), newFlag(o), newNote(o), newCaption(o), newUndo(o), newRedo(o), newLog(o), newStats(o), newAgreement(o), newDescribe(o),
			newExport(o), newGroups(o), newResplit(o), newRelink(o),
		}},
		{"The model:", []*cobra.Command{newOCR(o), newEncode(o), newTrain(o), newSweep(o), newEval(o), newCompare(o), newCV(o), newCheck(o), newPredict(o), newPredictions(o), newModels(o), newEncoders(o), newFeatures(o)}},
		{"A team:", []*cobra.Command{newServe(o), newAnnotators(o)}},
		{"More machines:", []*cobra.Command{newFleet(o), newWorker(o)}},
		{"The workspace:", []*cobra.Command{newConfig(o), newBackup(o), newRestore(o), newVerify(o), newDoctor(o)}},
	} {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.title
			root.AddCommand(c)
		}
	}
	root.AddCommand(newTrial(o), newMan(o))
	o.completeWords(root)
	return root
}

func envOr(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 && cmd.HasAvailableSubCommands() {
		text := fmt.Sprintf("unknown command %q", labels.Printable(args[0]))
		if cmd.HasParent() {
			text = fmt.Sprintf("%s: %s", cmd.CommandPath(), text)
		}
		cmd.SuggestionsMinimumDistance = 2 // edits, as cobra has it where it suggests by itself
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			text += ": perhaps " + strings.Join(near, " or ")
		}
		return usageError{errors.New(text)}
	}
	if len(args) > 0 {
		return usagef("%s: unexpected argument %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// exactArgs asks for so many arguments, the first not empty, as a script's variable that is not
// set is.
func exactArgs(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n || args[0] == "" {
			return usagef("%s: want %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

// printJSON writes v as indented JSON with a final newline.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// distinctLines leaves out a line that was said already: several parts of a work may each say of the
// same disk that it is full. Records, which a rescue may have to print, and empty lines all stay.
func distinctLines(text string) string {
	said := map[string]bool{}
	return strings.Join(slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool {
		again := said[line] && line != "" && !strings.HasPrefix(line, "{")
		said[line] = true
		return again
	}), "\n")
}
