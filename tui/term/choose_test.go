package term

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"github.com/muesli/termenv"
)

func TestTheBestThatTheTerminalCanDo(t *testing.T) {
	kitty := func(name string) Facts {
		return Facts{Name: name, Kitty: true, Sixel: true, Cell: Cell{W: 9, H: 19}}
	}
	sixel := Facts{Name: "XTerm(379)", Sixel: true, Cell: Cell{W: 9, H: 19}}
	for _, c := range []struct {
		what string
		o    Window
		want Technique
	}{
		{"kitty", Window{Facts: kitty("kitty(0.41.1)")}, placeholders{}},
		{"kitty, the first with placeholders", Window{Facts: kitty("kitty(0.28.0)")}, placeholders{}},
		{"kitty of later times", Window{Facts: kitty("kitty(1.2.0)")}, placeholders{}},
		{"kitty of Debian 12", Window{Facts: kitty("kitty(0.26.5)")}, kittyDirect{}},
		{"ghostty", Window{Facts: kitty("ghostty 1.1.3")}, placeholders{}},
		{"konsole", Window{Facts: kitty("Konsole 22.12.3")}, kittyDirect{}},
		{"one that does not give its name", Window{Facts: kitty("")}, kittyDirect{}},
		{"kitty behind tmux", Window{Facts: kitty("tmux 3.5a"), Tmux: true}, placeholders{}},
		{"tmux that passes nothing on", Window{Facts: Facts{Name: "tmux 3.3a"}, Tmux: true}, halfBlocks{}},
		{"tmux that knows sixels", Window{Facts: sixel, Tmux: true}, halfBlocks{}},
		{"iTerm2", Window{Facts: sixel, ITerm: true}, itermImages{}},
		{"iTerm2 behind tmux", Window{ITerm: true, Tmux: true}, halfBlocks{}},
		{"xterm as a vt340", Window{Facts: sixel}, sixels{}},
		{"cells of unknown size", Window{Facts: Facts{Sixel: true}}, halfBlocks{}},
		{"a terminal that can do nothing", Window{}, halfBlocks{}},
		{"forced in tmux", Window{Images: ImagesSixel, Tmux: true}, sixels{}},
		{"forced", Window{Images: ImagesITerm, Facts: kitty("kitty(0.41.1)")}, itermImages{}},
		{"blocks in kitty", Window{Images: ImagesBlocks, Facts: kitty("kitty(0.41.1)")}, halfBlocks{}},
		{"none in kitty", Window{Images: ImagesNone, Facts: kitty("kitty(0.41.1)")}, nil},
	} {
		got := c.o.Technique()
		if fmt.Sprintf("%T", got) != fmt.Sprintf("%T", c.want) {
			t.Errorf("%s: %T, want %T", c.what, got, c.want)
		}
		if p, ok := got.(placeholders); ok && p.tmux != c.o.Tmux {
			t.Errorf("%s: %+v", c.what, p)
		}
	}
	// Pictures are no colours of text: without those there are pictures.
	if got, ok := (Window{Profile: termenv.Ascii, Facts: sixel}).Technique().(sixels); !ok || !got.xterm {
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
		o    Window
		want color.RGBA
	}{
		{Window{Facts: Facts{Back: color.RGBA{0x20, 0x20, 0x28, 255}}, Light: true}, color.RGBA{0x20, 0x20, 0x28, 255}},
		{Window{Light: true}, color.RGBA{255, 255, 255, 255}},
		{Window{}, color.RGBA{0, 0, 0, 255}},
	} {
		if got := c.o.ground(); got != c.want {
			t.Errorf("%+v: %v", c.o, got)
		}
	}
}

func TestChooseTechnique(t *testing.T) {
	for _, c := range []struct {
		o    Window
		want Technique
	}{
		{Window{Profile: termenv.TrueColor}, halfBlocks{termenv.TrueColor}},
		{Window{Profile: termenv.ANSI256, Images: ImagesAuto}, halfBlocks{termenv.ANSI256}},
		{Window{Profile: termenv.Ascii, Light: true}, brailleDots{light: true}},
		{Window{Profile: termenv.TrueColor, Facts: Facts{Widths: Widths{Ambiguous: 2}}}, brailleDots{}},
		{Window{Profile: termenv.TrueColor, Images: ImagesNone}, nil},
	} {
		if got := c.o.Technique(); got != c.want {
			t.Errorf("%+v: %#v", c.o, got)
		}
	}
	if m, err := ParseImageMode(""); m != ImagesAuto || err != nil {
		t.Errorf("no mode: %q %v", m, err)
	}
	if _, err := ParseImageMode("x\x1b[2J"); err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("a wrong mode: %v", err)
	}
}
