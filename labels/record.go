package labels

import "unicode/utf8"

// Setting is a setting of a workspace.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// FolderSetting is where a store remembers in which folder its workspace was when it was open last. It is
// of one machine, and not exported.
const FolderSetting = "folder"

// MemeRecord is a meme as JSON. JSON holds only valid UTF-8, but a path is
// whatever bytes the file system has, so an unusual one is kept beside.
type MemeRecord struct {
	Meme
	RawPath []byte `json:"raw_path,omitempty"`

	// Edited is what records said before captions had an Origin.
	Edited bool `json:"edited,omitempty"`
}

// NewMemeRecord returns the record of a meme.
func NewMemeRecord(m Meme) MemeRecord {
	r := MemeRecord{Meme: m}
	if !utf8.ValidString(m.Image.Path) {
		r.RawPath, r.Image.Path = []byte(m.Image.Path), ""
	}
	return r
}

// Whole returns the meme of the record.
func (r MemeRecord) Whole() Meme {
	if r.RawPath != nil {
		r.Image.Path = string(r.RawPath)
	}
	if r.Edited && r.Origin == OriginGiven {
		r.Origin = OriginEdited
	}
	return r.Meme
}
