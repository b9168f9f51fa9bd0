package assetstest

import (
	"encoding/json"
	"os"
	"testing"

	"memebench/model/assets"
)

// The smallest asset comes all the way from its package to the cache.
func TestPath(t *testing.T) {
	b, err := os.ReadFile(Path(t, assets.BGETokenizer))
	if err != nil {
		t.Fatal(err)
	}
	var tokenizer struct {
		Model struct{ Type string }
	}
	if err := json.Unmarshal(b, &tokenizer); err != nil || tokenizer.Model.Type != "WordPiece" {
		t.Errorf("model type %q, %v; want WordPiece", tokenizer.Model.Type, err)
	}
}
