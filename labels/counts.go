package labels

// Counts counts a workspace's memes by their state.
type Counts struct {
	Memes  int          `json:"memes"`
	ByKind map[Kind]int `json:"by_kind"`
	ByGold [Levels]int  `json:"by_gold"` // labelled memes per level
	Mine   int          `json:"mine"`    // memes that the asking annotator has given a level

	Undoable bool `json:"undoable"` // something that the asking annotator has said by key or command can be taken back
}
