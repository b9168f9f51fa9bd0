//go:build !cgo

package ort

import (
	"context"
	"errors"
)

var errNoCgo = errors.New("this memebench was built without cgo and cannot run models: build it with CGO_ENABLED=1 and a C compiler (gcc or clang)")

// Session is a model ready to run; without cgo there is none.
type Session struct{}

// Start always fails in a build without cgo.
func Start(string) error { return errNoCgo }

// Stop does nothing in a build without cgo.
func Stop() error { return nil }

// Version returns "" in a build without cgo.
func Version() string { return "" }

// Open always fails in a build without cgo.
func Open([]byte, Options) (*Session, error) { return nil, errNoCgo }

// OpenFile always fails in a build without cgo.
func OpenFile(string, Options) (*Session, error) { return nil, errNoCgo }

// Inputs returns nil in a build without cgo.
func (s *Session) Inputs() []Value { return nil }

// Outputs returns nil in a build without cgo.
func (s *Session) Outputs() []Value { return nil }

// Metadata returns nil in a build without cgo.
func (s *Session) Metadata() map[string]string { return nil }

// Run always fails in a build without cgo.
func (s *Session) Run(ctx context.Context, inputs, outputs []Tensor) error { return errNoCgo }

// Close does nothing in a build without cgo.
func (s *Session) Close() error { return nil }
