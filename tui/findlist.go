package tui

// findRow is a row of the list at the left: a queue, a title, or a blank.
type findRow struct {
	title string
	place int // -1 for none
}

// list are all rows at the left.
func (f *findSheet) list() []findRow {
	rows := []findRow{{"Queues", -1}}
	saved := false
	for i, p := range f.places {
		if p.name == "" && !saved {
			saved = true
			if f.frame.airy() {
				rows = append(rows, findRow{"", -1})
			}
			rows = append(rows, findRow{"Saved", -1})
		}
		rows = append(rows, findRow{"", i})
	}
	if saved {
		return rows
	}
	if f.frame.airy() {
		rows = append(rows, findRow{"", -1})
	}
	return append(rows, findRow{"Saved", -1})
}

// listed are the rows at the left that there is room for: those around the chosen one, above a row that says
// that there are more.
func (f *findSheet) listed(l findFrame) []findRow {
	all, room := f.list(), l.queues.h
	for len(all) > room && all[len(all)-1].place < 0 { // a title of nothing
		all = all[:len(all)-1]
	}
	if len(all) > room {
		room--
	}
	f.fit(room, len(all))
	for i, r := range all {
		if r.place >= 0 && r.place == f.chosen {
			f.follow(i)
			if i == 1 {
				f.top = 0 // with its title
			}
		}
	}
	return all[f.top:min(len(all), f.top+f.scroller.rows)]
}
