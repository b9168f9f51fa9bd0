package db

import (
	"encoding/json"
	"fmt"
)

// recordFormat is the first byte of every record in JSON. A change that an old reader
// would misunderstand takes the next number; a new field does not, as readers
// skip what they do not know and see zero values where nothing is.
const recordFormat = 1

// encode writes a record: the format, then JSON.
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil { // a NaN, or a year that JSON cannot have
		return nil, fmt.Errorf("%w record: %w", ErrInvalid, err)
	}
	return append([]byte{recordFormat}, b...), nil
}

// decode reads a record. The result has no memory in common with b.
func decode[T any](b []byte) (T, error) {
	var v T
	if err := checkFormat(b); err != nil {
		return v, err
	}
	if err := json.Unmarshal(b[1:], &v); err != nil {
		return v, fmt.Errorf("%w: a record cannot be read: %s", ErrDamaged, short(err.Error()))
	}
	return v, nil
}

func checkFormat(b []byte) error {
	switch {
	case len(b) == 0:
		return fmt.Errorf("%w: a record is empty", ErrDamaged)
	case b[0] != recordFormat:
		return fmt.Errorf("%w: a record is of format %d, not %d", ErrDamaged, b[0], recordFormat)
	}
	return nil
}
