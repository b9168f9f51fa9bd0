package eval

// Config is everything that decides how a head is built and trained, besides
// the rows. Two trainings with equal configs, rows and thread counts give
// bit-identical heads.
type Config struct {
	Fusion          string  `json:"fusion"`           // concat
	Width           int     `json:"width"`            // units of each modality's pathway
	Hidden          int     `json:"hidden"`           // units after the fusion
	Dropout         float64 `json:"dropout"`          // on each pathway's output, in [0,1)
	ModalityDropout float64 `json:"modality_dropout"` // chance that a row loses one of its modalities, in [0,1)
	LearningRate    float64 `json:"learning_rate"`    // of Adam
	LabelSmoothing  float64 `json:"label_smoothing"`  // in [0,1)
	ClassWeights    string  `json:"class_weights"`    // none, sqrt or balanced
	Batch           int     `json:"batch"`
	Epochs          int     `json:"epochs"`   // at most
	Patience        int     `json:"patience"` // epochs without a better validation loss before stopping; 0: never stop
	Seed            uint64  `json:"seed"`
}
