//go:build !race

package dataset_test

import "testing"

// More who work apart: of two of them the race detector has seen what it can.
func TestMergeOfMoreWhoWorkedApart(t *testing.T) { mergeApart(t, 2, 3) }
