package labels

// Prediction is what one version of the model says of one meme.
type Prediction struct {
	Meme       MemeID          `json:"meme"`
	Version    string          `json:"version"`
	Probs      [Levels]float32 `json:"probabilities"` // sums to 1
	Modalities []string        `json:"modalities"`    // what it was made from: text, image
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
