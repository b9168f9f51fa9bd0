package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model"
)

func newGroups(o *options) *cobra.Command {
	var find bool
	cmd := &cobra.Command{
		Use:   "groups [--find]",
		Short: "Which memes are tied together, and why",
		Long: `groups lists the groups of two or more memes, which are always in one split, and says
why: they have the same bytes, or near pictures (copies that were recompressed, resized
or put on a larger ground), or the same caption. Cross-split duplicates are listed, too,
with what they are the same as in another split: they are left out of training and
evaluation, until resplit puts them beside those. In a query, group:N finds the memes of
a group.

An import looks for near pictures when the memes are in, and the workbench in the
background. --find does it now, for what was not looked at yet: groups whose pictures
are near become one, and the smaller goes to the split of the larger if nobody has
labelled it; else its memes become cross-split duplicates.`,
		Example: `  memebench groups --find`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			defer smallHeap()()
			how := toRead
			if find {
				how = mustExist
			}
			return o.run(cmd.Context(), how, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				if find {
					r, err := dataset.FindNear(ctx, w.store, p.Plain())
					if err != nil {
						return answer{}, err
					}
					o.sayNear(r)
					if r.Unread > 0 {
						o.say("pictures that could not be looked at: %d; relink finds those that were moved", r.Unread)
					}
				} else if n, err := dataset.NotSearched(ctx, w.store); err != nil {
					return answer{}, err
				} else if n > 0 {
					o.say("note: pictures not looked at yet: %d; memebench groups --find does it", n)
				}
				groups, err := w.groups(ctx)
				return answer{did: find, json: groups, text: func(out io.Writer) error { return o.writeGroups(bufio.NewWriter(out), groups) }}, err
			})
		},
	}
	cmd.Flags().BoolVar(&find, "find", false, "first look for near pictures, where that was not done yet")
	return cmd
}

// sayNear says what a search for near duplicates has changed.
func (o *options) sayNear(r dataset.NearReport) {
	if r.Tied > 0 {
		said := fmt.Sprintf("memes whose pictures are near to others: %d, tied to them", r.Tied)
		if r.Moved > 0 {
			said += fmt.Sprintf("; %d went to another split for it", r.Moved)
		}
		if r.CrossSplit > 0 {
			said += fmt.Sprintf("; %d stay in another split, as cross-split duplicates", r.CrossSplit)
		}
		o.say("%s (memebench groups lists them)", said)
	}
}

// The reasons why memes are in one group.
const (
	sameBytes   = "same bytes"
	nearPicture = "near picture"
	sameCaption = "same caption"
)

var groupReasons = []string{sameBytes, nearPicture, sameCaption}

// group is a group as groups prints it with --json.
type group struct {
	Group uint64        `json:"group"`
	Why   []string      `json:"why"` // of groupReasons, those that tie any of its memes
	Memes []groupedMeme `json:"memes"`
}

// groupedMeme is a meme of a group.
type groupedMeme struct {
	Meme       labels.MemeID `json:"meme"`
	Seq        uint64        `json:"seq"`        // its place in the order of import
	ImageName  string        `json:"image_name"` // "" without a picture
	Caption    string        `json:"caption"`    // the one in force
	Split      labels.Split  `json:"split"`
	CrossSplit bool          `json:"cross_split"` // it is tied to memes of another split, too
	Why        []string      `json:"why"`         // what ties it to others of the group
	Elsewhere  []tiedTo      `json:"elsewhere"`   // of a cross-split duplicate, those of other splits
	title      string
}

// groups returns the groups of several memes and those with cross-split duplicates, in the order
// of their first memes.
func (w *workspace) groups(ctx context.Context) ([]group, error) {
	// Nearly all memes are in a group alone, and of those no more is kept than that.
	seen, listed := map[uint64]bool{}, map[uint64]bool{}
	each := func(do func(f *labels.Facts)) error {
		return w.store.Facts(ctx, labels.Search{}, func(f *labels.Facts) error {
			do(f)
			return nil
		})
	}
	if err := each(func(f *labels.Facts) {
		if seen[f.Group] || f.CrossSplit {
			listed[f.Group] = true
		}
		seen[f.Group] = true
	}); err != nil {
		return nil, err
	}
	members, order := map[uint64][]uint64{}, []uint64{}
	if err := each(func(f *labels.Facts) {
		if !listed[f.Group] {
			return
		}
		if members[f.Group] == nil {
			order = append(order, f.Group)
		}
		members[f.Group] = append(members[f.Group], f.Seq)
	}); err != nil {
		return nil, err
	}
	groups := []group{}
	for _, n := range order {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		memes := make([]labels.Meme, len(members[n]))
		for i, seq := range members[n] {
			var err error
			if memes[i], err = w.store.MemeAt(seq); err != nil {
				return nil, err
			}
		}
		g := groupOf(n, memes)
		for i := range memes {
			if memes[i].CrossSplit {
				var err error
				if g.Memes[i].Elsewhere, err = w.elsewhere(&memes[i], n, members); err != nil {
					return nil, err
				}
			}
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// groupOf says why memes are in a group.
func groupOf(n uint64, memes []labels.Meme) group {
	pictures, near, captions := map[string]int{}, map[string]bool{}, map[string]int{}
	for i := range memes {
		m := &memes[i]
		pictures[m.Image.SHA256]++
		captions[m.CaptionKey()]++
		for _, other := range m.Near {
			near[other] = true
		}
	}
	g := group{Group: n, Why: []string{}}
	for i := range memes {
		m := &memes[i]
		sha, caption := m.Image.SHA256, m.CaptionKey()
		isNear := near[sha] || slices.ContainsFunc(m.Near, func(other string) bool { return pictures[other] > 0 })
		is := map[string]bool{
			sameBytes: sha != "" && pictures[sha] > 1, nearPicture: sha != "" && isNear, sameCaption: caption != "" && captions[caption] > 1,
		}
		one := groupedMeme{
			Meme: m.ID, Seq: m.Seq, ImageName: m.Image.Name, Caption: m.Caption, Split: m.Split, CrossSplit: m.CrossSplit,
			Why: []string{}, Elsewhere: []tiedTo{}, title: m.Title(),
		}
		for _, reason := range groupReasons {
			if is[reason] {
				one.Why = append(one.Why, reason)
			}
		}
		g.Memes = append(g.Memes, one)
	}
	for _, reason := range groupReasons {
		if slices.ContainsFunc(g.Memes, func(m groupedMeme) bool { return slices.Contains(m.Why, reason) }) {
			g.Why = append(g.Why, reason)
		}
	}
	return g
}
