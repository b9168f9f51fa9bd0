//go:build cgo

package ort

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	onnxruntime "github.com/yalue/onnxruntime_go"

	"memebench/labels/plainfile"
	"memebench/model/onnx"
)

// minimum is the oldest library that offers the API version (24) that
// onnxruntime_go 1.27 asks for. Newer libraries offer it as well.
const minimum = "1.24"

// maxMessage bounds what of a message of the library is passed on, in bytes.
const maxMessage = 600

// library is the state of the process's one ONNX Runtime.
var library struct {
	sync.Mutex
	path     string // "" while not started
	sessions int    // open ones
}

// Start loads the ONNX Runtime library from this file. It does nothing when the
// same file is loaded already, and fails when another one is. After a failure
// it can be called again.
func Start(path string) error {
	library.Lock()
	defer library.Unlock()
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("onnx runtime: %w", err)
	}
	switch library.path {
	case path:
		return nil
	case "":
	default:
		return fmt.Errorf("onnx runtime: %s is loaded already, and a process can load only one; stop it before loading %s", library.path, path)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("onnx runtime: there is no library at %s: %w", path, os.ErrNotExist)
	case err != nil:
		return fmt.Errorf("onnx runtime: %w", err)
	case info.IsDir():
		return fmt.Errorf("onnx runtime: %s is a folder; name the library file in it", path)
	}
	onnxruntime.SetSharedLibraryPath(path)
	// Errors reach the caller; the library's own log would land on stderr, in
	// the middle of the screen.
	if err := onnxruntime.InitializeEnvironment(onnxruntime.WithLogLevelFatal()); err != nil {
		if strings.Contains(err.Error(), "setting ORT API base") {
			return fmt.Errorf("onnx runtime: the library %s is too old: version %s or newer is needed", path, minimum)
		}
		return fmt.Errorf("onnx runtime: cannot load %s: %w", path, plain(err))
	}
	if err := onnxruntime.DisableTelemetry(); err != nil {
		return errors.Join(fmt.Errorf("onnx runtime: %w", plain(err)), onnxruntime.DestroyEnvironment())
	}
	library.path = path
	return nil
}

// Stop unloads the library. It fails, and changes nothing, while sessions are
// open. Without a Start it does nothing.
func Stop() error {
	library.Lock()
	defer library.Unlock()
	if library.path == "" {
		return nil
	}
	if library.sessions > 0 {
		return fmt.Errorf("onnx runtime: %d sessions are still open; close them before stopping", library.sessions)
	}
	if err := onnxruntime.DestroyEnvironment(); err != nil {
		return fmt.Errorf("onnx runtime: stop: %w", plain(err))
	}
	library.path = ""
	return nil
}

// Version returns the version of the loaded library, "1.28.2", or "" while none
// is loaded.
func Version() string {
	library.Lock()
	defer library.Unlock()
	if library.path == "" {
		return ""
	}
	return onnxruntime.GetVersion()
}

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
		if values[i], err = t.bind(s.description.Inputs[i], &pins); err != nil {
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
	case want.Elem == onnx.Float32 && t.Int64 == nil:
		return bind(t.Float32, n, t.Shape, pins)
	}
	return nil, fmt.Errorf("the tensor's data are not the %v that the model wants", want.Elem)
}

func bind[T float32 | int64](data []T, n int64, shape []int64, pins *runtime.Pinner) (onnxruntime.Value, error) {
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

func names(values []Value) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.Name
	}
	return out
}

// plain puts a message of the library into the form of ours: one line of bounded
// length without control characters (it may quote names from a model file),
// beginning lower case.
func plain(err error) error {
	if err == nil {
		return nil
	}
	s := clean(err.Error())
	if _, size, ok := strings.Cut(s, "Failed to allocate memory for requested buffer of size "); ok {
		return fmt.Errorf("the model wants more memory than there is: %s bytes for one tensor", strings.TrimSuffix(size, "."))
	}
	for _, prefix := range []string{"Error creating C session: ", "Error running network: ", "Platform-specific initialization failed: "} {
		s = strings.TrimPrefix(s, prefix)
	}
	if first, size := utf8.DecodeRuneInString(s); size < len(s) && !unicode.IsUpper(rune(s[size])) {
		s = string(unicode.ToLower(first)) + s[size:]
	}
	return errors.New(strings.TrimSuffix(s, "."))
}

// clean returns s as one printable line of at most maxMessage bytes.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r == utf8.RuneError || !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	if len(s) > maxMessage {
		s = strings.ToValidUTF8(s[:maxMessage], "") + "…"
	}
	return s
}
