package labels

// RowReason is one sentence about one row of a table, the header being row 1. The
// sentence begins with file and row: "memes.csv:17: …".
type RowReason struct {
	Row    int    `json:"row"`
	Reason string `json:"reason"`

	NotFound bool `json:"-"` // it is that the row's picture was not found
}

// MaxReasons is how many reasons of one kind a report keeps: more than anybody reads,
// and few enough that a table of millions of bad rows does not fill the memory.
const MaxReasons = 100_000

// AppendReason adds a reason to a report's, or counts it as omitted.
func AppendReason(rs []RowReason, omitted *int, r RowReason) []RowReason {
	if len(rs) >= MaxReasons {
		*omitted++
		return rs
	}
	return append(rs, r)
}
