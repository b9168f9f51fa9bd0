package encoder

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sys/cpu"

	"memebench/labels/plainfile"
	"memebench/model/onnx"
)

// arithmetic says in what an encoder computes, which decides whether its features are
// the same everywhere. Float operators differ in their last bits between processors and
// versions of the runtime, and features with them, by a cosine of 1 - 1e-11. Where
// activations are rounded to integers those bits decide which way, and each layer makes
// more of it: the text encoder's file, as it is published, gives captions that differ
// by a cosine of 0.994.
type arithmetic string

const (
	// plain models are run as they are, and do not round. The image encoder that is
	// built here in integers counts as one, since what it rounds stays small: over
	// 4,945 pictures and all kinds of processors its cosines were at least 0.99994.
	plain arithmetic = "plain"

	// dequantized models have products in integers, with activations that are rounded
	// as they run, which are done in floats instead. See onnx.Dequantize.
	dequantized arithmetic = "dequantized"

	// rounding models round in other ways. What their features are depends on the
	// machine, so that their digest has it.
	rounding arithmetic = "rounding"
)

// arithmeticOf finds out how the ONNX model in a file computes.
func arithmeticOf(path string) (arithmetic, error) {
	f, info, err := plainfile.Open(path)
	if err != nil {
		return "", named(path, err)
	}
	defer f.Close() // only read from
	outline, err := onnx.Outline(f, info.Size())
	if err != nil {
		return "", err
	}
	if err := whole(path, outline); err != nil {
		return "", err
	}
	if quantized, err := onnx.Quantized(outline); err != nil || !quantized {
		return plain, err
	}
	model, err := readLimited(path, maxModel)
	if err != nil {
		return "", err
	}
	if model, err = onnx.Dequantize(model); err != nil {
		return "", err
	}
	if quantized, err := onnx.Quantized(model); err != nil || quantized {
		return rounding, err
	}
	return dequantized, nil
}

// whole refuses a model that has weights in another file: the runtime would look for
// that in the folder that somebody happens to work in, and a digest of the model says
// nothing of it.
func whole(path string, model []byte) error {
	file, err := onnx.External(model)
	if err != nil || file == "" {
		return err
	}
	name := quotable(filepath.Base(path))
	return fmt.Errorf("%s has its weights in another file, %s: save it as one file, as onnx.save(onnx.load(%q), \"whole.onnx\") does in Python", name, quotable(file), name)
}

// machine names what decides the features of a rounding model: the processor's kind
// and the runtime.
func machine(files Files) string {
	library := "no runtime"
	if files != nil {
		if digest, err := files.Digest(RuntimeAsset); err == nil {
			library = "runtime " + digest[:8]
		}
	}
	return processor() + ", " + library
}

// processor names the architecture and those of its instruction sets that ONNX Runtime
// has kernels for.
func processor() string {
	kind := []string{runtime.GOARCH}
	for _, set := range []struct {
		name string
		has  bool
	}{
		{"avx", cpu.X86.HasAVX}, {"avx2", cpu.X86.HasAVX2 && cpu.X86.HasFMA}, {"avxvnni", cpu.X86.HasAVXVNNI},
		{"avx512f", cpu.X86.HasAVX512F}, {"avx512bw", cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL},
		{"vnni", cpu.X86.HasAVX512VNNI}, {"amx", cpu.X86.HasAMXInt8},
		{"dotprod", cpu.ARM64.HasASIMDDP}, {"i8mm", cpu.ARM64.HasI8MM}, {"sve", cpu.ARM64.HasSVE},
	} {
		if set.has {
			kind = append(kind, set.name)
		}
	}
	return strings.Join(kind, " ")
}
