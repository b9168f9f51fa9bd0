//go:build !unix

package cli

// resident is not known here.
func resident(int) (int64, bool) { return 0, false }
