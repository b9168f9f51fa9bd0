package dataset

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"

	"memebench/labels"
)

// A charset is how text is written as bytes.
type charset struct {
	name  string            // as it is said to people; "" for UTF-8
	codec encoding.Encoding // nil for UTF-8
	found bool              // by the bytes, not by --encoding
}

// reader returns what r has as UTF-8, without a mark of byte order before it.
func (c charset) reader(r io.Reader) (io.Reader, error) {
	if c.codec != nil {
		r = transform.NewReader(r, c.codec.NewDecoder())
	}
	in := bufio.NewReaderSize(r, 1<<16)
	if start, _ := in.Peek(3); string(start) == byteOrderMark { // an error is left to the reading
		_, _ = in.Discard(len(start)) // which is there
	}
	return in, nil
}

const byteOrderMark = "\xef\xbb\xbf"

// namedCharset returns the charset of a name as the web, Python or the IANA have it:
// latin1, cp1252, gb18030, utf-16le, macintosh.
func namedCharset(name string) (charset, error) {
	plain := strings.ToLower(strings.TrimSpace(name))
	if plain == "utf-8" || plain == "utf8" || plain == "utf-8-sig" || plain == "ascii" {
		return charset{}, nil
	}
	digits, page := strings.CutPrefix(plain, "cp")
	if page {
		plain = "windows-" + digits
	}
	codec, err := htmlindex.Get(strings.ReplaceAll(plain, "_", "-"))
	if err != nil && page { // of DOS
		plain = "ibm" + digits
	}
	if err != nil {
		codec, _ = ianaindex.IANA.Encoding(plain)
	}
	if codec == nil {
		return charset{}, fmt.Errorf("--encoding %s: it is not known: want utf-8, utf-16, cp1252, latin1, gb18030, shift_jis, macintosh or another name of the web's or the IANA's", labels.Quoted(name))
	}
	if plain == "utf-16" {
		codec = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	return charset{name: plain, codec: codec}, nil
}

// The charsets that are found out.
var (
	littleEndian = charset{"UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), true}
	bigEndian    = charset{"UTF-16", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), true}
	fullWidth    = charset{"UTF-32", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), true}
	western      = charset{"Windows-1252", charmap.Windows1252, true}
	chinese      = charset{"GB18030", simplifiedchinese.GB18030, true}
)

// findCharset reads a text through to find out how it is written. UTF-32 and UTF-16 are told by
// their mark of byte order, or by zeros in every second byte. Bytes that are UTF-8 throughout are
// that, as others practically never are by chance; and so are those of which more characters are
// UTF-8 than are not, where damage is likelier than another charset. Of the rest, Chinese is told
// by bytes that come in pairs of the frequent characters, unless all are where Korean has its own,
// which is an error; the rest is taken for Windows-1252, which has all of Latin-1 and the dashes
// and quotes that Latin-1 lacks, unless it would be words of accents alone, or with signs in them,
// which is an error.
func findCharset(r io.Reader) (charset, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	start, err := in.Peek(1 << 12)
	if err != nil && err != io.EOF {
		return charset{}, err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(start, []byte("\x00\x00\xfe\xff")):
		return fullWidth, nil
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return littleEndian, nil
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return bigEndian, nil
	}
	even, odd := zeros(start)
	switch half := len(start) / 2; {
	case half >= 4 && odd > half*2/5 && even*10 < odd:
		return littleEndian, nil
	case half >= 4 && even > half*2/5 && odd*10 < even:
		return bigEndian, nil
	}
	var c census
	for {
		b, err := in.Peek(1 << 15)
		c.count(b, err != nil)
		switch {
		case err != nil && err != io.EOF:
			return charset{}, err
		case err == io.EOF:
			return c.charset()
		}
		if _, err := in.Discard(len(b) - c.left); err != nil {
			return charset{}, err
		}
	}
}

// zeros counts the zeros at even and at odd places.
func zeros(b []byte) (even, odd int) {
	for i, c := range b {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// A census counts what the bytes of a text can be.
type census struct {
	left int // bytes at the end of the last piece, which may be cut: the next begins with them

	valid, invalid int // characters of UTF-8 beyond ASCII, and bytes that are none
	pairs, common  int // pairs that are a character of GB18030, and those of the frequent ones
	alone          int // high bytes that are no part of one

	seen          [1 << 16]bool // pairs of the rows of frequent characters
	hangul, hanzi int           // how many of them are where EUC-KR has Korean, and where GB 2312 alone has frequent characters

	foreign, words int // high bytes that are none of Windows-1252, and those among three or more in a row
	signs          int // those that are signs there, and stand within a word
	eastern        int // those that are rare letters there: see isEastern
	high           int // all of them
}

// count counts a piece; last is whether nothing comes after it.
func (c *census) count(b []byte, last bool) {
	c.left = 0
	if c.invalid == 0 && utf8.Valid(b) { // by far the most
		c.valid += utf8.RuneCount(b) - ascii(b)
		return
	}
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !last && i >= len(b)-utf8.UTFMax {
			c.left = len(b) - i
			return
		}
		if r, n := utf8.DecodeRune(b[i:]); r != utf8.RuneError || n > 1 {
			c.valid++
			i += n
			continue
		}
		// A run of bytes that are no UTF-8 is looked at as a whole.
		c.invalid++
		n := c.pair(b[i:])
		c.alphabet(b, i, n)
		i += n
	}
}

// pair looks at what a pair of bytes can be in Chinese, and returns how many it took.
func (c *census) pair(b []byte) int {
	if len(b) < 2 || b[0] < 0x81 || b[0] == 0xff || b[1] < 0x40 || b[1] == 0x7f || b[1] == 0xff {
		c.alone++
		return 1
	}
	c.pairs++
	switch {
	case b[1] < 0xa1:
	case b[0] >= 0xa1 && b[0] <= 0xa3: // the rows of the punctuation, in GB 2312
		c.common++
	case b[0] >= 0xb0 && b[0] <= 0xf7: // and of the frequent characters
		c.common++
		pair := binary.BigEndian.Uint16(b)
		switch {
		case c.seen[pair]:
		case b[0] <= 0xc8:
			c.hangul++
		default:
			c.hanzi++
		}
		c.seen[pair] = true
	}
	return 2
}

// alphabet looks at what n bytes at a place are in Windows-1252.
func (c *census) alphabet(b []byte, at, n int) {
	for i := at; i < at+n; i++ {
		if b[i] < utf8.RuneSelf {
			continue
		}
		c.high++
		if bytes.IndexByte([]byte("\x81\x8d\x8f\x90\x9d"), b[i]) >= 0 {
			c.foreign++
		}
		if i > 0 && i+1 < len(b) && isSign(b[i]) && isOfWord(b[i-1]) && isOfWord(b[i+1]) && b[i-1] != b[i] && b[i+1] != b[i] { // £££ is no word
			c.signs++
		}
		if isEastern(b[i]) {
			c.eastern++
		}
		before, after := 0, 0
		for before < 2 && i > before && b[i-before-1] >= utf8.RuneSelf {
			before++
		}
		for after < 2 && i+after+1 < len(b) && b[i+after+1] >= utf8.RuneSelf {
			after++
		}
		if before+after >= 2 {
			c.words++
		}
	}
}

// isSign reports whether a byte is a sign in Windows-1252 that words there do not have; most are
// letters of words in Windows-1250 (³ is the Polish ł). The Spanish ¿ is none: many write no space
// before it (hola¿que tal).
func isSign(b byte) bool {
	return bytes.IndexByte([]byte("\xa3\xa5\xaf\xb3\xb9\xba\xbc\xbe"), b) >= 0
}

// isEastern reports whether a byte is a letter that in Windows-1252 is rare but in loans from the
// east (ý, šž), and that is frequent where the same byte is one of Turkish (ı), Czech, Slovak,
// Croatian or Slovene. Those of Turkish that are ð and þ are frequent in Icelandic.
func isEastern(b byte) bool {
	return bytes.IndexByte([]byte("\x8a\x8e\x9a\x9e\xdd\xfd"), b) >= 0
}

// isOfWord reports whether a byte is a letter in Windows-1252, or such a sign.
func isOfWord(b byte) bool {
	return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0xc0 && b != 0xd7 && b != 0xf7 || bytes.IndexByte([]byte("\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xbf"), b) >= 0 || isSign(b)
}

func ascii(b []byte) (n int) {
	for _, c := range b {
		if c < utf8.RuneSelf {
			n++
		}
	}
	return n
}

// charset returns what the text most probably is. Windows-1252 writes English and its
// neighbours, in which few letters have accents: of whole words of others it would make nonsense.
func (c *census) charset() (charset, error) {
	switch {
	case c.invalid == 0, c.valid > c.invalid:
		return charset{}, nil
	case c.alone == 0 && c.common*10 >= c.pairs*8 && c.isKorean():
		return charset{}, errAlphabet
	case c.alone == 0 && c.common*10 >= c.pairs*8:
		return chinese, nil
	case c.high >= 12 && (c.words*2 > c.high || c.foreign*20 > c.high || c.signs*10 > c.high || c.eastern*10 > c.high):
		return charset{}, errAlphabet
	}
	return western, nil
}

// isKorean reports whether pairs that can be Chinese are likelier Korean, which has syllables in
// the first third of the rows of GB 2312, and hardly any characters elsewhere. Of Chinese
// characters half are in the others.
func (c *census) isKorean() bool {
	return c.hangul >= 12 && c.hanzi*20 < c.hangul+c.hanzi
}

var errAlphabet = errors.New("its text is not UTF-8, nor most probably in the letters of Western Europe: say how it is written by --encoding, as windows-1251 or koi8-r (Cyrillic), windows-1250 (Polish, Czech), windows-1254 (Turkish), windows-874 (Thai), macintosh (old Excel on a Mac), shift_jis or euc-jp (Japanese), euc-kr (Korean), gb18030 or big5 (Chinese), windows-1253 (Greek), windows-1255 (Hebrew), windows-1256 (Arabic), or windows-1252 if it is Western all the same")
