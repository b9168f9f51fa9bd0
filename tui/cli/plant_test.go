package cli

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"memebench/labels/workers"
)

// Plant is the program with a fault in it, for the tests of how it ends: it holds the
// terminal, which it gives back by printing "given back", and then does what goes
// wrong.
func Plant(fault string) {
	echo = 300 * time.Millisecond // whoever sends the second signal may have to wait for a processor
	e, ctx := newEnds(os.Stderr)
	e.hold(func() { fmt.Println("given back") })
	e.hold(func() { fmt.Println("given back in vain") })()
	fmt.Println("ready")
	switch fault {
	case "panic":
		defer time.Sleep(time.Hour) // a lock that is never given back
		e.guard(func() {
			var g workers.Group
			g.Go(planted)
			g.Wait()
		})
	case "nobody home":
		<-ctx.Done()
		time.Sleep(echo + echo/3) // what follows is another wish
		fmt.Println("told")
		select {}
	case "heeds":
		<-ctx.Done()
		fmt.Println("told")
		time.Sleep(echo + echo/3)
		fmt.Println("ended in order")
	case "deaf":
		var w workspace
		w.rescued.said = errors.New("they are in a file")
		e.hold(w.lastWords(&options{err: os.Stderr}, func() {}))
		select {}
	case "stuck":
		e.hold(func() { select {} })
		e.guard(planted)
	case "ignored":
		fmt.Println(signal.Ignored(syscall.SIGHUP))
	case "hang":
		select {}
	}
}

func planted() { panic("index 5 of \x1b]0;3") }
