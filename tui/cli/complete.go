package cli

import (
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/labels/queue"
	"memebench/model/settings"
	"memebench/tui/term"
)

// words are what a shell offers for a value: those that are always there, those that the user has, and
// those of a workspace.
type words struct {
	fixed []string
	own   func() []string
	of    func(*db.DB) ([]string, error)
}

var (
	levelWords     = words{fixed: levelNames()}
	roleWords      = words{fixed: texts(labels.Roles)}
	versionWords   = words{fixed: []string{"served", "latest"}, of: versionsToName}
	packWords      = words{own: packNames}
	annotatorWords = words{of: (*db.DB).Annotators}
	memeQueueWords = words{fixed: queue.Names, of: savedNames}
)

// flagWords are the words of flags, by the command's path and the flag's name, or by the name alone
// where it means the same for all commands. What is not here is completed by the names of files.
var flagWords = map[string]words{
	"version":               versionWords,
	"annotator":             annotatorWords,
	"role":                  roleWords,
	"queue":                 memeQueueWords,
	"fusion":                {fixed: eval.Fusions},
	"class-weights":         {fixed: eval.ClassWeightings},
	"memebench image":       {fixed: texts(term.ImageModes)},
	"memebench list order":  {fixed: texts(labels.Orders)},
	"memebench list forget": {of: savedNames},
	"memebench check kind":  {fixed: texts(eval.CheckKinds)},
	"memebench check by":    {fixed: texts(eval.Suspicions)},
	"memebench eval split":  {fixed: []string{"val", "test", "cv", "all"}},

	"memebench compare split":  {fixed: []string{"val", "test", "cv"}},
	"memebench import split":   {fixed: []string{"train", "val", "test", "trainval"}},
	"memebench import format":  {fixed: dataset.ImportFormats()},
	"memebench import dataset": {of: datasetNames},
	"memebench export format":  {fixed: dataset.ExportFormats()},
}

// argWords are the words of arguments, by the command's path and in their order; those of the last
// are for all that follow where more says so.
var argWords = map[string]struct {
	each []words
	more bool
}{
	"memebench label":             {each: []words{{}, levelWords}},
	"memebench compare":           {each: []words{versionWords}, more: true},
	"memebench models show":       {each: []words{versionWords}},
	"memebench models diff":       {each: []words{versionWords, versionWords}},
	"memebench models promote":    {each: []words{versionWords}},
	"memebench models rename":     {each: []words{versionWords}},
	"memebench models delete":     {each: []words{versionWords}},
	"memebench models export":     {each: []words{versionWords}},
	"memebench encoders show":     {each: []words{packWords}},
	"memebench encoders use":      {each: []words{packWords}},
	"memebench encoders remove":   {each: []words{packWords}},
	"memebench encoders compare":  {each: []words{packWords, packWords}},
	"memebench annotators role":   {each: []words{annotatorWords, roleWords}},
	"memebench annotators remove": {each: []words{annotatorWords}},
	"memebench config get":        {each: []words{{own: settingNames}}},
	"memebench config set":        {each: []words{{own: settingNames}}},
}

// completeWords has the shell complete the values of a command and of those below it.
func (o *options) completeWords(cmd *cobra.Command) {
	path := cmd.CommandPath()
	for name, w := range flagWords {
		if command, flag, of := cutLast(name); of && command == path || !of && (cmd.Flags().Lookup(flag) != nil || cmd.PersistentFlags().Lookup(flag) != nil) {
			complete := func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
				return o.offered(cmd, w, typed)
			}
			if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
				panic(err) // there is no such flag, or it is here twice
			}
		}
	}
	if args, ok := argWords[path]; ok {
		cmd.ValidArgsFunction = func(cmd *cobra.Command, before []string, typed string) ([]string, cobra.ShellCompDirective) {
			n := len(before)
			switch {
			case path == "memebench config set" && n == 1:
				return o.offered(cmd, words{fixed: valuesOf(before[0])}, typed)
			case args.more:
				n = min(n, len(args.each)-1)
			case n >= len(args.each):
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return o.offered(cmd, args.each[n], typed)
		}
	}
	for _, below := range cmd.Commands() {
		o.completeWords(below)
	}
}

// cutLast cuts off the last word of a text of several.
func cutLast(text string) (before, last string, cut bool) {
	at := strings.LastIndexByte(text, ' ')
	if at < 0 {
		return "", text, false
	}
	return text[:at], text[at+1:], true
}

// mostOffered is how large a store may be, in bytes, to be read for a shell: it is copied for that,
// while somebody waits.
const mostOffered = 512 << 20

// offered are those of the words that begin as it is typed. A workspace that is not there, cannot be
// read or is too large has none: the command itself says what it is about.
func (o *options) offered(cmd *cobra.Command, w words, typed string) (all []string, _ cobra.ShellCompDirective) {
	all = slices.Clone(w.fixed)
	if w.own != nil {
		all = append(all, w.own()...)
	}
	if w.of != nil && o.storeSize() <= mostOffered {
		if store, err := o.storeToRead(cmd.Context()); err == nil && store != nil {
			some, err := w.of(store)
			if err == nil {
				all = append(all, some...)
			}
			store.Close() // only read from
		}
	}
	all = slices.DeleteFunc(all, func(word string) bool {
		// Some shells end a word at a space, whatever is around it.
		return !strings.HasPrefix(word, typed) || labels.Printable(word) != word || strings.ContainsFunc(word, unicode.IsSpace)
	})
	return all, cobra.ShellCompDirectiveNoFileComp
}

// storeSize is the size of the workspace's store in bytes, 0 where there is none.
func (o *options) storeSize() int64 {
	p, err := o.place()
	if err != nil {
		return 0
	}
	st, err := os.Stat(p.store())
	if err != nil {
		return 0
	}
	return st.Size()
}

// versionsToName are the ids of the versions, and the names of those that have one.
func versionsToName(store *db.DB) (all []string, err error) {
	versions, err := store.Versions()
	for _, v := range versions {
		all = append(all, v.ID)
		if v.Name != "" {
			all = append(all, v.Name)
		}
	}
	return all, err
}

func datasetNames(store *db.DB) (all []string, err error) {
	datasets, err := store.Datasets()
	for _, d := range datasets {
		all = append(all, d.Name)
	}
	return all, err
}

func savedNames(store *db.DB) (all []string, err error) {
	settings, err := store.Settings()
	for _, q := range labels.SavedQueries(settings) {
		all = append(all, q.Name)
	}
	return all, err
}

func settingNames() (all []string) {
	for _, s := range settings.All {
		all = append(all, s.Name)
	}
	return all
}

// valuesOf are those that a setting may have, none where there is no list.
func valuesOf(setting string) []string {
	if s, err := findSetting(setting); err == nil {
		return settingValues(s)
	}
	return nil
}

func texts[T ~string](all []T) (words []string) {
	for _, one := range all {
		words = append(words, string(one))
	}
	return words
}
