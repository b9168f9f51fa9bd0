package tui

import "memebench/labels"

// dataFrame says where the parts of Data are. It depends on the size of the window only.
//
// The people are at the top, with how far they agree above and their levels below them, and below these what there is
// of the selected one. Labels a day stand beside that where there is room. Wide windows
// have a second column, with labels a day, who differs on what, and the queues; what a
// window has no room for has the zero rect.
type dataFrame struct {
	people rect // its title, a row of names, and an annotator in each of the others
	levels rect // the same people
	person rect
	days   rect
	differ rect
	queues rect
	line   rect // between the columns

	alpha rect // of the people; not in windows with few rows
	heads int  // rows of people above the first one

	others int // how many columns of the table are for agreement with others
}

// Rows of the blocks with their titles.
const (
	personRows  = 1 + 6
	betweenRows = 2 + labels.Levels
	daysLeast   = 1 + 2 + 1
	daysMost    = 1 + 8 + 1
	queuesLeast = 2 + 3
	listLeast   = 3 // people
	listMost    = 12
)

// The columns of the table of people, counted from its left end, and what is needed beside
// the first ones for the agreement with one other voice.
const (
	peopleName    = 12
	peopleColumns = 58
	otherColumn   = 7
)

func (f frame) data() dataFrame {
	body := f.body()
	var d dataFrame
	left := body
	if f.w >= wideWidth {
		left.w = (body.w - 3) * 6 / 11
		d.line = rect{left.right() + 1, body.y, 1, body.h}
		right := rect{left.right() + 3, body.y, body.right() - left.right() - 3, body.h}
		d.placeBeside(f, right)
	}
	gap := 0
	if f.airy() {
		gap = 1
	}
	fixed := 2 + personRows + gap // titles and names
	d.heads = 2
	if left.h >= fixed+1+listLeast {
		d.heads++
		fixed += 1 - gap // in place of the blank row below the people
	}
	lists := 1
	if left.h >= fixed+2+gap+2*listLeast {
		fixed, lists = fixed+2+gap, 2
	}
	if f.w < wideWidth && f.w < brandWidth && left.h >= fixed+gap+lists*listLeast+daysLeast+4 {
		fixed += gap + daysLeast // below each other
	}
	if f.w >= brandWidth && f.w < wideWidth && left.h >= fixed+lists*listLeast+queuesLeast+gap {
		fixed += queuesLeast + gap
	}
	n := min(listMost, (left.h-fixed)/lists)
	y := 0
	block := func(rows int) rect {
		b := left.rows(y, rows)
		y += rows + gap
		return b
	}
	d.people = block(d.heads + n)
	if d.heads > 2 {
		d.alpha = d.people.row(1)
		y -= gap
	}
	if lists == 2 {
		d.levels = block(2 + n)
	}
	d.person = block(personRows)
	switch rest := left.h - y; {
	case f.w >= wideWidth:
	case f.w >= brandWidth: // beside each other
		w := (left.w - 2) * 11 / 20
		d.days = rect{left.x + w + 2, d.person.y, left.w - w - 2, left.bottom() - d.person.y}
		d.days.h = min(d.days.h, personRows)
		d.person.w = w
		if y = max(y, d.days.bottom()-left.y+gap); left.h-y >= queuesLeast {
			d.queues = left.rows(y, left.h-y)
		}
	case rest >= daysLeast:
		d.days = block(min(daysMost, rest))
		if rest = left.h - y; rest >= queuesLeast {
			d.queues = block(rest)
		}
	}
	d.others = max(0, (d.people.w-peopleColumns)/otherColumn)
	return d
}

// placeBeside places what wide windows have in their second column.
func (d *dataFrame) placeBeside(f frame, r rect) {
	gap := 0
	if f.airy() {
		gap = 1
	}
	days := min(daysMost, max(daysLeast, r.h-betweenRows-queuesLeast-2*gap))
	d.days = r.rows(0, days)
	y := days + gap
	if r.h-y >= betweenRows {
		d.differ = r.rows(y, betweenRows)
		y += betweenRows + gap
	}
	if r.h-y >= queuesLeast {
		d.queues = r.rows(y, r.h-y)
	}
}

// listed is how many people there is room for.
func (d dataFrame) listed() int { return max(0, d.people.h-d.heads) }

// levelColumn is where the column of a level begins in the block of levels, and how wide it
// is, with the blank behind it.
func (d dataFrame) levelColumn(l labels.Level) (x, w int) {
	from := d.levels.x + peopleName + 8
	w = (d.levels.right() - from) / labels.Levels
	return from + int(l)*w, w
}
