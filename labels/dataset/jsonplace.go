package dataset

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// A rowsPlace is where in a file that is one object of JSON the rows may lie: a list of
// objects, or an object that has one for each id.
type rowsPlace struct {
	path  []string // of names that lead to it; none for the file's own object
	list  bool
	rows  int
	names []string // of the first row, with those of objects within ("outer.inner")
	means int      // see meaning

	splits []string // of the place and of those beside it with rows, where they are called like splits: all are read
}

// vagueNames are names of columns that may be of anything but a meme, too.
var vagueNames = []string{"id", "name", "url", "link", "path", "file", "content", "image_id", "ids", "meme_id", "tweet_id", "post_id"}

// meaning says how much plain names look like those of memes: 2 for a caption or a picture,
// 1 for what may be one, 0 for nothing of the kind.
func meaning(plain []string) (n int) {
	for _, p := range plain {
		_, inner := innermost(p)
		switch {
		case slices.Contains(vagueNames, inner):
			n = max(n, 1)
		case slices.Contains(roleNames[roleCaption], inner), slices.Contains(roleNames[roleImage], inner):
			return 2
		}
	}
	return n
}

// deepestRows is how many objects lie around the rows at most, and mostLookedInto how many
// values of an object are looked into: the rest is counted.
const (
	deepestRows    = 3
	mostLookedInto = 20
)

// A placeSearch reads through a file that is one object for where its rows may lie.
type placeSearch struct {
	in    *boundedReader
	d     *json.Decoder
	found []rowsPlace
	own   []string // the names of the file's own values that are neither objects nor lists
}

// searchRows finds the places of rows in a file that is one object, in the order of the file.
func searchRows(text io.Reader) (s placeSearch, err error) {
	s.in, s.d = boundedJSON(text)
	if _, _, err = s.look(nil); err != nil {
		return s, err
	}
	if _, err := s.d.Token(); err != io.EOF {
		return s, errors.New("there is more than one value")
	}
	return s, nil
}

// look reads the next value. It returns the names in an object, "outer.inner" for those within,
// and nothing for what is none.
func (s *placeSearch) look(path []string) (names []string, object bool, err error) {
	s.in.next()
	start, err := s.d.Token()
	if err != nil {
		return nil, false, cut(err)
	}
	place := rowsPlace{path: slices.Clone(path)}
	at := len(s.found)
	s.found = append(s.found, place) // before those within
	switch start {
	case json.Delim('['):
		err = s.lookAtList(&place)
	case json.Delim('{'):
		object = true
		names, err = s.lookAtObject(&place)
	}
	place.means = meaning(plainNames(place.names))
	s.found[at] = place
	if place.rows == 0 || shares(path, heads) {
		s.found = slices.Delete(s.found, at, at+1)
	}
	return names, object, err
}

// lookAtList counts the objects of a list.
func (s *placeSearch) lookAtList(place *rowsPlace) error {
	place.list = true
	for s.d.More() {
		s.in.next()
		var raw json.RawMessage
		if err := s.d.Decode(&raw); err != nil {
			return cut(err)
		}
		if !isObject(raw) {
			continue
		}
		if place.rows++; place.rows == 1 {
			first, err := readObject(raw)
			if err != nil {
				return err
			}
			flatten("", first, func(name string, _ json.RawMessage) { place.names = append(place.names, name) })
		}
	}
	_, err := s.d.Token()
	return err
}

// lookAtObject looks into the values of an object. They may be rows if they are objects that
// are alike.
func (s *placeSearch) lookAtObject(place *rowsPlace) (names []string, err error) {
	alike := true
	for n := 0; s.d.More(); n++ {
		t, err := s.d.Token()
		if err != nil {
			return nil, cut(err)
		}
		name, _ := t.(string)
		if n >= mostLookedInto && splitName(name) == "" || len(place.path) >= deepestRows {
			s.in.next()
			var raw json.RawMessage
			if err := s.d.Decode(&raw); err != nil {
				return nil, cut(err)
			}
			if isObject(raw) {
				place.rows++
			}
			names = append(names, name)
			continue
		}
		before := len(s.found)
		within, object, err := s.look(append(place.path, name))
		if err != nil {
			return nil, err
		}
		if !object {
			if names = append(names, name); len(place.path) == 0 && len(s.found) == before {
				s.own = append(s.own, name)
			}
			continue
		}
		for _, inner := range within {
			names = append(names, name+"."+inner)
		}
		switch {
		case slices.Contains(heads, name):
		case place.rows == 0:
			place.names = within
			place.rows++
		default:
			alike = alike && shares(place.names, within)
			place.rows++
		}
	}
	if !alike {
		place.rows = 0
	}
	_, err = s.d.Token()
	return names, err
}

// shares reports whether two lists have a name in common.
func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}

// best returns the place that has the rows, if their names say that they are memes: of places
// that say so alike the first, or what is within it and has more.
func (s *placeSearch) best() (best rowsPlace, ok bool) {
	for _, p := range s.found {
		if refers(p) && slices.ContainsFunc(s.found, func(o rowsPlace) bool { return joins(o, p) }) {
			continue
		}
		within := len(p.path) > len(best.path) && slices.Equal(p.path[:len(best.path)], best.path)
		if p.means > best.means || ok && p.means == best.means && within && !best.list && p.rows > best.rows {
			best, ok = p, true
		}
	}
	for _, p := range s.found {
		if besideSplit(best, p) && p.list == best.list {
			if best.splits == nil {
				best.path = p.path // those behind it are read, too
			}
			best.splits = append(best.splits, p.path[len(p.path)-1])
		}
	}
	return best, ok
}

// besideSplit reports whether two places are called like splits, in one object.
func besideSplit(a, b rowsPlace) bool {
	return inOneObject(a, b) && splitName(a.path[len(a.path)-1]) != "" && splitName(b.path[len(b.path)-1]) != ""
}

// itself reports whether the file's object is a meme, rather than having some.
func (s *placeSearch) itself(best rowsPlace) bool {
	return best.rows < 2 && meaning(plainNames(s.own)) == 2 || best.rows == 1 && len(best.path) == 0 && len(s.own) > 0
}

// inOneObject reports whether two places are in one object.
func inOneObject(a, b rowsPlace) bool {
	n := len(a.path) - 1
	return n >= 0 && n == len(b.path)-1 && slices.Equal(a.path[:n], b.path[:n])
}

// others names the lists of objects that may be memes, too, and what is beside the place in one
// object, by id or as splits that are written in another way.
func (s *placeSearch) others(best rowsPlace) (names []string) {
	for _, p := range s.found {
		split := besideSplit(best, p)
		if split && p.list == best.list {
			continue // it is read
		}
		if (p.list || inOneObject(best, p)) && p.means == best.means && !slices.Equal(p.path, best.path) && !joins(best, p) {
			names = append(names, strings.Join(p.path, "."))
		}
	}
	return names
}
