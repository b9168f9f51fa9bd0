package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/workers"
	"memebench/model"
)

// labelBatch is the most labels that are written in one transaction. On a disk that takes
// milliseconds to sync, transactions of hundreds of labels are what makes thousands of
// labels a second; larger ones gain nothing and answer later.
const labelBatch = 1000

// levelLine is a line of label -.
type levelLine struct {
	number int
	meme   string
	level  labels.Level
	decide bool
	err    error // what is wrong with the line
}

// labelledLine answers a line.
type labelledLine struct {
	Line int `json:"line"`
	*lineLabel
	Error string `json:"error,omitempty"` // nothing was saved
}

// lineLabel is what a line has changed.
type lineLabel struct {
	Meme  labels.MemeID `json:"meme"`
	Level labels.Level  `json:"level"`
	Seq   uint64        `json:"seq"`
	State labels.Kind   `json:"state"`
	Gold  *labels.Level `json:"gold"`
}

// labelLines gives the levels of the lines of standard input. What has come in while a
// transaction was written goes into the next, so who writes one line and waits gets its
// answer, and a file of them is as fast as the disk.
func (o *options) labelLines(ctx context.Context, w *workspace, who string, action labels.Action, show model.Report) (answer, error) {
	_, guide, err := w.guide()
	if err != nil {
		return answer{}, err
	}
	l := lineLabeller{o: o, w: w, who: who, action: action, guide: guide, out: bufio.NewWriter(o.stdout(asJSON))}
	l.answers = json.NewEncoder(l.out)
	l.answers.SetEscapeHTML(false)
	show = o.beside(show)
	lines, readErr := readLevels(ctx, newLineReader(o.in))
	for batch := range batches(ctx, lines, labelBatch) {
		if err = l.do(batch); err != nil {
			break
		}
		if show != nil {
			show(model.Step{Step: labels.Step{Phase: "label", Done: int64(l.read), Unit: "lines"}})
		}
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = readErr()
	}
	if err != nil {
		return answer{}, whenStopped(err, fmt.Sprintf("lines answered: %d; the labels of those are saved, and what came after them is not", l.read))
	}
	switch l.failed {
	case 0:
		return answer{}, nil
	case l.read:
		return answer{}, errors.New("no line could be done")
	}
	return answer{status: errPartly}, nil
}

// readLevels reads lines on a goroutine of its own, which may still hang in a read when
// the context ends. The function returns why reading has ended, once the lines are closed.
func readLevels(ctx context.Context, in *lineReader) (<-chan levelLine, func() error) {
	lines := make(chan levelLine, labelBatch)
	var failed error
	var fault *workers.Panic
	go func() {
		defer close(lines)
		fault = workers.Catch(func() {
			for {
				line, ok, err := in.next()
				if err != nil || !ok {
					failed = err
					return
				}
				select {
				case lines <- parseLevelLine(line):
				case <-ctx.Done():
					return
				}
			}
		})
	}()
	return lines, func() error {
		if fault != nil {
			panic(fault)
		}
		return failed
	}
}

// batches yields what comes, as much at a time as is there, but at most so many, until the
// channel is closed or the context ends.
func batches[T any](ctx context.Context, from <-chan T, most int) func(yield func([]T) bool) {
	return func(yield func([]T) bool) {
		for {
			var batch []T
			select {
			case v, ok := <-from:
				if !ok {
					return
				}
				batch = append(batch, v)
			case <-ctx.Done():
				return
			}
			for more := true; more && len(batch) < most; {
				select {
				case v, ok := <-from:
					if more = ok; ok {
						batch = append(batch, v)
					}
				default:
					more = false
				}
			}
			if !yield(batch) {
				return
			}
		}
	}
}

// lineLabeller saves the levels of lines and answers them.
type lineLabeller struct {
	o            *options
	w            *workspace
	who, guide   string
	action       labels.Action
	out          *bufio.Writer
	answers      *json.Encoder // onto out
	read, failed int
}

// do saves the levels of some lines in one transaction, and answers them in order.
func (l *lineLabeller) do(lines []levelLine) error {
	answers := make([]labelledLine, len(lines))
	var events []labels.Event
	var of []int // the lines of the events
	for i, line := range lines {
		answers[i].Line = line.number
		m, err := labels.Meme{}, line.err
		if err == nil {
			m, err = l.w.store.FindMeme(line.meme)
		}
		if errors.Is(err, db.ErrDamaged) || errors.Is(err, db.ErrReplaced) {
			return err // no line is at fault, and none behind it could be saved
		}
		if err != nil {
			answers[i].Error = labels.Printable(err.Error())
			continue
		}
		action := l.action
		if line.decide {
			action = labels.Adjudicate
		}
		events, of = append(events, levelEvent(m.ID, line.level, action, l.who, l.guide)), append(of, i)
	}
	if len(events) > 0 {
		stored, err := l.w.store.Append(events...)
		if err != nil {
			return err
		}
		if err := l.w.store.Read(func(r *db.Reader) error {
			for i, e := range stored {
				s, err := r.State(e.Meme)
				if err != nil {
					return err
				}
				answers[of[i]].lineLabel = &lineLabel{e.Meme, e.Level, e.Seq, s.Kind, goldOf(s)}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	for _, a := range answers {
		l.read++
		if a.Error != "" {
			l.failed++
			l.o.say("failed: line %d: %s", a.Line, a.Error)
		}
		if err := l.answers.Encode(a); err != nil {
			return err
		}
	}
	return l.out.Flush()
}

// parseLevelLine reads a line: MEME LEVEL, or a JSON object.
func parseLevelLine(line inputLine) levelLine {
	l := levelLine{number: line.number, level: labels.NoLevel}
	text := string(line.text)
	switch {
	case line.long:
		l.err = errLong
	case strings.HasPrefix(text, "{"):
		l.err = l.parseObject(line.text)
	default:
		cut := strings.LastIndexAny(text, " \t")
		if cut >= 0 {
			l.meme = strings.TrimSpace(text[:cut])
		}
		if l.meme == "" {
			l.err = fmt.Errorf("%s: want MEME LEVEL, or a JSON object with meme and level", labels.Quoted(text))
			break
		}
		l.level, l.err = labels.ParseDigitOrLevel(text[cut+1:])
	}
	return l
}

// memeRef is what a line calls a meme: a string, or its number.
type memeRef string

// UnmarshalJSON takes a number for that of a meme.
func (m *memeRef) UnmarshalJSON(b []byte) error {
	if n, err := strconv.ParseUint(string(b), 10, 64); err == nil {
		*m = memeRef(fmt.Sprintf("#%d", n))
		return nil
	}
	return json.Unmarshal(b, (*string)(m))
}

// parseObject reads a JSON object. Keys beside meme, level and adjudicate are the caller's.
func (l *levelLine) parseObject(text []byte) error {
	var object struct {
		Meme       memeRef         `json:"meme"`
		Level      json.RawMessage `json:"level"`
		Adjudicate bool            `json:"adjudicate"`
	}
	err := json.Unmarshal(text, &object)
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field == "adjudicate":
		return fmt.Errorf("adjudicate: want true or false, have a %s", kind.Value)
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("%s: want a string, have a %s", labels.Printable(kind.Field), kind.Value)
	case err != nil:
		return errors.New(`it is no JSON object: want {"meme": "…", "level": "…"}`)
	case object.Meme == "":
		return errors.New("meme: want its id, #number or name")
	}
	l.meme, l.decide = string(object.Meme), object.Adjudicate
	level := string(object.Level)
	if level == "" || level == "null" {
		return errors.New("level: want a name or 1 to 5, have none")
	}
	if strings.HasPrefix(level, `"`) {
		if err := json.Unmarshal(object.Level, &level); err != nil {
			return errors.New("level: want a name or 1 to 5")
		}
	}
	l.level, err = labels.ParseDigitOrLevel(level)
	return err
}
