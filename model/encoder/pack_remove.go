package encoder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Remove removes a pack that a user has added: its spec, and the models that were
// built from its files as far as no other pack has them too. It returns how
// many bytes those had. The files that the spec names are the user's and stay. A
// pack whose spec is damaged is removed as well; what was built for it is not known.
func (p *Packs) Remove(name string) (freed int64, err error) {
	if p.BuiltIn(name) {
		return 0, fmt.Errorf("%s comes with memebench and cannot be removed", name)
	}
	spec, err := p.find(name)
	if errors.Is(err, ErrNoPack) {
		return 0, err
	}
	built := spec.built()
	if err := os.Remove(filepath.Join(p.folder, name+".json")); err != nil {
		return 0, fmt.Errorf("remove the pack %s: %w", name, reason(err))
	}
	if freed, err = p.discard(built); err != nil {
		return freed, fmt.Errorf("%s is removed, but what was built from its files is not: %w", name, err)
	}
	return freed, nil
}

// discard removes what was built, as far as no pack has it, and returns how many bytes
// that had.
func (p *Packs) discard(built []string) (freed int64, err error) {
	for _, name := range p.Names() {
		if spec, err := p.find(name); err == nil {
			for _, file := range spec.built() {
				built = slices.DeleteFunc(built, func(f string) bool { return f == file })
			}
		}
	}
	for _, file := range built {
		n, err := p.files.Discard(file)
		if err != nil {
			return freed, err
		}
		freed += n
	}
	return freed, nil
}

// built lists the files that are built from the pack's, as far as it is known which
// bytes those have.
func (p packSpec) built() (files []string) {
	for _, e := range []encoderSpec{p.text, p.image} {
		var digest string
		if own, is := e.source.(addedFiles); is {
			digest = own[e.File].SHA256 // whether the file is still there or not
		} else if e.source != nil {
			_, digest, _ = e.source.find(e.File)
		}
		if digest == "" {
			continue
		}
		if file := e.built(digest); file != "" {
			files = append(files, file)
		}
	}
	return files
}

// reason takes the path out of a file system error whose sentence names it.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
