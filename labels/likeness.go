package labels

import "strings"

// Likeness is by what memes are like each other.
type Likeness string

const (
	AlikeInAll   Likeness = "both"  // all that the encoders read: caption, picture, and how it moves
	AlikeInText  Likeness = "text"  // the caption
	AlikeInImage Likeness = "image" // the picture
)

// Likenesses are all of them.
var Likenesses = []Likeness{AlikeInAll, AlikeInText, AlikeInImage}

// ParseNear reads what near: names: a meme, as a person writes it, after text:, image: or
// both: by what the others are to be like it, which is both where it is not said.
func ParseNear(name string) (meme string, by Likeness) {
	for _, by := range Likenesses {
		if rest, ok := strings.CutPrefix(name, string(by)+opHas); ok && rest != "" {
			return rest, by
		}
	}
	return name, AlikeInAll
}
