package model

import (
	"path/filepath"
	"testing"

	"memebench/model/features/featurestest"
)

func TestTrainingLeavesNoFeaturesInMemory(t *testing.T) {
	r := newRig(t)
	r.fill(t, 100)
	r.mustTrain(t, TrainOptions{})
	path := filepath.Join(r.folder, r.text.Digest()+".features")
	if kB := featurestest.Resident(t, path); kB != 0 {
		t.Errorf("%d kB of features are resident after a training", kB)
	}
}
