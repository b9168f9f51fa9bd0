package model

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// encodingNice is the nice value of a thread that encodes: Linux gives it about a
// tenth of what a thread of the usual priority gets where both want a processor,
// and all of it where nobody else does.
const encodingNice = 10

// background keeps the calling goroutine on a thread of its own that gives way to
// every other, so that a key that is pressed meanwhile is on the screen at once. The
// thread ends with the goroutine: only its own may be made less important, never
// more again. Where the system does not let it, encoding goes on as it is.
func background() {
	runtime.LockOSThread()
	unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), encodingNice)
}
