package labels

import "slices"

// Origin says how the caption in force came.
type Origin string

// The origins. A caption is given with the meme, has been read in its picture by the
// program (OCR), or was written by somebody who edited what was there.
const (
	OriginGiven  Origin = ""
	OriginOCR    Origin = "ocr"
	OriginEdited Origin = "edited"
)

// TableReader is who a caption comes from, in the log, that a table has given to a meme which
// was there without, where the table's labels are nobody's.
const TableReader = "import"

// String is the origin in a word, as columns of exports have it: given, ocr or edited.
func (o Origin) String() string {
	if o == OriginGiven {
		return "given"
	}
	return string(o)
}

// BroughtLater reports whether a table has brought this caption to a meme that had come without
// one, by what was said of that, whatever its caption is now.
func BroughtLater(events []Event, caption string) bool {
	return slices.ContainsFunc(events, func(e Event) bool {
		return e.Action == Caption && e.Source == Import && e.Text == caption
	})
}

// CaptionInForce returns the caption that one meme's events, given in the order of the
// log, have put in the place of the imported one, and how it came: what somebody wrote
// last and did not take back; else what the program read last. So nothing that is read
// replaces what somebody wrote, whenever it arrives. Of OriginGiven the imported caption
// stands.
func CaptionInForce(events []Event) (caption string, origin Origin) {
	var written, read []Event
	for _, e := range Standing(events, Caption) {
		if e.Source == OCR {
			read = append(read, e)
		} else {
			written = append(written, e)
		}
	}
	if e, ok := Newest(written); ok {
		return e.Text, OriginEdited
	}
	if e, ok := Newest(read); ok {
		return e.Text, OriginOCR
	}
	return "", OriginGiven
}
