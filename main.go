// Memebench is a terminal workbench for labelling memes and for judging the
// model that reads them. The program is in package tui/cli.
package main

import (
	_ "embed"
	"os"

	"memebench/tui/cli"
)

//go:embed LICENSE
var licence string

//go:embed .github/NOTICES.md
var notices string

func main() { os.Exit(cli.Main(os.Args[1:], licence+"\n"+notices)) }
