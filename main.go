// Memebench is a terminal workbench for labelling memes and for judging the
// model that reads them. The program is in package tui/cli.
package main

import (
	"os"

	"memebench/tui/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
