package labels

import (
	"slices"
	"strings"
	"testing"
)

// The list is in order, each name once, and no name is a word or too short to be told from one.
func TestSites(t *testing.T) {
	sites := Sites()
	if len(sites) < 50 || !slices.IsSorted(sites) || len(slices.Compact(slices.Clone(sites))) != len(sites) {
		t.Errorf("want 50 names or more, in order and once: %q", sites)
	}
	for _, name := range sites {
		_, address := Address(name)
		if name != strings.ToLower(name) || len(name) < 4 || !address && strings.ContainsAny(name, ". ") {
			t.Errorf("%q is no address and no word of four letters or more, in lower case", name)
		}
	}
	for _, word := range strings.Fields("meme memes generator quick center troll rage funny single monday sizzle picture demotivation") {
		if stampers[word] {
			t.Errorf("%q is said in captions", word)
		}
	}
}

func TestIsStamper(t *testing.T) {
	for host, want := range map[string]bool{
		"imgflip.com": true, "imgflip": true, "imgflip.net": true, "i.imgflip.com": true, "memebase.cheezburger.com": true, "cheezburger.com": true,
		"com": false, "": false, "example.com": false, "cheezburger.org": false, "imgflip.example.com": true, "myimgflip.com": false,
	} {
		if isStamper(host) != want {
			t.Errorf("%q: %v", host, !want)
		}
	}
}

func TestAddress(t *testing.T) {
	for word, want := range map[string]string{
		"ImgFlip.com": "imgflip.com", "(https://www.imgflip.com/i/1)": "imgflip.com", "some-site.org,": "some-site.org", "x.com": "x.com", "münchen.de": "münchen.de",
		"imgflip": "", "U.S.": "", "line.no": "", "what...me": "", ".com": "", "": "", "and/or.co": "", "a@b.com": "", "3.5": "",
	} {
		host, ok := Address(word)
		if ok != (want != "") || ok && host != want {
			t.Errorf("%q: %q, %v, want %q", word, host, ok, want)
		}
	}
}
