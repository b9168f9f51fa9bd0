//go:build race

package tui

// underRace says that the race detector runs, which makes drawing twelve times as slow.
const underRace = true
