package tokenizer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"memebench/model/assets/assetstest"
	"memebench/model/encoder/encodertest"
)

type captionCase struct {
	Caption   string
	IDs, Mini []int64
}

func captionCases(tb testing.TB) []captionCase {
	var c []captionCase
	encodertest.FixtureJSON(tb, "../../testdata/captions.json", &c)
	if len(c) < 50 {
		tb.Fatalf("%d captions only", len(c))
	}
	return c
}

func miniTokenizer(tb testing.TB) *Tokenizer {
	tb.Helper()
	t, err := Parse(encodertest.Fixture(tb, "mini-tokenizer.json"))
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func TestEqualsHuggingFace(t *testing.T) {
	b, err := os.ReadFile(assetstest.Path(t, "bge-small-en-v1.5.tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	full, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if full.MaxTokens() != 512 {
		t.Errorf("MaxTokens is %d, want BERT's 512", full.MaxTokens())
	}
	longest := 0
	for _, c := range captionCases(t) {
		if got := full.Encode(c.Caption); !slices.Equal(got, c.IDs) {
			t.Errorf("%q:\n got %v\nwant %v", c.Caption, got, c.IDs)
		}
		longest = max(longest, len(c.IDs))
	}
	if longest != 512 {
		t.Errorf("no caption is cut: the longest has %d tokens", longest)
	}
}

// The same captions with a vocabulary of 150 entries and the file's own
// truncation, for which no file from elsewhere is needed.
func TestEqualsHuggingFaceOnSmallVocabulary(t *testing.T) {
	mini := miniTokenizer(t)
	if mini.MaxTokens() != 48 {
		t.Errorf("MaxTokens is %d, want the file's 48", mini.MaxTokens())
	}
	for _, c := range captionCases(t) {
		if got := mini.Encode(c.Caption); !slices.Equal(got, c.Mini) {
			t.Errorf("%q:\n got %v\nwant %v", c.Caption, got, c.Mini)
		}
	}
}

// everyCodePoint compares what is written of each code point with the digests of blocks of
// 4096, which are named by their first.
func everyCodePoint(t *testing.T, blocks map[string]string, write func(w io.Writer, r rune)) {
	t.Helper()
	for start, want := range blocks {
		first, err := strconv.ParseUint(start, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		for r := rune(first); r < rune(first)+0x1000; r++ {
			if utf8.ValidRune(r) {
				write(h, r)
			}
		}
		if got := hex.EncodeToString(h.Sum(nil))[:16]; got != want {
			t.Errorf("the code points from U+%s on differ from the library's", strings.ToUpper(start))
		}
	}
}

// Settings that BERT's cased and multilingual encoders use.
func TestNormaliserSettings(t *testing.T) {
	for _, c := range []struct {
		normal bertNormal
		in     string
		want   []string
	}{
		{bertNormal{clean: true, chinese: true}, "Été İ 我x", []string{"Été", "İ", "我", "x"}},
		{bertNormal{lower: true}, "Été İ 我x", []string{"été", "i\u0307", "我x"}},
		{bertNormal{strip: true}, "Été İ", []string{"Ete", "I"}},
		{bertNormal{}, "a\u0000b  c", []string{"a\u0000b", "c"}},
	} {
		if got := slices.Collect(c.normal.words(c.in)); !slices.Equal(got, c.want) {
			t.Errorf("%+v of %q: %q, want %q", c.normal, c.in, got, c.want)
		}
	}
}

func TestBadUTF8(t *testing.T) {
	mini := miniTokenizer(t)
	if got, want := mini.Encode("the\xff cat\xc3"), mini.Encode("the cat"); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// mustRefuse fails if a good file is read in which one thing stands in place of another, or if
// the error does not say why.
func mustRefuse(t *testing.T, name, good, from, to, want string) {
	t.Helper()
	bad := strings.Replace(good, from, to, 1)
	if bad == good {
		t.Fatalf("%s: %s was not replaced", name, from)
	}
	if _, err := Parse([]byte(bad)); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want %q", name, err, want)
	}
}

func TestParseRefuses(t *testing.T) {
	good := string(encodertest.Fixture(t, "mini-tokenizer.json"))
	for name, c := range map[string]struct{ from, to, want string }{
		"no JSON":            {good, "<html>", "not a tokenizer file"},
		"another model":      {`"type":"WordPiece","unk`, `"type":"WordLevel","unk`, `model type "WordLevel": only WordPiece, BPE and Unigram are read`},
		"another normalizer": {`"BertNormalizer"`, `"Lower"`, `the normalizer "Lower" is not read here`},
		"BERT's splitter":    {`"BertNormalizer"`, `"Lowercase"`, "only read after a BertNormalizer"},
		"BERT's normalizer":  {`"BertPreTokenizer"`, `"ByteLevel"`, "only read before a BertPreTokenizer"},
		"another processor":  {`"TemplateProcessing"`, `"Template"`, `the post_processor "Template" is not read here`},
		"no unknown":         {`"unk_token":"[UNK]"`, `"unk_token":"\u001b[31m"`, `unk_token "[31m" is not in the vocabulary`},
		"negative id":        {`"[UNK]":1,`, `"[UNK]":-1,`, "has id -1"},
		"normalized token":   {`"normalized":false`, `"normalized":true`, "normalized"},
		"short truncation":   {`"max_length":48`, `"max_length":2`, "leaves no room"},
		"left truncation":    {`"direction":"Right"`, `"direction":"Left"`, "only Right"},
		"endless words":      {`"max_input_chars_per_word":100`, `"max_input_chars_per_word":100000`, "max_input_chars_per_word"},
		"empty vocabulary":   {good[strings.Index(good, `"vocab":`):], `"vocab":{}}}`, "0 entries"},
	} {
		mustRefuse(t, name, good, c.from, c.to, c.want)
	}
	if _, err := Parse(make([]byte, MaxFile+1)); err == nil {
		t.Error("a file of any size is read")
	}
}

// BertProcessing says the same as the template.
func TestBertProcessing(t *testing.T) {
	var f map[string]json.RawMessage
	encodertest.FixtureJSON(t, "mini-tokenizer.json", &f)
	f["post_processor"] = []byte(`{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]}`)
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	other, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := other.Encode("my cat"), miniTokenizer(t).Encode("my cat"); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	f["post_processor"] = []byte(`{"type":"BertProcessing","sep":["[SEP]"],"cls":["[CLS]",2]}`)
	if b, err = json.Marshal(f); err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(b); err == nil {
		t.Error("a separator without id is accepted")
	}
}

func FuzzEncode(f *testing.F) {
	for _, c := range captionCases(f) {
		f.Add(c.Caption)
	}
	mini := miniTokenizer(f)
	f.Fuzz(func(t *testing.T, s string) {
		ids := mini.Encode(s)
		if len(ids) < 2 || len(ids) > mini.MaxTokens() || ids[0] != 2 || ids[len(ids)-1] != 3 {
			t.Fatalf("%q gives %v", s, ids)
		}
		for _, id := range ids {
			if id < 0 || id > mini.Largest() {
				t.Fatalf("%q gives %v", s, ids)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(encodertest.Fixture(f, "mini-tokenizer.json"))
	for name := range families {
		f.Add(encodertest.Fixture(f, "families/"+name+".json"))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tok, err := Parse(b)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("not one clean line: %q", err)
			}
			return
		}
		if n := len(tok.Encode("my cat works 我")); n > tok.MaxTokens() {
			t.Fatalf("%d tokens, at most %d allowed", n, tok.MaxTokens())
		}
	})
}

func BenchmarkTokenizer(b *testing.B) {
	data, err := os.ReadFile(assetstest.Path(b, "bge-small-en-v1.5.tokenizer.json"))
	if err != nil {
		b.Fatal(err)
	}
	full, err := Parse(data)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		full.Encode("me explaining to my mom why the wifi is slow: it isn't, you have 200 tabs open")
	}
}
