package encoder

import (
	"testing"

	"memebench/model/encoder/encodertest"
)

type captionCase struct {
	Caption string
	IDs     []int64
}

func captionCases(tb testing.TB) []captionCase {
	var c []captionCase
	encodertest.FixtureJSON(tb, "captions.json", &c)
	if len(c) < 50 {
		tb.Fatalf("%d captions only", len(c))
	}
	return c
}
