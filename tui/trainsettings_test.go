package tui

import (
	"reflect"
	"testing"

	"memebench/eval"
)

// What versions may have been trained with otherwise is all of a config.
func TestSettingsOfAConfigAreComplete(t *testing.T) {
	if want := reflect.TypeFor[eval.Config]().NumField(); len(configSettings) != want {
		t.Errorf("%d settings, want one of each of %d fields", len(configSettings), want)
	}
}
