package term

import "golang.org/x/sys/unix"

// dropOutput has a terminal forget what was written to it and it has not taken. Who waits to
// write more is not told that there is room now, but when output is stopped and goes on.
func dropOutput(fd uintptr) {
	if unix.IoctlSetInt(int(fd), unix.TCFLSH, unix.TCOFLUSH) == nil {
		_ = unix.IoctlSetInt(int(fd), unix.TCXONC, unix.TCOOFF)
		_ = unix.IoctlSetInt(int(fd), unix.TCXONC, unix.TCOON)
	}
}
