//go:build !unix

package cli

import "os"

// notifyQuit has nothing to do: there are no SIGQUIT and SIGABRT here.
func notifyQuit(chan<- os.Signal) {}

func isQuit(os.Signal) bool { return false }

func signalName(s os.Signal) string { return s.String() }

func byDefault(os.Signal) {}
