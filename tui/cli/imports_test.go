package cli_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed lists what each package imports of memebench, and no more. An arrow that is not
// here is a mistake in the design, not in this test.
var allowed = map[string][]string{
	"labels/plainfile":        {},
	"labels/workers":          {},
	"labels/soaktest":         {},
	"labels":                  {},
	"labels/starter":          {"labels"},
	"labels/queue":            {"labels", "eval"},
	"labels/assignment":       {},
	"labels/dataset":          {"labels", "labels/near", "labels/media", "labels/picture", "labels/atomicfile"},
	"labels/media":            {},
	"labels/near":             {"labels"},
	"eval":                    {"labels"},
	"eval/report":             {"labels", "eval"},
	"model/onnx":              {},
	"model/tape":              {"model/onnx"},
	"model/kernel":            {"model/tape"},
	"labels/picture":          {},
	"model/assets":            {"labels/atomicfile"},
	"model/assets/assetstest": {"model/assets"},
	"model/ort":               {"model/onnx"},
	"labels/atomicfile":       {},
	"model/encoder": {"labels", "eval", "model/onnx", "model/ort", "labels/picture", "labels/atomicfile", "model/features",
		"model/encoder/tokenizer", "model/encoder/tensorflow", "model/encoder/torch", "model/encoder/network"},
	"model/ocr":                   {"labels", "model/ort", "labels/picture"},
	"model/encoder/tokenizer":     {"labels"},
	"model/encoder/tensorflow":    {"labels"},
	"model/encoder/torch":         {"labels"},
	"model/encoder/network":       {"labels", "model/onnx", "model/encoder/tensorflow", "model/encoder/torch"},
	"model/encoder/encodertest":   {"model/assets", "model/onnx"},
	"model/features":              {"labels", "labels/atomicfile", "model/kernel"},
	"model/features/featurestest": {},
	"model/starter":               {},
	"model/ort/orttest":           {"model/assets/assetstest", "model/ort"},
	"model/head": {"labels", "eval", "model/onnx", "model/tape", "model/kernel", "model/ort",
		"model/features"},
	"model/settings":          {"labels", "eval"},
	"model/serve":             {"labels"},                                  // versions come through an interface, so that its tests need no encoders
	"model/serve/labelstudio": {"labels", "labels/dataset", "model/serve"}, // which know what tasks and memes are
	"model/bundle":            {"labels", "eval", "model/head"},
	"model":                   {"labels", "labels/atomicfile", "labels/queue", "model/settings", "eval", "labels/media", "labels/picture", "model/bundle", "model/encoder", "model/features", "model/head", "model/ocr"},
	// It moves pictures and the key to its broker, which are files.
	"model/fleet":   {"labels", "labels/atomicfile", "labels/picture", "eval", "model"},
	"db/dbtest":     {"labels", "eval"},
	"db":            {"labels", "labels/atomicfile", "eval"},
	"tui/jobs":      {},
	"tui/tuitest":   {},
	"tui/term":      {"labels/picture"},
	"tui":           {"labels", "labels/queue", "eval", "model", "model/settings", "tui/term", "tui/jobs"},
	"tui/team":      {"labels", "labels/assignment", "labels/queue", "eval", "model", "tui", "tui/jobs"},
	"tui/members":   {"labels", "labels/atomicfile"},
	"tui/sshd":      {"labels", "labels/atomicfile", "tui/term", "tui/members"},
	"tui/cli/quiet": {},
	"tui/cli": {"labels", "labels/atomicfile", "labels/dataset", "labels/queue", "model/settings", "model/serve", "model/serve/labelstudio", "labels/starter", "eval", "eval/report", "model", "model/assets", "model/bundle", "model/encoder", "model/features", "model/fleet", "model/head", "model/ort", "labels/media", "labels/picture",
		"model/starter", "db", "tui", "tui/term", "tui/jobs", "tui/team", "tui/members", "tui/sshd", "tui/cli/quiet"},
	"": {"tui/cli"},
}

// anybodys are the packages that every other one may import.
var anybodys = []string{"labels/plainfile", "labels/workers"}

// owners lists the libraries that only one package may import.
var owners = map[string]string{
	"github.com/yalue/onnxruntime_go":          "model/ort",
	"go.etcd.io/bbolt":                         "db",
	"github.com/spf13/cobra":                   "tui/cli",
	"github.com/charmbracelet/bubbletea":       "tui",
	"github.com/xuri/excelize/v2":              "labels/dataset",
	"github.com/parquet-go/parquet-go":         "labels/dataset",
	"gonum.org/v1/plot":                        "eval/report",
	"github.com/charmbracelet/wish":            "tui/sshd",
	"github.com/charmbracelet/ssh":             "tui/sshd",
	"github.com/nats-io/nats.go":               "model/fleet",
	"github.com/nats-io/nats-server/v2/server": "model/fleet",
}

// reaching lists who may open connections or start programs.
var reaching = map[string][]string{
	// db has a socket for who wants a copy of a store that is in use.
	"net":      {"db", "model/assets", "model/fleet", "model/serve", "tui/cli", "tui/sshd"},
	"net/http": {"model/assets", "model/serve", "model/serve/labelstudio", "tui/cli"},
	"os/exec":  {"labels/media", "model/assets", "tui/cli"},
}

func TestImports(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "memebench/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "memebench"), "/")
		may, known := allowed[name]
		if !known {
			t.Errorf("package %s is in no rule: say in this test what it may import", p.ImportPath)
			continue
		}
		for _, arrow := range may {
			if !slices.Contains(p.Imports, "memebench/"+arrow) {
				t.Errorf("%s does not import %s, which this test lets it", p.ImportPath, arrow)
			}
		}
		for _, i := range p.Imports {
			if own := strings.TrimPrefix(i, "memebench/"); own != i && !slices.Contains(may, own) && !slices.Contains(anybodys, own) {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
			if owner, ok := owners[i]; ok && owner != name {
				t.Errorf("%s imports %s, which belongs to %s", p.ImportPath, i, owner)
			}
			if few, ok := reaching[i]; ok && !slices.Contains(few, name) {
				t.Errorf("%s imports %s, which only %s may", p.ImportPath, i, few)
			}
		}
		if name == "labels" {
			for _, i := range p.Imports {
				if strings.Contains(strings.Split(i, "/")[0], ".") {
					t.Errorf("labels imports %s: it keeps to the standard library", i)
				}
			}
		}
	}
}
