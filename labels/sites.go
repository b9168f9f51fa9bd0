package labels

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
)

// siteList has the names that sites stamp on the pictures made or shown there.
//
//go:embed sites.txt
var siteList string

// Sites returns the names that sites and programs stamp on pictures, in lower case: addresses,
// such as imgflip.com, and words that nobody would say in a caption, such as imgflip.
func Sites() []string {
	var all []string
	for line := range strings.Lines(siteList) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

// stampers are the sites, by name.
var stampers = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range Sites() {
		all[name] = true
	}
	return all
}()

// isStamper reports whether a host, or one that it is part of, stamps pictures: it is an
// address of the list, or its first part is a name.
func isStamper(host string) bool {
	name, _, _ := strings.Cut(host, ".")
	for known := stampers[name]; host != ""; _, host, _ = strings.Cut(host, ".") {
		if known || stampers[host] {
			return true
		}
	}
	return false
}

// endings are those of the addresses that sites stamp on pictures.
var endings = []string{"app", "cc", "club", "co", "com", "de", "fm", "gg", "in", "info", "io", "ly", "me", "mobi", "net", "online", "org", "ru", "site", "tv", "uk", "us", "xyz"}

// Address returns the host that a word names, in lower case without www. and what stands
// around it, if the word is the address of a site or of a page there, such as imgflip.com or
// https://www.imgflip.com/i/1. Of another word it returns that, trimmed.
func Address(word string) (host string, ok bool) {
	host = strings.Trim(strings.ToLower(word), ".,;:!?\"'()[]{}<>|-–—*")
	if _, rest, found := strings.Cut(host, "://"); found {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	host = strings.TrimPrefix(host, "www.")
	dot := strings.LastIndexByte(host, '.')
	ok = dot > 0 && slices.Contains(endings, host[dot+1:]) && !strings.Contains(host, "..") && !strings.ContainsFunc(host, func(r rune) bool {
		return r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
	return host, ok
}
