package labelstudio

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/labels/dataset"
)

// control is what memebench uses of a project's labelling interface: the choices that are
// levels, and what of a task is its picture and its caption.
type control struct {
	name    string                // of the choices
	object  string                // that they are about
	image   string                // name of the picture among the task's data, "" for none
	text    string                // name of the caption
	choices [labels.Levels]string // what stands for each level, "" for nothing
}

// errNoChoices is of a labelling interface without levels.
var errNoChoices = errors.New("the labelling interface has no <Choices> whose values are levels: name them very_negative, negative, neutral, positive, very_positive, or start memebench serve with --level-map")

// readConfig reads a labelling interface. Of several controls the one with the most levels
// is taken. A choice that is no level stays without a meaning.
func readConfig(config string, choices dataset.Choices) (control, error) {
	d := xml.NewDecoder(strings.NewReader(config))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	var all []control
	var image, text string
	inside := -1 // the control whose choices are read
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return control{}, fmt.Errorf("the labelling interface cannot be read: %s", labels.Printable(err.Error()))
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "Image":
				image = first(image, variable(e))
			case "Text", "HyperText":
				text = first(text, variable(e))
			case "Choices":
				inside = len(all)
				all = append(all, control{name: attribute(e, "name"), object: attribute(e, "toName")})
			case "Choice":
				if inside >= 0 {
					all[inside].add(e, choices)
				}
			}
		case xml.EndElement:
			if e.Name.Local == "Choices" {
				inside = -1
			}
		}
	}
	if len(all) == 0 {
		return control{}, errNoChoices
	}
	best := slices.MaxFunc(all, func(a, b control) int { return a.levels() - b.levels() })
	switch {
	case best.levels() < 2:
		return control{}, errNoChoices
	case image == "" && text == "":
		return control{}, errors.New("the labelling interface shows neither an <Image> nor a <Text> with value=\"$name\": the model reads these two")
	}
	best.image, best.text = image, text
	return best, nil
}

// add takes a choice. Results carry its alias, where it has one.
func (c *control) add(e xml.StartElement, choices dataset.Choices) {
	value := attribute(e, "value")
	said := first(attribute(e, "alias"), value)
	for _, word := range []string{said, value} {
		if level, err := choices.Level(word); err == nil && level.Valid() {
			c.choices[level] = first(c.choices[level], said)
			return
		}
	}
}

// levels counts the levels that can be chosen.
func (c *control) levels() (n int) {
	for _, said := range c.choices {
		if said != "" {
			n++
		}
	}
	return n
}

// most is the most probable level among those that can be chosen.
func (c *control) most(p labels.Prediction) labels.Level {
	best := labels.NoLevel
	for l, said := range c.choices {
		if said != "" && (best == labels.NoLevel || p.Probs[l] > p.Probs[best]) {
			best = labels.Level(l)
		}
	}
	return best
}

// variable is the name in value="$name", "" for anything else.
func variable(e xml.StartElement) string {
	name, ok := strings.CutPrefix(attribute(e, "value"), "$")
	if !ok {
		return ""
	}
	return name
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
