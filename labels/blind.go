package labels

// Blind says when an annotator sees what the model says of a meme of the train
// split. Memes of val and test are never shown with the model's answer before
// the annotator has given one: they are what the model is evaluated on.
type Blind string

// The policies: before the key, after it, or never.
const (
	BlindShown Blind = "shown"
	BlindAfter Blind = "after"
	BlindNever Blind = "never"
)
