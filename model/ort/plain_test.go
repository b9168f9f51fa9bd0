//go:build cgo

package ort

import (
	"errors"
	"strings"
	"testing"
)

func TestNotEnoughMemory(t *testing.T) {
	err := plain(errors.New("Error creating C session: Exception during initialization: std::bad_alloc"))
	if got := err.Error(); !strings.Contains(got, "not enough memory") || strings.Contains(got, "alloc") {
		t.Errorf("%q", got)
	}
}
