package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"memebench/labels"
	"memebench/model"
)

// askedLine is a line of standard input.
type askedLine struct {
	number  int    // the first is 1
	Caption string `json:"caption"`
	Image   string `json:"image"` // a path
	err     error  // what is wrong with the line
}

// predictedLine answers a line.
type predictedLine struct {
	Line int `json:"line"`
	*predictedMeme
	Warning string `json:"warning,omitempty"` // predicted without its picture
	Error   string `json:"error,omitempty"`   // not predicted
}

// predictLines answers each line of in, a JSON object, by a line of out, in the
// same order and as soon as it can: who writes one line and waits gets its answer.
// Blank lines are passed over.
func (o *options) predictLines(ctx context.Context, p *model.Predictor, in io.Reader, show model.Report) (answer, error) {
	out := bufio.NewWriter(o.stdout(asJSON))
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	show = o.beside(show)
	read, failed := 0, 0
	lines := newLineReader(in)
	err := ordered(ctx, runtime.GOMAXPROCS(0), func() (askedLine, bool, error) { return nextAsked(lines) },
		func(ctx context.Context, l askedLine) predictedLine { return predictLine(ctx, p, l) },
		func(r predictedLine, more bool) error {
			read++
			if r.Error != "" {
				failed++
				o.say("failed: line %d: %s", r.Line, r.Error)
			}
			if show != nil {
				show(model.Step{Step: labels.Step{Phase: "predict", Done: int64(read), Unit: "lines"}})
			}
			if err := e.Encode(r); err != nil || more {
				return err
			}
			return out.Flush()
		})
	if err = errors.Join(err, out.Flush()); err != nil {
		return answer{}, whenStopped(err, fmt.Sprintf("lines answered: %d; what came after them was not predicted", read))
	}
	switch failed {
	case 0:
		return answer{}, nil
	case read:
		return answer{}, errors.New("no line could be predicted")
	}
	return answer{status: errPartly}, nil
}

// predictLine predicts what a line asks for.
func predictLine(ctx context.Context, p *model.Predictor, l askedLine) predictedLine {
	r := predictedLine{Line: l.number}
	if l.err != nil {
		r.Error = l.err.Error()
		return r
	}
	pred, fault, err := predictMeme(ctx, p, l.Image, l.Caption)
	if l.Image != "" && err != nil {
		err = fmt.Errorf("%s: %w", l.Image, err)
	}
	if err != nil {
		r.Error = labels.Printable(err.Error())
		return r
	}
	if fault != nil {
		r.Warning = labels.Printable(fmt.Sprintf("%s: %v; %s", l.Image, fault, byCaption))
	}
	r.predictedMeme = &predictedMeme{pred.Level(), pred.Probs, pred.Version, pred.Modalities}
	return r
}

// nextAsked returns what the next line asks for. A line that cannot be understood has an
// err; ok is false at the end.
func nextAsked(r *lineReader) (l askedLine, ok bool, err error) {
	line, ok, err := r.next()
	if err != nil || !ok {
		return l, false, err
	}
	l = askedLine{number: line.number}
	if line.long {
		l.err = errLong
	} else {
		l.parse(line.text)
	}
	return l, true, nil
}

// parse reads a JSON object; fields beside caption and image are the caller's own
// and passed over.
func (l *askedLine) parse(line []byte) {
	err := json.Unmarshal(line, l)
	var kind *json.UnmarshalTypeError
	switch {
	case !utf8.Valid(line): // which encoding/json reads as other text
		l.err = errors.New("it is no text in UTF-8")
	case errors.As(err, &kind) && kind.Field != "":
		l.err = fmt.Errorf("%s: want a string, have a %s", labels.Printable(kind.Field), kind.Value)
	case err != nil:
		l.err = errors.New(`it is no JSON object: want {"caption": "…", "image": "…"}, or one of the two`)
	case l.Image == "" && strings.TrimSpace(l.Caption) == "":
		l.err = fmt.Errorf("neither a caption nor an image: want at least one%s", namesOf(line))
	}
}

// namedKeys is how many keys of a line a sentence names.
const namedKeys = 6

// namesOf says what keys a JSON object has, for who has called them something else.
func namesOf(line []byte) string {
	var object map[string]json.RawMessage
	if json.Unmarshal(line, &object) != nil || len(object) == 0 {
		return ""
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if len(names) == namedKeys {
			names = append(names, "…")
			break
		}
		names = append(names, labels.Quoted(name))
	}
	return "; its keys are " + strings.Join(names, ", ")
}
