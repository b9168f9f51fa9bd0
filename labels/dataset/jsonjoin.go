package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Some files have a list of pictures and another of what was said of them, which names the
// picture by its id, and perhaps a category by the id that it has in a third list: COCO, and
// what many tools export in its form. A row is a picture, with what was said of it.

// The names by which such lists refer to each other.
const (
	pictureID      = "image_id"
	categoryID     = "category_id"
	categoryColumn = "category"
)

// unsaid are the names in what was said of a picture that say where in it, or nothing.
var unsaid = []string{"id", pictureID, "bbox", "segmentation", "area", "iscrowd", "keypoints", "num_keypoints"}

// mostJoined bounds what is kept in memory of one list, in objects.
const mostJoined = 3_000_000

// refers reports whether a place has a list of what was said of pictures elsewhere.
func refers(p rowsPlace) bool { return p.list && slices.Contains(p.names, pictureID) }

// joins reports whether a place has the pictures to which those of another refer.
func joins(pictures, said rowsPlace) bool {
	return refers(said) && !refers(pictures) && slices.Contains(pictures.names, keyName) && meaning(plainNames(pictures.names)) == 2 && beside(pictures, said)
}

// beside reports whether two places are lists in the same object.
func beside(a, b rowsPlace) bool {
	n := len(a.path) - 1
	return a.list && b.list && n >= 0 && n == len(b.path)-1 && slices.Equal(a.path[:n], b.path[:n])
}

// A joined is what was said of pictures, by their ids as they are in JSON.
type joined map[string]*saidOf

// saidOf is what was said of one picture: the different values under each name; or, where it is
// told by whom, those of each time that may differ by that, null where there is none.
type saidOf struct {
	values map[string][]json.RawMessage
	known  map[[2]string]bool // names and values that are there, of those that count once
	voiced bool
	times  int
	bytes  int // of the values; no more are kept than a row may have
}

// saysWho returns the first name in the objects of a place that tells who has said something, ""
// for none. Not all of them need have it.
func saysWho(in *source, said rowsPlace) (who string, err error) {
	known := map[string]bool{} // the names that tell nothing
	err = eachObject(in, said, func(o object) {
		for _, m := range o {
			if who != "" || known[m.name] {
				continue
			}
			plain := plainName(m.name)
			if plain == userColumn || slices.Contains(roleNames[roleAnnotator], plain) || slices.Contains(annotatorLists, plain) {
				who = m.name
			}
			if len(known) < mostLookedInto*mostLookedInto { // what is named by ids tells nothing for long
				known[m.name] = true
			}
		}
	})
	return who, err
}

// join reads what other lists of a file say of the pictures in a place; nil for nothing.
func join(in *source, s placeSearch, pictures rowsPlace) (joined, error) {
	all := joined{}
	for _, said := range s.found {
		if !joins(pictures, said) {
			continue
		}
		categories, err := categoriesOf(in, s, said)
		if err != nil {
			return nil, err
		}
		who, err := saysWho(in, said)
		if err != nil {
			return nil, err
		}
		err = eachObject(in, said, func(o object) {
			id := rawText(o.get(pictureID))
			if id == "" { // of no picture
				return
			}
			if all[id] == nil {
				all[id] = &saidOf{values: map[string][]json.RawMessage{}, known: map[[2]string]bool{}, voiced: who != ""}
			}
			for _, m := range o {
				name, ok := categories[rawText(m.value)]
				switch {
				case slices.Contains(unsaid, m.name):
					continue
				case ok && m.name == categoryID:
					m = member{name: categoryColumn, value: jsonText(name)}
				case m.name == who:
					m.name = annotatorLists[0]
				}
				all[id].take(m)
			}
			all[id].times++
		})
		if err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// categoriesOf returns the names of the categories beside a list, by their ids.
func categoriesOf(in *source, s placeSearch, said rowsPlace) (map[string]string, error) {
	names := map[string]string{}
	for _, p := range s.found {
		if !beside(p, said) || p.path[len(p.path)-1] != "categories" {
			continue
		}
		if err := eachObject(in, p, func(o object) { names[rawText(o.get(keyName))] = rawText(o.get("name")) }); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// eachObject calls do for the objects of a place.
func eachObject(in *source, p rowsPlace, do func(object)) error {
	text, err := in.text()
	if err != nil {
		return err
	}
	tree := newJSONTree(text, &p)
	for n := 0; ; n++ {
		o, err := tree.next()
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, new(damage)):
			continue
		case err != nil:
			return err
		case n == mostJoined:
			return fmt.Errorf("%q has more than %d objects: at most so many are read", p.path, mostJoined)
		}
		do(o)
	}
}

// byTime reports whether a name has a value for each time that something was said.
func (s *saidOf) byTime(name string) bool { return s.voiced && mayBeSaid(name) }

// take keeps what was said.
func (s *saidOf) take(m member) {
	as := [2]string{m.name, string(m.value)}
	switch {
	case s.long():
	case s.byTime(m.name):
		s.fill(m.name)
		s.keep(m.name, m.value)
	case !s.known[as]:
		s.known[as] = true
		s.keep(m.name, m.value)
	}
}

func (s *saidOf) keep(name string, value json.RawMessage) {
	s.values[name] = append(s.values[name], value)
	s.bytes += len(value) + 1 // with what divides it from the next
}

// long reports whether more was said than a row may have.
func (s *saidOf) long() bool { return s.bytes > maxRecord }

// null is what somebody has said who has said nothing.
var null = json.RawMessage("null")

// fill gives a name null for each time that it had none.
func (s *saidOf) fill(name string) {
	for len(s.values[name]) < s.times && !s.long() {
		s.keep(name, null)
	}
}

// errSaid refuses a picture of which too much was said.
var errSaid = damage(fmt.Sprintf("what is said of the picture is longer than %d bytes", maxRecord))

// add gives a picture what was said of it: a list where it is told who has said it, or where
// there are several values.
func (j joined) add(o object) (object, error) {
	said := j[rawText(o.get(keyName))]
	if said == nil {
		return o, nil
	}
	own := map[string]bool{}
	for _, m := range o {
		own[m.name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(said.values)) {
		if own[name] {
			continue
		}
		if said.byTime(name) {
			said.fill(name)
		}
		if said.long() {
			return nil, errSaid
		}
		values := said.values[name]
		value := values[0]
		if len(values) > 1 || said.byTime(name) {
			b, err := json.Marshal(values)
			if err != nil { // they came from JSON
				continue
			}
			value = b
		}
		o = append(o, member{name: name, value: value})
	}
	return o, nil
}

// voiced reports whether it is told who has said something.
func (j joined) voiced() bool {
	for _, said := range j {
		if said.voiced {
			return true
		}
	}
	return false
}
