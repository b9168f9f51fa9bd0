package labels

import "testing"

func TestCaptionKey(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"So, IT begins", "so it begins"},
		{"So it begins imgflip.com", "so it begins"},
		{"made on www.ImgFlip.com: So it begins", "made on so it begins"},
		{"so it begins (https://memegenerator.net/x)", "so it begins"},
		{"nobody: imgflip", "nobody imgflip"}, // a word, where it is no address
		{"visit example.com now", "visit example com now"},
		{"", ""}, {"…", ""}, {"😂", ""},
		{"nan", ""}, {"NaN", ""}, {"None", ""}, {"null", ""}, {"N/A", ""}, {"#N/A", ""},
		{"none of them", "none of them"},
		{"imgflip.com", ""}, {"MemeGenerator.net imgflip", ""}, {"quickmeme", ""},
		{"example.com", ""}, {"www.somebodys-memes.org", ""},
		{"nan imgflip.com", ""},
	} {
		if got := CaptionKey(c.in); got != c.want {
			t.Errorf("CaptionKey(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
