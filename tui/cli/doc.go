// Package cli is the program: its command line, the wiring of the packages, and
// the order in which they are taken down.
//
// Each subcommand is a file. Each calls the use case that the workbench's
// screens call (package model), so that a script repeats what a person did by
// hand. Results go to standard output, as text or with --json as one JSON value;
// progress goes to standard error when that is a terminal; an error is one
// sentence on standard error.
//
// Exit status: 0 when all went well, 3 when some rows failed or pictures are still
// missing and the rest is in, 1 when nothing was done or it could not go on, 2 for a wrong
// command line, 130 when interrupted, 141 when nobody reads standard output any more.
//
// Shutdown: the screen ends, jobs are cancelled and waited for, the feature
// caches and the runtime are closed, and the store last, so that nothing that
// still runs finds it gone.
package cli
