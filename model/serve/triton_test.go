package serve

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"memebench/labels"
)

// tritonFiles has what the client of Triton, tritonclient 2.73.0, sends (NAME.request, of
// which NAME.header bytes are JSON), the answers of the fake model, and what the client
// reads in those (NAME.parsed). .ci/soak peers renews them.
const tritonFiles = "testdata/triton"

// The client of Triton is understood, and understands.
func TestTriton(t *testing.T) {
	requests, err := filepath.Glob(tritonFiles + "/*.request")
	if err != nil || len(requests) < 4 {
		t.Fatalf("%d requests, %v", len(requests), err)
	}
	r := started(t, &fakeModels{})
	for _, path := range requests {
		name := strings.TrimSuffix(path, ".request")
		body, header := readFile(t, path), readNumber(t, name+".header")
		var headers []string
		if header >= 0 {
			headers = []string{headerLength, strconv.Itoa(header)}
		}
		answer, got := r.ask(t, "POST", inferPath, body, headers...)
		if answer.StatusCode != 200 {
			t.Errorf("%s: %d %s", name, answer.StatusCode, got)
			continue
		}
		answered := -1
		if text := answer.Header.Get(headerLength); text != "" {
			if answered, err = strconv.Atoi(text); err != nil {
				t.Error(err)
			}
		}
		if os.Getenv("MEMEBENCH_PEERS") != "" { // the client is asked next
			writeFile(t, name+".response", got)
			writeFile(t, name+".answered", []byte(strconv.Itoa(answered)+"\n"))
			continue
		}
		if want := readFile(t, name+".response"); !bytes.Equal(got, want) || answered != readNumber(t, name+".answered") {
			t.Errorf("%s: answered with %q (%d bytes of JSON), want %q", name, got, answered, want)
		}
		checkParsed(t, name, body, header)
	}
}

// checkParsed wants the client to have read what the fake model says of a request.
func checkParsed(t *testing.T, name string, body []byte, header int) {
	t.Helper()
	asked, err := decodeRequest(body, header, someLimits.Rows)
	if err != nil {
		t.Fatal(err)
	}
	var parsed struct {
		Version       string      `json:"version"`
		ID            string      `json:"id"`
		Probabilities [][]float32 `json:"probabilities"`
		Level         []string    `json:"level"`
	}
	if err := json.Unmarshal(readFile(t, name+".parsed"), &parsed); err != nil {
		t.Fatal(err)
	}
	var probs [][]float32
	var levels []string
	for _, m := range asked.memes {
		p := fakeProbs(len(m.Caption), len(m.Image))
		probs, levels = append(probs, p[:]), append(levels, labels.Prediction{Probs: p}.Level().String())
	}
	wants := func(output string) bool {
		for _, o := range asked.outputs {
			if o.name == output {
				return true
			}
		}
		return false
	}
	if !wants(probabilitiesOutput) {
		probs = nil
	}
	if !wants(levelOutput) {
		levels = nil
	}
	if parsed.Version != "v1" || parsed.ID != filepath.Base(name) || !reflect.DeepEqual(parsed.Level, levels) {
		t.Errorf("%s: the client has read %+v, want the levels %v", name, parsed, levels)
	}
	if !reflect.DeepEqual(parsed.Probabilities, probs) {
		t.Errorf("%s: the client has read %v, want %v", name, parsed.Probabilities, probs)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readNumber(t *testing.T, path string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(string(readFile(t, path))))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func writeFile(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
