package dataset

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A dataShape is how a well-known data set or tool writes its memes: by which columns it is
// known, and what they mean there. What a shape does not say is found by roleNames.
// Names are plain ones (see plainNames).
type dataShape struct {
	name    string   // of the format, as reports have it
	dataset string   // what the dataset is called; "": by the file
	needs   []string // columns that all have to be there

	image, caption, level []string // in order of preference; nil: by roleNames
	lies                  string   // of an export: the column with the file that the picture was read from there
	noLevel               bool     // its labels are of another task: they stay columns, but for levels in one that is called so
}

// shapes come in the order in which they are tried: those that need more come first.
var shapes = []dataShape{
	{name: FormatMemotion, dataset: FormatMemotion, needs: []string{imageColumn, correctedColumn, levelColumn},
		image: []string{imageColumn}, caption: []string{correctedColumn, ocrColumn}, level: []string{levelColumn}},
	// The test set of Memotion-7k, whose levels were never in it.
	{name: FormatMemotion, dataset: FormatMemotion, needs: []string{"image_name", "image_url", "ocr_extracted_text", "corrected_text"},
		image: []string{"image_name"}, caption: []string{"corrected_text", "ocr_extracted_text"}},
	// Memotion 2 and 3, whose pictures are called by the row's id.
	{name: "memotion3", needs: []string{"id", "image_url", "overall_sentiment"}, image: []string{"id", "image_url"}, level: []string{"overall_sentiment"}},
	{name: "memotion3", needs: []string{"image_url", "ocr", "overall"}, image: []string{"id", "", "unnamed_0", "image_url"}, level: []string{"overall"}},
	{name: "hateful-memes", needs: []string{"id", "img", "text"}, image: []string{"img"}, noLevel: true},
	{name: "harmeme", needs: []string{"id", "image", "labels", "text"}, image: []string{"image"}, noLevel: true},
	{name: "mami", needs: []string{"file_name", "misogynous"}, image: []string{"file_name"}, caption: []string{"text_transcription"}, noLevel: true},
	{name: "multioff", needs: []string{"image_name", "sentence", "label"}, image: []string{"image_name"}, caption: []string{"sentence"}, noLevel: true},
	{name: "met-meme", needs: []string{"file_name", "sentiment_category"}, image: []string{"file_name"}, noLevel: true},
	{name: "figmemes", needs: []string{"img_name", "style", "split"}, image: []string{"img_name"}, noLevel: true},
	{name: "mmhs150k", needs: []string{"img_url", "tweet_text", "labels_str"}, image: []string{"id", "img_url"}, caption: []string{"tweet_text"}, noLevel: true},
	{name: "memecap", needs: []string{"img_fname", "meme_captions"}, image: []string{"img_fname"}, caption: []string{"title"}, noLevel: true},
	// Whose label_text_image says whether text and picture have the same label: Positive, Negative.
	{name: "crisismmd", needs: []string{"tweet_text", "label_text", "label_image", "label_text_image"}, image: []string{"image"}, caption: []string{"tweet_text"}, noLevel: true},
	// As Label Studio writes tables (CSV, and JSON-MIN). Whole tasks are read by labelstudio.go.
	{name: FormatLabelStudio, needs: []string{"annotation_id", "annotator", "lead_time"}},
	{name: FormatHuggingFace, needs: []string{"file_name"}, image: []string{"file_name"}},
}

// A role is what a column can mean.
type role int

const (
	roleImage role = iota
	roleCaption
	roleLevel
	roleSplit
	roleAnnotator
	roles
)

// roleNames are what columns with a role are called, in order of preference.
var roleNames = [roles][]string{
	roleImage: {"image_name", "image", "img", "img_name", "img_fname", "image_file", "image_filename", "image_path", "img_path", "imagename",
		"file_name", "filename", "filepath", "file_path", "source_ref", "picture", "pic", "photo", "image_id", "file", "path", "meme", "name", "image_url", "img_url", "imageurl", "imgurl", "photo_url", "url", "link", "id", "ids", "meme_id", "tweet_id", "post_id"},
	roleCaption: {"text_corrected", "corrected_text", "caption", "text", "text_transcription", "transcription", "meme_text", "ocr_text", "text_ocr",
		"ocr_extracted_text", "ocr", "sentence", "captions", "tweet_text", "content", "title", "tweet", "texts", "review", "review_text", "phrase", "headline", "originaltweet", "utterance", "displayed_text"},
	roleLevel:     {"overall_sentiment", "level", "sentiment", "overall", "sentiment_level", "polarity", "mood", "label", "labels", "rating", "choice"},
	roleSplit:     {"split", "set", "partition", "part", "subset", "data_split", "fold"},
	roleAnnotator: {"annotator", "annotator_id", "annotator_name", "ann", "annotated_by", "rater", "rater_id", "coder", "worker", "worker_id", "workerid", "completed_by"},
}

// readCaptions are columns with the text that a program has read in the picture, which
// stands in where the caption says nothing.
var readCaptions = []string{ocrColumn, "ocr_extracted_text", "ocr_text", "ocr"}

// shapeOfColumns returns the first shape that columns of these plain names have, the
// zero shape for none.
func shapeOfColumns(plain []string) dataShape {
	for _, s := range shapes {
		if s.fits(plain) {
			return s
		}
	}
	return dataShape{}
}

// fits reports whether all columns are there by which the shape is known.
func (s dataShape) fits(plain []string) bool {
	return !slices.ContainsFunc(s.needs, func(name string) bool { return !slices.Contains(plain, name) })
}

// shapeNamed returns the shapes of this name.
func shapeNamed(name string) (found []dataShape) {
	for _, s := range shapes {
		if s.name == name {
			found = append(found, s)
		}
	}
	return found
}

// names returns what columns of a role are called in this shape.
func (s dataShape) names(r role) []string {
	own := [roles][]string{roleImage: s.image, roleCaption: s.caption, roleLevel: s.level}[r]
	if own == nil {
		own = roleNames[r]
	}
	return own
}

// plainNames are the columns' names as they are compared: "text, corrected" and "Text
// Corrected" are text_corrected, and INPUT:text is input.text.
func plainNames(columns []string) []string {
	plain := make([]string, len(columns))
	for i, c := range columns {
		plain[i] = plainName(c)
	}
	return plain
}

// plainName is plainNames of one.
func plainName(column string) string {
	words := strings.FieldsFunc(colon.ReplaceAllString(plainValue(column), "$1.$2"), func(r rune) bool { return r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "_")
}

// colon is what stands between words as a dot does: INPUT:text.
var colon = regexp.MustCompile(`([\pL\d]):(\pL)`)

// innermost splits the plain name of a value within others, "outer.inner", before its last part.
func innermost(plain string) (outer, inner string) {
	at := strings.LastIndexByte(plain, '.') + 1
	return plain[:at], plain[at:]
}

// hasOne reports whether a name has one of some words in it.
func hasOne(name string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(name, word) })
}

// isPrediction reports whether a column is called like what a model has said or proposed,
// which is nobody's level.
func isPrediction(plain string) bool {
	return hasOne(plain, "pred", "suggest", "model_")
}

// isAggregate reports whether a column is called like what was made of the levels of several
// annotators.
func isAggregate(plain string) bool {
	return hasOne(plain, "majority", "gold", "final", "consensus", "aggregate", "adjudicated")
}

// settles reports whether a column is called like what settles the levels of annotators: agreed or
// corrected ones.
func settles(plain string) bool { return isAggregate(plain) || hasOne(plain, "correct", "revised") }
