package labels

// Prediction is what one version of the model says of one meme.
type Prediction struct {
	Meme       MemeID          `json:"meme"`
	Version    string          `json:"version"`
	Probs      [Levels]float32 `json:"probabilities"` // sums to 1
	Modalities []string        `json:"modalities"`    // what it was made from: text, image; none of one from elsewhere

	// LevelOnly says that nothing but the level is known, as of some from elsewhere: Probs
	// is 1 there, and stands for no probabilities.
	LevelOnly bool `json:"level_only,omitempty"`
}

// Level returns the most probable level, the lower of two equal ones.
func (p Prediction) Level() Level {
	best := VeryNegative
	for l := Negative; l <= VeryPositive; l++ {
		if p.Probs[l] > p.Probs[best] {
			best = l
		}
	}
	return best
}
