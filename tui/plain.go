package tui

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"memebench/labels"
	"memebench/labels/plainfile"
	queues "memebench/labels/queue"
)

// maxPlainLine bounds a line that is written, in bytes.
const maxPlainLine = 1 << 20

// ErrLastAnswer is matched by the error of [RunPlain] where the last answer could not be saved, as
// the annotator was told.
var ErrLastAnswer = errors.New("the last answer is not saved")

// RunPlain has the annotator label line by line, without a full screen: for screen readers,
// and terminals that cannot move the cursor. A meme is described in some lines, and a line
// is read that says what to do. Nothing is trained, and no predictions are made; those that
// there are, are shown and hidden as on the screens. It ends with q, with the last line, and
// with ctx; everything that was called saved is on disk. The error is one of reading or
// writing, or of a last answer that could not be saved.
func RunPlain(ctx context.Context, d Deps, in io.Reader, out io.Writer) (err error) {
	q, err := d.firstQueue(ctx)
	if q == nil {
		return err
	}
	p := &plain{session: &session{ctx: ctx, deps: d, status: status{now: d.Now}}, out: out, queue: q}
	defer func() { err = errors.Join(err, p.lost) }()
	lines, failed := make(chan string), make(chan error, 1)
	ended, end := context.WithCancel(ctx)
	defer end()
	go func() { // it may wait for a line that never comes; then it ends with the process
		s := bufio.NewScanner(in)
		s.Buffer(nil, maxPlainLine)
		for first := true; s.Scan(); first = false {
			line := s.Bytes()
			if first {
				var err error
				if line, err = plainfile.Unmarked(line); err != nil {
					failed <- fmt.Errorf("standard input: %w", err)
					return
				}
			}
			select {
			case lines <- string(line):
			case <-ended.Done():
				return
			}
		}
		failed <- s.Err()
	}()
	p.say("Labels for %s, line by line. 1 to 5 gives a level, s skips, u undoes, ? says what else there is.", d.Workspace)
	if err != nil {
		p.say("%v.", err)
	}
	if p.sayQueue(); err != nil && q.name() == queues.Order {
		p.say("Queue: %s.", queues.Title(queues.Order))
	}
	if d.Queue != "" {
		p.remember(d.Queue)
	}
	p.sayGuide()
	p.next(labels.Meme{})
	for p.failed == nil {
		p.write("> ")
		select {
		case line := <-lines:
			if line = strings.TrimSpace(line); utf8.RuneCountInString(line) == 1 {
				line = narrow(line) // of a keyboard that writes wide letters, as a key of the screens
			}
			if line == "q" {
				return p.failed
			}
			if d.Team != nil {
				d.Team.Stay()
				p.follow()
			}
			p.do(line)
		case err := <-failed:
			p.write("\n")
			if errors.Is(err, bufio.ErrTooLong) {
				err = fmt.Errorf("a line has more than %d bytes", maxPlainLine)
			}
			return errors.Join(err, p.failed)
		case <-ctx.Done():
			p.write("\n")
			return p.failed
		}
	}
	return p.failed
}

const plainHelp = `1 very negative, 2 negative, 3 neutral, 4 positive, 5 very positive: give the level
s: skip it    n TEXT: write a note on it
f: flag it as unfit, or no longer    f REASON: flag it, and say why
u: take back what you said last    U: say it again
#NUMBER: go to another meme    :QUEUE: go through another queue
b: say what the model says    o: open the picture, video or sound in your viewer
g: read the guide, which says what the levels mean
an empty line: say the meme again, or look for one    q: end`

// do does what a line says.
func (p *plain) do(line string) {
	word, rest, _ := strings.Cut(line, " ")
	level, err := labels.ParseDigitOrLevel(line)
	switch {
	case line == "?":
		help := plainHelp
		if p.deps.Team != nil {
			help = strings.Replace(help, "open the picture, video or sound in your viewer", "say which file the picture, video or sound is", 1)
		}
		p.write(help + "\n")
	case line == "u", line == "U":
		p.takeBack(line == "U" || p.away)
	case line == "g":
		p.readGuide()
	case strings.HasPrefix(line, "#"):
		p.goTo(line)
	case strings.HasPrefix(line, ":"):
		if !p.goesThrough(strings.TrimSpace(line[1:])) {
			break
		}
		if p.next(labels.Meme{}); p.item == nil && p.deps.Team != nil && !queues.Waiting(p.queue.name()) {
			p.say("Others have the memes of this queue, or enough have labelled them.")
		}
	case line == "" && p.item != nil:
		if p.reread() {
			p.describe()
		}
	case line == "" && p.item == nil:
		p.next(labels.Meme{})
	case p.item == nil:
		p.say("No meme is asked: an empty line looks again, u takes back what you said last, #NUMBER goes to a meme, :QUEUE to another queue, q ends.")
	case err == nil:
		p.give(labels.SetLevel, level, "", "saved "+levelName(level))
	case line == "s":
		p.give(labels.Skip, labels.NoLevel, "", "skipped")
	case word == "f":
		p.flag(strings.TrimSpace(rest))
	case word == "n":
		p.note(strings.TrimSpace(rest))
	case line == "b":
		p.reveal()
	case line == "o":
		p.open()
	default:
		p.say("%q says nothing here: 1 to 5, s, f, n, u, U, b, o, g, #NUMBER, :QUEUE, ? or q.", line)
	}
}

// stood is how the meme stands when something is said of it.
func (p *plain) stood() stood {
	return stood{
		screen: "plain", visible: p.visible, known: tells(p.queue, p.item),
		decides: p.decides(), asked: p.now().Sub(p.asked),
	}
}

// save writes events, and reports whether they are on disk. A level that is not wanted any more, as
// others have labelled the meme, leads on to the next.
func (p *plain) save(events ...labels.Event) bool {
	_, err := p.deps.Log.Append(events...)
	switch {
	case err == nil:
		p.away, p.lost = events[len(events)-1].Action == labels.Retract, nil
		return true
	case notWanted(err, p.item.meme.ID):
		p.say("%v.", err)
		p.next(p.item.meme)
	default:
		p.say("Not saved: %v", err)
		p.lost = fmt.Errorf("%w: %w", ErrLastAnswer, err)
	}
	return false
}

// give says something that ends with the meme.
func (p *plain) give(act labels.Action, level labels.Level, text, news string) {
	m, heard := p.item.meme, p.hears()
	e := p.event(p.item, act, level, p.stood())
	e.Text = text
	before := p.item.events
	if !p.save(e) {
		return
	}
	p.session.asked(e, true)
	if !p.reread() {
		p.say("%s, #%d.", news, m.Seq)
		return
	}
	if stays := staysGold(*p.item, e); stays != "" {
		news += "; " + stays
	}
	if brings := unsays("u", before, e); brings != "" {
		news += "; " + brings
	}
	news = fmt.Sprintf("%s, #%d.", news, m.Seq)
	if level.Valid() && !p.visible && p.shows(p.item, true, curtain{}) {
		news += " The model: " + p.modelSays() + "."
	}
	p.say("%s", news)
	if p.item.meme.Caption != m.Caption {
		p.say("Its caption was changed before that: %s", cmp.Or(p.item.meme.Caption, "it has none"))
	}
	if e.Action == labels.Adjudicate {
		own, _ := labels.Newest(labels.By(labels.Standing(p.item.events, e.Action), e.Annotator))
		if over := overrules(p.item.events, own); over != "" {
			p.say("%s.", over)
		}
	}
	if level.Valid() && !heard {
		for _, line := range p.othersAnswered(p.item) {
			p.say("%s", line)
		}
	}
	p.lookAtGuide()
	p.next(m)
}

// reread reads the meme anew, as others may have said something of it since it was asked, and
// reports whether that could be read.
func (p *plain) reread() bool {
	err := p.deps.Read(func(r Reader) (err error) {
		if p.summary, err = r.Summary(p.deps.Annotator); err == nil {
			var same item
			if same, err = sameItem(r, *p.item); err == nil {
				*p.item, err = openItem(r, p.queue, p.summary, same)
			}
		}
		return err
	})
	if err != nil {
		p.say("The meme cannot be read: %v", err)
		p.item = nil
	}
	return err == nil
}

func (p *plain) note(text string) {
	events := p.noting(p.item, text, p.stood())
	if len(events) == 0 {
		p.say("There is no note: n TEXT writes one.")
		return
	}
	if !p.save(events...) {
		return
	}
	news := "note saved"
	if text == "" {
		news = "note taken away"
	}
	p.say("%s, #%d.", news, p.item.meme.Seq)
	p.reread()
}

// flag flags the meme, for a reason or without one, or takes the annotator's flag away, as on the
// screens.
func (p *plain) flag(why string) {
	if own, _ := p.ownLabel(p.item); own.Action != labels.Flag || why != "" {
		p.give(labels.Flag, labels.NoLevel, why, "flagged")
		return
	}
	if p.save(p.retractions(p.item, labels.Flag, p.stood())...) {
		p.say("the flag is taken away, #%d.", p.item.meme.Seq)
		p.reread()
	}
}

// takeBack takes back what was said last, or says again what was taken back last. Where that took a flag or
// a note away, it is back.
func (p *plain) takeBack(redo bool) {
	did, not, nothing := "Taken back", "Not undone", "There is nothing left to undo."
	if redo {
		did, not, nothing = "Said again", "Not said again", "Nothing was taken back that could be said again."
	}
	back, left, err := p.deps.takeBack(redo)
	switch {
	case err != nil:
		p.say("%s: %v.", not, err)
		return
	case len(back) == 0:
		p.say("%s", nothing)
		return
	}
	p.away = false
	for _, e := range back {
		p.session.asked(e, redo)
	}
	p.say("%s: %s.", did, spokenOf(back))
	if left != nil {
		p.say("%v.", left)
	}
	p.ask(func(r Reader) (item, bool, error) {
		it, err := p.deps.undoneItem(r, p.queue, back)
		it.again = it.again && !redo // what was answered again is not asked once more
		return it, err == nil, err
	})
}

func (p *plain) goTo(text string) {
	it, err := p.deps.goneTo(p.queue, text)
	if err != nil {
		p.say("%v", err)
		return
	}
	p.ask(func(r Reader) (item, bool, error) { return it, true, p.deps.claim(r, it.meme) })
}

// reveal says what the model says, where that may be known.
func (p *plain) reveal() {
	if why := p.whyNoReveal(p.item, p.answered()); why != "" && !p.visible {
		p.say("%s.", why)
		return
	}
	p.visible = true
	p.sawAnswer(p.item)
	p.say("The model: %s.", p.modelSays())
}

func (p *plain) open() {
	paths := filesOf(p.item.meme)
	if paths == nil {
		p.say("There is no file to open.")
		return
	}
	switch msg := p.deps.openAll(paths); {
	case errors.Is(msg.err, ErrNoViewer):
		p.say("There is no viewer here: the file is %s", msg.path)
	case msg.err != nil:
		p.say("%s cannot be opened: %v", msg.path, msg.err)
	default:
		p.say("Opened.")
	}
}
