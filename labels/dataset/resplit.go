package dataset

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// ResplitStore is what assigning the memes again needs of a workspace's store.
type ResplitStore interface {
	Datasets() ([]labels.Dataset, error)
	MemeCount() (int, error)
	// Resplit assigns all memes again and says what that changes; with rehearse it
	// only says it. An error of the plan's Assigner is returned as it is.
	Resplit(plan labels.SplitPlan, rehearse bool) (labels.Resplit, error)
}

// ResplitSpec says how to assign the memes again.
type ResplitSpec struct {
	// Shares that go to train and val, the rest to test, of the memes of each level and of
	// those without one; see labels.Shares.BalancePlan, also for Seed.
	Shares labels.Shares
	Seed   uint64

	// Column names the imported column that has the splits, in the words that an import takes; "":
	// assigned by Shares. A row that has nothing there goes with its group, and the memes of
	// datasets without the column stay where they are.
	Column string

	Rehearse bool // only tell what would change
}

// Resplit assigns all memes of a workspace to the splits again. By shares, all memes
// that are tied go together, so that no cross-split duplicate is left;
// by a column, those that the column puts apart are cross-split duplicates. Versions trained
// before keep what they have learnt: Evaluate tells what of it they are evaluated on.
//
// Cancelled, or refused for a value that is no split, nothing has changed.
func Resplit(ctx context.Context, store ResplitStore, spec ResplitSpec, p labels.Report) (labels.Resplit, error) {
	total, err := store.MemeCount()
	if err != nil {
		return labels.Resplit{}, fmt.Errorf("resplit: %w", err)
	}
	plan := spec.Shares.BalancePlan(spec.Seed)
	if spec.Column != "" {
		assign, err := spec.byColumn(store)
		if err != nil {
			return labels.Resplit{}, fmt.Errorf("resplit: %w", err)
		}
		plan = assign.Plan
	}
	done := 0
	report, err := store.Resplit(func(tied []labels.Tied) labels.Assigner {
		assign := plan(tied)
		return func(m *labels.Meme, key string) (labels.Split, error) {
			if done%exportStep == 0 {
				if err := ctx.Err(); err != nil {
					return "", err
				}
				p.Tell(labels.Step{Phase: "resplit", Done: int64(done), Total: int64(max(total, done)), Unit: "memes"})
			}
			done++
			return assign(m, key)
		}
	}, spec.Rehearse)
	if err != nil {
		return labels.Resplit{}, fmt.Errorf("resplit: %w", err)
	}
	return report, nil
}

// byColumn assigns by the values of a column, which at least one dataset must have.
func (s *ResplitSpec) byColumn(store ResplitStore) (labels.Assigner, error) {
	datasets, err := store.Datasets()
	if err != nil {
		return nil, err
	}
	places := map[string]int{} // of the column, by dataset
	var found []string
	for _, d := range datasets {
		if at := columnPlaces(d.Columns, s.Column, strings.TrimSpace); at != nil {
			places[d.Name] = at[0]
		}
		found = append(found, d.Columns...)
	}
	if len(places) == 0 {
		if len(found) == 0 {
			return nil, errors.New("no table with columns has been imported into this workspace")
		}
		slices.Sort(found)
		for i, c := range found {
			found[i] = fmt.Sprintf("%q", labels.Printable(c))
		}
		return nil, fmt.Errorf("no imported table has a column %q: found %s", labels.Printable(s.Column), strings.Join(slices.Compact(found), ", "))
	}
	marks := splitMarks[plainName(s.Column)]
	return func(m *labels.Meme, _ string) (labels.Split, error) {
		place, has := places[m.Dataset]
		switch {
		case !has:
			return m.Split, nil
		case place >= len(m.Values): // the column came with a later table
			return "", nil
		}
		split, err := marks.read(m.Values[place])
		if err != nil {
			return "", fmt.Errorf("%s, row %d: %s %s: %s", labels.Printable(m.Dataset), m.Row, labels.Printable(s.Column), labels.Quoted(m.Values[place]), wantedSplit)
		}
		return split, nil
	}, nil
}
