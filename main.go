// Memebench is a terminal workbench for labelling memes and for judging the
// model that reads them.
package main

func main() {}
