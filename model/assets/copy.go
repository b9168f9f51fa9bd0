package assets

import (
	"context"
	"errors"
	"io"
)

var errTooLarge = errors.New("it is larger than the file memebench knows")

// copyBytes copies from src to dst until the end of src, the end of ctx, or more
// than limit bytes, which is errTooLarge. tell, if any, hears the bytes copied so
// far.
func copyBytes(ctx context.Context, dst io.Writer, src io.Reader, limit int64, tell func(int64)) (int64, error) {
	buf := make([]byte, 128<<10)
	var done int64
	for {
		if err := ctx.Err(); err != nil {
			return done, context.Cause(ctx)
		}
		n, err := src.Read(buf)
		if int64(n) > limit-done {
			return done, errTooLarge
		}
		if n > 0 {
			if _, err := dst.Write(buf[:n]); err != nil {
				return done, err
			}
			done += int64(n)
			if tell != nil {
				tell(done)
			}
		}
		if err == io.EOF {
			return done, nil
		}
		if err != nil {
			if cause := context.Cause(ctx); cause != nil {
				err = cause
			}
			return done, err
		}
	}
}
