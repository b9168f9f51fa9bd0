package cli

import (
	"errors"

	"github.com/spf13/cobra"
)

// interruptions says of the commands that can be interrupted what is then so. Of those
// that are not here, what they were to change has not been changed. A command that can
// be in several states says by a stopped error in which.
var interruptions = map[string]string{
	"memebench":                  "what was done so far is kept",
	"memebench import":           "what was imported so far is kept",
	"memebench export":           "the export is not complete, and no file of it was written; the same command begins again",
	"memebench relink":           "the pictures that were found so far stay found; the same command goes on",
	"memebench groups":           "the pictures that were looked at stay so; memebench groups --find goes on",
	"memebench ocr":              "the captions that were read so far are kept; memebench ocr goes on with the rest",
	"memebench encode":           "what was encoded so far is kept",
	"memebench fleet serve":      "the broker has stopped; what it has stays in its folder",
	"memebench worker":           "the worker has stopped; another one takes what it was at",
	"memebench train":            "no version was added; what was encoded is kept",
	"memebench sweep":            "the versions that were trained are kept; the same command goes on",
	"memebench eval":             "there is no report; what was encoded is kept",
	"memebench compare":          "there is no comparison; what was encoded is kept",
	"memebench agreement":        "there are no figures; what was encoded is kept",
	"memebench describe":         "there is no description; what was encoded is kept",
	"memebench check":            "nothing is listed; what was encoded is kept",
	"memebench encoders compare": "there is no comparison; what was encoded is kept",
	"memebench cv":               "there are no metrics; what was encoded is kept",
	"memebench predict":          "nothing was predicted",
	"memebench features":         "nothing was written; what was encoded is kept",
	"memebench models curve":     "there is no curve; what was encoded is kept",
	"memebench models promote":   "memebench models says which version is served",
	"memebench models export":    "nothing was written",
	"memebench models import":    "no version was added",
	"memebench encoders add":     "the pack was not added",
	"memebench serve":            "every label is saved",
	"memebench backup":           "no backup was made",
	"memebench restore":          "the store is as it was",
}

// A stopped error is one of a command that was interrupted, and says what is then so in
// place of what interruptions has.
type stopped struct {
	error
	so string
}

func (s stopped) Unwrap() error { return s.error }

// whenStopped has an error of a command say what is so if the command was interrupted.
func whenStopped(err error, so string) error {
	if err == nil {
		return nil
	}
	return stopped{err, so}
}

// interrupted says that a command was interrupted, and what is so.
func interrupted(cmd *cobra.Command, err error) string {
	so, known := interruptions[cmd.CommandPath()]
	if !known {
		so = "nothing was changed"
	}
	var s stopped
	if errors.As(err, &s) {
		so = s.so
	}
	return "interrupted: " + so
}
