package dataset

import (
	"archive/zip"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// This file is about the names of files in archives and folders that are not UTF-8: a zip file has
// them in the code page of the machine that made it, a tar file and a folder in whatever somebody's
// system had, and none says which. Names that cannot be read are kept apart all the same, so that
// no file stands for another.

// dos is the code page of zip archives that were made in western Europe.
var dos = charset{"code page 850", charmap.CodePage850, true}

// readNames returns names in an archive or a folder as UTF-8, and in what charset those were that
// are not, none where all are. Where the charset is not given, Chinese is told as in texts; of the
// others that one is taken that reads the most letters.
func readNames(names []string, given charset) (read []string, as charset) {
	var other []string
	for _, name := range names {
		if !utf8.ValidString(name) {
			other = append(other, name)
		}
	}
	if other == nil {
		return names, charset{}
	}
	c := given
	if c.codec == nil {
		c = namesCharset(strings.Join(other, "\n"))
	}
	read = make([]string, len(names))
	decoder := c.codec.NewDecoder()
	for i, name := range names {
		if read[i] = name; !utf8.ValidString(name) || c == chinese && twoBytesEach(name) {
			if s, err := decoder.String(name); err == nil {
				read[i] = s
			}
		}
	}
	return read, c
}

// twoBytesEach reports whether all that is not ASCII in a name would be letters of two bytes in UTF-8, as
// "ͼƬ" is, which is 图片 in GB18030.
func twoBytesEach(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return utf8.RuneLen(r) > 2 })
}

// namesCharset is what names most probably are.
func namesCharset(names string) charset {
	var c census
	c.count([]byte(names), true)
	switch {
	case c.alone == 0 && c.common*10 >= c.pairs*8:
		return chinese
	case lettersAs(names, western.codec) > lettersAs(names, dos.codec):
		return western
	}
	return dos
}

// lettersAs weighs the letters beyond ASCII that names have in a charset: frequent ones thrice,
// capitals within words not at all.
func lettersAs(names string, codec encoding.Encoding) (n int) {
	as, err := codec.NewDecoder().String(names)
	if err != nil {
		return 0
	}
	before := ' '
	for _, r := range as {
		switch {
		case r < utf8.RuneSelf, !unicode.IsLetter(r), unicode.IsUpper(r) && unicode.IsLower(before):
		case r == 'ß' && strings.ContainsRune("aeiouäöü", before), strings.ContainsRune("äöüÄÖÜéèàçñíóúêåøæ", r):
			n += 3
		case r != 'ß':
			n++
		}
		before = r
	}
	return n
}

// unicodePath is the field of a zip file's extra data in which its name is UTF-8 beside another charset.
const unicodePath = 0x7075

// zipName is the name of a file in a zip archive, from the field for UTF-8 where that is of this name.
func zipName(f *zip.File) string {
	for extra := f.Extra; len(extra) >= 4; {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; size > len(extra) {
			break
		}
		field := extra[:size]
		if id == unicodePath && size > 5 && field[0] == 1 && binary.LittleEndian.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) && utf8.Valid(field[5:]) {
			return string(field[5:])
		}
		extra = extra[size:]
	}
	return f.Name
}
