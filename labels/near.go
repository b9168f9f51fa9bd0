package labels

// A Print is a perceptual hash of a picture, or of a part of it: pictures that look alike
// have prints of which few bits differ.
type Print [32]byte

// PicturePrints are the prints of a picture.
type PicturePrints struct {
	Picture [32]byte // SHA-256 of the file's bytes
	Prints  []Print  // none of one with too little in it to be told from others
	Tied    bool     // its memes have been tied to those that it looks like
}

// NearTie says that the picture of a meme looks like another one.
type NearTie struct {
	Seq     uint64 // of the meme
	Picture string // SHA-256, in hex, of a picture that was imported before that of the meme
}

// NearTied says what became of ties.
type NearTied struct {
	Tied       int `json:"tied"`        // memes that are tied to another one now
	Moved      int `json:"moved"`       // memes that went to the split of those that they look like, or that look like them
	CrossSplit int `json:"cross_split"` // memes that are marked as cross-split duplicates, as people's labels hold them where they are
}

// Add adds up.
func (n *NearTied) Add(o NearTied) {
	n.Tied += o.Tied
	n.Moved += o.Moved
	n.CrossSplit += o.CrossSplit
}

// KeyGroup is where one of a meme's group keys leads.
type KeyGroup struct {
	Key   string // see Meme.GroupKeys
	Group uint64
	Split Split // of that group
}
