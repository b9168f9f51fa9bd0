//go:build race

package cli

// UnderRace says that the race detector runs, which makes computing many times as slow.
const UnderRace = true
