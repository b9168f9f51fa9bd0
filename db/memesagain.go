package db

import (
	"cmp"
	"slices"

	"memebench/labels"
)

// again takes a meme whose id is there.
func (in *importer) again(seq uint64, n labels.NewMeme) (labels.Added, error) {
	m := n.Meme
	stored, err := in.memes.at(seq)
	if err != nil {
		return labels.Added{}, err
	}
	now := stored                 // with what this transaction said
	late, brought := false, false // the caption comes after its meme; it has before
	if m.Caption != "" && stored.Imported() == "" {
		h, err := in.log.history(seq, labels.Caption)
		if err != nil {
			return labels.Added{}, err
		}
		caption, origin := labels.CaptionInForce(h.events)
		now.SetCaption(caption, origin)
		late, brought = origin != labels.OriginEdited, labels.BroughtLater(h.events, m.Caption)
	}
	conflict := func(with string) (labels.Added, error) {
		return labels.Added{Outcome: labels.Conflict, ID: m.ID, Reason: labels.InConflict(short(m.Name()), with)}, nil
	}
	was, is := stored.Image, m.Image
	if kept, ok := was.SameVideo(is); ok {
		is = kept
	}
	switch {
	case now.OtherCaption(m.Caption) && !brought: // it may have been mended as the table was
		return conflict("caption")
	case was.SHA256 != "" && is.SHA256 != "" && was.SHA256 != is.SHA256:
		return conflict("picture")
	case was.SHA256 == is.SHA256 && was.OtherMedia(is):
		if was.Media.Moves && is.Media.Moves {
			return conflict("video") // that begins with the same frame
		}
		return conflict("sound")
	}
	if is.SHA256 != "" && was.SHA256 == is.SHA256 && !is.Media.Is() {
		is.Media = was.Media // what was known of it is not lost where nothing could look for it
		if is.Media.SHA256 == is.SHA256 {
			is.Media.Path = is.Path
		}
	}
	// The newer reference to the same bytes was checked just now.
	if is.Is() && was != is {
		before := stored
		stored.Image = is
		if err := in.groups.mend(&stored, &before); err != nil {
			return labels.Added{}, err
		}
		if err := in.rename(&stored, &before); err != nil {
			return labels.Added{}, err
		}
	}
	if has := len(stored.Values); has < len(m.Values) && slices.ContainsFunc(m.Values[has:], func(v string) bool { return v != "" }) {
		stored.Values = append(stored.Values, m.Values[has:]...)
		if err := in.memes.put(&stored); err != nil {
			return labels.Added{}, err
		}
	}
	if late {
		in.captioned = true
		_, err = in.log.appendTo(seq, labels.Event{
			Time: in.now, Meme: m.ID, Annotator: cmp.Or(n.Annotator, labels.TableReader), Source: labels.Import, Action: labels.Caption, Level: labels.NoLevel, Text: m.Caption,
		})
	}
	return labels.Added{Outcome: labels.Duplicate, ID: m.ID, Split: stored.Split, CrossSplit: stored.CrossSplit, Captioned: late, Pictured: stored.Image.Is()}, err
}

// rename keeps the index of names true when a reference changes.
func (in *importer) rename(m, before *labels.Meme) error {
	place, err := in.memes.datasetPlace(m.Dataset)
	if err != nil {
		return err
	}
	names := indexedNames(m, place)
	for _, old := range indexedNames(before, place) {
		if !slices.Contains(names, old) {
			if err := in.names.delete(nameKey(old, m.Seq)); err != nil {
				return err
			}
		}
	}
	for _, name := range names {
		in.names.put(nameKey(name, m.Seq), nil)
	}
	return nil
}
