// Package jobs runs work that outlives a key press: fetching, encoding,
// training, evaluating. It knows no terminal and no user interface.
//
// A [Runner] starts named jobs, at most one of each kind at a time. A job is a
// function with a context and a way to report; what it reports replaces what it
// reported before, so a listener sees the newest state and may miss older ones.
// How a job ended is never replaced: it stands in a [Snapshot] of its own.
//
// A listener calls [Runner.Next] with the version it has seen last; the call
// blocks until something is newer. A panic in a job ends that job and nothing
// else. [Runner.Shutdown] cancels everything and waits for it, which is what
// must happen before the things the jobs use are closed.
package jobs
