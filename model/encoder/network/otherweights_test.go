//go:build !race

// Of whole networks the race detector would make ten times as much, on ways on which it looks in other tests:
// they are tried without.

package network

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"memebench/model/encoder/torch"
)

func TestNetworksRefuseOtherWeights(t *testing.T) {
	shapes := networkShapes(t)
	without := func(net, name string) torch.StateDict {
		d := invent(shapes[net])
		delete(d, name)
		return d
	}
	for _, c := range []struct {
		network string
		weights torch.StateDict
		heads   int
		want    string
	}{
		{"resnet50", invent(shapes["resnet18"]), 0, "layer1.0.conv1.weight has the shape [64 64 3 3], want [64 64 1 1]"},
		{"resnet34", invent(shapes["resnet18"]), 0, "has no layer1.2.conv1.weight"},
		{"resnet18", without("resnet18", "layer4.0.downsample.1.running_var"), 0, "has no layer4.0.downsample.1.running_var"},
		{"resnet18", torch.StateDict{}, 0, "has no conv1.weight"},
		{"bert", invent(shapes["resnet18"]), 0, "has no embeddings.word_embeddings.weight"},
		{"bert", invent(shapes["bert"]), 3, "3 attention heads do not divide 128"},
		{"bert", invent(shapes["bert"]), -1, "do not divide"},
		{"bert", without("bert", "embeddings.LayerNorm.bias"), 4, "has no embeddings.LayerNorm.bias"},
		{"bert", without("bert", "encoder.layer.0.attention.self.query.weight"), 4, "has no encoder.layer.0"},
		{"bert", without("bert", "encoder.layer.1.intermediate.dense.weight"), 4, "has no encoder.layer.1.intermediate.dense.weight"},
		{"bert", torch.StateDict{"embeddings.word_embeddings.weight": {Shape: []int{4, 8}, Data: make([]float32, 32)}}, 0, "has no embeddings.token_type_embeddings.weight"},
		{"resnet\x1b", torch.StateDict{}, 0, `network "resnet": want one of bert, efficientnet-lite0`},
		{"efficientnet-lite0", invent(shapes["resnet18"]), 0, "has no _conv_stem.weight"},
		{"efficientnet-lite0-int8", invent(shapes["resnet18"]), 0, "has no _conv_stem.weight"},
	} {
		if _, err := Build(c.network, c.weights, c.heads); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.network, err, c.want)
		}
	}
}

// The model is the same on every machine. Whoever changes how it is built or its
// ranges changes the features of liteZeroInt8 with it, and the number in the name
// of the file that is built, so that neither features nor a file made before are
// taken for those made after.
func TestInt8ModelIsPinned(t *testing.T) {
	model := marshalled(t)(Build("efficientnet-lite0-int8", LiteWeights(t), 0))
	const want = "05fc81dc6981feb097cfd056ff52194580cdfeefd93f9a782e6051cadd442109"
	if got := fmt.Sprintf("%x", sha256.Sum256(model)); got != want {
		t.Errorf("the model has the SHA-256 %s, want %s: if that is meant, the spec of the pack needs another name of its features", got, want)
	}
}
