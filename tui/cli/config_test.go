package cli

import (
	"testing"

	"memebench/model/encoder"
	"memebench/model/settings"
)

func TestDefaultOfEncoders(t *testing.T) {
	if got := settings.Encoders.Default; got != encoder.DefaultPack {
		t.Errorf("the setting's default is %q, the default pack %q", got, encoder.DefaultPack)
	}
}
