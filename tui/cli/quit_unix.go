//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// notifyQuit catches SIGQUIT and SIGABRT, too.
func notifyQuit(c chan<- os.Signal) { signal.Notify(c, syscall.SIGQUIT, syscall.SIGABRT) }

func isQuit(s os.Signal) bool { return s == syscall.SIGQUIT || s == syscall.SIGABRT }

// byDefault does what the Go runtime does at this signal by itself.
func byDefault(s os.Signal) {
	signal.Reset(s)
	_ = syscall.Kill(os.Getpid(), s.(syscall.Signal))
}
