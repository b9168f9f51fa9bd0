package dataset

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestFindCharset(t *testing.T) {
	western, err := charmap.Windows1252.NewEncoder().String("image,text\na.jpg,THAT MOMENT WHEN — “it’s” café\nb.jpg,Größe für Müller\n")
	if err != nil {
		t.Fatal(err)
	}
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String("image,text\na.jpg,今天天气很好，我们去公园玩吧\nb.jpg,你在笑什么？\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, want, has string }{
		{"UTF-8", "a,b\né,日本\n", "", "日本"}, {"with a mark", "\ufeffa\né\n", "", "a\né"}, {"ASCII", "a\nb\n", "", "a\nb"}, {"nothing", "", "", ""},
		{"UTF-16", "\xff\xfe" + string(utf16LE("a\té\n")), "UTF-16", "a\té\n"}, {"UTF-16 without a mark", string(utf16LE("image\ttext\na.jpg\tone\n")), "UTF-16", "a.jpg\tone"},
		{"Windows-1252", western, "Windows-1252", "WHEN — “it’s” café"}, {"GB18030", chinese, "GB18030", "今天天气很好，我们去公园玩吧"},
		{"UTF-8 with one bad byte", strings.Repeat("ünë\n", 20) + "caf\xe9\n", "", "caf\xe9"}, {"a zero", "a,one\x00x\n", "", "one\x00x"},
		{"UTF-16 the other way", "\xfe\xff\x00a\x00\t\x00\xe9", "UTF-16", "a\té"}, {"the same without a mark", "\x00i\x00m\x00a\x00g\x00e\x00\n\x00\xe9", "UTF-16", "image\né"},
		{"UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00", "UTF-32", "aé"}, {"UTF-32 the other way", "\x00\x00\xfe\xff\x00\x00\x00a\x00\x00\x00\xe9", "UTF-32", "aé"},
		{"three zeros", "a\x00b\x00c\x00", "", "b"}, {"zeros everywhere", strings.Repeat("\x00", 20), "", "\x00"}, {"a sign at both ends", "\xa35 and 5\xa3", "Windows-1252", "£5 and 5£"},
		{"late in a long file", strings.Repeat("plain text\n", 10_000) + western, "Windows-1252", "— “it’s”"},
		{"cut at the buffer's end", strings.Repeat("x", 1<<15-1) + "é" + strings.Repeat("x", 1<<15-2) + "日\n", "", "日"},
	} {
		got, err := findCharset(strings.NewReader(c.text))
		if err != nil || got.name != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got.name, err, c.want)
			continue
		}
		r, err := got.reader(strings.NewReader(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r); err != nil || !strings.Contains(string(text), c.has) || strings.HasPrefix(string(text), "\ufeff") {
			t.Errorf("%s: reads %.80q, %v", c.name, text, err)
		}
	}
	for _, name := range []string{"cp1252", "latin1", "UTF-16", "gb18030", "shift_jis", "macintosh", "utf-8-sig", "cp1251", "cp850", "cp866", "ibm437", "ISO-8859-15"} {
		if _, err := namedCharset(name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"utf-8", "UTF8", "ascii", "utf-8-sig"} {
		if got, err := namedCharset(name); err != nil || got.codec != nil {
			t.Errorf("%s: %+v, %v: want UTF-8", name, got, err)
		}
	}
	for name, c := range map[string][2]string{"cp437": {"\x8a", "è"}, "cp1251": {"\xe4", "д"}, "UTF-16": {"\xfe\xff\x00\xe9", "é"}} {
		got, err := namedCharset(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := got.reader(strings.NewReader(c[0]))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r); err != nil || string(text) != c[1] {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	for _, name := range []string{"latin", "cp99999", "cp500"} { // the IANA has the last one, and there is no codec of it
		if _, err := namedCharset(name); err == nil {
			t.Errorf("%s is known", name)
		}
	}
}

// Polish in Windows-1250 is asked about: in Windows-1252 its words would have signs in them. Words
// beside signs are no such.
func TestPolishIsNotWestern(t *testing.T) {
	for text, ok := range map[string]bool{
		"tekst\nkiedy szef mówi: zażółć gęślą jaźń\nkot właśnie zjadł całą kiełbasę, świąteczną\n":                                         false,
		"text\n¿qué? ¡el señor de la 1ª fila pagó 5£ por 3 m³!\nça coûte 20° à l’été, Straße 5½, über 1º\ndéjà vu à Genève, naïve crème\n": true,
		"text\nhola¿que tal?\nsi¿por qué no?\njaja¿en serio?no¿verdad?\nvale¿y tú?\nsolo¿y cuándo?\namigo¿dónde?\n":                        true, // as many write
		"text\n¿ves? ¿qué? ¿quién? ¿cuál? ¿cómo? ¿dónde? ¿por qué? ¿así? ¿allá?\n":                                                         true, // signs before words, and within none
		"text\nnº 1, nº 2, nº 3, nº 4, 5 m³, 6 m³, 7 m³, 8 m³, 9 cm³, 10 cm³, 11 km³, 12 km³, 13 m³":                                       true, // and behind words, as the last byte
		"text\nsave £££££ now\nit’s me, mum’s the word\ndon’t, won’t, can’t, shan’t, isn’t, wasn’t, that’s, there’s, what’s":               true, // signs beside their own
		"text\nnº1 y pºsada: ¿qué? ¿quién? ¿cuál? ¿cómo? ¿dónde? así, allá, aquí\n":                                                        true, // a slip of the key beside it
		"text\ncash££ or ££money, pay££ or ££back: it’s me, don’t, won’t, can’t, isn’t, wasn’t, that’s\n":                                  true,
		"text\nżółw, łał\n": true, // too little to tell
		"text\nżółw łał, żółwie, półka, człek, pół łyżki\n": false, // words that begin with signs, and high letters beside them
	} {
		encoding := charmap.Windows1252
		if strings.Contains(text, "ż") {
			encoding = charmap.Windows1250
		}
		written, err := encoding.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := findCharset(strings.NewReader(written)); (err == nil) != ok || ok && got.name != "Windows-1252" {
			t.Errorf("%q: %q, %v", text, got.name, err)
		}
	}
}

// Turkish and Czech are asked about: in Windows-1252 their letters would be ones that are rare
// there. Icelandic and Faroese, which have ð, þ and ý, are Western.
func TestTurkishAndCzechAreNotWestern(t *testing.T) {
	const turkish = "metin\nyine pazartesi, ağlıyorum\nkedim beni yargılıyor\nyağmur yağıyor, şemsiyem yok\nsınav bitti, şükür\n"
	for _, c := range []struct {
		text     string
		encoding *charmap.Charmap
		ok       bool
	}{
		{turkish, charmap.Windows1254, false},
		{"text\nzase pondělí, příšerně žluťoučký\nmoje kočka mě soudí\nprší už zase, nový den\n", charmap.Windows1250, false},
		{strings.ToUpper(turkish) + "İŞE GİDİYORUM YİNE\n", charmap.Windows1254, false},
		{"texti\nþegar þú áttar þig á því að það er mánudagur\nköturinn minn sefur á lyklaborðinu\nhvað ertu að gera með lífið þitt\nnýtt ár\n", charmap.Windows1252, true},
		{"tekstur\neg veit ikki hvat hetta er men tað er stuttligt\ntá ið tú gert tær greitt at tað er mánadagur\nnýtt ár\nvit bíða øll eftir fríggjadegi\n", charmap.Windows1252, true},
		{"text\nprší už zase\n", charmap.Windows1250, true}, // too little to tell
		{"text\nŠkoda à la télé, déjà vu, crème brûlée, où es-tu, été, naïf, ça va, garçon, à bientôt\n", charmap.Windows1252, true},
	} {
		written, err := c.encoding.NewEncoder().String(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := findCharset(strings.NewReader(written)); (err == nil) != c.ok || c.ok && got.name != "Windows-1252" {
			t.Errorf("%q: %q, %v", c.text, got.name, err)
		}
	}
	latin5, err := charmap.Windows1254.NewEncoder().String(turkish)
	if err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	if r := mustImport(t, s, ImportSpec{Path: write(t, "t.csv", latin5), CaptionColumn: "metin", Dataset: "d", Encoding: "windows-1254"}); r.Imported != 4 {
		t.Errorf("with --encoding: %d memes, want 4", r.Imported)
	}
}

// German of DOS is asked about: in Windows-1252 nothing is where it has the ü.
func TestDOSIsNotWestern(t *testing.T) {
	written, err := charmap.CodePage850.NewEncoder().String("text\nfür Müller, übel, über, müde, grün, dünn, kühl, süß, früh, Tür, Hügel\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := findCharset(strings.NewReader(written)); err == nil {
		t.Errorf("%q", got.name)
	}
}

// Korean in EUC-KR is asked about, and no Chinese: also where a few characters are Chinese ones.
func TestKoreanIsNotChinese(t *testing.T) {
	for text, want := range map[string]string{
		"text\n오늘 날씨가 정말 좋네요\n산책하러 가요\n":                          "",
		"text\n오늘 날씨가 정말 좋네요, 산책하러 가요\n고양이가 웃는다 大\n월요일은 너무 싫어요\n": "",
		"text\n네\n": "GB18030", // too little to tell
	} {
		written, err := korean.EUCKR.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := findCharset(strings.NewReader(written)); got.name != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", text, got.name, err)
		}
	}
	written, err := simplifiedchinese.GB18030.NewEncoder().String("text\n今天天气很好，我们去公园玩吧，你在笑什么？老板不给工资，大家都很伤心，只能回家吃饭，看电视，等明天再来上班\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := findCharset(strings.NewReader(written)); err != nil || got.name != "GB18030" {
		t.Errorf("%q, %v", got.name, err)
	}
}

// A table whose first column is called as the files of a kind begin is a table.
func TestTablesThatBeginLikeAKind(t *testing.T) {
	for _, first := range []string{"PARENT_ID", "PAR1", "FEA1", "ARROW10"} {
		for _, captions := range []string{"\n1,dawn\n2,noon\n", "\n1,d\xe9j\xe0 vu\n2,cr\xe8me\n"} { // also in Windows-1252
			r := mustImport(t, newStore(t), ImportSpec{Path: write(t, "t.csv", first+",caption"+captions), Probe: probe})
			if r.Imported != 2 {
				t.Errorf("%s: %d imported", first, r.Imported)
			}
		}
	}
}

// What is no table is called what it is, with what to do.
func TestKinds(t *testing.T) {
	for want, content := range map[string]string{
		"a pointer of Git LFS, not the file itself: run git lfs pull": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n",
		"a web page (HTML), not the table: fetch the file itself":     "\n<!DOCTYPE html>\n<html>",
		"an old Excel workbook (.xls): save it as .xlsx or CSV":       "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....",
		"a 7-Zip archive: unpack it first":                            "7z\xbc\xaf\x27\x1c",
		"a SQLite database":                                           "SQLite format 3\x00....",
		"no text, and none of CSV, JSON":                              "\x01\x00\x00\x02\x00\x00\x00\x09\x00\x00",
		"its footer would be longer than the file":                    "PAR1\x00xxxxxxxxPAR1",
		"cannot be read as Parquet":                                   "PAR1xxxxxxxxx\x09\x00\x00\x00PAR1",
		"cannot be read as a zip archive":                             "PK\x03\x04xxxx",
		"it is empty":                                                 "",
	} {
		if want == "it is empty" {
			want = "the table is empty"
		}
		_, err := OpenImport(t.Context(), ImportSpec{Path: write(t, "t.csv", content), Probe: probe}, nil)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "t.csv: ") {
			t.Errorf("%.20q: %v, want %s", content, err, want)
		}
	}
	_, err := OpenImport(t.Context(), ImportSpec{Path: write(t, "t.csv.gz", zipped(t, "text\nhello\n")[:20]), Probe: probe}, nil)
	if err == nil || !strings.Contains(err.Error(), "compressed by gzip and damaged") {
		t.Errorf("half of a gzip file: %v", err)
	}
}

// A table that is predicted is read as one that is imported; of one that comes through a pipe
// nothing is found out.
func TestReadCSVAsItIsWritten(t *testing.T) {
	const latin = "text\nK\xe4se\n"
	piped := func(s string) io.Reader { return struct{ io.Reader }{strings.NewReader(s)} }
	for _, c := range []struct {
		name     string
		r        io.Reader
		encoding string
		want     string // the caption, or what is said
	}{
		{"UTF-8", strings.NewReader("text\nKäse\n"), "", "Käse"},
		{"Windows", strings.NewReader(latin), "", "Käse"},
		{"UTF-16", strings.NewReader("\xff\xfet\x00e\x00x\x00t\x00\n\x00K\x00\xe4\x00s\x00e\x00\n\x00"), "", "Käse"},
		{"said", strings.NewReader(latin), "koi8-r", "KДse"},
		{"a pipe", piped("\ufefftext\nKäse\n"), "", "Käse"},
		{"a pipe of Windows", piped(latin), "", "is not UTF-8"},
		{"a pipe, and said", piped(latin), "cp1252", "Käse"},
		{"unknown", strings.NewReader(latin), "cp99", "it is not known"},
	} {
		var got string
		table, err := ReadCSV(c.r, "t.csv", CSVSpec{Caption: "text", Encoding: c.encoding})
		if err == nil {
			var row TableRow
			row, err = table.Next()
			got = row.Caption
		}
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
