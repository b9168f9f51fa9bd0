package serve

import (
	"encoding/binary"
	"encoding/json"
	"math"

	"memebench/labels"
)

// encodeResponse writes an answer: JSON, and behind it the outputs that were asked for as
// bytes. header is the JSON's length where there are any, else -1.
func encodeResponse(id, version string, outputs []wantedOutput, ps []labels.Prediction) (body []byte, header int, err error) {
	response := inferResponse{ModelName: ModelName, ModelVersion: version, ID: id, Outputs: []tensor{}}
	var tail []byte
	hasBinary := false
	for _, o := range outputs {
		t := tensor{Name: o.name, Datatype: typeBytes, Shape: []int64{int64(len(ps))}}
		if o.name == probabilitiesOutput {
			t.Datatype, t.Shape = typeFP32, append(t.Shape, labels.Levels)
		}
		if o.binary {
			before := len(tail)
			tail = appendElements(tail, o.name, ps)
			t.Parameters = map[string]any{binarySize: len(tail) - before}
			hasBinary = true
		} else if t.Data, err = marshalElements(o.name, ps); err != nil {
			return nil, 0, err
		}
		response.Outputs = append(response.Outputs, t)
	}
	if body, err = json.Marshal(response); err != nil {
		return nil, 0, err
	}
	if !hasBinary {
		return body, -1, nil
	}
	return append(body, tail...), len(body), nil
}

// appendElements appends an output's elements as bytes.
func appendElements(b []byte, output string, ps []labels.Prediction) []byte {
	for _, p := range ps {
		if output == levelOutput {
			name := p.Level().String()
			b = append(binary.LittleEndian.AppendUint32(b, uint32(len(name))), name...)
			continue
		}
		for _, v := range p.Probs {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	return b
}

// marshalElements returns an output's elements as a flat list of JSON.
func marshalElements(output string, ps []labels.Prediction) (json.RawMessage, error) {
	if output == levelOutput {
		names := make([]string, len(ps))
		for i, p := range ps {
			names[i] = p.Level().String()
		}
		return json.Marshal(names)
	}
	probs := make([]float32, 0, len(ps)*labels.Levels)
	for _, p := range ps {
		probs = append(probs, p.Probs[:]...)
	}
	return json.Marshal(probs)
}
