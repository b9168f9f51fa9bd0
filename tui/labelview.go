package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/term"
)

// view draws the body: exactly f.body lines.
func (s *labelScreen) view() []string {
	if s.item == nil {
		return s.noMeme()
	}
	l := s.caption.layout(s.frame, s.item.meme)
	picture := s.picture(l.picture)
	caption := s.caption.rows(s.frame, s.item.meme, l.caption)
	if !l.below {
		pane := s.pane(l.pane, caption)
		return s.rows(picture, l, pane)
	}
	rows := s.rows(picture, l, s.pane(l.pane, nil))
	rows = append(rows, "")
	for _, line := range caption {
		rows = append(rows, blank(margin)+line)
	}
	return rows
}

// rows puts the pane beside the picture. The picture's rows are taken as they
// are: what is in them may not be text.
func (s *labelScreen) rows(picture []string, l labelFrame, pane []string) []string {
	return beside(indent(picture), margin+l.picture.Cols, blank(gutter), pane)
}

// picture returns the rows of the picture, or of what stands in its place.
func (s *labelScreen) picture(b term.Box) []string {
	m := s.item.meme
	if !s.pics.drawable(m) {
		return s.card(b, nil)
	}
	p, ok := s.pics.get(m, b)
	switch {
	case !ok:
		return term.EmptyRows(s.pics.tech, b)
	case p.err != nil:
		return s.card(b, p.err)
	}
	return p.drawn.Rows
}

// image is what the terminal is sent for the picture besides its rows.
func (s *labelScreen) image() term.Image {
	if s.item == nil || !s.pics.drawable(s.item.meme) {
		return term.Image{}
	}
	if s.zoom.level != zoomOff {
		p, ok := s.zoom.drawn(s.pics, s.frame)
		return s.pics.image(p, ok, s.frame.zoom(), 0)
	}
	b := s.caption.layout(s.frame, s.item.meme).picture
	p, ok := s.pics.get(s.item.meme, b)
	return s.pics.image(p, ok, b, headerRows)
}

// card returns the card of the meme on the screen.
func (s *labelScreen) card(b term.Box, err error) []string {
	why := whyNoPicture(s.item.meme, s.pics.tech, err)
	if why == "" {
		why = picturesAreHidden
	}
	if s.cardBox != b || s.cardWhy != why || s.cardRows == nil {
		s.cardBox, s.cardWhy, s.cardRows = b, why, card(s.st, s.item.meme, why, b)
	}
	return s.cardRows
}

// pane draws what stands beside the picture, in rows that do not move whatever
// the meme. In low windows blank rows go first, then what others said.
func (s *labelScreen) pane(b term.Box, caption []string) []string {
	var rows []string
	line := func(l string) { rows = append(rows, s.st.Cut(l, b.Cols)) }
	gap := func() {
		if b.Rows >= paneRows-1 {
			line("")
		}
	}
	line(s.heading(b.Cols))
	gap()
	if caption != nil {
		rows = append(rows, caption...)
		line("")
	}
	head := s.modelLines(b.Cols)
	line(head[0])
	if b.Rows >= 11 || head[1] != "" {
		line(head[1])
	}
	for l := labels.VeryNegative; l <= labels.VeryPositive; l++ {
		line(s.bar(l, b.Cols))
	}
	gap()
	line(s.youSaid(b.Cols))
	if len(rows) < b.Rows {
		line(s.othersSaid(b.Cols))
	}
	if len(rows) > b.Rows {
		rows = rows[:b.Rows]
	}
	return rows
}

// heading names the meme.
func (s *labelScreen) heading(w int) string {
	m := s.item.meme
	right := string(m.Split)
	if s.cell != nil && s.item.place > 0 {
		right = fmt.Sprintf("%d/%d", s.item.place, len(s.cell.ids))
	}
	if m.Image.Format == "gif" {
		right = "GIF · " + right // of which the first frame is shown
	}
	num := fmt.Sprintf("#%04d ", m.Seq)
	name := s.st.Fit(labels.Printable(m.Title()), w-s.st.Width(num)-s.st.Width(right)-2)
	return s.st.bold.Render(num) + s.st.dim.Render(name) + "  " + term.Column + s.st.dim.Render(right)
}

// modelLines says whose bars these are, or why there are none, in two rows.
func (s *labelScreen) modelLines(w int) [2]string {
	var first, second string
	it := s.item
	switch {
	case !it.predicted:
		first = s.st.dim.Render("no prediction yet")
		second = s.st.dim.Render(s.whyNone())
	case s.visible():
		first = "model " + s.st.bold.Render(it.pred.Version)
		if v, ok := s.summary.Version(it.pred.Version); ok {
			first += s.st.dim.Render("  " + v.Created.In(s.now().Location()).Format("2 Jan 15:04"))
		}
		if s.cell != nil && s.cell.split == eval.CVRows {
			second = s.st.dim.Render("by a head that has not seen it")
		} else if s.summary.Served != "" && it.pred.Version != s.summary.Served {
			second = s.st.dim.Render("stale: " + s.summary.Served + " is served now")
			if s.cell != nil {
				second = s.st.dim.Render("as evaluated; " + s.summary.Served + " is served")
			}
		} else if len(it.pred.Modalities) == 1 {
			second = s.st.dim.Render("from the " + it.pred.Modalities[0] + " only")
		}
	default:
		why := s.st.Wrap(s.whyHidden(), w)
		first = s.st.dim.Render(why[0])
		if len(why) > 1 {
			second = s.st.dim.Render(why[1])
		}
	}
	if s.cell != nil {
		// The cell's own line comes first: it is what one came for.
		if !s.visible() {
			second = first
		}
		first = s.st.bold.Render(s.st.Cut(s.cell.title(s.st, w), w))
	}
	return [2]string{first, second}
}

func (s *labelScreen) whyNone() string {
	_, preparing := s.active[jobPrepare]
	switch {
	case preparing:
		return "it comes when the model is ready"
	case s.unprepared != "":
		return "the model is missing: ! says why"
	case len(s.summary.Versions) == 0:
		return "no model yet: r trains one"
	}
	return "r trains a model that has seen it"
}

func (s *labelScreen) whyHidden() string {
	switch {
	case s.deps.Blind == labels.BlindNever:
		return "the model's answers are not shown here"
	case heldOut(s.item.meme) && s.cell == nil:
		return "for evaluation: the model answers after you"
	}
	return "the model answers after you"
}

// bar is one level's row: marks, key, name, bar and share. The marks are ▸ for
// what the model takes to be most probable and ✓ for what the annotator said.
func (s *labelScreen) bar(l labels.Level, w int) string {
	model, you := " ", " "
	visible := s.visible()
	if visible && s.item.pred.Level() == l {
		model = "▸"
	}
	if m, ok := s.mine(); ok && m.Level == l {
		you = s.st.news.Render("✓")
	}
	name := fmt.Sprintf("%d %-13s", l+1, l.Title())
	style := s.st.level[l]
	if model == "▸" || you != " " {
		name = s.st.bold.Render(name)
	}
	left := model + you + " " + name + " "
	room := w - s.st.Width(left) - 6
	if !visible {
		return left + s.st.faint.Render("·")
	}
	p := float64(s.item.pred.Probs[l])
	if p < .005 {
		return left + blank(room) + "   0 %" // as it rounds
	}
	return left + s.st.Fit(style.Render(bar(p, room)), room) + fmt.Sprintf(" %5s", percent(p))
}

// youSaid is the annotator's own word on the meme, which is what is on disk.
func (s *labelScreen) youSaid(w int) string {
	said := "— not yet"
	if m, ok := s.mine(); ok {
		switch m.Action {
		case labels.Skip:
			said = "skipped"
		case labels.Flag:
			said = "flagged"
		default:
			said = s.st.level[m.Level].Render(levelName(m.Level)) + s.st.news.Render(" ✓")
		}
	}
	return s.st.Cut("you said  "+said, w)
}

// othersSaid is what others have said: after the annotator, so as not to sway.
func (s *labelScreen) othersSaid(w int) string {
	var said []string
	for _, st := range s.item.state.Current {
		if st.Annotator != s.deps.Annotator {
			what := string(st.Action)
			if st.Level.Valid() {
				what = levelName(st.Level)
			}
			said = append(said, labels.Printable(st.Annotator)+" "+what)
		}
	}
	if len(said) == 0 {
		return ""
	}
	if _, ok := s.mine(); !ok {
		return s.st.dim.Render(s.st.Cut("others    "+"shown after your label", w))
	}
	return s.st.dim.Render(s.st.Cut("others    "+strings.Join(said, ", "), w))
}

// note is the dimmed row above the status: how to begin, or that all is done.
func (s *labelScreen) note() string {
	p := s.summary.Counts
	switch {
	case s.item == nil || s.cell != nil:
		return ""
	case p.Memes > 0 && s.summary.Waiting() == 0 && p.ByKind[labels.Disputed] > 0:
		return fmt.Sprintf("All %d memes are labelled or skipped; on %d the annotators differ. r retrains.", p.Memes, p.ByKind[labels.Disputed])
	case p.Memes > 0 && s.summary.Waiting() == 0:
		return fmt.Sprintf("All %d memes are labelled or skipped: r retrains, tab shows how well the model does.", p.Memes)
	case p.Mine < 3:
		return "How does the meme feel?  1 very negative … 5 very positive;  u takes it back"
	}
	return ""
}

func (s *labelScreen) remarks() (string, bool) { return "", false }

// noMeme fills the body while there is nothing to show.
func (s *labelScreen) noMeme() []string {
	rows := make([]string, s.frame.body)
	if !s.empty {
		return rows
	}
	text := []string{
		s.st.bold.Render("No memes here yet."),
		"",
		"Quit with q and bring some in:",
		"",
		"memebench import -w " + labels.Printable(s.deps.Folder) + " --format memotion \\",
		"    --csv labels.csv --images images/",
		"memebench import -w " + labels.Printable(s.deps.Folder) + " --format csv \\",
		"    --csv texts.csv --caption text",
		"",
		s.st.dim.Render("memebench import --help tells of the rest."),
	}
	top := max(0, (len(rows)-len(text))/2)
	for i, l := range text {
		if top+i < len(rows) {
			rows[top+i] = s.st.Cut(blank(margin+2)+l, s.frame.w)
		}
	}
	return rows
}
