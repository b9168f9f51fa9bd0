package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// command is what can be done now, by its name.
type command struct {
	name, says string
	keys       string // "" for what has none
	do         action
	nth        int    // of a label: which level
	help       string // the whole of what says begins, "" where that is all
}

// commands are all actions of the screen beneath, those that work everywhere, and some that
// no key is for.
func (a *app) commands() []command {
	var all []command
	live := a.live()
	for _, b := range live {
		if b.do == doLabel {
			continue // each level is one of its own
		}
		// Of two bindings of an action the first is the screen's own.
		if !slices.ContainsFunc(all, func(c command) bool { return c.do == b.do }) {
			all = append(all, command{string(b.do), clause(b.help), keyNames(b.keys[:1]), b.do, 0, b.help})
		}
	}
	all = append(all,
		command{name: string(doRollback), says: "serve again what was served before: asks first", do: doRollback},
		command{name: string(doEvaluate), says: "evaluate again, on Evaluate", do: doEvaluate},
		command{name: string(doCheckAgain), says: "make the list of Check anew", do: doCheckAgain},
		command{name: string(doGuide), says: "the guide of this workspace", do: doGuide},
		command{name: string(doRelink), says: "how to find pictures that have been moved", do: doRelink},
	)
	if l, ok := a.front().(*labelScreen); ok && l.cell == nil && l.zoom.level == zoomOff {
		all = append(all, command{name: string(doDecide), says: "decide which level is gold, whatever others say", do: doDecide})
		all = append(all, commandsForQueues()...)
	}
	if b, ok := live.of(doLabel); ok {
		for l := range labels.Level(labels.Levels) {
			all = append(all, command{"label-" + digitOf(l), "label: " + l.Title(), keyNames(b.keys[l : l+1]), doLabel, int(l), ""})
		}
	}
	return all
}

// commandsForQueues open a queue each.
func commandsForQueues() (all []command) {
	for i, name := range queues.Names {
		all = append(all, command{name: "queue-" + name, says: "queue: " + queues.Title(name), do: doQueue, nth: i})
	}
	return append(all, command{name: "queue-group", says: "memes that share its picture or caption", do: doGroup})
}

// clause is as much of the beginning of a sentence on a key as stands by itself and is no
// longer than a row of commands.
func clause(help string) string {
	ends := func(at string) int {
		if i := strings.Index(help, at); i > shortestClause {
			return i
		}
		return len(help)
	}
	for _, at := range []string{";", " (", ": "} {
		help = help[:ends(at)]
	}
	for _, at := range []string{", ", " and "} {
		if len(help) > longestClause {
			help = help[:ends(at)]
		}
	}
	return help
}

// Before the end of a clause there is more than a word: "skip: no label".
const (
	shortestClause = len("skip")
	longestClause  = 44
)

// commandSheet floats over the window: commands, of which those stay that fit what is typed.
type commandSheet struct {
	pickList
	perform func(press) tea.Cmd // does what a press of the screen beneath means
	all     []command
	found   []command
	read    *item // the meme that could be read when they were asked for, which is what a label is meant for
}

func newCommands(st styles, all []command, read *item, perform func(press) tea.Cmd) *commandSheet {
	p := &commandSheet{pickList: newPickList(), all: all, read: read, perform: perform}
	p.filter()
	return p
}

func (p *commandSheet) keys() keymap { return commandKeys }

// filter finds the commands that fit: first those whose name begins with what is typed,
// then those of which each word of it begins one, then those whose help has them so, then
// those that have its letters in their order.
func (p *commandSheet) filter() {
	typed := p.text()
	p.found, p.chosen, p.top = nil, 0, 0
	for _, rank := range []func(c command, typed string) bool{namedSo, wordsOf, helpOf, lettersOf} {
		for _, c := range p.all {
			if rank(c, typed) && !slices.Contains(p.found, c) {
				p.found = append(p.found, c)
			}
		}
	}
}

func namedSo(c command, typed string) bool { return strings.HasPrefix(c.name, typed) }

func wordsOf(c command, typed string) bool { return beginIn(c.name+" "+c.says, typed) }

func helpOf(c command, typed string) bool { return beginIn(c.name+" "+c.help, typed) }

// beginIn reports whether each word that is typed begins one of a text.
func beginIn(text, typed string) bool {
	split := func(text string) []string {
		return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" -,;:()", r) })
	}
	words := split(text)
	return !slices.ContainsFunc(split(typed), func(w string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, w) })
	})
}

func lettersOf(c command, typed string) bool {
	rest := c.name
	for _, r := range strings.ReplaceAll(typed, " ", "") {
		i := strings.IndexRune(rest, r)
		if i < 0 {
			return false
		}
		rest = rest[i+len(string(r)):]
	}
	return true
}

func (p *commandSheet) act(a *app, do action, press press) tea.Cmd {
	a.status.answered()
	if p.move(do, len(p.found)) {
		return nil
	}
	switch do {
	case doLeave:
		a.close()
	case doComplete:
		if p.chosen < len(p.found) {
			p.field.SetValue(p.found[p.chosen].name)
			p.field.CursorEnd()
			p.filter()
		}
	case doChoose:
		p.chosen = press.nth
		return p.run(a, press)
	case doEnter:
		return p.run(a, press)
	default:
		if p.write(press) {
			p.filter()
		}
	}
	return nil
}

// run does what is chosen, as its key would.
func (p *commandSheet) run(a *app, by press) tea.Cmd {
	if p.chosen >= len(p.found) {
		a.status.say("no command is called so: ctrl+u empties the line")
		return nil
	}
	c := p.found[p.chosen]
	a.close()
	return p.perform(press{do: c.do, nth: c.nth, key: c.name, at: by.at, chosen: p.read != nil && p.read == a.before()})
}

func (p *commandSheet) draw(c *canvas, f frame) {
	st, typed := c.st, p.text()
	box := pickBox{title: "Commands", sign: ":", end: fmt.Sprintf("%d of %d", len(p.found), len(p.all)), none: "no command fits"}
	p.pickList.draw(c, f, box, len(p.found), func(i int, r pickedRow) {
		one, head := p.found[i], 0
		if namedSo(one, typed) {
			head = len(typed)
		}
		c.onto(r.ground, r.x+3, r.y, nameCells, r.on(st.focus).Render(one.name[:head])+r.on(r.name).Render(one.name[head:]))
		end := r.right() - 1
		says := r.x + 4 + nameCells
		c.right(end, r.y, end-says, r.on(st.focus).Render(one.keys))
		room := end - st.Width(one.keys) - 1 - says
		c.onto(r.ground, says, r.y, room, r.on(st.dim).Render(st.cutWords(one.says, room)))
	})
}

// nameCells is the column of the commands' names.
const nameCells = 15

func (p *commandSheet) at(f frame, x, y int) (press, bool) {
	return p.pickList.at(f, x, y, len(p.found))
}
