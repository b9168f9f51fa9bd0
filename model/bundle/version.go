package bundle

import (
	"errors"

	"memebench/eval"
	"memebench/labels"
)

// Version returns what a store keeps of the bundle, whose head is this as ONNX.
func (b *Bundle) Version(onnx []byte) (eval.Version, eval.Artifacts, error) {
	v := b.Card.Version
	v.Calibration = b.Head.Calibration // by which it is served, whatever the card says of the version
	parent := v.Parent
	if v.Origin != nil { // it was elsewhere there, too
		parent = v.Origin.Parent
	}
	v.Origin = &eval.Origin{Name: labels.Printable(b.Card.Name), Digest: b.Card.Head.SHA256, Parent: labels.Printable(parent)}
	// These are of the other workspace.
	v.ID, v.Number, v.Name, v.Parent, v.ColdStartReason, v.Decision, v.LabelSeq, v.Resplits = "", 0, "", "", "", nil, 0, 0
	a := eval.Artifacts{Head: onnx, Baselines: map[string][]byte{}, Provenance: b.Provenance.Encode()}
	var err, failed error
	if a.Weights, err = b.Head.Weights(); err != nil {
		failed = errors.Join(failed, err)
	}
	for modality, h := range b.Baselines {
		if a.Baselines[modality], err = h.Weights(); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return v, a, failed
}
