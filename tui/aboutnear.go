package tui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// aboutNearest is how many memes the sheet has that are like one, by each likeness.
const aboutNearest = 5

// aboutNearMsg brings the memes most like an item by each of labels.Likenesses.
type aboutNearMsg struct {
	of *item
	by [][]nearItem
	// of the likenesses: what keeps a meme from being compared in one of them, no picture for
	// instance, is no fault of the others.
	faults []error
}

// wantAboutNear has the memes looked for that are like the one that a sheet is about.
func (s *labelScreen) wantAboutNear(a *aboutSheet) tea.Cmd {
	return s.wantSheetNear(a, s.item, s.nearBy(), s.whyNoNear(), s.nearSearch(), s.adjudicates())
}

// wantSheetNear has the memes looked for that are like an item, among those that a search finds:
// by says whose levels they have, and why, unless it is "", why they are not told.
func (s *session) wantSheetNear(a *aboutSheet, of *item, by, why string, search labels.Search, gold bool) tea.Cmd {
	_, preparing := s.active[jobPrepare]
	if why == "" && (preparing || s.unprepared != "") {
		why = "the memes have no features yet"
	}
	a.nearTitle = nearTitle + " " + by
	a.near = []aboutFact{{name: a.nearTitle}, {"", "being looked for"}}
	if why != "" {
		a.near[1].text = why
		return nil
	}
	a.of = of
	var ctx context.Context
	ctx, a.cancel = context.WithCancel(s.ctx)
	return aboutNearCmd(ctx, s.deps, of, search, gold)
}

// aboutNearCmd finds the memes most like an item among those that a search finds, see
// nearCmd.
func aboutNearCmd(ctx context.Context, d Deps, of *item, search labels.Search, gold bool) tea.Cmd {
	seq := of.meme.Seq
	return func() tea.Msg {
		msg := aboutNearMsg{of: of}
		hits, err := d.Search(ctx, search)
		for _, by := range labels.Likenesses {
			var items []nearItem
			fault := err
			if err == nil && hits.Count > 0 {
				items, fault = likest(ctx, d, seq, hits.Seqs, by, aboutNearest, gold)
			}
			msg.by, msg.faults = append(msg.by, items), append(msg.faults, fault)
		}
		if ctx.Err() != nil {
			return nil // the sheet is closed
		}
		return msg
	}
}

// nearCame takes in the memes that are like the one that the sheet is about.
func (a *aboutSheet) nearCame(msg aboutNearMsg) {
	if msg.of != a.of {
		return
	}
	a.cancel()
	a.near = nil
	for i, by := range labels.Likenesses {
		a.near = append(a.near, aboutFact{name: a.nearTitle + ": " + likenessTitle[by]})
		switch {
		case msg.faults[i] != nil:
			a.near = append(a.near, aboutFact{"", msg.faults[i].Error()})
		case len(msg.by[i]) == 0:
			a.near = append(a.near, aboutFact{"", "none yet"})
		}
		for _, n := range msg.by[i] {
			a.near = append(a.near, aboutFact{fmt.Sprintf("%.2f  #%04d", n.cosine, n.meme.Seq), levelName(n.level) + " · " + captionOrName(n.meme)})
		}
	}
}

// likenessTitle says by what memes are alike.
var likenessTitle = map[labels.Likeness]string{
	labels.AlikeInAll: "caption and picture", labels.AlikeInText: "caption", labels.AlikeInImage: "picture",
}
