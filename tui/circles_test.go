package tui

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// noImports has no package: what files use of each other is known without.
type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not looked at") }

// fileUses returns which files of this package each file uses, with a name that it uses
// there.
func fileUses(t *testing.T) (uses map[string]map[string]string, doc string) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		if name == "doc.go" {
			doc = f.Doc.Text()
		}
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	check := types.Config{Importer: noImports{}, Error: func(error) {}}
	pkg, _ := check.Check("tui", fset, files, &info)
	uses = map[string]map[string]string{}
	for id, o := range info.Uses {
		if o.Pkg() != pkg || !o.Pos().IsValid() {
			continue
		}
		if _, imported := o.(*types.PkgName); imported {
			continue
		}
		from, to := fset.File(id.Pos()).Name(), fset.File(o.Pos()).Name()
		if uses[from] == nil {
			uses[from] = map[string]string{}
		}
		if from != to {
			uses[from][to] = o.Name()
		}
	}
	return uses, doc
}

// Files do not use each other in circles, and the package's doc lists them from the top
// down, each by its name or by that of the one that it is a part of.
func TestFilesUseEachOtherDownwards(t *testing.T) {
	uses, doc := fileUses(t)
	done := map[string]bool{}
	var visit func(path []string)
	visit = func(path []string) {
		name := path[len(path)-1]
		if i := slices.Index(path, name); i < len(path)-1 {
			t.Fatalf("a circle: %s (the last use is of %s)", strings.Join(path[i:], " → "), uses[path[len(path)-2]][name])
		}
		if done[name] {
			return
		}
		for _, next := range slices.Sorted(maps.Keys(uses[name])) {
			visit(append(slices.Clone(path), next))
		}
		done[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		visit([]string{name})
	}

	_, list, ok := strings.Cut(doc, "from those that no other uses, down:\n")
	if !ok {
		t.Fatal("the doc lists no files")
	}
	line := map[string]int{}
	for i, text := range strings.Split(list, "\n") {
		if !strings.HasPrefix(text, "\t") {
			if i > 0 && text != "" {
				break
			}
			continue
		}
		for _, name := range regexp.MustCompile(`\w+\.go`).FindAllString(text, -1) {
			if at, twice := line[name]; uses[name] == nil || twice && at != i {
				t.Errorf("%s is listed, and is not there or is there twice", name)
			}
			line[name] = i
		}
	}
	for name := range uses {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(line)), func(listed string) bool { return strings.HasPrefix(name, strings.TrimSuffix(listed, ".go")) }) {
			t.Errorf("%s is not listed, nor is a file whose name begins its own", name)
		}
	}
	for from, at := range line {
		for to, name := range uses[from] {
			if below, listed := line[to]; listed && below < at {
				t.Errorf("%s uses %s of %s, which is listed above it", from, name, to)
			}
		}
	}
}
