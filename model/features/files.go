package features

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// asideSuffix ends the name of a file that was not what it should have been.
const asideSuffix = ".aside"

func fileName(dir string, encoder [32]byte) string {
	return filepath.Join(dir, hex.EncodeToString(encoder[:])+".features")
}

// Size returns how large an encoder's file of features in dir is, in bytes, 0 if
// there is none.
func Size(dir, encoderDigest string) int64 {
	encoder, err := parseDigest(encoderDigest)
	if err != nil {
		return 0
	}
	st, err := os.Stat(fileName(dir, encoder))
	if err != nil {
		return 0
	}
	return st.Size()
}

// Remove removes an encoder's file of features in dir, which must not be open, and
// returns how many bytes it had. That there is none is no error.
func Remove(dir, encoderDigest string) (freed int64, err error) {
	encoder, err := parseDigest(encoderDigest)
	if err != nil {
		return 0, err
	}
	path := fileName(dir, encoder)
	freed = Size(dir, encoderDigest)
	for _, p := range []string{path, path + asideSuffix, path + ".lock"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, fmt.Errorf("features: %w", err)
		}
	}
	return freed, nil
}
