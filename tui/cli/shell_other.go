//go:build !unix

package cli

// underShell is false where there is no job control.
func underShell() bool { return false }
