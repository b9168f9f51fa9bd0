package onnx

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// Value is an input or output of a model. Elem is 0 for one that is no tensor.
type Value struct {
	Name string
	Elem Elem
	Dims []Dim
}

// Description is what a model says of itself.
type Description struct {
	Inputs   []Value // what a caller must feed: graph inputs without an initializer
	Outputs  []Value
	Metadata map[string]string // metadata_props; nil when there are none
}

// Describe reads the inputs, outputs and metadata of a model. The weights are
// stepped over, not read. The result shares no memory with the model.
func Describe(model []byte) (*Description, error) {
	d := &Description{}
	var graph []byte
	for f, err := range fields(model) {
		switch {
		case err != nil:
			return nil, err
		case f.isMessage(modelGraph):
			graph = f.bytes
		case f.isMessage(modelMetadata):
			key, err := stringField(f.bytes, entryKey)
			if err != nil {
				return nil, err
			}
			value, err := stringField(f.bytes, entryValue)
			if err != nil {
				return nil, err
			}
			if d.Metadata == nil {
				d.Metadata = map[string]string{}
			}
			d.Metadata[key] = value
		}
	}
	if graph == nil {
		return nil, fmt.Errorf("%w: it has no graph", ErrFormat)
	}
	constants := map[string]bool{}
	var inputs []Value
	for f, err := range fields(graph) {
		switch {
		case err != nil:
			return nil, err
		case f.isMessage(graphInput), f.isMessage(graphOutput):
			v, err := parseValue(f.bytes)
			if err != nil {
				return nil, err
			}
			if f.number == graphOutput {
				d.Outputs = append(d.Outputs, v)
			} else {
				inputs = append(inputs, v)
			}
		case f.isMessage(graphInitializer), f.isMessage(graphSparse):
			name, err := initializerName(f)
			if err != nil {
				return nil, err
			}
			constants[name] = true
		}
	}
	// Before IR version 4 every initializer was also listed as an input.
	for _, v := range inputs {
		if !constants[v.Name] {
			d.Inputs = append(d.Inputs, v)
		}
	}
	if len(d.Outputs) == 0 {
		return nil, fmt.Errorf("%w: its graph has no output", ErrFormat)
	}
	return d, nil
}

// initializerName returns the name of a dense or sparse initializer; a sparse
// one bears the name of its values.
func initializerName(f field) (string, error) {
	if f.number == graphInitializer {
		return stringField(f.bytes, tensorName)
	}
	for v, err := range fields(f.bytes) {
		if err != nil {
			return "", err
		}
		if v.isMessage(sparseValues) {
			return stringField(v.bytes, tensorName)
		}
	}
	return "", nil
}

func parseValue(message []byte) (Value, error) {
	var v Value
	for f, err := range fields(message) {
		switch {
		case err != nil:
			return v, err
		case f.isMessage(valueName):
			v.Name = string(f.bytes)
		case f.isMessage(valueType):
			for t, err := range fields(f.bytes) {
				if err != nil {
					return v, err
				}
				if t.isMessage(typeTensor) {
					if v.Elem, v.Dims, err = parseTensorType(t.bytes); err != nil {
						return v, err
					}
				}
			}
		}
	}
	return v, nil
}

func parseTensorType(message []byte) (elem Elem, dims []Dim, err error) {
	for f, err := range fields(message) {
		switch {
		case err != nil:
			return 0, nil, err
		case f.number == tensorTypeElem && f.kind == protowire.VarintType:
			elem = Elem(f.value)
		case f.isMessage(tensorTypeShape):
			for d, err := range fields(f.bytes) {
				if err != nil {
					return 0, nil, err
				}
				if !d.isMessage(shapeDim) {
					continue
				}
				dim, err := parseDim(d.bytes)
				if err != nil {
					return 0, nil, err
				}
				dims = append(dims, dim)
			}
		}
	}
	return elem, dims, nil
}

func parseDim(message []byte) (d Dim, err error) {
	for f, err := range fields(message) {
		switch {
		case err != nil:
			return d, err
		case f.number == dimSize && f.kind == protowire.VarintType:
			d = Dim{Size: int64(f.value)}
		case f.isMessage(dimName):
			d = Dim{Name: string(f.bytes)}
		}
	}
	return d, nil
}
