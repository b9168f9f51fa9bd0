package cli_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
)

// TestShownCommands runs every command line of memebench that the READMEs show, in
// order, in a folder with what they name. They write nothing elsewhere but in folders of
// memebench's own.
func TestShownCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// The package clients' own notes, in the home folder, are not memebench's.
	assetstest.Cache(t, slices.Concat(encoder.PackAssets("resnet"), encoder.PackAssets("default-int8"))...)
	for name, file := range map[string]string{"readme": "../../README.md", "reference": "../README.md"} {
		lines := shownCommands(t, file)
		if len(lines) < 5 {
			t.Errorf("%s shows %d commands: are they still found?", file, len(lines))
		}
		var b strings.Builder
		b.WriteString(shownSetUp)
		if name == "reference" {
			b.WriteString("env MEMEBENCH_WORKSPACE=$WORK/workspace\n")
		} else { // whose reader has opened the workbench first
			b.WriteString("exec memebench config set blind shown\n")
		}
		for _, l := range lines {
			if strings.HasPrefix(l, "memebench serve ") { // which ends when it is told to
				l = "timeout --foreground --preserve-status 2 " + servedPort.ReplaceAllString(l, "${1}0")
			}
			if opensWorkbench.MatchString(l) { // which needs a terminal
				l = strings.Replace(l, "NAME", "random", 1) + " --plain </dev/null"
			}
			l, beside := strings.CutSuffix(l, " &") // it runs until the end
			end := ""
			if beside {
				l, end = "exec "+l, " &"
			}
			fmt.Fprintf(&b, "exec sh -c '%s'%s\n", strings.ReplaceAll(l, "'", "''"), end)
		}
		b.WriteString("homely memes notes\n")
		b.WriteString(shownFiles)
		if err := os.WriteFile(filepath.Join(dir, name+".txtar"), []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := scripts(t)
	p.Dir = dir
	testscript.Run(t, p)
}

// A workspace other than that of the reference's examples is made first, to take the
// spec of a pack from.
const shownSetUp = `memes 24 labels.csv images
exec memebench import --format csv --csv notes.csv --caption text -w spec
exec memebench encoders show -w spec
cp stdout mine.json
exec sed -i 's/"name": "default"/"name": "mine"/' mine.json
`

// opensWorkbench matches lines of options alone, without a command.
var opensWorkbench = regexp.MustCompile(`^memebench( --?\w+ \S+)+$`)

// servedPort is a port of the examples, in whose place the tests take a free one.
var servedPort = regexp.MustCompile(`(--(?:ssh|http) )\S+`)

const shownFiles = `
-- ann.pub --
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBr8cyYeqbTp5bL2GYYZmPA6vGVN4Y0yYyS3r3tL8zqF ann
-- notes.csv --
text,mood
what a morning,4
never again,1
-- vlm.csv --
image_name,pred,p0,p1,p2,p3,p4
meme_001.png,positive,.1,.1,.1,.6,.1
-- answers.jsonl --
{"file":"meme_001.png","mood":"positive"}
`

var inlineCommand = regexp.MustCompile("`(memebench [^`]+)`")

// shownCommands returns the command lines in a Markdown file: in its blocks of code,
// and in its sentences, except the headings of the tables of commands.
func shownCommands(t *testing.T, file string) (lines []string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	code := false
	for l := range strings.Lines(string(b)) {
		l = strings.TrimRight(l, "\n") // the lines of a screen begin with a space
		switch {
		case strings.HasPrefix(l, "```"):
			code = !code
		case code && (strings.HasPrefix(l, "memebench ") || strings.Contains(l, "| memebench ")):
			line, _, _ := strings.Cut(l, "  #")
			lines = append(lines, strings.TrimSpace(line))
		case !code && !strings.HasPrefix(l, "**`"):
			for _, m := range inlineCommand.FindAllStringSubmatch(l, -1) {
				lines = append(lines, m[1])
			}
		}
	}
	return lines
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	noWord  = regexp.MustCompile(`[^\w -]`)
)

// TestLinks wants a file behind every link of a page to a file, and a heading behind every link to one.
func TestLinks(t *testing.T) {
	pages, links := 0, 0
	err := filepath.WalkDir("../..", func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "testdata" {
			return cmp.Or(err, fs.SkipDir)
		}
		if filepath.Ext(file) != ".md" {
			return nil
		}
		pages++
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, m := range link.FindAllStringSubmatch(string(b), -1) {
			to, part, within := strings.Cut(m[1], "#")
			if strings.Contains(to, ":") { // an address
				continue
			}
			links++
			target := file
			if to != "" {
				target = filepath.Join(filepath.Dir(file), to)
			}
			if _, err := os.Stat(target); err != nil || within && !hasHeading(t, target, part) {
				t.Errorf("%s links to %s, which is not there", file, m[1])
			}
		}
		return nil
	})
	if err != nil || pages < 8 || links < 30 {
		t.Errorf("%d links on %d pages: %v", links, pages, err)
	}
}

// hasHeading reports whether a page has a heading with this anchor.
func hasHeading(t *testing.T, page, anchor string) bool {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(heading.FindAllStringSubmatch(string(b), -1), func(m []string) bool {
		return strings.ReplaceAll(noWord.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-") == anchor
	})
}

// TestTrouble wants the words of the table of what goes wrong in the program itself, but for those of
// ssh.
func TestTrouble(t *testing.T) {
	source := goFiles(t, false)
	quoted := 0
	for _, row := range section(t, "trouble") {
		first := strings.Split(row, "|")[1]
		if strings.Contains(first, ", by ssh") {
			continue
		}
		if m := inCode.FindStringSubmatch(first); m != nil {
			quoted++
			if !strings.Contains(source, m[1]) {
				t.Errorf("the program does not say %q", m[1])
			}
		}
	}
	if quoted < 8 {
		t.Errorf("%d rows quote the program", quoted)
	}
}

var inCode = regexp.MustCompile("`([^`]+)`")

// goFiles returns the text of all tests, or of all that is none.
func goFiles(t *testing.T, tests bool) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("../..", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") != tests {
			return err
		}
		b, err := os.ReadFile(path)
		all.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// section returns the rows of a table of the reference.
func section(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(b), "<!-- "+name+" -->")
	table, _, ok := strings.Cut(table, "<!-- /"+name+" -->")
	if !ok {
		t.Fatalf("no table %s is found", name)
	}
	return strings.Split(strings.TrimSpace(table), "\n")[2:]
}

var (
	namedTest = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
	aTest     = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9]+)\(`)
)

// TestThreats wants a test in every row of the table of what could go wrong, and that it is there.
func TestThreats(t *testing.T) {
	there := map[string]bool{}
	for _, m := range aTest.FindAllStringSubmatch(goFiles(t, true), -1) {
		there[m[1]] = true
	}
	rows := section(t, "threats")
	if len(rows) < 10 {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		named := namedTest.FindAllStringSubmatch(row, -1)
		if named == nil {
			t.Errorf("no test: %s", row)
		}
		for _, m := range named {
			if !there[m[1]] {
				t.Errorf("%s is no test: %s", m[1], row)
			}
		}
	}
}

// TestDemo wants the recording of .ci/demo as players read it (asciicast, version 2): at most five
// minutes and 2 MB, and nothing in it of the machine that it was made on.
func TestDemo(t *testing.T) {
	const file = "../../.github/demo.cast"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 2_000_000 {
		t.Errorf("%d bytes", len(b))
	}
	for _, place := range []string{"/tmp", "/home", "/root"} {
		if strings.Contains(string(b), place) {
			t.Errorf("it shows a path in %s", place)
		}
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	var head struct{ Version, Width, Height int }
	if err := json.Unmarshal([]byte(lines[0]), &head); err != nil || head.Version != 2 || head.Width != 100 || head.Height != 30 {
		t.Errorf("%+v, %v", head, err)
	}
	last, text := 0.0, strings.Builder{}
	for i, l := range lines[1:] {
		var event []any
		if err := json.Unmarshal([]byte(l), &event); err != nil || len(event) != 3 || event[1] != "o" {
			t.Fatalf("line %d: %v", i+2, err)
		}
		at, isTime := event[0].(float64)
		if !isTime || at < last || at > 300 {
			t.Fatalf("line %d is at %v, after %v", i+2, event[0], last)
		}
		last = at
		text.WriteString(event[2].(string))
	}
	// What it is to show, as far as it is drawn in one piece.
	for _, want := range []string{"saved", "worst loss first", "is trained", "suspects"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("it does not show %q", want)
		}
	}
}

// TestExitStatuses wants every exit status in the table of them, and none besides.
func TestExitStatuses(t *testing.T) {
	b, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(b), "| exit status | means |")
	table, _, _ = strings.Cut(table, "\n\n")
	told := []string{"0"} // all went well
	for _, m := range exitStatus.FindAllStringSubmatch(goFiles(t, false), -1) {
		told = append(told, m[1])
	}
	var rows []string
	for _, m := range exitRow.FindAllStringSubmatch(table, -1) {
		rows = append(rows, m[1])
	}
	if !slices.Equal(told, rows) {
		t.Errorf("the program ends with %s, the table has %s", told, rows)
	}
}

var (
	exitStatus = regexp.MustCompile(`(?m)^\texit[A-Z]\w* += (\d+)`)
	exitRow    = regexp.MustCompile(`(?m)^\| (\d+) \|`)
)
