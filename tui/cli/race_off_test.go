//go:build !race

package cli

const UnderRace = false
