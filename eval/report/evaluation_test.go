package report

import (
	"fmt"
	"strings"
	"testing"

	"memebench/eval"
)

// Predictions from elsewhere are not called cross-validated, and without probabilities there
// is no reliability.
func TestEvaluationOfGivenPredictions(t *testing.T) {
	rows := []eval.Row{{Meme: "a", LevelOnly: true}, {Meme: "b", True: 1, LevelOnly: true}}
	d, err := Evaluation(eval.NewGivenEvaluation("v2", eval.CVRows, rows, eval.Baselines{}), eval.Curve{}, nil, Origin{})
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprintf("%+v", d)
	if strings.Contains(said, "cross-validated") || strings.Contains(said, "Reliability") || !strings.Contains(said, "predictions from elsewhere") {
		t.Error(said)
	}
}
