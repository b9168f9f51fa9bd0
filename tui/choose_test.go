package tui

import (
	"fmt"
	"image/color"
	"testing"

	"github.com/muesli/termenv"

	"memebench/tui/term"
)

func TestTheBestThatTheTerminalCanDo(t *testing.T) {
	kitty := func(name string) term.Facts {
		return term.Facts{Name: name, Kitty: true, Sixel: true, Cell: term.Cell{W: 9, H: 19}}
	}
	sixel := term.Facts{Name: "XTerm(379)", Sixel: true, Cell: term.Cell{W: 9, H: 19}}
	for _, c := range []struct {
		what string
		o    Options
		want technique
	}{
		{"kitty", Options{Facts: kitty("kitty(0.41.1)")}, placeholders{}},
		{"kitty, the first with placeholders", Options{Facts: kitty("kitty(0.28.0)")}, placeholders{}},
		{"kitty of later times", Options{Facts: kitty("kitty(1.2.0)")}, placeholders{}},
		{"kitty of Debian 12", Options{Facts: kitty("kitty(0.26.5)")}, kittyDirect{}},
		{"ghostty", Options{Facts: kitty("ghostty 1.1.3")}, placeholders{}},
		{"konsole", Options{Facts: kitty("Konsole 22.12.3")}, kittyDirect{}},
		{"one that does not give its name", Options{Facts: kitty("")}, kittyDirect{}},
		{"kitty behind tmux", Options{Facts: kitty("tmux 3.5a"), Tmux: true}, placeholders{}},
		{"tmux that passes nothing on", Options{Facts: term.Facts{Name: "tmux 3.3a"}, Tmux: true}, halfBlocks{}},
		{"tmux that knows sixels", Options{Facts: sixel, Tmux: true}, halfBlocks{}},
		{"iTerm2", Options{Facts: sixel, ITerm: true}, itermImages{}},
		{"iTerm2 behind tmux", Options{ITerm: true, Tmux: true}, halfBlocks{}},
		{"xterm as a vt340", Options{Facts: sixel}, sixels{}},
		{"cells of unknown size", Options{Facts: term.Facts{Sixel: true}}, halfBlocks{}},
		{"a terminal of no gifts", Options{}, halfBlocks{}},
		{"forced in tmux", Options{Images: ImagesSixel, Tmux: true}, sixels{}},
		{"forced", Options{Images: ImagesITerm, Facts: kitty("kitty(0.41.1)")}, itermImages{}},
		{"blocks in kitty", Options{Images: ImagesBlocks, Facts: kitty("kitty(0.41.1)")}, halfBlocks{}},
		{"none in kitty", Options{Images: ImagesNone, Facts: kitty("kitty(0.41.1)")}, nil},
	} {
		got := chooseTechnique(c.o)
		if fmt.Sprintf("%T", got) != fmt.Sprintf("%T", c.want) {
			t.Errorf("%s: %T, want %T", c.what, got, c.want)
		}
		if p, ok := got.(placeholders); ok && p.tmux != c.o.Tmux {
			t.Errorf("%s: %+v", c.what, p)
		}
	}
	// Pictures are no colours of text: without those there are pictures.
	if got, ok := chooseTechnique(Options{Profile: termenv.Ascii, Facts: sixel}).(sixels); !ok || !got.xterm {
		t.Errorf("without colours: %+v", got)
	}
	for _, name := range []string{"XTerm(368)", "mlterm(3.9.0)", ""} {
		if xtermScrolls(name) {
			t.Errorf("%q would understand mode 80", name)
		}
	}
}

func TestTheGroundIsTheTerminals(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want color.RGBA
	}{
		{Options{Facts: term.Facts{Back: color.RGBA{0x20, 0x20, 0x28, 255}}, Light: true}, color.RGBA{0x20, 0x20, 0x28, 255}},
		{Options{Light: true}, color.RGBA{255, 255, 255, 255}},
		{Options{}, color.RGBA{0, 0, 0, 255}},
	} {
		if got := c.o.ground(); got != c.want {
			t.Errorf("%+v: %v", c.o, got)
		}
	}
}
