package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// versionText says which build of the program this is: the module's version, which
// Go makes of the tag or of the commit where it knows them, and else the commit.
func versionText() string {
	version, commit, changed := "devel", "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" {
			version = v
		}
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = "-" + s.Value[:min(12, len(s.Value))]
			case s.Key == "vcs.modified" && s.Value == "true":
				changed = "+dirty"
			}
		}
	}
	if version == "devel" {
		version += commit + changed
	}
	return fmt.Sprintf("%s (%s %s/%s)", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
