//go:build !unix

package db

import (
	"context"
	"net"
	"os"
)

// listenFor has no sockets on these systems.
func listenFor(os.FileInfo) net.Listener { return nil }

func askForCopy(context.Context, string, *os.File) error { return errNotShared }
