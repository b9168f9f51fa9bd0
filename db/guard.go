package db

import (
	"fmt"
	"runtime/debug"
)

// errUnreadable stands for whatever bbolt has run into on a damaged page: its own
// words are for its developers.
var errUnreadable = fmt.Errorf("%w: a part of it cannot be read", ErrDamaged)

// guard runs f and turns its panics into errUnreadable. bbolt trusts the pages that
// it maps: one that is damaged makes it fail an assertion, run past a slice, or
// touch memory behind the end of a file that was cut short, which by default
// even ends the process.
func guard(f func() error) (panicked bool, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			panicked, err = true, errUnreadable
		}
	}()
	return false, f()
}
