package tokenizer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"memebench/model/encoder/encodertest"
)

// families are the tokenizers of testdata/families, with the most tokens of each.
var families = map[string]int{"clip": 20, "roberta": DefaultMaxTokens, "modernbert": 40, "xlmr": 30, "bytes": DefaultMaxTokens}

func family(tb testing.TB, name string) *Tokenizer {
	tb.Helper()
	t, err := Parse(encodertest.Fixture(tb, "families/"+name+".json"))
	if err != nil {
		tb.Fatal(name, err)
	}
	return t
}

// someCaptions are those of testdata/families/gen.py.
func someCaptions(tb testing.TB) []string {
	tb.Helper()
	var from struct{ Words, Between []string }
	encodertest.FixtureJSON(tb, "families/words.json", &from)
	state := uint64(1)
	below := func(n int) int {
		state = state*6364136223846793005 + 1442695040888963407
		return int(state >> 33 % uint64(n))
	}
	captions := make([]string, 2000)
	for i := range captions {
		var text strings.Builder
		for k := range below(14) {
			if k > 0 || below(8) == 0 {
				text.WriteString(from.Between[below(len(from.Between))])
			}
			text.WriteString(from.Words[below(len(from.Words))])
		}
		captions[i] = text.String()
	}
	return captions
}

// Each family gives the ids that Hugging Face's tokenizers gives, for 2,000 captions.
func TestFamiliesEqualHuggingFace(t *testing.T) {
	captions := someCaptions(t)
	var want map[string]struct {
		First  [][]int64
		Blocks []string
	}
	encodertest.FixtureJSON(t, "families/ids.json", &want)
	if len(want) != len(families) {
		t.Fatalf("ids of %d tokenizers, want %d", len(want), len(families))
	}
	for name, most := range families {
		tok, w := family(t, name), want[name]
		if tok.MaxTokens() != most {
			t.Errorf("%s: %d tokens at most, want %d", name, tok.MaxTokens(), most)
		}
		for i, ids := range w.First {
			if got := tok.Encode(captions[i]); !slices.Equal(got, ids) {
				t.Fatalf("%s: %q:\n got %v\nwant %v", name, captions[i], got, ids)
			}
		}
		const block = 20
		if len(w.Blocks)*block != len(captions) {
			t.Fatalf("%s: %d blocks", name, len(w.Blocks))
		}
		for b, sum := range w.Blocks {
			var ids strings.Builder
			for _, c := range captions[b*block:][:block] {
				ids.WriteString(strings.Trim(fmt.Sprint(tok.Encode(c)), "[]") + "\n")
			}
			if got := sha256.Sum256([]byte(ids.String())); hex.EncodeToString(got[:])[:len(sum)] != sum {
				t.Errorf("%s: among the captions from %d on one has other ids", name, b*block)
			}
		}
	}
}

// So do tokenizers with options that published ones seldom have.
func TestOddTokenizersEqualHuggingFace(t *testing.T) {
	var all []struct {
		Tokenizer json.RawMessage
		Texts     []string
		IDs       [][]int64
	}
	encodertest.FixtureJSON(t, "families/odd.json", &all)
	if len(all) < 50 {
		t.Fatalf("%d tokenizers only", len(all))
	}
	for i, c := range all {
		tok, err := Parse(c.Tokenizer)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		for k, text := range c.Texts {
			if got := tok.Encode(text); !slices.Equal(got, c.IDs[k]) {
				t.Errorf("%d: %q:\n got %v\nwant %v", i, text, got, c.IDs[k])
			}
		}
	}
}

// A tokenizer gives no more tokens than BERT has positions, whatever its file or a spec says.
func TestMostTokens(t *testing.T) {
	good := string(encodertest.Fixture(t, "families/clip.json"))
	long := strings.Replace(good, `"max_length":20`, `"max_length":5000`, 1)
	tok, err := Parse([]byte(long))
	if err != nil || long == good {
		t.Fatal(err)
	}
	wider, err := tok.Limited(1000)
	if err != nil || tok.MaxTokens() != DefaultMaxTokens || wider.MaxTokens() != DefaultMaxTokens {
		t.Errorf("%d and %d tokens, %v: want %d", tok.MaxTokens(), wider.MaxTokens(), err, DefaultMaxTokens)
	}
}

// An unknown character costs 10 more than the least probable piece, as in the library (0.23.3): it is
// taken where pieces cost more than that, and there alone. Of several end tokens the first counts.
func TestUnknownCosts(t *testing.T) {
	tok, err := Parse([]byte(`{"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["x",-12],["ab",-7.5],["cd",-7.5],["abc",0]]},
		"post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{}},{"SpecialToken":{"id":"E"}}],"special_tokens":{"E":{"ids":[7,8]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]int64{"abcd": {2, 3, 7, 8}, "abcde": {2, 3, 0, 7, 8}, "abce": {4, 0, 7, 8}} {
		if got := tok.Encode(text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	if end, ok := tok.End(); !ok || end != 7 {
		t.Errorf("the end token is %d, %v", end, ok)
	}
}

// What a file asks for that is not done here is refused by its name.
func TestFamiliesRefuse(t *testing.T) {
	for _, c := range []struct{ family, from, to, want string }{
		{"clip", `"type":"NFC"`, `"type":"ByteLevel"`, `the normalizer "ByteLevel" is not read here`},
		{"clip", `"Regex":"\\s+"`, `"Regex":"\\s*"`, `normalizer Replace: the pattern "\\s*" is not read here`},
		{"clip", `"behavior":"Removed"`, `"behavior":"MergedWithNext"`, `the behavior "MergedWithNext" is not read here`},
		{"clip", `"type":"Split"`, `"type":"Digits"`, `the pre_tokenizer "Digits" is not read here`},
		{"clip", `"dropout":null`, `"dropout":0.1`, "dropout 0.1"},
		{"clip", `"unk_token":"<|endoftext|>"`, `"unk_token":"nothing"`, `unk_token "nothing" is not in the vocabulary`},
		{"roberta", `"merges":[[`, `"merges":[["never","seen"],[`, `merge 1: "never" is not in the vocabulary`},
		{"roberta", `"merges":[[`, `"merges":[["a"],[`, "a merge is no pair"},
		{"xlmr", `"precompiled_charsmap":"`, `"precompiled_charsmap":"!`, "its map is damaged"},
		{"xlmr", `"prepend_scheme":"always"`, `"prepend_scheme":"sometimes"`, `the prepend_scheme "sometimes" is not read here`},
		{"xlmr", `"unk_id":3`, `"unk_id":null`, "unk_id"},
		{"xlmr", `"type":"Metaspace"`, `"type":"UnicodeScripts"`, `the pre_tokenizer "UnicodeScripts" is not read here`},
		{"xlmr", `"prepend_scheme":"always"`, `"prepend_scheme":"first"`, `the prepend_scheme "first" is not read behind another pre_tokenizer`},
		{"bytes", `"type":"Nmt"`, `"type":"Nmts"`, `the normalizer "Nmts" is not read here`},
	} {
		good := string(encodertest.Fixture(t, "families/"+c.family+".json"))
		mustRefuse(t, c.family, good, c.from, c.to, c.want)
	}
}

// A letter keeps more marks than 30, in their order, as in the library (normalizers.NFC().normalize_str and
// its like, tokenizers 0.23.3): Unicode's form for streams, which puts U+034F between them, is another one.
func TestFormsOfManyMarks(t *testing.T) {
	low := strings.Repeat("\u0316", 31)
	for _, c := range []struct{ form, text, want string }{
		{"NFC", "e" + low + "\u0301\u0334", "\u00e9\u0334" + low},
		{"NFD", "\u00e9" + low + "\u0334", "e\u0334" + low + "\u0301"},
		{"NFC", "a\u034fe" + low + "\u0323 \u1100\u1161\u11a8", "a\u034fe" + low + "\u0323 \uac01"},
		{"NFKC", "\ufb01" + low + "\u0307", "fi" + low + "\u0307"},
		{"NFKD", "\uff76\u3099" + low, "\u30ab\u3099" + low},
	} {
		n, err := (&normalizerFile{Type: c.form}).normalize(0)
		if err != nil {
			t.Fatal(err)
		}
		if got := n[0].change(c.text); got != c.want {
			t.Errorf("%s of %+q: %+q, want %+q", c.form, c.text, got, c.want)
		}
	}
}

// Added tokens have the vocabulary's ids, or those behind it in order, as the library gives
// them; the ids of the file, from 5000 on, it only warns of.
func TestIDsOfAddedTokens(t *testing.T) {
	var file map[string]json.RawMessage
	encodertest.FixtureJSON(t, "families/bytes.json", &file)
	file["added_tokens"] = []byte(`[{"id":5000,"content":"zebra"},{"id":5001,"content":"<s>"},{"id":5002,"content":""},
		{"id":5003,"content":"gnu"},{"id":5004,"content":"zebra"}]`)
	b, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	size := tok.model.size()
	if got, want := tok.Encode("zebra<s>gnu"), []int64{size, 1, size + 1}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Merges of old are texts, and mean the same.
func TestMergesOfOld(t *testing.T) {
	var file, m map[string]json.RawMessage
	encodertest.FixtureJSON(t, "families/roberta.json", &file)
	if err := json.Unmarshal(file["model"], &m); err != nil {
		t.Fatal(err)
	}
	var pairs [][2]string
	if err := json.Unmarshal(m["merges"], &pairs); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, p := range pairs {
		texts = append(texts, p[0]+" "+p[1])
	}
	var err error
	if m["merges"], err = json.Marshal(texts); err == nil {
		file["model"], err = json.Marshal(m)
	}
	b, err2 := json.Marshal(file)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	old, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range someCaptions(t)[:50] {
		if got, want := old.Encode(c), family(t, "roberta").Encode(c); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", c, got, want)
		}
	}
}

func FuzzFamilies(f *testing.F) {
	all := map[string]*Tokenizer{}
	for name := range families {
		all[name] = family(f, name)
	}
	for _, c := range someCaptions(f)[:30] {
		f.Add(c)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, tok := range all {
			ids := tok.Encode(s)
			if len(ids) > tok.MaxTokens() || slices.ContainsFunc(ids, func(id int64) bool { return id < 0 || id > tok.Largest() }) {
				t.Fatalf("%s: %q gives %v", name, s, ids)
			}
		}
	})
}

func BenchmarkFamilies(b *testing.B) {
	for name := range families {
		b.Run(name, func(b *testing.B) {
			tok := family(b, name)
			for b.Loop() {
				tok.Encode("me explaining to my mom why the wifi is slow: it isn't, you have 200 tabs open")
			}
		})
	}
}
