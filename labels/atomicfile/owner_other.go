//go:build !unix

package atomicfile

import (
	"io/fs"
	"os"
)

// ours is for what is not locked and so never removed.
func ours(fs.FileInfo) bool { return false }

// GiveToFolder does nothing.
func GiveToFolder(string) {}

// GiveToOwner does nothing.
func GiveToOwner(string) {}

// TakeOverFolder does nothing.
func TakeOverFolder(string, fs.FileInfo) {}

// keepOwner returns the permissions of the file that will be replaced.
func keepOwner(_ *os.File, was fs.FileInfo) fs.FileMode { return was.Mode().Perm() }
