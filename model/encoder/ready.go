package encoder

import (
	"fmt"
	"slices"

	"memebench/labels/picture"
)

// readySpec is a spec to begin with, whose files the user brings.
type readySpec struct {
	PackSpec
	files   string // on Hugging Face's hub
	licence string // of the weights
}

// ready are specs of encoders that many use. They were written after their publishers'
// documentation, and none was run here with the published weights: small networks with the
// same inputs, outputs and widths were (ready_test.go).
//
//   - clip-vit-base-patch32: OpenAI's CLIP (Radford et al., 2021; MIT), as exported in two
//     files with projections at Xenova/clip-vit-base-patch32; sizes, mean and standard
//     deviation are those of its preprocessor_config.json.
//   - multilingual-e5-small: intfloat/multilingual-e5-small (Wang et al., 2024; MIT), whose
//     card asks for the prefix "query: " and the mean over tokens.
//   - dinov2-small: facebook/dinov2-small (Oquab et al., 2023; Apache-2.0), as exported at
//     Xenova/dinov2-small: the state of [CLS] after the last layer norm.
var ready = []readySpec{
	{
		PackSpec{
			Name: "clip-vit-base-patch32",
			Text: &Spec{
				Name: "CLIP ViT-B/32, text", File: "text_model.onnx", Tokenizer: "tokenizer.json", Output: "text_embeds", Pooling: NoPooling, MaxTokens: 77,
			},
			Image: &Spec{
				Name: "CLIP ViT-B/32, image", File: "vision_model.onnx", Output: "image_embeds", Pooling: NoPooling, Norm: true,
				Preprocess: &Preprocess{
					Resize: Resize{Side: 224}, Crop: 224, Filter: picture.Bicubic, Scale: 1.0 / 255,
					Mean: [3]float64{0.48145466, 0.4578275, 0.40821073}, Std: [3]float64{0.26862954, 0.26130258, 0.27577711},
					Order: RGB, Layout: NCHW,
				},
			},
		},
		"onnx/text_model.onnx, onnx/vision_model.onnx and tokenizer.json of Xenova/clip-vit-base-patch32",
		"MIT, OpenAI's for its repository openai/CLIP",
	},
	{
		PackSpec{
			Name: "multilingual-e5-small",
			Text: &Spec{
				Name: "multilingual-e5-small", File: "model.onnx", Tokenizer: "tokenizer.json", Output: "last_hidden_state", Pooling: MeanPooling, Prefix: "query: ",
			},
		},
		"onnx/model.onnx and onnx/tokenizer.json of intfloat/multilingual-e5-small",
		"MIT",
	},
	{
		PackSpec{
			Name: "dinov2-small",
			Image: &Spec{
				Name: "DINOv2 ViT-S/14", File: "model.onnx", Output: "last_hidden_state", Pooling: CLSPooling,
				Preprocess: &Preprocess{
					Resize: Resize{Side: 256}, Crop: 224, Filter: picture.Bicubic, Scale: 1.0 / 255,
					Mean: ImageNetPreprocess.Mean, Std: ImageNetPreprocess.Std, Order: RGB, Layout: NCHW,
				},
			},
		},
		"onnx/model.onnx of Xenova/dinov2-small",
		"Apache-2.0",
	},
}

// ReadyNames are the names of specs to begin with, whose files the user brings.
func ReadyNames() []string {
	names := make([]string, len(ready))
	for i, s := range ready {
		names[i] = s.Name
	}
	return names
}

// findReady returns the spec of this name; nil for none.
func findReady(name string) *readySpec {
	if i := slices.IndexFunc(ready, func(s readySpec) bool { return s.Name == name }); i >= 0 {
		return &ready[i]
	}
	return nil
}

// Ready reports whether a pack is only described: its files are the user's to bring.
func (p *Packs) Ready(name string) bool {
	return findReady(name) != nil && !slices.Contains(p.Names(), name)
}

// AboutReady says of one of ReadyNames where its files are, what their licence is and what
// was tried.
func AboutReady(name string) string {
	r := findReady(name)
	if r == nil {
		return ""
	}
	return fmt.Sprintf("files on Hugging Face's hub: %s; licence of the weights: %s. The published weights were not run here, but a small network with the same inputs, outputs and widths", r.files, r.licence)
}
