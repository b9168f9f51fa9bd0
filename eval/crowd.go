package eval

import (
	"fmt"
	"math"

	"memebench/labels"
)

// Crowd is what CROWDLAB makes of the voices of several annotators and of a model that has
// not learnt from the memes in question (Goh, Tkachenko and Mueller, "CROWDLAB: supervised
// learning to infer consensus labels and quality scores for data with multiple annotators",
// 2022, arXiv 2210.06812): the level of a meme is the mean of the model's probabilities and
// of the annotators' levels, each by a weight that says how far its voice agrees with the
// rest. It is what cleanlab 2.9.0 calls get_label_quality_multiannotator, as it is without
// options.
//
// These are figures to look at. They are no gold rule: a level that was made from a model's
// probabilities would flatter the model that is measured by it.
type Crowd struct {
	Version     string           `json:"version"`                              // whose config the model has
	Given       bool             `json:"predictions_from_elsewhere,omitempty"` // the version's own, not cross-validated: what made them may know the levels
	ModelWeight Metric           `json:"model_weight"`                         // beside those of the annotators
	Memes       int              `json:"memes"`                                // that have a voice and a prediction
	Annotators  []CrowdAnnotator `json:"annotators"`
	Consensus   []CrowdLevel     `json:"consensus"` // of the memes with two voices or more, in the order of import
}

// by names the version, and how it came to what it says.
func (c *Crowd) by() string {
	if c.Given {
		return labels.Printable(c.Version) + " from elsewhere"
	}
	return labels.Printable(c.Version) + ", cross-validated"
}

// Caption says what the figures are, in a sentence.
func (c *Crowd) Caption() string {
	said := fmt.Sprintf("CROWDLAB with %s, on %s of train and val: figures, and no gold rule.", c.by(), plural(c.Memes, "meme"))
	if c.Given {
		said += " What made the predictions may know these memes."
	}
	return said
}

// CrowdAnnotator is one annotator's part in a [Crowd].
type CrowdAnnotator struct {
	Annotator string       `json:"annotator"`
	Imported  bool         `json:"imported,omitempty"`
	N         int          `json:"n"`
	Weight    Metric       `json:"weight"`
	Quality   Metric       `json:"quality"`   // how right the annotator's levels seem, in [0,1]
	Consensus Metric       `json:"consensus"` // share of them that are the consensus
	Worst     labels.Level `json:"worst"`     // given by the annotator, and most seldom the consensus
}

// CrowdLevel is the consensus on a meme.
type CrowdLevel struct {
	Meme    labels.MemeID `json:"meme"`
	Seq     uint64        `json:"seq"` // its place in the order of import, from 1
	Level   labels.Level  `json:"level"`
	Quality Metric        `json:"quality"` // how sure it is, in [0,1]
	N       int           `json:"n"`       // voices
	Agree   Metric        `json:"agree"`   // the share of them that say so
}

// crowdMeme is a meme with its voices, and what the model says of it.
type crowdMeme struct {
	id     labels.MemeID
	seq    uint64
	voices []opinion
	probs  [labels.Levels]float64
}

// leastWeight is the least that a weight or the error of the most frequent level can be.
const leastWeight = 1e-6

// newCrowd weighs the voices of so many annotators; who has no meme among these has
// undefined figures. It is nil where no meme has two voices.
func newCrowd(memes []crowdMeme, annotators int) *Crowd {
	shared := 0
	for i := range memes {
		if len(memes[i].voices) > 1 {
			shared++
		}
	}
	if shared == 0 {
		return nil
	}
	c := crowd{memes: memes, annotators: annotators}
	majority := c.majorities()
	c.weigh(majority)
	best := make([]labels.Level, len(memes))
	for i := range memes {
		p := c.posterior(i)
		level, tied := Likeliest(p)
		if tied {
			level = majority[i]
		}
		best[i] = level
	}
	c.weigh(best)
	return c.figures(best)
}

// Likeliest returns the most probable level, the lowest of several that are equally so, and
// whether there are several.
func Likeliest(probs [labels.Levels]float64) (best labels.Level, tied bool) {
	for l := labels.Negative; l <= labels.VeryPositive; l++ {
		switch {
		case probs[l] > probs[best]:
			best, tied = l, false
		case probs[l] == probs[best]:
			tied = true
		}
	}
	return best, tied
}

// crowd are the voices with their weights.
type crowd struct {
	memes      []crowdMeme
	annotators int

	likely float64   // that a voice says the consensus
	model  float64   // the model's weight
	weight []float64 // the annotators'
}

// majorities are the levels that most voices of each meme are for. Of several the model
// decides, then the level that is given most seldom, and then the annotators who are
// with the majority elsewhere most often; the lower one of those that are left.
func (c *crowd) majorities() []labels.Level {
	out := make([]labels.Level, len(c.memes))
	tied := map[int][]labels.Level{}
	var given [labels.Levels]float64
	for i := range c.memes {
		var votes [labels.Levels]float64
		for _, v := range c.memes[i].voices {
			votes[v.level]++
			given[v.level]++
		}
		first := most(allLevels, func(l labels.Level) float64 { return votes[l] })
		if len(first) > 1 {
			first = most(first, func(l labels.Level) float64 { return c.memes[i].probs[l] })
			if tied[i] = first; len(first) == 1 {
				tied[i] = nil // decided, though it is none of those that all can be measured by
			}
		}
		out[i] = first[0]
	}
	right, of := make([]float64, c.annotators), make([]float64, c.annotators)
	for i := range c.memes {
		if _, was := tied[i]; was {
			continue
		}
		for _, v := range c.memes[i].voices {
			of[v.who]++
			if labels.Level(v.level) == out[i] {
				right[v.who]++
			}
		}
	}
	share := imputed(right, of)
	for i, left := range tied {
		if len(left) < 2 {
			continue
		}
		left = most(left, func(l labels.Level) float64 { return -given[l] })
		left = most(left, func(l labels.Level) float64 {
			sum, n := 0.0, 0.0
			for _, v := range c.memes[i].voices {
				if labels.Level(v.level) == l {
					sum, n = sum+share[v.who], n+1
				}
			}
			return sum / n
		})
		out[i] = left[0]
	}
	return out
}

var allLevels = []labels.Level{labels.VeryNegative, labels.Negative, labels.Neutral, labels.Positive, labels.VeryPositive}

// most are those of the levels of which a number is the largest.
func most(of []labels.Level, number func(labels.Level) float64) (out []labels.Level) {
	largest := math.Inf(-1)
	for _, l := range of {
		switch n := number(l); {
		case n > largest:
			largest, out = n, []labels.Level{l}
		case n == largest:
			out = append(out, l)
		}
	}
	return out
}

// imputed are the shares of each, and the mean of the others for who has nothing.
func imputed(part, of []float64) []float64 {
	out := make([]float64, len(of))
	sum, n := 0.0, 0.0
	for i := range of {
		if of[i] > 0 {
			out[i] = part[i] / of[i]
			sum, n = sum+out[i], n+1
		}
	}
	for i := range of {
		if of[i] == 0 && n > 0 {
			out[i] = sum / n
		}
	}
	return out
}

// weigh takes levels for the consensus, and weighs the model and the annotators.
func (c *crowd) weigh(consensus []labels.Level) {
	agree, wrong, shared, voices := 0.0, 0.0, 0.0, 0.0
	var count [labels.Levels]float64
	with, others := make([]float64, c.annotators), make([]float64, c.annotators)
	for i := range c.memes {
		m := &c.memes[i]
		n := float64(len(m.voices))
		if voices += n; len(m.voices) < 2 {
			continue
		}
		shared++
		count[consensus[i]]++
		if level, _ := Likeliest(m.probs); level != consensus[i] {
			wrong++
		}
		agree += m.share(consensus[i])
		for _, v := range m.voices {
			others[v.who] += n - 1
			with[v.who]-- // oneself
			for _, o := range m.voices {
				if o.level == v.level {
					with[v.who]++
				}
			}
		}
	}
	largest := 0.0
	for _, n := range count {
		largest = max(largest, n)
	}
	c.likely = agree / shared
	frequent := max(leastWeight, 1-largest/shared) // the error of always saying the most frequent level
	c.weight = imputed(with, others)
	for i, a := range c.weight {
		c.weight[i] = max(leastWeight, 1-(1-a)/frequent)
	}
	c.model = max(leastWeight, 1-wrong/shared/frequent) * math.Sqrt(voices/float64(len(c.memes)))
}

// share is that of the voices which say a level.
func (m *crowdMeme) share(l labels.Level) float64 {
	n := 0
	for _, v := range m.voices {
		if labels.Level(v.level) == l {
			n++
		}
	}
	return float64(n) / float64(len(m.voices))
}

// posterior is how probable the levels of a meme are by all that is said.
func (c *crowd) posterior(i int) (p [labels.Levels]float64) {
	m := &c.memes[i]
	all := c.model
	for _, v := range m.voices {
		all += c.weight[v.who]
	}
	for l := range p {
		p[l] = m.probs[l] * c.model
		for _, v := range m.voices {
			if int(v.level) == l {
				p[l] += c.weight[v.who] * c.likely
			} else {
				p[l] += c.weight[v.who] * (1 - c.likely) / (labels.Levels - 1)
			}
		}
		p[l] /= all
	}
	return p
}

// figures are what the weights amount to.
func (c *crowd) figures(consensus []labels.Level) *Crowd {
	out := &Crowd{ModelWeight: Metric(c.model), Memes: len(c.memes), Consensus: []CrowdLevel{}}
	type sums struct {
		n, quality, right   float64 // of all levels
		shared, sharedRight float64 // of those that others have given one beside
		level, levelRight   [labels.Levels]float64
		levelQuality        [labels.Levels]float64
	}
	of := make([]sums, c.annotators)
	voices, weights := 0.0, 0.0
	for i := range c.memes {
		m, p := &c.memes[i], c.posterior(i)
		voices += float64(len(m.voices))
		sure := p[consensus[i]]
		if len(m.voices) > 1 {
			out.Consensus = append(out.Consensus, CrowdLevel{m.id, m.seq, consensus[i], Metric(sure), len(m.voices), Metric(m.share(consensus[i]))})
		}
		for _, v := range m.voices {
			s, right := &of[v.who], 0.0
			if labels.Level(v.level) == consensus[i] {
				right = 1
			}
			s.n, s.quality, s.right = s.n+1, s.quality+p[v.level], s.right+right
			s.level[v.level]++
			s.levelRight[v.level] += right
			s.levelQuality[v.level] += sure
			if len(m.voices) > 1 {
				s.shared, s.sharedRight = s.shared+1, s.sharedRight+right
			}
		}
	}
	present := 0.0
	for i, s := range of {
		if s.n > 0 {
			present++
			weights += c.weight[i]
		}
	}
	// By how much the model is believed, beside an average meme's voices.
	model := c.model / (c.model + weights*voices/float64(len(c.memes))/present)
	for i, s := range of {
		a := CrowdAnnotator{N: int(s.n), Weight: undefined, Quality: undefined, Consensus: ratio(s.right, s.n), Worst: labels.NoLevel}
		if s.n > 0 {
			a.Weight = Metric(c.weight[i])
			a.Quality = Metric(model*s.quality/s.n + (1-model)*float64(ratio(s.sharedRight, s.shared)))
			worst := most(allLevels, func(l labels.Level) float64 {
				if s.level[l] == 0 {
					return math.Inf(-1)
				}
				return -s.levelRight[l] / s.level[l]
			})
			worst = most(worst, func(l labels.Level) float64 { return s.level[l] })
			a.Worst = most(worst, func(l labels.Level) float64 { return s.levelQuality[l] / s.level[l] })[0]
		}
		out.Annotators = append(out.Annotators, a)
	}
	return out
}
