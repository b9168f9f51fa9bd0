package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"memebench/db"
)

// insteads says of commands that cannot go on while another process has the workspace what can be
// had all the same. They write, but for what is said here.
var insteads = map[string]string{
	"memebench groups":  "without --find it works beside that",
	"memebench list":    "queries are saved there, by / and ctrl+s",
	"memebench ocr":     "with --compare it works beside that",
	"memebench resplit": "without --yes it works beside that",
}

// instead adds what can be had all the same to the error of a command that another process is in
// the way of.
func instead(cmd *cobra.Command, err error) error {
	if so := insteads[cmd.CommandPath()]; so != "" && errors.Is(err, db.ErrInUse) {
		return fmt.Errorf("%w; %s", err, so)
	}
	return err
}
