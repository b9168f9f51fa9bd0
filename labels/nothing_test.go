package labels

import "testing"

func TestSaysNothing(t *testing.T) {
	for _, s := range []string{"", " \n", "nan", "NaN", " null ", "None", "N/A", "-", "...", "imgflip.com", "IMGFLIP.COM", "www.imgflip.com",
		"http://memegenerator.net/instance/123", "imgflip.com\nmemecenter.com", "imgflip.com  quickmeme.com"} {
		if !SaysNothing(s) {
			t.Errorf("%q says something", s)
		}
	}
	for _, s := range []string{"nan bread", "none of us", "when you see imgflip.com", "No.", "go to hell", "well.that.is", "🙂", "?!", "imgflip.com\nMONDAYS", "a.b", "node.js"} {
		if SaysNothing(s) {
			t.Errorf("%q says nothing", s)
		}
	}
}
