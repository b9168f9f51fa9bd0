//go:build race

package cli_test

// underRace says that the race detector runs, which makes computing many times as slow.
const underRace = true
