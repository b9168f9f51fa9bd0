package onnx

import "google.golang.org/protobuf/encoding/protowire"

// External returns the name of a file beside a model in which some of its weights
// lie, or "" where the model has all of them itself. The graphs in attributes and the
// model's own functions count. An [Outline] tells as much as the whole model.
func External(model []byte) (string, error) {
	return externalIn(model, externalModel, 0)
}

// external says which fields of a message hold what may have weights in another file.
type external map[protowire.Number]external

// Messages that hold one another are joined in init.
var (
	externalEntry     = external{}
	externalTensor    = external{tensorExternal: externalEntry}
	externalSparse    = external{sparseValues: externalTensor, sparseIndices: externalTensor}
	externalAttribute = external{attributeTensor: externalTensor, attributeTensors: externalTensor, attributeSparse: externalSparse, attributeSparses: externalSparse}
	externalNode      = external{nodeAttribute: externalAttribute}
	externalGraph     = external{graphNode: externalNode, graphInitializer: externalTensor, graphSparse: externalSparse}
	externalFunction  = external{functionNode: externalNode}
	externalModel     = external{modelGraph: externalGraph, modelFunction: externalFunction}
)

func init() {
	externalAttribute[attributeGraph], externalAttribute[attributeGraphs] = externalGraph, externalGraph
}

// externalIn looks through a message of this kind.
func externalIn(message []byte, kind external, depth int) (string, error) {
	if depth > 3*maxNesting { // a graph in a graph is three messages deeper
		return "", errNesting
	}
	for f, err := range fields(message) {
		if err != nil {
			return "", err
		}
		inner, ok := kind[f.number]
		if !ok || f.kind != protowire.BytesType {
			continue
		}
		look := func() (string, error) { return externalIn(f.bytes, inner, depth+1) }
		if len(inner) == 0 {
			look = func() (string, error) { return location(f.bytes) }
		}
		if file, err := look(); file != "" || err != nil {
			return file, err
		}
	}
	return "", nil
}

// location returns the file that an entry of a tensor's external data names, or "" for
// another entry.
func location(entry []byte) (string, error) {
	key, err := stringField(entry, entryKey)
	if err != nil || key != "location" {
		return "", err
	}
	return stringField(entry, entryValue)
}
