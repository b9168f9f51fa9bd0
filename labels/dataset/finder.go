package dataset

import (
	"context"
	"errors"
	"hash/maphash"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"memebench/labels"
)

// A finder finds the pictures that a table names in the place where they lie. Exactly the name that
// the table has comes first. Else the one file is taken that is called the same but for case, the
// form of accents, %-signs, backslashes or the ending of its name; that lies in a folder within; or
// whose name is what remains of an address, of a path on another machine or of an upload to Label
// Studio, as that writes it. Of two files that fit none is taken; the names of one file, as links
// in an archive are, are no two.
//
// It may be used by several goroutines.
type finder struct {
	ctx   context.Context
	place place
	own   []string
	tell  labels.Report

	index sync.Once
	names []string
	twins bool // several files are called the same
	err   error
	seed  maphash.Seed
	whole map[uint64]int32 // the ends of the files' names, in the form of formOf
	bare  map[uint64]int32 // the same without what ends a picture's name
	heard map[uint64]int32 // of sounds, without what ends the name of one: no picture is called so
	sent  map[uint64]int32 // of pictures, as Label Studio calls them once they are uploaded
}

// several stands in an index for more than one file.
const several = -1

// newFinder returns a finder for a place.
func newFinder(ctx context.Context, p place, tell labels.Report) *finder {
	f := &finder{ctx: ctx, place: p, tell: tell}
	if folder := p.path(""); folder != "" {
		f.own = strings.Split(strings.Trim(formOf(filepath.ToSlash(folder)), "/"), "/")
	}
	return f
}

// Why a table's name for a picture leads to none.
var (
	errNotFound = errors.New("not found in the folder of pictures")
	errManySo   = errors.New("several files in the folder of pictures are called so: name each with its folder, or say which folder by --images")
	errOutside  = errors.New("the name leads out of the folder of pictures")
)

// find returns the file that a table means by a name; the error says why there is none.
func (f *finder) find(name string) (string, error) {
	slashed := strings.ReplaceAll(name, `\`, "/")
	local := leadsWithin(slashed)
	address := isAddress(slashed)
	for _, n := range []string{name, slashed} {
		if leadsWithin(n) && f.place.has(path.Clean(n)) {
			return path.Clean(n), nil
		}
	}
	f.index.Do(f.build)
	if f.err != nil {
		return "", f.err
	}
	sent := uploaded(slashed, local)
	for _, form := range f.forms(slashed, local) {
		if at, ok := f.look(f.sent, form); ok && form == sent {
			if at == several {
				return "", errManySo
			}
			return f.names[at], nil
		}
		for _, index := range []map[uint64]int32{f.whole, f.bare} {
			at, ok := f.look(index, form)
			switch {
			case !ok:
			case at == several:
				return "", errManySo
			default:
				return f.names[at], nil
			}
			form = withoutExt(form)
		}
	}
	for _, form := range f.forms(slashed, local) {
		if at, ok := f.look(f.heard, form); ok && at != several {
			return f.names[at], nil
		}
	}
	if number, ok := bareNumber(formOf(strings.TrimSuffix(slashed, ".0"))); ok {
		if at, ok := f.bare[f.hash(number)]; ok && at != several {
			return f.names[at], nil
		}
	}
	if _, served := servedFile(slashed); !local && !address && !served && sent == "" {
		return "", errOutside
	}
	return "", errNotFound
}

// drive begins a path of Windows, which leads elsewhere whatever it is here.
var drive = regexp.MustCompile(`^[A-Za-z]:/`)

// leadsWithin reports whether a name with slashes leads nowhere but into its place.
func leadsWithin(name string) bool {
	return filepath.IsLocal(filepath.FromSlash(name)) && !drive.MatchString(name) && !strings.ContainsRune(name, 0)
}

// look looks a name up: the file that is called so itself comes before those in folders
// within.
func (f *finder) look(index map[uint64]int32, form string) (int32, bool) {
	if at, ok := index[f.hash("/"+form)]; ok {
		return at, true
	}
	at, ok := index[f.hash(form)]
	return at, ok
}

// build lists the place.
func (f *finder) build() {
	f.tell.Tell(labels.Step{Phase: "look for pictures"})
	if f.names, f.err = f.place.list(f.ctx); f.err != nil {
		return
	}
	f.seed = maphash.MakeSeed()
	f.whole, f.bare = make(map[uint64]int32, len(f.names)), make(map[uint64]int32, len(f.names))
	f.heard, f.sent = map[uint64]int32{}, map[uint64]int32{}
	for i, name := range f.names {
		form := formOf(name)
		ext := path.Ext(form)
		picture := slices.Contains(pictureExts, ext)
		if !picture && slices.Contains(otherExts, ext) {
			continue
		}
		// The whole name is marked by a slash: it comes before the ends of longer ones.
		ends := []string{"/" + form, form}
		for _, rest, more := strings.Cut(form, "/"); more; _, rest, more = strings.Cut(rest, "/") {
			ends = append(ends, rest)
		}
		if number, ok := bareNumber(path.Base(form)); ok && picture {
			f.put(f.bare, number, i)
		}
		if picture {
			base := asUploaded(path.Base(form))
			f.put(f.sent, base, i)
			if !strings.Contains(form, "/") {
				f.put(f.sent, "/"+base, i)
			}
		}
		for _, end := range ends {
			f.twins = f.put(f.whole, end, i) || f.twins
			if picture {
				f.put(f.bare, withoutExt(end), i)
			} else if isSoundName(ext) {
				f.put(f.heard, strings.TrimSuffix(end, ext), i)
			}
		}
	}
}

// otherExts end the names of files that are no pictures.
var otherExts = []string{".txt", ".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".parquet", ".md", ".py", ".zip", ".gz", ".xml", ".npy", ".pt", ".html"}

// isOtherName reports whether a name ends like that of a file that is no picture.
func isOtherName(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return isTableName(name) || slices.Contains(otherExts, ext) || slices.Contains(dataExts, ext) || slices.Contains(archiveExts, ext)
}

// put takes a file into an index under a name, and reports whether another one is called so, too.
func (f *finder) put(index map[uint64]int32, name string, at int) (twin bool) {
	h := f.hash(name)
	if was, ok := index[h]; !ok {
		index[h] = int32(at)
	} else if was != several && f.place.real(f.names[was]) != f.place.real(f.names[at]) {
		index[h] = several
	}
	return index[h] == several
}

// hasTwins reports whether several files are called the same.
func (f *finder) hasTwins() bool {
	f.index.Do(f.build)
	return f.twins
}

func (f *finder) hash(name string) uint64 { return maphash.String(f.seed, name) }

// formOf is a name in the form in which names are compared: without the spaces around it, which tables lose.
func formOf(name string) string { return strings.ToLower(norm.NFC.String(strings.TrimSpace(name))) }

// withoutExt is a name without what ends that of a picture.
func withoutExt(name string) string {
	if ext := path.Ext(name); slices.Contains(pictureExts, ext) {
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// upload is how Label Studio calls an uploaded file: eight digits, and the file's own
// name.
var upload = regexp.MustCompile(`^[0-9a-f]{8}-(.+)$`)

// notUploaded are characters that no name of an upload keeps.
var notUploaded = regexp.MustCompile(`[^-\p{L}\p{M}\p{N}_.]`)

// asUploaded is a file's own name in that of its upload: Django, in which Label Studio is written,
// makes spaces _, and leaves brackets and the like out.
func asUploaded(base string) string {
	return notUploaded.ReplaceAllString(strings.ReplaceAll(base, " ", "_"), "")
}

// uploaded is the own name of the file that a name of an upload to Label Studio is of; "" where it is none.
func uploaded(name string, local bool) string {
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return ofUpload(strings.Split(strings.Trim(path.Clean("/"+formOf(name)), "/"), "/"), local)
}

func ofUpload(parts []string, local bool) string {
	if m := upload.FindStringSubmatch(parts[len(parts)-1]); m != nil && (!local || slices.Contains(parts, "upload")) {
		return m[1]
	}
	return ""
}

// bareNumber is a name that is a number without the zeros before it, which spreadsheets and
// tables of numbers lose (42 of 00042.png), marked so that it is no other name.
func bareNumber(name string) (string, bool) {
	if name = withoutExt(name); !isDigits(name) {
		return "", false
	}
	return "#" + strings.TrimLeft(name, "0"), true
}

// isDigits reports whether a name is a number.
func isDigits(name string) bool {
	return name != "" && strings.Trim(name, "0123456789") == ""
}

// isAddress reports whether a name is an address on the web, in a store of objects or on
// another machine (//host/share/a.jpg).
func isAddress(name string) bool {
	return strings.Contains(name, "://") || strings.HasPrefix(name, "//")
}

// servedFile returns the file that Label Studio serves at an address
// (/data/local-files/?d=memes/a.jpg), by the name that it has on that machine.
func servedFile(name string) (file string, ok bool) {
	u, err := url.Parse(name)
	if err != nil || isAddress(name) || !u.Query().Has("d") {
		return "", false
	}
	return u.Query().Get("d"), true
}

// forms returns what a table's name can mean in the place, likeliest first.
func (f *finder) forms(name string, local bool) (forms []string) {
	add := func(n string) {
		if n = strings.Trim(path.Clean("/"+n), "/"); n != "" && !slices.Contains(forms, n) {
			forms = append(forms, n)
		}
	}
	if u, err := url.Parse(name); err == nil && isAddress(name) {
		add(formOf(path.Base(u.Path)))
		return forms
	}
	if file, ok := servedFile(name); ok {
		name, local = file, false
	}
	n := formOf(name)
	plain := n
	if unescaped, err := url.PathUnescape(name); err == nil {
		plain = formOf(unescaped)
	}
	all := []string{n}
	for _, other := range []string{plain, strings.ReplaceAll(plain, "+", " ")} { // a space is written so in addresses
		if !slices.Contains(all, other) {
			all = append(all, other)
		}
	}
	for _, n := range all {
		add(n)
		parts := strings.Split(strings.Trim(path.Clean("/"+n), "/"), "/")
		// What the folder of pictures is called may stand before the name.
		for k := 1; k < len(parts) && f.own != nil; k++ {
			if parts[k-1] == f.own[len(f.own)-1] {
				add(strings.Join(parts[k:], "/"))
			}
		}
		if whole, ok := strings.CutSuffix(n, ".0"); ok && isDigits(whole) { // a number that pandas has taken for a fraction
			add(whole)
		}
		if !local { // it is a path of another machine: its last parts may be the same here
			for k := 1; k < len(parts); k++ {
				add(strings.Join(parts[k:], "/"))
			}
		}
		if own := ofUpload(parts, local); own != "" { // behind the upload itself: others may be of files that are called so, too
			add(own)
		}
	}
	return forms
}
