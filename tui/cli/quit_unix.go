//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// notifyQuit catches SIGQUIT and SIGABRT, too.
func notifyQuit(c chan<- os.Signal) { signal.Notify(c, syscall.SIGQUIT, syscall.SIGABRT) }

func isQuit(s os.Signal) bool { return s == syscall.SIGQUIT || s == syscall.SIGABRT }

// signalName is what the Go runtime calls a signal.
func signalName(s os.Signal) string { return unix.SignalName(s.(syscall.Signal)) + ": " + s.String() }

// byDefault does what the Go runtime does at this signal by itself.
func byDefault(s os.Signal) {
	signal.Reset(s)
	_ = syscall.Kill(os.Getpid(), s.(syscall.Signal))
}
