package tokenizer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"memebench/labels"
)

// MaxFile is the size in bytes of the largest tokenizer.json that is read; XLM-R's has 17 MB.
const MaxFile = 64 << 20

const maxVocabulary = 1 << 20

// tokenizerFile is the part of tokenizer.json that is read.
type tokenizerFile struct {
	Truncation *struct {
		MaxLength int    `json:"max_length"`
		Direction string `json:"direction"`
	} `json:"truncation"`
	AddedTokens   []addedFile     `json:"added_tokens"`
	Normalizer    *normalizerFile `json:"normalizer"`
	PreTokenizer  *splitterFile   `json:"pre_tokenizer"`
	PostProcessor *specialFile    `json:"post_processor"`
	Model         json.RawMessage `json:"model"`
}

// scoredFile is a piece and its score, as two elements of an array.
type scoredFile struct {
	text  string
	score float64
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *scoredFile) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&s.text, &s.score})
}

// mergeFile is a pair that is joined: an array of two, or of old both with a space between.
type mergeFile [2]string

// UnmarshalJSON implements json.Unmarshaler.
func (m *mergeFile) UnmarshalJSON(b []byte) error {
	var pair []string
	if len(b) > 0 && b[0] == '"' {
		var text string
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
		pair = splitMerge(text)
	} else if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return errMerge
	}
	*m = mergeFile(pair)
	return nil
}

// splitMerge splits at the only space; more or fewer are none.
func splitMerge(text string) (pair []string) {
	from := 0
	for i := range len(text) {
		if text[i] == ' ' {
			pair = append(pair, text[from:i])
			from = i + 1
		}
	}
	return append(pair, text[from:])
}

// Parse reads a tokenizer.json of one of three families: WordPiece, byte-pair encoding,
// Unigram. Its error is a sentence that names what is not read here.
func Parse(data []byte) (*Tokenizer, error) {
	t, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("tokenizer.json: %w", err)
	}
	return t, nil
}

// errNoTokenizer stands for the errors of encoding/json, which speak of Go types.
var errNoTokenizer = errors.New("not a tokenizer file: it is not a JSON object as Hugging Face's tokenizers writes them")

func parse(data []byte) (*Tokenizer, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%d bytes: at most %d are read", len(data), MaxFile)
	}
	var f tokenizerFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, errNoTokenizer
	}
	sum := sha256.Sum256(data)
	t := &Tokenizer{max: DefaultMaxTokens, digest: hex.EncodeToString(sum[:])}
	for _, read := range []func(*tokenizerFile) error{t.readModel, t.readNormal, t.readAdded, t.readSpecial, t.readTruncation} {
		if err := read(&f); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Tokenizer) readModel(f *tokenizerFile) error {
	var kind struct {
		Type string `json:"type"`
	}
	// First the kind alone: the vocabulary of another kind has another form, and
	// the reader should hear of the kind rather than of the form.
	if f.Model != nil {
		if err := json.Unmarshal(f.Model, &kind); err != nil {
			return errNoTokenizer
		}
	}
	var err error
	switch kind.Type {
	case "WordPiece":
		t.model, err = readModel[*wordPiece](f.Model, &wordPieceFile{})
	case "BPE":
		t.model, err = readModel[*bpe](f.Model, &bpeFile{})
	case "Unigram":
		t.model, err = readModel[*unigram](f.Model, &unigramFile{})
	default:
		err = fmt.Errorf("model type %s: only WordPiece, BPE and Unigram are read", labels.Quoted(kind.Type))
	}
	return err
}

// readModel reads a model of a kind.
func readModel[M model](raw json.RawMessage, form interface{ model() (M, error) }) (model, error) {
	switch err := json.Unmarshal(raw, form); {
	case errors.Is(err, errMerge):
		return nil, err
	case err != nil:
		return nil, errNoTokenizer
	}
	m, err := form.model()
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (t *Tokenizer) readNormal(f *tokenizerFile) error {
	n, p := f.Normalizer, f.PreTokenizer
	bert := n != nil && n.Type == "BertNormalizer"
	if bert && p != nil && p.Type == "BertPreTokenizer" {
		t.bert = &bertNormal{clean: n.CleanText, chinese: n.HandleChineseChars, lower: n.Lowercase, strip: n.Lowercase}
		if n.StripAccents != nil {
			t.bert.strip = *n.StripAccents
		}
		return nil
	}
	var err error
	if n != nil {
		if t.normal, err = n.normalize(0); err != nil {
			return err
		}
	}
	if p != nil {
		t.split, err = p.split(0)
	}
	return err
}

func (t *Tokenizer) readAdded(f *tokenizerFile) (err error) {
	normal := func(s string) string {
		s, _ = normalize(t.normal, s)
		return s
	}
	if t.bert != nil {
		normal = nil
	}
	t.written, t.normalized, err = readAdded(f.AddedTokens, t.model, normal)
	return err
}

func (t *Tokenizer) readSpecial(f *tokenizerFile) (err error) {
	if f.PostProcessor != nil {
		t.special, err = f.PostProcessor.read(0)
	}
	return err
}

func (t *Tokenizer) readTruncation(f *tokenizerFile) error {
	if tr := f.Truncation; tr != nil {
		if tr.Direction != "" && tr.Direction != "Right" {
			return fmt.Errorf("truncation direction %s: only Right is supported", labels.Quoted(tr.Direction))
		}
		t.max = min(tr.MaxLength, DefaultMaxTokens)
	}
	if n := len(t.special.before) + len(t.special.after); t.max <= n {
		return fmt.Errorf("truncation to %d tokens leaves no room beside %d special ones", t.max, n)
	}
	return nil
}

func checkVocabulary(vocab map[string]int64) error {
	if n := len(vocab); n == 0 || n > maxVocabulary {
		return fmt.Errorf("the vocabulary has %d entries: want 1 to %d", n, maxVocabulary)
	}
	for piece, id := range vocab {
		if err := checkID(piece, id); err != nil {
			return err
		}
	}
	return nil
}

func checkID(piece string, id int64) error {
	if id < 0 || id >= maxVocabulary {
		return fmt.Errorf("token %s has id %d: want 0 to %d", labels.Quoted(piece), id, maxVocabulary-1)
	}
	return nil
}

func largestOf(vocab map[string]int64) int64 {
	most := int64(0)
	for _, id := range vocab {
		most = max(most, id)
	}
	return most
}
