package tui

import "math"

// trainFrame says where the parts of the train screen are. It depends on the size of the
// window only, and in small windows on whether a version is open.
//
// The versions are at the left, with what is to be said of the selected one below them, and
// at the right is the sheet: the view of the selected version that was chosen. Narrower
// windows have the sheet below the versions; small ones have either.
type trainFrame struct {
	table  rect // a row of names, and a version in each of the others
	brief  rect // two rows in the place of the four blocks: what differs, which is better
	differ rect
	better rect
	why    rect
	facts  rect
	line   rect // between the versions and the sheet
	sheet  rect

	small bool // the versions or the sheet, never both
}

// compares reports whether there is a place for a comparison.
func (t trainFrame) compares() bool { return t.better.h > 0 || t.brief.h > 0 }

// The table is so wide in windows that have the sheet beside it; what is wider goes to the
// sheet.
const (
	narrowTable = 56
	wideTable   = 74
)

// Rows of the blocks below the table with their titles, in windows below tallHeight and
// in others; those have the facts as well.
const (
	differRows = 5
	betterRows = 4
	whyRows    = 4

	tallBetterRows = 6
	tallWhyRows    = 5
	factsRows      = 9
)

// The sheet has at least its title, the curves of shortLoss and shortF1 rows and their axis.
const (
	shortLoss = 5
	shortF1   = 4
	leastRows = 5 // of versions above it
)

// From stackedHeight on a window has both, the versions and the sheet; one with the sheet at
// the right has a line between them where it is wide.
const (
	stackedHeight = 24
	lineGap       = 3
)

func (f frame) train(open bool) trainFrame {
	body := f.body()
	switch {
	case f.w < mediumWidth || f.h < stackedHeight:
		return smallTrain(body, open)
	case f.w < brandWidth || !f.airy():
		return stackedTrain(body)
	}
	t := trainFrame{sheet: body}
	width, gap := narrowTable, f.gutter()
	if f.w >= wideWidth {
		width, gap = wideTable, lineGap
		t.line = rect{body.x + width + 1, body.y, 1, body.h}
	}
	t.sheet.x += width + gap
	t.sheet.w -= width + gap
	left := rect{body.x, body.y, width, body.h}
	blocks := []*rect{&t.differ, &t.better, &t.why}
	rows := []int{differRows, betterRows, whyRows}
	if f.tall() && f.w >= wideWidth {
		rest := left.h - differRows - tallBetterRows - tallWhyRows - len(blocks) - 1
		blocks, rows = append(blocks, &t.facts), []int{differRows, tallBetterRows, tallWhyRows, min(factsRows, rest-1-leastRows)}
	}
	at := left.h
	for i := len(blocks) - 1; i >= 0; i-- {
		*blocks[i] = left.rows(at-rows[i], rows[i])
		at -= rows[i] + 1
	}
	t.table = left.rows(0, at)
	return t
}

// smallTrain has the table with the two rows below it, or the sheet.
func smallTrain(body rect, open bool) trainFrame {
	if open {
		return trainFrame{small: true, sheet: body}
	}
	return trainFrame{small: true, table: body.rows(0, body.h-2), brief: body.rows(body.h-2, 2)}
}

// stackedTrain has the sheet below the table, and the two rows at the end. What is more
// than both need is shared between them.
func stackedTrain(body rect) trainFrame {
	sheet := 1 + shortLoss + 1 + shortF1 + 1
	gaps := 0
	if body.h >= airyHeight-4 {
		gaps = 1
	}
	rows := leastRows + (body.h-2-2*gaps-sheet-1-leastRows)/2
	t := trainFrame{table: body.rows(0, 1+rows), brief: body.rows(body.h-2, 2)}
	from := 1 + rows + gaps
	t.sheet = body.rows(from, body.h-2-gaps-from)
	return t
}

// versions is how many versions the table has room for.
func (t trainFrame) versions() int { return max(0, t.table.h-1) }

// curvesFrame says where the curves of a training are in the sheet, and in high sheets the
// learning curve below them.
type curvesFrame struct {
	title   rect
	loss    rect
	f1      rect
	axis    rect
	learned learnedFrame
}

// learnedFrame says where the learning curve is, and in a sheet of its own the list of its
// points.
type learnedFrame struct {
	title   rect
	chart   rect
	axis    rect
	verdict rect
	points  rect
}

// scaleColumns is what the numbers of a scale need at the left of a chart, endColumns what
// the names of the curves need behind their ends.
const (
	scaleColumns = 5
	endColumns   = 12
)

// A sheet of bothRows has both curves, of which the learning curve has at least
// leastLearned; one of listRows has the learning curve with the list of its points. The
// chart of the loss has lossShare of the rows of both charts of a training.
const (
	bothRows     = 26
	leastLearned = 11
	lossShare    = .65
	listRows     = 20
)

func (t trainFrame) curves() curvesFrame {
	r := t.sheet
	c := curvesFrame{title: r.row(0)}
	room := r.h - 3 // but for the title, the row between the two charts and the axis
	if r.h >= bothRows {
		// Of the rows that there are more, a third is the learning curve's.
		rows := leastLearned + (r.h-bothRows)/3
		room -= 1 + rows
		c.learned = placeLearned(r.rows(r.h-rows, rows), 0)
	}
	loss := int(math.Round(lossShare * float64(room)))
	if r.h < bothRows {
		loss = (room + 1) / 2
	}
	chart := rect{r.x + scaleColumns, r.y, r.w - scaleColumns, r.h}
	c.loss = chart.rows(1, loss)
	c.f1 = chart.rows(2+loss, room-loss)
	c.axis = chart.row(2 + room)
	return c
}

// learned is the learning curve in a sheet of its own.
func (t trainFrame) learned() learnedFrame {
	points := 0
	if t.sheet.h >= listRows {
		points = t.sheet.h / 3
	}
	return placeLearned(t.sheet, points)
}

// placeLearned places a title, a chart with its axis, a verdict of two rows, and a list of
// so many rows.
func placeLearned(r rect, points int) learnedFrame {
	l := learnedFrame{title: r.row(0)}
	chart := rect{r.x + scaleColumns, r.y, r.w - scaleColumns, r.h}
	rows := r.h - 4 - points
	l.chart, l.axis = chart.rows(1, rows), chart.row(1+rows)
	l.verdict = r.rows(2+rows, 2)
	l.points = r.rows(4+rows, points)
	return l
}

// leastFacts is how many rows of facts there must be below the settings in one column.
const leastFacts = 5

// configFrame says where the settings of a version are in the sheet: in one column below
// each other, or in two, and below them its facts where they are not in a block of their
// own.
type configFrame struct {
	title    rect
	head     rect // names of the columns; not there where the settings are in two
	settings []rect
	facts    rect
	choices  rect // in place of the facts where those have a block
}

func (t trainFrame) config() configFrame {
	r := t.sheet
	c := configFrame{title: r.row(0)}
	n := len(configSettings)
	if r.h >= 1+1+n+1+leastFacts {
		c.head = r.row(1)
		c.settings = []rect{r.rows(2, n)}
		if rest := r.rows(2+n+1, r.h); t.facts.h == 0 {
			c.facts = rest
		} else {
			c.choices = rest
		}
		return c
	}
	rows := (n + 1) / 2
	w := (r.w - 2) / 2
	left := r.rows(1, rows)
	left.w = w
	right := left
	right.x += w + 2
	c.settings = []rect{left, right}
	c.facts = r.rows(1+rows, r.h)
	return c
}

// versionColumns says where the columns of the table are, from its left end: where texts
// begin, and where numbers end. Those that are 0 have no room.
type versionColumns struct {
	selected, marked, role, id int
	name                       rect // of a version, or what it is
	labels, f1, qwk, mae       int
	trained                    rect
	change                     int
	choices                    rect // what is not the default
}

// The table has how macro-F1 changed, and the time of the day, in so many columns; and
// behind them what is not the default where at least so many are left.
const (
	changeTable   = 69
	choicesGap    = 3
	choicesColumn = 16
)

// narrowColumns are those of every table.
var narrowColumns = versionColumns{
	selected: 0, marked: 1, role: 2, id: 4,
	name: rect{x: 9, w: 9}, labels: 25, f1: 34, qwk: 39, mae: 45, trained: rect{x: 47, w: 9},
}

func (t trainFrame) columns() versionColumns {
	w, c := t.table.w, narrowColumns
	if w < changeTable {
		return c
	}
	c.trained = rect{x: c.mae + 3, w: 12} // with the time of the day
	c.change = min(w, wideTable)
	if room := w - c.change - choicesGap; w >= wideTable && room >= choicesColumn {
		c.choices = rect{x: c.change + choicesGap, w: room}
	}
	return c
}

// factColumn is where facts begin behind their names.
const factColumn = 13
