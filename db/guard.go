package db

import (
	"fmt"
	"runtime/debug"
)

// guard runs f and turns its panics into ErrDamaged. bbolt trusts the pages that
// it maps: one that is damaged makes it fail an assertion, run past a slice, or
// touch memory behind the end of a file that was cut short, which by default
// even ends the process.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %s", ErrDamaged, short(fmt.Sprint(r)))
		}
	}()
	return f()
}
