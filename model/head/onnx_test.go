package head

import (
	"reflect"
	"strings"
	"testing"

	"memebench/eval"
)

// A head comes back from its ONNX file, but not with parameters that are not
// numbers.
func TestParseONNX(t *testing.T) {
	h, _ := fit(t, planted(200, 5, 8), smallConfig(), FitOptions{})
	h.Calibration = &eval.Calibration{Temperature: 1.5}
	h.Threads = 0 // it is no part of the file
	model, err := h.ONNX()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ParseONNX(model, h.Description()); err != nil || !reflect.DeepEqual(again, h) {
		t.Errorf("came back as another head: %v", err)
	}
	h.Params[len(h.Params)-1] /= 0
	if model, err = h.ONNX(); err != nil {
		t.Fatal(err)
	}
	if _, err := ParseONNX(model, h.Description()); err == nil || !strings.Contains(err.Error(), "output/bias has the value") {
		t.Errorf("got %v", err)
	}
}
