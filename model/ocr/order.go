package ocr

import (
	"cmp"
	"slices"
)

// How boxes hang together, in heights of the lower of two.
const (
	widestSpace = 1.5 // between two boxes of a row that are read on
	highestGap  = 0.6 // between two lines of a block
)

// segment is a stretch of writing in one row.
type segment struct {
	Box
	boxes        []Box
	row          int
	above, below []*segment // those of the nearest rows that belong to it
	read         bool
}

// inOrder puts boxes into rows, in the order in which they are read: from the top, each row
// from the left, but lines that stand below each other beside other text, as in two panels,
// are read to their end first.
func inOrder(boxes []Box) [][]Box {
	segments := segmentsOf(rowsOf(boxes))
	for i, s := range segments {
		s.below = belowOf(s, segments[i+1:])
		for _, b := range s.below {
			b.above = append(b.above, s)
		}
	}
	var all [][]Box
	row := -1 // of the line read last, if it is in no block
	for _, s := range segments {
		switch block := s.block(); {
		case len(block) == 1 && s.row == row:
			all[len(all)-1] = append(all[len(all)-1], s.boxes...)
		case len(block) == 1:
			all, row = append(all, s.boxes), s.row
		default:
			for _, line := range block {
				all, row = append(all, line.boxes), -1
			}
		}
	}
	return all
}

// block returns a segment, if it is not read yet, and those that are read on from it. A line
// below two, or two below one, are another block.
func (s *segment) block() (lines []*segment) {
	for !s.read {
		s.read = true
		lines = append(lines, s)
		if len(s.below) == 1 && len(s.below[0].above) == 1 {
			s = s.below[0]
		}
	}
	return lines
}

// segmentsOf parts rows where their boxes are far from each other.
func segmentsOf(rows [][]Box) (all []*segment) {
	for row, boxes := range rows {
		var last *segment
		for _, b := range boxes {
			if last != nil && b.X0-last.X1 < widestSpace*lower(b, last.Box) {
				last.X1, last.Y0, last.Y1 = max(last.X1, b.X1), min(last.Y0, b.Y0), max(last.Y1, b.Y1)
				last.boxes = append(last.boxes, b)
				continue
			}
			last = &segment{Box: b, boxes: []Box{b}, row: row}
			all = append(all, last)
		}
	}
	return all
}

// belowOf returns what stands right below a segment: of those after it, in the order of their
// rows, what is near in the first row that has any.
func belowOf(s *segment, after []*segment) (all []*segment) {
	for _, b := range after {
		if len(all) > 0 && b.row != all[0].row {
			break
		}
		if b.row > s.row && min(b.X1, s.X1) > max(b.X0, s.X0) && b.Y0-s.Y1 < highestGap*lower(b.Box, s.Box) {
			all = append(all, b)
		}
	}
	return all
}

// lower is the height of the lower of two boxes.
func lower(a, b Box) float64 { return min(a.Y1-a.Y0, b.Y1-b.Y0) }

// rowsOf puts boxes into rows of writing, from the top; a row goes from the left. A box
// belongs to a row if their centres differ by less than half of the lower height, that
// of the row being its first box's.
func rowsOf(boxes []Box) [][]Box {
	type row struct {
		centre, height float64
		boxes          []Box
	}
	centre := func(b Box) float64 { return (b.Y0 + b.Y1) / 2 }
	boxes = slices.Clone(boxes)
	slices.SortStableFunc(boxes, func(a, b Box) int { return cmp.Compare(centre(a), centre(b)) })
	var rows []*row
	for _, b := range boxes {
		c, height := centre(b), b.Y1-b.Y0
		i := slices.IndexFunc(rows, func(r *row) bool { return c-r.centre < 0.5*min(height, r.height) })
		if i < 0 {
			i = len(rows)
			rows = append(rows, &row{centre: c, height: height})
		}
		rows[i].boxes = append(rows[i].boxes, b)
	}
	all := make([][]Box, len(rows))
	for i, r := range rows {
		slices.SortFunc(r.boxes, func(a, b Box) int {
			return cmp.Or(cmp.Compare(a.X0, b.X0), cmp.Compare(a.Y0, b.Y0), cmp.Compare(a.X1, b.X1), cmp.Compare(a.Y1, b.Y1))
		})
		all[i] = r.boxes
	}
	return all
}
