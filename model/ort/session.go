//go:build cgo

package ort

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"sync"

	onnxruntime "github.com/yalue/onnxruntime_go"

	"memebench/labels/plainfile"
	"memebench/model/onnx"
)

// Session is a model ready to run. Its methods may be called from several
// goroutines at once.
type Session struct {
	description *onnx.Description

	mu     sync.RWMutex // held for reading by runs, for writing by Close
	native *onnxruntime.DynamicAdvancedSession
}

// Open makes a session from the bytes of a model, which it does not keep. Its
// worker threads sleep, rather than spin, while they have nothing to do: a
// spinning worker takes a core from whoever draws the screen.
func Open(model []byte, o Options) (*Session, error) {
	d, err := onnx.Describe(model)
	if err != nil {
		return nil, fmt.Errorf("open model: %w", err)
	}
	return open(d, o, func(options *onnxruntime.SessionOptions) (*onnxruntime.DynamicAdvancedSession, error) {
		return onnxruntime.NewDynamicAdvancedSessionWithONNXData(model, names(d.Inputs), names(d.Outputs), options)
	})
}

// OpenFile is Open for a model in a file, which must hold all of its weights. It
// takes less memory than Open: the library reads the file itself, so that the weights
// are never there twice.
func OpenFile(path string, o Options) (*Session, error) {
	d, err := describe(path)
	if err != nil {
		return nil, fmt.Errorf("open model: %w", err)
	}
	return open(d, o, func(options *onnxruntime.SessionOptions) (*onnxruntime.DynamicAdvancedSession, error) {
		return onnxruntime.NewDynamicAdvancedSession(path, names(d.Inputs), names(d.Outputs), options)
	})
}

func describe(path string) (*onnx.Description, error) {
	f, info, err := plainfile.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	outline, err := onnx.Outline(f, info.Size())
	if err != nil {
		return nil, err
	}
	return onnx.Describe(outline)
}

// open makes a session of a model that is described.
func open(d *onnx.Description, o Options, create func(*onnxruntime.SessionOptions) (*onnxruntime.DynamicAdvancedSession, error)) (_ *Session, err error) {
	if o.Threads < 0 {
		return nil, fmt.Errorf("open model: %d threads: want 1 or more, or 0 for 1", o.Threads)
	}
	// Counted before it is made, so that Stop refuses from here on.
	library.Lock()
	if library.path == "" {
		library.Unlock()
		return nil, errors.New("open model: onnx runtime is not started")
	}
	library.sessions++
	library.Unlock()
	defer func() {
		if err != nil {
			release()
		}
	}()

	options, err := sessionOptions(max(o.Threads, 1))
	if err != nil {
		return nil, fmt.Errorf("open model: %w", plain(err))
	}
	native, err := create(options)
	if err = errors.Join(err, options.Destroy()); err != nil {
		return nil, fmt.Errorf("open model: %w", plain(err))
	}
	return &Session{description: d, native: native}, nil
}

func sessionOptions(threads int) (*onnxruntime.SessionOptions, error) {
	options, err := onnxruntime.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		options.SetIntraOpNumThreads(threads),
		options.SetInterOpNumThreads(1),
		options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"),
	)
	if err != nil {
		return nil, errors.Join(err, options.Destroy())
	}
	return options, nil
}

// Inputs returns what Run wants, in order. The caller must not change it.
func (s *Session) Inputs() []Value { return s.description.Inputs }

// Outputs returns what Run produces, in order. The caller must not change it.
func (s *Session) Outputs() []Value { return s.description.Outputs }

// Metadata returns the model's metadata; nil when it has none. The caller must
// not change it.
func (s *Session) Metadata() map[string]string { return s.description.Metadata }

// Run feeds the inputs to the model and fills the outputs, each list in the
// order of Inputs and Outputs. An output that is the zero Tensor is replaced by
// a newly allocated one; the slices of all others are written in place, and
// their shapes must be what the model produces. When Run fails, the contents of
// outputs are undefined.
//
// When ctx ends, the run does: before the model's next operator, loops inside the
// model included, and never in the middle of one operator. Its error is ctx.Err()
// then.
func (s *Session) Run(ctx context.Context, inputs, outputs []Tensor) (err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.native == nil {
		return errors.New("run model: the session is closed")
	}
	if len(inputs) != len(s.description.Inputs) || len(outputs) != len(s.description.Outputs) {
		return fmt.Errorf("run model: got %d inputs and %d outputs, want %d and %d",
			len(inputs), len(outputs), len(s.description.Inputs), len(s.description.Outputs))
	}
	if len(inputs) == 0 {
		return errors.New("run model: the model has no inputs, which is not supported")
	}

	// The C library keeps the address of each slice until its tensor is
	// destroyed, so the slices are pinned until then.
	var pins runtime.Pinner
	values := make([]onnxruntime.Value, len(inputs)+len(outputs))
	defer func() {
		for _, v := range values {
			if v != nil {
				err = errors.Join(err, v.Destroy())
			}
		}
		pins.Unpin()
	}()
	for i, t := range inputs {
		if t, err = t.narrowed(s.description.Inputs[i]); err == nil {
			values[i], err = t.bind(s.description.Inputs[i], &pins)
		}
		if err != nil {
			return fmt.Errorf("run model: input %q: %w", clean(s.description.Inputs[i].Name), err)
		}
	}
	produced := values[len(inputs):]
	for i, t := range outputs {
		if t.Shape == nil && t.Float32 == nil && t.Int64 == nil {
			continue
		}
		if produced[i], err = t.bind(s.description.Outputs[i], &pins); err != nil {
			return fmt.Errorf("run model: output %q: %w", clean(s.description.Outputs[i].Name), err)
		}
	}
	if err := s.run(ctx, values[:len(inputs):len(inputs)], produced); err != nil {
		return err
	}
	for i := range outputs {
		if outputs[i].Shape != nil {
			continue
		}
		switch t := produced[i].(type) {
		case *onnxruntime.Tensor[float32]:
			outputs[i] = Tensor{Shape: t.GetShape(), Float32: t.GetData()}
		case *onnxruntime.Tensor[int64]:
			outputs[i] = Tensor{Shape: t.GetShape(), Int64: t.GetData()}
		default:
			return fmt.Errorf("run model: output %q is neither float32 nor int64", clean(s.description.Outputs[i].Name))
		}
	}
	return nil
}

// run has the library run the model until it is done or ctx is.
func (s *Session) run(ctx context.Context, inputs, outputs []onnxruntime.Value) error {
	options, err := onnxruntime.NewRunOptions()
	if err != nil {
		return fmt.Errorf("run model: %w", plain(err))
	}
	terminated := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { terminated <- options.Terminate() })
	err = s.native.RunWithOptions(inputs, outputs, options)
	if err != nil {
		dropNil(outputs)
	}
	var ended error
	if !stop() {
		ended = <-terminated // it may be at it in this moment, so the options must still be there
	}
	ended = errors.Join(ended, options.Destroy())
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("run model: %w", plain(err))
	case ended != nil:
		return fmt.Errorf("run model: %w", plain(ended))
	}
	return nil
}

// dropNil takes out what a failed run has put into outputs that it could not make a
// tensor of, such as one without dimensions: pointers to nothing, which are not to be
// freed.
func dropNil(outputs []onnxruntime.Value) {
	for i, v := range outputs {
		if v != nil && reflect.ValueOf(v).IsNil() {
			outputs[i] = nil
		}
	}
}

// Close waits for runs to end, which those do soon whose context has ended, and
// frees the model. Later runs fail; a second
// Close does nothing.
func (s *Session) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.native == nil {
		return nil
	}
	err := s.native.Destroy()
	s.native = nil
	release()
	if err != nil {
		return fmt.Errorf("close session: %w", plain(err))
	}
	return nil
}

func release() {
	library.Lock()
	defer library.Unlock()
	library.sessions--
}

// narrowed is a copy in int32 of a tensor of int64 for an input of int32, and any other
// tensor itself. A value that does not fit is an error.
func (t Tensor) narrowed(want Value) (Tensor, error) {
	if want.Elem != onnx.Int32 || t.Int64 == nil {
		return t, nil
	}
	t.int32 = make([]int32, len(t.Int64))
	for i, v := range t.Int64 {
		if t.int32[i] = int32(v); int64(t.int32[i]) != v {
			return t, fmt.Errorf("%d does not fit the int32 that the model wants", v)
		}
	}
	t.Int64 = nil
	return t, nil
}

// bind hands the tensor's slice to the library, after checking all that could
// make it read or write beyond the slice.
func (t Tensor) bind(want Value, pins *runtime.Pinner) (onnxruntime.Value, error) {
	n := int64(1)
	if len(t.Shape) == 0 {
		return nil, errors.New("the tensor has no shape")
	}
	for _, d := range t.Shape {
		if d < 0 || d > 0 && n > math.MaxInt64/d {
			return nil, fmt.Errorf("shape %v is out of range", t.Shape)
		}
		n *= d
	}
	switch {
	case t.Float32 != nil && t.Int64 != nil:
		return nil, errors.New("the tensor has both float32 and int64 data")
	case want.Elem == onnx.Int64 && t.Float32 == nil:
		return bind(t.Int64, n, t.Shape, pins)
	case t.int32 != nil:
		return bind(t.int32, n, t.Shape, pins)
	case want.Elem == onnx.Float32 && t.Int64 == nil:
		return bind(t.Float32, n, t.Shape, pins)
	}
	return nil, fmt.Errorf("the tensor's data are not the %v that the model wants", want.Elem)
}

func bind[T float32 | int32 | int64](data []T, n int64, shape []int64, pins *runtime.Pinner) (onnxruntime.Value, error) {
	if int64(len(data)) != n {
		return nil, fmt.Errorf("%d values do not fill the shape %v", len(data), shape)
	}
	if n > 0 {
		pins.Pin(&data[0])
	}
	v, err := onnxruntime.NewTensor(onnxruntime.Shape(shape), data)
	if err != nil {
		return nil, plain(err)
	}
	return v, nil
}
