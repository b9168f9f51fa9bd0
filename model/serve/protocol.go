package serve

import (
	"encoding/json"
	"fmt"
	"strings"

	"memebench/labels"
)

// ModelName is the name under which the one model is served.
const ModelName = "memebench"

// The tensors.
const (
	captionInput        = "caption"
	imageInput          = "image"
	probabilitiesOutput = "probabilities"
	levelOutput         = "level"
)

// Data types of tensors.
const (
	typeBytes = "BYTES"
	typeFP32  = "FP32"
)

// headerLength is the header that says how much of a body is JSON: what follows are the
// tensors' bytes.
const headerLength = "Inference-Header-Content-Length"

// binarySize is the parameter of a tensor whose elements lie behind the JSON.
const binarySize = "binary_data_size"

// tensor is an input or output as JSON has it.
type tensor struct {
	Name       string          `json:"name"`
	Datatype   string          `json:"datatype"`
	Shape      []int64         `json:"shape"`
	Parameters map[string]any  `json:"parameters,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
}

// inferRequest is the JSON of a request.
type inferRequest struct {
	ID         string         `json:"id"`
	Parameters map[string]any `json:"parameters"`
	Inputs     []tensor       `json:"inputs"`
	Outputs    []struct {
		Name       string         `json:"name"`
		Parameters map[string]any `json:"parameters"`
	} `json:"outputs"`
}

// inferResponse is the JSON of an answer.
type inferResponse struct {
	ModelName    string   `json:"model_name"`
	ModelVersion string   `json:"model_version"`
	ID           string   `json:"id,omitempty"`
	Outputs      []tensor `json:"outputs"`
}

// errorResponse is the JSON of a refusal.
type errorResponse struct {
	Error string `json:"error"`
}

// serverMetadata describes the server.
type serverMetadata struct {
	Name       string   `json:"name"`
	Version    string   `json:"version"`
	Extensions []string `json:"extensions"`
}

// modelMetadata describes the model.
type modelMetadata struct {
	Name     string           `json:"name"`
	Versions []string         `json:"versions"`
	Platform string           `json:"platform"`
	Inputs   []tensorMetadata `json:"inputs"`
	Outputs  []tensorMetadata `json:"outputs"`
}

type tensorMetadata struct {
	Name     string  `json:"name"`
	Datatype string  `json:"datatype"`
	Shape    []int64 `json:"shape"` // -1 is any number
}

// describe is the model's metadata with these versions.
func describe(versions []string) modelMetadata {
	return modelMetadata{
		Name: ModelName, Versions: versions, Platform: "onnxruntime_onnx",
		Inputs:  []tensorMetadata{{captionInput, typeBytes, []int64{-1}}, {imageInput, typeBytes, []int64{-1}}},
		Outputs: []tensorMetadata{{probabilitiesOutput, typeFP32, []int64{-1, labels.Levels}}, {levelOutput, typeBytes, []int64{-1}}},
	}
}

// Meme is a meme to predict: its caption, and the bytes of its picture's file, each empty
// where it has none.
type Meme struct {
	Caption string
	Image   []byte
}

// badRequest is what is wrong with a request, in one sentence for who has sent it.
type badRequest string

func (b badRequest) Error() string { return string(b) }

func refuse(format string, args ...any) error { return badRequest(fmt.Sprintf(format, args...)) }

// quoted is a name out of a request as messages have it.
func quoted(name string) string {
	const most = 60
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "") + "…"
	}
	return labels.Quoted(name)
}
