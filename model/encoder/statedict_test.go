package encoder

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/model/assets/assetstest"
	"memebench/model/encoder/network"
)

func TestNetworkIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := writeNetwork(ctx, io.Discard, filepath.Join("network", "testdata", "bert.pth"), Spec{Network: "bert", Heads: 2})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	_, err = NewPacks(assetstest.Cache(t, PackAssets(DefaultPack)...), "").Open(ctx, DefaultPack)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNetworksRefuseOtherFiles(t *testing.T) {
	for _, name := range slices.Concat(network.ForCaptions(), network.ForPictures()) {
		for file, want := range map[string]string{
			"torch/testdata/legacy.pth": "is it another network?",
			"testdata/captions.json":    "not a file of torch.save",
			"absent.pth":                "no such file",
		} {
			err := writeNetwork(t.Context(), io.Discard, file, Spec{Network: name})
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s from %s: %v, want %q", name, file, err, want)
			}
		}
	}
}
