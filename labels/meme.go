package labels

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
)

// MemeID names a meme for ever: 32 hex digits, the first half of the SHA-256 of
// its dataset's name and its key in that dataset.
type MemeID string

// NewMemeID returns the id of the meme with this key (the image's name, or a
// row's key where there is no image column) in this dataset.
func NewMemeID(dataset, key string) MemeID {
	sum := sha256.Sum256([]byte(dataset + "\x00" + key))
	return MemeID(hex.EncodeToString(sum[:16]))
}

// Meme is an image and a caption, as imported.
type Meme struct {
	ID      MemeID `json:"id"`
	Seq     uint64 `json:"seq"`     // place in the order of import, from 1; given by the store
	Dataset string `json:"dataset"` // name of the dataset it came with
	Key     string `json:"key"`     // its key in the dataset

	Image   Image  `json:"image"`
	Caption string `json:"caption"` // the one in force, which came as Origin says; may be empty

	Origin   Origin `json:"origin,omitempty"`
	Original string `json:"original,omitempty"` // the caption that was given, where another is in force

	Group      string `json:"group"` // memes that share a picture, nearly so, or a caption share a group; given by the store
	Split      Split  `json:"split"`
	CrossSplit bool   `json:"bridge,omitempty"` // a cross-split duplicate, tied to groups in different splits: left out of training and evaluation

	// Near are the SHA-256, in hex, of pictures imported before this one that it looks like;
	// see DB.TieNear. One of a chain or a crowd of such pictures is enough.
	Near []string `json:"near,omitempty"`

	Moves []Move `json:"moves,omitempty"` // to other splits since the import, the oldest first

	Row    int      `json:"row,omitempty"` // row in the imported table, the header being row 1
	Values []string `json:"values,omitempty"`
	// Values are the row's original columns, in the order of Dataset.Columns,
	// kept so that an export can give every one of them back. Columns that the
	// dataset has got since, from another table, are not among them.
}

// Image refers to a picture; the bytes stay where they are.
type Image struct {
	Name   string `json:"name,omitempty"`   // as the table has it; "" for a text-only meme
	Path   string `json:"path,omitempty"`   // absolute; "" when the file was not found at import
	SHA256 string `json:"sha256,omitempty"` // of the file's bytes, in hex
	Format string `json:"format,omitempty"` // jpeg, png, gif, bmp, webp; "" when it cannot be decoded
	Width  int    `json:"width,omitempty"`  // pixels as stored, before EXIF orientation
	Height int    `json:"height,omitempty"`
	Moving bool   `json:"moving,omitempty"` // an animated GIF
	// Damaged says that its end is missing, and that it is shown as far as it goes.
	Damaged bool   `json:"damaged,omitempty"`
	Fault   string `json:"fault,omitempty"` // why it cannot be shown, in one sentence; "" when it can
	// Media is the video that the picture is the first frame of, or the sound of the picture, or
	// a sound alone; zero for a picture without. Of a video Path, SHA256, Format and size are
	// those of the frame, which is kept in the workspace.
	Media Media `json:"media,omitzero"`
}

// Media refers to a video or a sound; the bytes stay where they are.
type Media struct {
	Path    string  `json:"path"`            // absolute
	SHA256  string  `json:"sha256"`          // of the file's bytes, in hex
	Format  string  `json:"format"`          // mp4, webm or webp; of a sound wav, mp3, ogg, flac or mp4
	Seconds float64 `json:"seconds"`         // length, to a hundredth; 0 where it cannot be told
	Moves   bool    `json:"moves,omitempty"` // it has frames: a video
	Sound   bool    `json:"sound,omitempty"` // it has sound
	Reader  string  `json:"reader"`          // what it was read by: "ffmpeg version 9.0.2"
}

// Is reports whether there is one.
func (m Media) Is() bool { return m.SHA256 != "" }

// Is reports whether a file of it was found: the picture, the video or the sound.
func (i Image) Is() bool { return i.SHA256 != "" || i.Media.Is() }

// Imported returns the SHA-256 that the file at Path had at import, in hex; "" where that is not
// known, and of the first frame of a video, which may be made again.
func (i Image) Imported() string {
	if i.Media.Moves {
		return ""
	}
	return i.SHA256
}

// OtherMedia reports whether both are of videos or have sounds, and not the same: films may begin
// with one frame.
func (i Image) OtherMedia(o Image) bool {
	return i.Media.Is() && o.Media.Is() && i.Media.SHA256 != o.Media.SHA256
}

// SameVideo returns the picture that a video has and keeps when it is read again, by another
// ffmpeg, whose first frame may be another picture. A moving WebP may have been its own picture,
// to an ffmpeg that cannot read it, or be so now.
func (i Image) SameVideo(is Image) (kept Image, ok bool) {
	kept, kept.Name = i, is.Name
	switch {
	case i.SHA256 == "" || is.SHA256 == "" || i.SHA256 == is.SHA256:
		return is, false
	case i.Media.Moves && i.Media.SHA256 == is.Media.SHA256: // one sound may lie beside another picture
		kept.Media = is.Media
	case i.SHA256 == is.Media.SHA256:
		kept.Path, kept.Media = is.Media.Path, is.Media
	case i.Media.SHA256 == is.SHA256:
		kept.Media.Path = is.Path
	default:
		return is, false
	}
	return kept, true
}

// OtherPicture reports whether both have pictures, and not of the same bytes, nor of one video that
// two versions of ffmpeg have read.
func (i Image) OtherPicture(o Image) bool {
	_, film := i.SameVideo(o)
	return i.OtherMedia(o) || i.SHA256 != "" && o.SHA256 != "" && i.SHA256 != o.SHA256 && !film
}

// HasImage reports whether the meme has a picture that could be read at import.
func (m *Meme) HasImage() bool { return m.Image.SHA256 != "" && m.Image.Fault == "" }

// Name is what people call the meme: its image's name, or its key.
func (m *Meme) Name() string {
	if m.Image.Name != "" {
		return m.Image.Name
	}
	return m.Key
}

// Title is what a screen calls the meme: its image's name, or the row it came
// from, since a key made of a row's values says nothing to anybody.
func (m *Meme) Title() string {
	if m.Image.Name == "" && m.Row > 0 {
		return fmt.Sprintf("row %d of %s", m.Row, m.Dataset)
	}
	return m.Name()
}

// BareTitle is Title without the folders in which the picture lies: these may be called like its
// level.
func (m *Meme) BareTitle() string {
	if m.Image.Name == "" {
		return m.Title()
	}
	return path.Base(m.Image.Name)
}

// Imported returns the caption as it was imported.
func (m *Meme) Imported() string {
	if m.Origin != OriginGiven {
		return m.Original
	}
	return m.Caption
}

// HasCaption reports whether the meme came with a caption, or has it now.
func (m *Meme) HasCaption(caption string) bool {
	return caption == m.Imported() || caption == m.Caption
}

// SetCaption puts a caption of another origin in the place of the one in force, and
// keeps the imported one. With OriginGiven that comes back, whatever the caption.
func (m *Meme) SetCaption(caption string, origin Origin) {
	m.Original, m.Caption, m.Origin = m.Imported(), caption, origin
	if origin == OriginGiven {
		m.Caption, m.Original = m.Original, ""
	}
}

// CaptionAfter returns the caption that the meme had after the first of its events, given in the
// order of the log: the imported one where they put none in its place.
func (m *Meme) CaptionAfter(events []Event) string {
	if caption, origin := CaptionInForce(events); origin != OriginGiven {
		return caption
	}
	return m.Imported()
}

// OtherCaption reports whether a row with a caption is in conflict with this meme, which has its key: what
// people wrote here, or a table said, is not replaced by a table.
func (m *Meme) OtherCaption(caption string) bool {
	given := m.Imported() != "" || m.Origin == OriginEdited
	return caption != "" && given && !m.HasCaption(caption)
}

// InConflict says that a meme with this name is there with another caption, picture or sound, and what to do.
func InConflict(name, with string) string {
	mend := ""
	if with == "caption" {
		mend = "memebench caption mends that, or "
	}
	return fmt.Sprintf("%s is already there with another %s; %simport under another dataset name to keep both", name, with, mend)
}

// GroupKeys returns the keys that tie this meme to others, strongest first: the
// picture's bytes, those of pictures that it looks like, then the caption's key
// ([CaptionKey]). A meme with none of them has its own
// id as its only key. The caption is the imported one: who mends a caption moves no
// meme to another group or split, and undoing it has nothing to move back; and what was
// read in pictures, often the same watermark, ties no memes together.
//
// A caption that more than [MostPictures] different pictures have ties no memes together,
// which this cannot know: the store leaves its key out.
func (m *Meme) GroupKeys() []string {
	var keys []string
	if m.Image.SHA256 != "" {
		keys = append(keys, PictureKey(m.Image.SHA256))
	}
	for _, picture := range m.Near {
		keys = append(keys, PictureKey(picture))
	}
	if key := m.CaptionKey(); key != "" {
		keys = append(keys, key)
	}
	if keys == nil {
		keys = []string{m.OwnKey()}
	}
	return keys
}

// PictureKey is the group key of all memes whose picture has this SHA-256.
func PictureKey(sha256 string) string { return "image:" + sha256 }

// CaptionKey is the group key of all memes that were imported with the same caption, "" for
// one that says nothing.
func (m *Meme) CaptionKey() string {
	if c := CaptionKey(m.Imported()); c != "" {
		return captionPrefix + c
	}
	return ""
}

const captionPrefix = "caption:"

// IsCaptionKey reports whether a group key is that of a caption.
func IsCaptionKey(key string) bool { return strings.HasPrefix(key, captionPrefix) }

// OwnKey is the group key of a meme that nothing ties to others.
func (m *Meme) OwnKey() string { return "id:" + string(m.ID) }

// MostPictures is how many different pictures may share a caption that ties memes together:
// beyond, it is a saying, and no sign that they are the same.
const MostPictures = 5

// Dataset is what an import brought besides its memes.
type Dataset struct {
	Name    string   `json:"name"`
	Format  string   `json:"format"` // that of package dataset, or starter
	Columns []string `json:"columns"`
	Level   string   `json:"level,omitempty"`  // name of the column with the level, if any
	Voices  []string `json:"voices,omitempty"` // names of other columns with levels: of one annotator each, or of another table; and of that which says whose a row's level is
	Key     []string `json:"key,omitempty"`    // names of the columns that make the key of a row without a picture; see dataset.Table
}

// SaysLevel reports whether a column of this name has what annotators say of a meme.
func (d *Dataset) SaysLevel(column string) bool {
	return column == d.Level || slices.Contains(d.Voices, column)
}

// Outcome is what can become of a meme offered to the store.
type Outcome int

// The outcomes. Duplicate means that the meme is there with the same content, and
// Conflict that its key is there with another caption or picture; nothing is changed
// then.
const (
	Imported Outcome = iota
	Duplicate
	Conflict
)

// NewMeme is a meme offered to the store, with what its table says of it.
type NewMeme struct {
	Meme      Meme
	Annotator string // whose the Level is
	Level     Level  // NoLevel: nothing is said; without an Annotator it only balances the splits
	Waits     bool   // a Level that would stand for another one, as [Added].Relabelled has it, is not written: that only says so
}

// Labels reports whether it brings a label.
func (n *NewMeme) Labels() bool { return n.Level != NoLevel && n.Annotator != "" }

// Added says what became of one meme offered to the store.
type Added struct {
	Outcome    Outcome
	ID         MemeID
	Split      Split  // where the meme is now, unless it is a Conflict
	CrossSplit bool   // and whether it ties two splits together
	Labelled   bool   // the new meme's level was written
	Relabelled bool   // and stands for another one, which was imported as the same annotator's; or would, if it did not wait
	Outweighed bool   // it was not, as the annotator has said something else by hand
	Captioned  bool   // the meme, which was there, has got its caption
	Pictured   bool   // and had its picture, video or sound, or has got it
	Saying     bool   // its caption ties it to nothing, as more than MostPictures pictures have it
	Reason     string // of a Conflict, a sentence
}
