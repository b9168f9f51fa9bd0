package tui

import (
	"regexp"
	"strings"

	"memebench/labels"
)

// markdown is a text taken apart into what is drawn as one: headings, paragraphs, items of
// lists, and lines that stay as they are (code, tables). It knows what guides use of
// Markdown; what it does not know stands there as it was written.
type markdown []block

// block is a part of the text between two line ends that count.
type block struct {
	kind   blockKind
	text   string // without its mark
	level  int    // of a heading, from 1
	bullet string // what stands before an item, and how far it is indented
}

type blockKind int

const (
	paragraph blockKind = iota
	heading
	listItem
	quote
	asItIs // code and tables
	noText // a blank line
)

var (
	headingLine = regexp.MustCompile(`^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$`)
	itemLine    = regexp.MustCompile(`^([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(.*)$`)
	quoteLine   = regexp.MustCompile(`^ {0,3}>[ \t]?(.*)$`)
	fenceLine   = regexp.MustCompile("^ {0,3}(```|~~~)")
	tableLine   = regexp.MustCompile(`^ {0,3}\|`)
)

// readMarkdown takes a text apart. The lines of a paragraph become one.
func readMarkdown(text string) markdown {
	var m markdown
	code := false
	goOn := false // the last block can be gone on with
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \t")
		if fenceLine.MatchString(line) {
			code, goOn = !code, false
			continue
		}
		b := block{kind: paragraph, text: strings.TrimSpace(line)}
		switch {
		case code, tableLine.MatchString(line):
			b = block{kind: asItIs, text: line}
		case b.text == "":
			b.kind = noText
		case headingLine.MatchString(line):
			found := headingLine.FindStringSubmatch(line)
			b = block{kind: heading, text: found[2], level: len(found[1])}
		case itemLine.MatchString(line):
			found := itemLine.FindStringSubmatch(line)
			b = block{kind: listItem, text: found[3], bullet: blank(min(len(found[1]), 12)) + bulletOf(found[2])}
		case quoteLine.MatchString(line):
			b = block{kind: quote, text: quoteLine.FindStringSubmatch(line)[1]}
			if n := len(m); goOn && m[n-1].kind == quote {
				m[n-1].text += " " + b.text
				continue
			}
		case goOn:
			m[len(m)-1].text += " " + b.text
			continue
		}
		if b.kind == noText && (len(m) == 0 || m[len(m)-1].kind == noText) {
			continue
		}
		m = append(m, b)
		goOn = b.kind == paragraph || b.kind == listItem || b.kind == quote
	}
	return m
}

func bulletOf(mark string) string {
	if len(mark) == 1 {
		return "• "
	}
	return mark + " "
}

// lines are the lines of the text in w columns, on the background of what floats. A heading
// that names a level has its key beside it.
func (m markdown) lines(st styles, w int, keys Keys) []string {
	var out []string
	on := func(s ink) func(string) string { return st.onSurface(s).Render }
	for i, b := range m {
		switch b.kind {
		case noText:
			out = append(out, "")
		case asItIs:
			out = append(out, on(st.dim)(st.Cut(b.text, w)))
		case heading:
			if i > 0 && m[i-1].kind != noText {
				out = append(out, "")
			}
			style := st.strong
			if b.level == 1 {
				style = st.focus
			}
			before := ""
			if l, rest, ok := levelNamed(b.text); ok {
				bound, _ := keys.of(labelKeys).of(doLabel)
				before, b.text = st.chip[l].Render(" "+bound.keys[l]+" ")+on(st.plain)(" "), rest
			}
			out = append(out, st.spans(before, b.text, w, style)...)
		case listItem:
			out = append(out, st.spans(on(st.accent)(b.bullet), b.text, w, st.plain)...)
		case quote:
			for _, l := range st.spans("", b.text, w-2, st.dim) {
				out = append(out, on(st.accent)("▌ ")+l)
			}
		default:
			out = append(out, st.spans("", b.text, w, st.plain)...)
		}
	}
	return out
}

// levelNamed is the level that a heading begins with, and the heading without a number
// before it.
func levelNamed(text string) (l labels.Level, rest string, ok bool) {
	rest = strings.TrimLeft(text, "0123456789.): \t*_")
	lower := strings.ToLower(rest)
	for l := range labels.Level(labels.Levels) {
		if after, ok := strings.CutPrefix(lower, strings.ToLower(l.Title())); ok && (after == "" || !isWord(after[0])) {
			return l, rest, true
		}
	}
	return labels.NoLevel, text, false
}

func isWord(c byte) bool {
	return c >= 0x80 || c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// textSpan is a part of a paragraph in one style.
type textSpan struct {
	text string
	how  spanKind
}

type spanKind int

const (
	plainSpan spanKind = iota
	strongSpan
	emphasis
	codeSpan
)

// inline matches what stands out inside of a paragraph: code, strong, emphasis, a link.
var inline = regexp.MustCompile("`([^`]+)`" + `|\*\*([^*\s](?:[^*]*[^*\s])?)\*\*|__([^_\s](?:[^_]*[^_\s])?)__|\*([^*\s](?:[^*]*[^*\s])?)\*|\b_([^_\s](?:[^_]*[^_\s])?)_\b|!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)`)

// spansOf takes a paragraph apart.
func spansOf(text string) []textSpan {
	var out []textSpan
	for text != "" {
		at := inline.FindStringSubmatchIndex(text)
		if at == nil {
			return append(out, textSpan{text, plainSpan})
		}
		if at[0] > 0 {
			out = append(out, textSpan{text[:at[0]], plainSpan})
		}
		part := func(i int) string { return text[at[2*i]:at[2*i+1]] }
		for i, how := range map[int]spanKind{1: codeSpan, 2: strongSpan, 3: strongSpan, 4: emphasis, 5: emphasis} {
			if at[2*i] >= 0 {
				out = append(out, textSpan{part(i), how})
			}
		}
		if at[2*6] >= 0 {
			out = append(out, textSpan{part(6), emphasis})
			if to := part(7); to != "" && to != part(6) {
				out = append(out, textSpan{" (" + to + ")", plainSpan})
			}
		}
		text = text[at[1]:]
	}
	return out
}

// spans are the lines of a paragraph in w columns, behind what stands before its first
// line; the others are indented by as much.
func (st styles) spans(before, text string, w int, style ink) []string {
	parts := spansOf(text)
	whole := ""
	for _, p := range parts {
		whole += p.text
	}
	indent := st.Width(before)
	var out []string
	at := 0 // in whole
	for _, line := range st.Wrap(whole, w-indent) {
		if i := strings.Index(whole[at:], line); i >= 0 {
			at += i
		}
		out = append(out, before+st.styled(parts, at, at+len(line), style))
		at += len(line)
		before = st.surface.Render(blank(indent))
	}
	return out
}

// styled is a part of what spans say, from one byte to another.
func (st styles) styled(parts []textSpan, from, to int, style ink) string {
	var b strings.Builder
	for _, p := range parts {
		n := len(p.text)
		if i, j := max(0, from), min(n, to); i < j {
			look := style
			switch p.how {
			case strongSpan:
				look = st.bold(style)
			case emphasis:
				look = st.underlined(style)
			case codeSpan:
				look = st.accent
			}
			b.WriteString(st.onSurface(look).Render(p.text[i:j]))
		}
		from, to = from-n, to-n
	}
	return b.String()
}
