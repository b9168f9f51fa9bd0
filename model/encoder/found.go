package encoder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/model/encoder/tokenizer"
	"memebench/model/onnx"
	"memebench/model/ort"
)

// found is an encoder whose files are there and whose model is not loaded yet.
type found struct {
	base
	spec  encoderSpec
	path  string // of the model's file as it was published
	model string // SHA-256 of that file
}

func findText(spec encoderSpec) (*found, *tokenizer.Tokenizer, error) {
	path, _, err := spec.source.find(spec.Tokenizer)
	if err != nil {
		return nil, nil, err
	}
	data, err := readLimited(path, tokenizer.MaxFile)
	if err != nil {
		return nil, nil, fmt.Errorf("encoder %s: %w", spec.Name, err)
	}
	tokens, err := tokenizer.Parse(data)
	if err != nil {
		return nil, nil, fmt.Errorf("encoder %s: %w", spec.Name, err)
	}
	if tokens, err = spec.limited(tokens); err != nil {
		return nil, nil, fmt.Errorf("encoder %s: %w", spec.Name, err)
	}
	f, err := spec.find(TextModality, identity{Tokenizer: tokens.Digest(), MaxTokens: tokens.MaxTokens()})
	return f, tokens, err
}

// limited is the tokenizer with as many tokens as the spec allows.
func (s Spec) limited(t *tokenizer.Tokenizer) (*tokenizer.Tokenizer, error) {
	most := t.MaxTokens()
	if s.MaxTokens > 0 {
		most = min(most, s.MaxTokens)
	}
	if s.Pad != nil {
		most = min(most, s.Pad.Length)
	}
	if most == t.MaxTokens() {
		return t, nil
	}
	return t.Limited(most)
}

func findImage(spec encoderSpec) (*found, error) {
	return spec.find(ImageModality, identity{Preprocess: spec.Preprocess})
}

// find makes the digest; id says what else than the model decides the features.
func (s encoderSpec) find(modality string, id identity) (*found, error) {
	f := &found{base: base{modality: modality, name: s.Name, width: s.width}, spec: s}
	var err error
	if f.path, f.model, err = s.source.find(s.File); err != nil {
		return nil, err
	}
	id.Model, id.Features = f.model, s.features
	if s.arithmetic == rounding {
		id.Machine = s.machine
		f.name += " on " + s.machine
	}
	if f.digest, err = id.digest(); err != nil {
		return nil, fmt.Errorf("encoder %s: %w", s.Name, err)
	}
	return f, nil
}

// open loads the model.
func (f *found) open(ctx context.Context, files Files) (base, error) {
	if ctx.Err() != nil {
		return f.base, ctx.Err()
	}
	var err error
	if f.session, err = f.load(ctx, files); err != nil {
		return f.base, fmt.Errorf("encoder %s: %w", f.name, err)
	}
	return f.base, nil
}

// maxModel bounds a model's file; ONNX files cannot be larger (a limit of
// protobuf).
const maxModel = 2 << 30

// load opens the ONNX model. It is built first, once, where the file is a state dict
// or has products to be done in floats; else it is taken as it is, cut where an inner
// tensor is wanted.
func (f *found) load(ctx context.Context, files Files) (*ort.Session, error) {
	options := ort.Options{Threads: 1}
	name := f.spec.built(f.model)
	if name == "" {
		model, err := f.cut(false)
		if err != nil {
			return nil, err
		}
		return ort.Open(model, options)
	}
	path, err := files.Derived(name, func(w io.Writer) error {
		if f.spec.Network != "" {
			return writeNetwork(ctx, w, f.path, f.spec.Spec)
		}
		model, err := f.cut(true)
		if err != nil {
			return err
		}
		_, err = w.Write(model)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ort.OpenFile(path, options)
}

// cut reads the ONNX model and takes it out of integers, if asked to, and cuts it at
// the tensor that is wanted.
func (f *found) cut(inFloats bool) ([]byte, error) {
	model, err := readLimited(f.path, maxModel)
	if err != nil {
		return nil, err
	}
	if err := whole(f.path, model); err != nil {
		return nil, err
	}
	if inFloats {
		if model, err = onnx.Dequantize(model); err != nil {
			return nil, err
		}
	}
	if f.spec.Output == "" {
		return model, nil
	}
	return onnx.Cut(model, f.spec.Output, onnx.Float32, f.spec.outputDims(f.modality, f.width)...)
}

// built is the name of the file with the ONNX model that is built from the file with
// this SHA-256; "" for a model that is used as it is. The name tells all that the
// model depends on; the number at its end is that of the code that builds it, and is
// raised when the code writes another model: see buildFunc in package network.
func (s encoderSpec) built(sha256 string) string {
	switch {
	case s.Network != "":
		name := s.Network + "-" + sha256[:12]
		if s.Heads > 0 {
			name += "-" + strconv.Itoa(s.Heads)
		}
		return name + "-1.onnx"
	case s.arithmetic == dequantized:
		return "floats-" + sha256[:12] + "-" + digestOf(s.Output)[:8] + "-1.onnx"
	}
	return ""
}

// readLimited reads a file of at most limit bytes.
func readLimited(path string, limit int64) ([]byte, error) {
	data, err := plainfile.Read(path, limit)
	return data, named(path, err)
}

// named puts a file's name before what plainfile says of it; errors of the file
// system have it already.
func named(path string, err error) error {
	if errors.Is(err, plainfile.ErrNotPlain) || errors.Is(err, plainfile.ErrTooLarge) {
		return fmt.Errorf("%s: %w", quotable(filepath.Base(path)), err)
	}
	return err
}

func openText(ctx context.Context, spec encoderSpec, files Files) (*textEncoder, error) {
	f, tokens, err := findText(spec)
	if err != nil {
		return nil, err
	}
	b, err := f.open(ctx, files)
	if err != nil {
		return nil, err
	}
	e, err := newTextEncoder(ctx, b, tokens, spec.Spec)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return e, nil
}

func openImage(ctx context.Context, spec encoderSpec, files Files) (*imageEncoder, error) {
	f, err := findImage(spec)
	if err != nil {
		return nil, err
	}
	b, err := f.open(ctx, files)
	if err != nil {
		return nil, err
	}
	e, err := newImageEncoder(ctx, b, spec.Spec)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return e, nil
}

// quotable shortens a name from a file so that it fits an error message.
func quotable(s string) string {
	s = labels.Printable(s)
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return s
}
