package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/model"
	"memebench/tui/members"
)

// annotator is one of those that annotators list prints with --json.
type annotator struct {
	Name        string      `json:"name"`
	Role        labels.Role `json:"role"`        // "" for one without a key
	Fingerprint string      `json:"fingerprint"` // of the key, as ssh-keygen -l shows it; "" for none
	Labels      int         `json:"labels"`      // memes that have a level of the annotator's
	LastSeen    *time.Time  `json:"last_seen"`   // when the annotator last said anything; null: never
}

func newAnnotators(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "annotators",
		Short: "List who may come in over SSH, and manage keys, roles and invitations",
		Long: `annotators manages who may work in the workspace over SSH, see memebench serve. A member has
a name, which stands beside every label, a key, and a role: annotators label; researchers
also train, evaluate, adjudicate and export; owners also serve and delete versions and change
settings. Keys are in the file annotators.keys of the workspace, in the form of OpenSSH's
authorized_keys. All of this works while the workspace is served, and counts within seconds:
a session of who is removed, or gets another role, ends.

Without a subcommand it lists all who are members or have said anything.`,
		Example: `  memebench annotators`,
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.listAnnotators(cmd.Context()) },
	}
	cmd.AddCommand(newAnnotatorsList(o), newAnnotatorsAdd(o), newAnnotatorsRole(o), newAnnotatorsRemove(o), newAnnotatorsInvite(o))
	return cmd
}

func newAnnotatorsList(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List who is a member or has said anything",
		Long: `list shows the members with their roles and keys, and all others who have said anything
of a meme (a level, a skip, a flag, a note, a caption), people and tables: how many memes
have a level of theirs, and when they last said anything.`,
		Example: `  memebench annotators list --json`,
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.listAnnotators(cmd.Context()) },
	}
}

// listAnnotators lists all members and all annotators.
func (o *options) listAnnotators(ctx context.Context) error {
	return o.run(ctx, toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
		all, wrong := members.In(w.dir).All()
		if wrong != nil && all == nil {
			return answer{}, wrong
		}
		list, err := w.annotators(all)
		if err != nil {
			return answer{}, err
		}
		if wrong != nil {
			o.say("warning: %v", wrong)
		}
		return answer{json: list, text: func(out io.Writer) error { return writeAnnotators(out, list) }}, nil
	})
}

// annotators are the members and then all others who have said anything.
func (w *workspace) annotators(all []members.Member) ([]annotator, error) {
	list := []annotator{}
	for _, m := range all {
		list = append(list, annotator{Name: m.Name, Role: m.Role, Fingerprint: m.Fingerprint()})
	}
	heard, err := w.heard()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(heard)) {
		if !slices.ContainsFunc(list, func(a annotator) bool { return a.Name == name }) {
			list = append(list, annotator{Name: name})
		}
	}
	for i := range list {
		a := &list[i]
		s, err := w.store.Summary(a.Name)
		if err != nil {
			return nil, err
		}
		a.Labels = s.Counts.InName
		if at := heard[a.Name]; !at.IsZero() {
			a.LastSeen = &at
		}
	}
	return list, nil
}

// heard is when all who have ever said anything have said it last; of whom only imports have
// brought something, the zero time.
func (w *workspace) heard() (map[string]time.Time, error) {
	heard := map[string]time.Time{}
	return heard, w.store.LogByPlace(1, func(_ uint64, e labels.Event) error {
		if at := heard[e.Annotator]; e.Source == labels.Import {
			heard[e.Annotator] = at
		} else if at.Before(e.Time) {
			heard[e.Annotator] = e.Time
		}
		return nil
	})
}

// writeAnnotators writes them for people.
func writeAnnotators(out io.Writer, list []annotator) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(out, "nobody yet: memebench annotators add NAME KEYFILE adds a member")
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "name\trole\tlabels\tlast seen\tkey")
	for _, a := range list {
		role, key, seen := string(a.Role), a.Fingerprint, "never"
		if a.Role == "" {
			role, key = "–", "no key"
		}
		if a.LastSeen != nil {
			seen = a.LastSeen.Local().Format("2 Jan 2006 15:04")
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\n", labels.Printable(a.Name), role, a.Labels, seen, key)
	}
	return t.Flush()
}

// keyLimit is how large a file of a key may be, in bytes.
const keyLimit = 64 << 10

func newAnnotatorsAdd(o *options) *cobra.Command {
	role := string(labels.RoleAnnotator)
	cmd := &cobra.Command{
		Use:   "add NAME KEYFILE",
		Short: "Let somebody in by a key",
		Long: `add lets the owner of a key in. KEYFILE is a public key as ssh-keygen makes it, a
file that ends with .pub. Who has lost a key is removed and added with another one: the labels
stay. Who has several gets a line for each in annotators.keys, with the same name and role.`,
		Example: `  memebench annotators add ann ann.pub --role researcher`,
		Args:    exactArgs(2, "a name and the file of a public key"),
		RunE: func(_ *cobra.Command, args []string) error {
			m := members.Member{Name: args[0]}
			var err error
			if m.Role, err = labels.ParseRole(role); err != nil {
				return usageError{err}
			}
			if err := members.CheckName(m.Name); err != nil {
				return usageError{err}
			}
			text, err := plainfile.Read(args[1], keyLimit)
			if err == nil {
				m.Key, err = members.ParseKey(text)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", labels.Printable(args[1]), plainfile.Cause(err))
			}
			return o.changeMembers(func(f members.File) error {
				err := f.Add(m)
				if errors.Is(err, members.ErrTaken) {
					err = fmt.Errorf("%w; memebench annotators add --help says how a member gets another key", err)
				}
				return err
			},
				annotator{Name: m.Name, Role: m.Role, Fingerprint: m.Fingerprint()},
				fmt.Sprintf("%s may come in as %s, by the key %s", labels.Printable(m.Name), m.Role, m.Fingerprint()))
		},
	}
	cmd.Flags().StringVar(&role, "role", role, "`ROLE`: annotator, researcher or owner")
	return cmd
}

func newAnnotatorsRole(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "role NAME ROLE",
		Short: "Give a member another role",
		Long: `role makes a member an annotator, a researcher or an owner. An open session ends,
and begins with the new role.`,
		Example: `  memebench annotators role ann researcher`,
		Args:    exactArgs(2, "a name and a role"),
		RunE: func(_ *cobra.Command, args []string) error {
			role, err := labels.ParseRole(args[1])
			if err != nil {
				return usageError{err}
			}
			return o.changeMembers(func(f members.File) error { return f.SetRole(args[0], role) },
				annotator{Name: args[0], Role: role}, saysRole(args[0], role))
		},
	}
}

func newAnnotatorsRemove(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "remove NAME",
		Short:   "Let a member in no more; labels stay",
		Long:    `remove takes a member's key away. What the member has labelled stays; an open session ends.`,
		Example: `  memebench annotators remove ann`,
		Args:    exactArgs(1, "a name"),
		RunE: func(_ *cobra.Command, args []string) error {
			return o.changeMembers(func(f members.File) error { return f.Remove(args[0]) },
				annotator{Name: args[0]}, saysRemoved(args[0]))
		},
	}
}

// saysRole is what is said when a member has got a role.
func saysRole(name string, role labels.Role) string {
	return fmt.Sprintf("%s is %s now", labels.Printable(name), role)
}

// saysRemoved is what is said when a member is one no more.
func saysRemoved(name string) string {
	return labels.Printable(name) + " may not come in any more; what was labelled stays"
}

// changeMembers changes the file of keys of the workspace.
func (o *options) changeMembers(change func(members.File) error, now annotator, said string) error {
	p, err := o.begunPlace()
	if err != nil {
		return err
	}
	return o.answer(func(model.Report) (answer, error) {
		err := change(members.In(p.dir))
		if errors.Is(err, members.ErrNoMember) {
			err = fmt.Errorf("%w; memebench annotators lists them", err)
		}
		if err != nil {
			return answer{}, inFolder(p.dir, err)
		}
		return answer{did: true, json: now, text: func(out io.Writer) error { _, err := fmt.Fprintln(out, said); return err }}, nil
	})
}

// invited is what annotators invite prints with --json.
type invited struct {
	Code  string    `json:"code"`
	Uses  int       `json:"uses"`
	Until time.Time `json:"until"`
}

func newAnnotatorsInvite(o *options) *cobra.Command {
	uses, last := 1, 24*time.Hour
	cmd := &cobra.Command{
		Use:   "invite",
		Short: "Make an invitation, with which others add themselves",
		Long: `invite prints a code. Whoever has it runs ssh join@HOST, answers with the code and a name,
and is an annotator from then on. The code is kept as a digest only: it is shown once.`,
		Example: `  memebench annotators invite --uses 5 --for 24h`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := members.CheckInvitation(uses, last); err != nil {
				return usagef("%v", err)
			}
			p, err := o.begunPlace()
			if err != nil {
				return err
			}
			return o.answer(func(model.Report) (answer, error) {
				made := invited{Uses: uses, Until: time.Now().Add(last).UTC().Truncate(time.Second)}
				var err error
				if made.Code, err = members.InvitationsIn(p.dir, time.Now).Invite(uses, last); err != nil {
					return answer{}, inFolder(p.dir, err)
				}
				return answer{did: true, json: made, text: func(out io.Writer) error {
					times := "once"
					if uses > 1 {
						times = fmt.Sprintf("%d times", uses)
					}
					_, err := fmt.Fprintf(out, "%s\ncan be used %s till %s, by: ssh -p PORT join@HOST\n", made.Code, times, made.Until.Local().Format("2 Jan 2006 15:04"))
					return err
				}}, nil
			})
		},
	}
	f := cmd.Flags()
	f.IntVar(&uses, "uses", uses, "how many may join with it")
	f.DurationVar(&last, "for", last, "how long it is good, such as 24h")
	return cmd
}
