package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"memebench/labels"
	"memebench/labels/queue"
	"memebench/model"
)

// listWanted says which memes are listed, and in which order.
type listWanted struct {
	query, queue string
	order        string
	limit        int
	save, forget string
	saved        bool
}

func newList(o *options) *cobra.Command {
	var l listWanted
	cmd := &cobra.Command{
		Use:   "list [QUERY] [--queue NAME] [--order ORDER] [--limit N]",
		Short: "List the memes that a query finds",
		Long: `list lists the memes of which all terms of the query hold, and without one all memes:

` + describeQuery() + `

Several values stand with commas between them, as in level:1,2. Case and accents make no
difference, but in the names of annotators, datasets and saved queries. "You" is who
asks, as --annotator or MEMEBENCH_ANNOTATOR says. model, conf and loss are those of the
version that is served; what it says of memes of val and test is not printed till you
have labelled them. Quote the query for the shell, and write -- before one that begins
with a dash, which is taken for a flag.

--queue lists what a queue has, in its order: one of
` + strings.Join(queue.Names[:6], ", ") + `,
` + strings.Join(queue.Names[6:], ", ") + `, group:N, or a saved query. --save keeps the query
under a name, which is a queue's in the screens then.`,
		Example: `  memebench list 'state:labelled level:neg model:pos' --order loss
  memebench list 'split:train has:image coffee -tea' --limit 10 --json
  memebench list --save doubtful 'state:waiting conf<0.5'`,
		Args: func(cmd *cobra.Command, args []string) error {
			l.query = strings.Join(args, " ")
			return l.check(cmd)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			who, err := o.who()
			if err != nil {
				return err
			}
			how := toRead
			if l.save != "" || l.forget != "" {
				how = mustExist
			}
			return o.run(cmd.Context(), how, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				switch {
				case l.saved:
					return w.savedQueries()
				case l.forget != "":
					return w.forgetQuery(l.forget)
				case l.save != "":
					return w.saveQuery(l.save, l.query, who)
				}
				return answer{}, o.list(ctx, w, l, who, o.beside(p))
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&l.queue, "queue", "", "only what this queue has, in its order: a `NAME`")
	f.StringVar(&l.order, "order", "", "`ORDER`: "+labels.OneOf(labels.Orders...)+"; the most doubtful or the worst first (default: that of near: or queue: in the query, else import)")
	f.IntVar(&l.limit, "limit", 0, "at most `N` memes (default: all)")
	f.StringVar(&l.save, "save", "", "keep the query under a `NAME`, and list nothing")
	f.StringVar(&l.forget, "forget", "", "remove the saved query of this `NAME`")
	f.BoolVar(&l.saved, "saved", false, "list the saved queries")
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var unknown *pflag.NotExistError
		if errors.As(err, &unknown) {
			return usagef("%w (a query that begins with a dash comes after --)", err)
		}
		return flagError(cmd, err)
	})
	return cmd
}

// check refuses what does not go together.
func (l *listWanted) check(cmd *cobra.Command) error {
	given := 0
	for _, one := range []bool{l.saved, l.save != "", l.forget != ""} {
		if one {
			given++
		}
	}
	changed := cmd.Flags().Changed
	switch {
	case given > 1:
		return usagef("list: want one of --saved, --save and --forget")
	case given > 0 && (changed("queue") || changed("order") || changed("limit")):
		return usagef("list: --queue, --order and --limit go with a list of memes")
	case (l.saved || l.forget != "") && l.query != "":
		return usagef("list: want no QUERY with --saved and --forget")
	case l.save != "" && strings.TrimSpace(l.query) == "":
		return usagef("list --save %s: want a QUERY to keep", labels.Printable(l.save))
	case changed("order") && !slices.Contains(labels.Orders, labels.Order(l.order)):
		return usagef("--order %s: want %s", labels.Quoted(l.order), labels.OneOf(labels.Orders...))
	case changed("order") && l.queue != "":
		return usagef("list: a queue has its own order: leave out --order or --queue")
	case l.limit < 0 || changed("limit") && l.limit == 0:
		return usagef("--limit %d: want a number of memes, 1 or more", l.limit)
	}
	return nil
}

// describeQuery describes the language of queries for the help.
func describeQuery() string {
	const left, columns = "                    ", 88
	var b strings.Builder
	row := func(form, doc string) {
		lines := strings.Split(ansi.Wordwrap(doc, columns-len(left), ""), "\n")
		fmt.Fprintf(&b, "  %-18s%s\n", form, lines[0])
		for _, l := range lines[1:] {
			b.WriteString(left + strings.TrimSpace(l) + "\n")
		}
	}
	row("monday", "memes with these letters in the caption; \"so tired\" finds whole words")
	row("#412", "the meme with this number; \"#412\" finds it in captions")
	row("-TERM", "memes of which the term does not hold")
	for _, f := range labels.QueryFields {
		if f.Name != "state" {
			row(f.Name+f.Ops[0]+"…", f.Doc+" ("+f.Wants+")")
			continue
		}
		for _, s := range labels.QueryStates {
			row("state:"+s.Name, s.Doc)
		}
	}
	row("COLUMN:VALUE", "memes with this value in a column of their table; also COLUMN<NUMBER; a name in quotes is always a column's")
	return strings.TrimRight(b.String(), "\n")
}

// query reads a query, and says of a name in it that it is nobody's.
func (w *workspace) query(text, who string) (labels.Query, error) {
	q, err := w.bench.ParseQuery(text)
	if err != nil {
		return q, queryError(err)
	}
	needs, lists := q.Needs(), q.Lists()
	names := needs.Annotators
	if len(names) == 0 && len(lists) == 0 && !needs.Dataset {
		return q, nil
	}
	known := labels.Known{Queues: slices.Clone(queue.Names)}
	settings, err := w.store.Settings()
	if err != nil {
		return q, err
	}
	for _, s := range labels.SavedQueries(settings) {
		known.Queues = append(known.Queues, s.Name)
	}
	for _, l := range lists {
		if queue.BuiltIn(l.Name) {
			known.Queues = append(known.Queues, l.Name) // a group's
		}
	}
	if len(names) > 0 {
		if known.Annotators, err = w.store.Annotators(); err != nil {
			return q, err
		}
		known.Annotators = append(known.Annotators, who) // who may not have said anything yet
	}
	if needs.Dataset {
		if known.Datasets, err = w.datasets(); err != nil {
			return q, err
		}
	}
	return q, queryError(q.Check(known))
}

// datasets are the names of the datasets that memes came with.
func (w *workspace) datasets() (names []string, err error) {
	sets, err := w.store.Datasets()
	for _, set := range sets {
		names = append(names, set.Name)
	}
	return names, err
}

// queryError is what is wrong with the query of a command line.
func queryError(err error) error {
	var wrong *labels.QueryError
	if errors.As(err, &wrong) {
		return usagef("query: %s: %w", labels.Quoted(wrong.Word), err)
	}
	return err
}

// saveQuery keeps a query under a name.
func (w *workspace) saveQuery(name, text, who string) (answer, error) {
	if err := queue.CheckSavedName(name); err != nil {
		return answer{}, usageError{err}
	}
	if _, err := w.query(text, who); err != nil {
		return answer{}, err
	}
	s := labels.SavedQuery{Name: name, Query: strings.TrimSpace(text)}
	if err := w.store.SetSetting(s.Setting().Name, s.Setting().Value); err != nil {
		return answer{}, err
	}
	return answer{did: true, json: s, text: func(out io.Writer) error {
		_, err := fmt.Fprintf(out, "saved: %s is %s\n", name, labels.Printable(s.Query))
		return err
	}}, nil
}

// forgetQuery removes a saved query.
func (w *workspace) forgetQuery(name string) (answer, error) {
	setting := labels.SavedQuery{Name: name}.Setting()
	if text, _, err := w.store.Setting(setting.Name); err != nil || text == "" {
		return answer{}, errors.Join(err, fmt.Errorf("no query is saved as %s: memebench list --saved lists them", labels.Quoted(name)))
	}
	if err := w.store.SetSetting(setting.Name, ""); err != nil {
		return answer{}, err
	}
	return answer{did: true, json: labels.SavedQuery{Name: name}, text: func(out io.Writer) error {
		_, err := fmt.Fprintf(out, "removed: %s\n", labels.Printable(name))
		return err
	}}, nil
}

// savedQueries lists the saved queries.
func (w *workspace) savedQueries() (answer, error) {
	settings, err := w.store.Settings()
	if err != nil {
		return answer{}, err
	}
	saved := append([]labels.SavedQuery{}, labels.SavedQueries(settings)...)
	return answer{json: saved, text: func(out io.Writer) error {
		if len(saved) == 0 {
			_, err := fmt.Fprintln(out, "no query is saved: memebench list --save NAME QUERY keeps one")
			return err
		}
		t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, s := range saved {
			fmt.Fprintf(t, "%s\t%s\n", labels.Printable(s.Name), labels.Printable(s.Query))
		}
		return t.Flush()
	}}, nil
}
