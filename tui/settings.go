package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/settings"
)

// settingsSheet floats over the window: the settings of the workspace, each with its value.
type settingsSheet struct {
	scroller
	values map[string]string // by name; nil until they are read
	set    map[string]bool   // it is not the default
	chosen int
}

// settingsMsg brings the values that are set.
type settingsMsg struct {
	values map[string]string
	err    error
}

// settingSavedMsg says whether a setting is on disk.
type settingSavedMsg struct {
	setting settings.Setting
	value   string
	err     error
}

// openSettings shows the settings as soon as they are read.
func (a *app) openSettings() tea.Cmd {
	a.float = &settingsSheet{}
	in := a.deps.Settings
	return func() tea.Msg {
		msg := settingsMsg{values: map[string]string{}}
		for _, s := range settings.All {
			value, ok, err := in.Setting(s.Name)
			if err != nil {
				return settingsMsg{err: err}
			}
			if ok {
				msg.values[s.Name] = value
			}
		}
		return msg
	}
}

// settingsCame takes in what is set.
func (a *app) settingsCame(msg settingsMsg) {
	s, ok := a.float.(*settingsSheet)
	switch {
	case msg.err != nil:
		if ok { // else another thing has been opened meanwhile
			a.close()
		}
		a.status.fail("cannot read the settings: %v", msg.err)
	case ok:
		s.values, s.set = map[string]string{}, map[string]bool{}
		for _, one := range settings.All {
			s.values[one.Name] = one.Default
			if value, set := msg.values[one.Name]; set {
				s.values[one.Name], s.set[one.Name] = value, true
			}
		}
		if !s.set[settings.Blind.Name] { // a workspace with nothing but the starter set has another default
			s.values[settings.Blind.Name] = string(a.deps.Blind)
		}
	}
}

// settingSaved takes in that a setting is on disk, and what follows from it here.
func (a *app) settingSaved(msg settingSavedMsg) tea.Cmd {
	name := msg.setting.Name
	if msg.err != nil {
		a.status.fail("%s is "+notSaved+": %v", name, msg.err)
		return nil
	}
	if s, ok := a.float.(*settingsSheet); ok && s.values != nil {
		s.values[name], s.set[name] = msg.value, true
	}
	from := "from now on"
	switch name {
	case settings.RetrainEvery.Name:
		a.deps.Retrain, _ = strconv.Atoi(msg.value)
		a.retraining = Retraining{}
	case settings.Mouse.Name:
		from = "when you start again"
	case settings.BackupKeep.Name:
		from = "from the next backup on"
	}
	a.status.did("%s is %s %s", name, msg.value, from)
	return a.follow(map[string]string{name: msg.value})
}

// follow has the screens go by settings as they are now, and says which of them are others than
// before.
func (a *app) follow(now map[string]string) (cmd tea.Cmd) {
	if blind, ok := now[settings.Blind.Name]; ok {
		// What is hidden from now on has been seen.
		meme, memes := a.label.visible(), a.grid.opens(a.deps.Blind)
		a.deps.Blind = labels.Blind(blind)
		a.label.seen = a.label.seen || meme && !a.label.visible()
		a.grid.seen = a.grid.seen || memes && !a.grid.opens(a.deps.Blind)
	}
	if policy, ok := now[settings.Promote.Name]; ok {
		a.deps.Policy = eval.Policy(policy)
	}
	if seed, ok := now[settings.FoldsSeed.Name]; ok && seed != a.folds {
		a.folds = seed // what is cross-validated, on whatever screen, is so in the folds of today
		a.check.refolded(a.tab == tabCheck)
		cmd = a.eval.refolded(a.tab == tabEvaluate)
	}
	return cmd
}

// followed takes in what others have set.
func (a *app) followed(msg followedMsg) tea.Cmd {
	if msg.unread == nil {
		a.queries = msg.queries
	}
	if blind, ok := msg.set[settings.Blind.Name]; ok && blind != string(a.deps.Blind) {
		a.status.alsoHappened("%s is %s from now on", settings.Blind.Name, blind)
	}
	return a.follow(msg.set)
}

func (s *settingsSheet) keys() keymap { return settingsKeys }

func (s *settingsSheet) act(a *app, do action, p press) tea.Cmd {
	switch do {
	case doLeave:
		a.close()
	case doUp, doDown:
		by := map[action]int{doUp: -1, doDown: 1}[do]
		s.chosen = max(0, min(s.chosen+by, len(settings.All)-1))
		s.follow(s.chosen)
	case doChoose:
		if s.chosen != p.nth {
			s.chosen = p.nth
			return nil
		}
		return s.change(a)
	case doEnter:
		return s.change(a)
	}
	return nil
}

// change gives the chosen setting its next value, or asks for one.
func (s *settingsSheet) change(a *app) tea.Cmd {
	one := settings.All[s.chosen]
	now, known := s.values[one.Name]
	switch {
	case !known:
		a.status.sayWhile(func() bool { return a.float == s && s.values == nil }, "the settings are being read")
	case one.Name == settings.Encoders.Name:
		a.status.say("memebench encoders use NAME changes the pack")
	case one.Values != nil:
		next := one.Values[(slices.Index(one.Values, now)+1)%len(one.Values)]
		return saveSettingCmd(a.deps.Settings, one, next)
	default:
		in := a.deps.Settings
		a.ask = newField(one.Name+": "+one.Want, now, one.Check, func(text string) tea.Cmd {
			return saveSettingCmd(in, one, text)
		})
	}
	return nil
}

func saveSettingCmd(in Settings, s settings.Setting, value string) tea.Cmd {
	return func() tea.Msg {
		return settingSavedMsg{s, value, in.SetSetting(s.Name, value)}
	}
}

// docRows is how many rows there are below the list for what the chosen setting does.
const docRows = 4

func (s *settingsSheet) place(f frame) rect { return f.picker(len(settings.All) + 3 + docRows) }

func (s *settingsSheet) draw(c *canvas, f frame) {
	st, r := c.st, s.place(f)
	in := c.box(r, "Settings of this workspace")
	s.fit(in.h-1-docRows, len(settings.All))
	s.follow(s.chosen)
	for i := range s.rows {
		k := s.top + i
		if k >= len(settings.All) {
			break
		}
		one, y := settings.All[k], in.y+i
		on, ground, name, mark := st.onSurface, st.surface, st.plain, " "
		if k == s.chosen {
			on, ground, name, mark = st.onRaised, st.raised, st.strong, st.model
		}
		c.onto(ground, in.x, y, in.w, on(st.focus).Render(" "+mark))
		c.onto(ground, in.x+3, y, settingCells, on(name).Render(one.Name))
		value, was := labels.Printable(s.values[one.Name]), ""
		switch {
		case s.values == nil:
			value = "…"
		case s.set[one.Name] && value != one.Default:
			was = "default " + one.Default
		}
		c.onto(ground, in.x+4+settingCells, y, 16, on(st.strong).Render(value))
		c.right(in.right()-1, y, 20, on(st.dim).Render(was))
	}
	y := in.y + s.rows
	c.put(in.x, y, in.w, st.onSurface(st.faint).Render(strings.Repeat(st.glyphs.rule, in.w)))
	one := settings.All[s.chosen]
	for i, l := range st.Wrap(fmt.Sprintf("%s. Values: %s.", sentence(one.Doc), one.Want), in.w-4) {
		if i < docRows {
			c.float(in.x+2, y+1+i, in.w-4, st.onSurface(st.dim).Render(l))
		}
	}
	c.foot(r, "", s.more())
}

// sentence is a text with a capital at its beginning.
func sentence(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:]
}

// settingCells is the column of the settings' names.
const settingCells = 16

func (s *settingsSheet) at(f frame, x, y int) (press, bool) {
	r := s.place(f)
	if !r.has(x, y) {
		return press{do: doLeave}, true
	}
	i := y - (r.y + 1)
	if k := s.top + i; i >= 0 && i < s.rows && k < len(settings.All) {
		return press{do: doChoose, nth: k}, true
	}
	return press{}, false
}
