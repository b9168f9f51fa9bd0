//go:build unix

package cli_test

import (
	"path/filepath"
	"testing"

	"memebench/db"
)

// Whoever labels line by line has the backup of the day, too.
func TestPlainBacksUp(t *testing.T) {
	env := offline(t)
	if _, errs, code := tried(t, env, "4\nq\n", "--plain"); code != 0 {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	dir := db.BackupDir(filepath.Join(starterDir(t, env), "memebench.db"))
	daily, err := filepath.Glob(filepath.Join(dir, "memebench-daily-*.db"))
	if err != nil || len(daily) != 1 {
		t.Errorf("backups of the day: %v, %v", daily, err)
	}
}
