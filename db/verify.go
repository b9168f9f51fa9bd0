package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// Contents is what a store holds.
type Contents struct {
	Memes    int       `json:"memes"`
	Events   int       `json:"events"`
	Versions int       `json:"versions"` // that are kept
	Newest   time.Time `json:"newest"`   // when the newest event was; zero without one
}

// A Finding is one kind of damage.
type Finding struct {
	What        string `json:"what"`              // pages, or the bucket
	Count       int    `json:"count"`             // how often, as far as was looked
	Example     string `json:"example,omitempty"` // the first, in words
	Rebuildable bool   `json:"rebuildable"`       // Rebuild makes it again, from what is not damaged, or does without
}

func (f Finding) String() string {
	s := fmt.Sprintf("%s: %d damaged", f.What, f.Count)
	if f.Example != "" {
		s += " (" + f.Example + ")"
	}
	return s
}

// fatal returns the first finding that is not rebuildable, nil if all are.
func fatal(findings []Finding) *Finding {
	for _, f := range findings {
		if !f.Rebuildable {
			return &f
		}
	}
	return nil
}

// Verify checks everything in the store at path, as it is now: its pages, that what
// is said of the memes can be read, and that all that is derived from it is what it
// derives to when that is done again. It changes nothing and may run beside a process
// that has the store open. What is damaged is found, not an error, unless the file
// cannot be opened as a store at all.
func Verify(ctx context.Context, path string, report labels.Report) (Contents, []Finding, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Contents{}, nil, err
	}
	if err := plain(path); err != nil {
		return Contents{}, nil, err
	}
	t, err := privateFile(path)
	if err != nil {
		return Contents{}, nil, err
	}
	defer t.Discard()
	if err := copyStore(ctx, path, t.File); err != nil {
		return Contents{}, nil, explain(path, err)
	}
	c, findings, err := verifyFile(ctx, t.File, everything, report)
	if err == nil {
		// The copy has whole headers, whatever the store has.
		var fault string
		if fault, err = faultOfHeaders(path); fault != "" {
			findings = note(findings, "header", fault, true)
		}
	}
	return c, findings, explain(path, err)
}

func faultOfHeaders(path string) (string, error) {
	f, _, err := plainfile.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h, err := headerNow(f)
	if err != nil {
		return "", err
	}
	return headerFault(f, h)
}

// depth is how much is verified.
type depth int

const (
	records    depth = iota // the pages, and that each record can be read
	everything              // also what is derived, which takes several times as long
)

// verifyFile verifies a file that nobody else uses. It stays as it is.
func verifyFile(ctx context.Context, f *os.File, deep depth, report labels.Report) (c Contents, findings []Finding, err error) {
	if findings, err = verifyPages(ctx, f, report); err != nil || findings != nil {
		return c, findings, err
	}
	b, err := bbolt.Open(f.Name(), fileMode, &bbolt.Options{Timeout: defaultTimeout, FreelistType: bbolt.FreelistMapType, NoSync: true})
	if err != nil {
		return c, nil, err
	}
	defer b.Close()
	if err := b.View(func(tx *bbolt.Tx) error {
		for e := range tx.Check() {
			text := e.Error()
			if strings.Contains(text, "panic") {
				text = "some are not what they should be" // rather than bbolt's words for it
			}
			findings = note(findings, "pages", text, false)
		}
		return nil
	}); err != nil || findings != nil {
		return c, findings, err
	}
	tx, err := b.Begin(true)
	if err != nil {
		return c, nil, err
	}
	defer tx.Rollback() // what is brought up to date here is not kept
	if _, err := migrationDue(tx, migrations); err != nil {
		return c, nil, err
	}
	if _, err := guard(func() error { return migrate(tx, migrations) }); err != nil {
		return c, note(nil, "pages", "the file cannot be brought up to date", false), nil
	}
	v := &verifier{tx: tx, ctx: ctx, deep: deep, report: report}
	if panicked, e := guard(v.run); panicked {
		return v.contents, note(v.findings, "pages", "some cannot be read", false), nil
	} else {
		err = e
	}
	return v.contents, v.findings, err
}

// verifyPages checks the pages of a file alone.
func verifyPages(ctx context.Context, f *os.File, report labels.Report) (findings []Finding, err error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	head, err := readHeader(f, info.Size())
	if err != nil {
		return nil, err
	}
	pages := int64(0)
	faults, err := checkPages(f, head, stepper(ctx, func() {
		pages++
		report.Tell(labels.Step{Phase: "check pages", Done: pages, Total: int64(head.pages)})
	}))
	for _, fault := range faults {
		findings = note(findings, "pages", fault, false)
	}
	return findings, err
}

// note counts one more damage of a kind.
func note(findings []Finding, what, example string, rebuildable bool) []Finding {
	i := slices.IndexFunc(findings, func(f Finding) bool { return f.What == what })
	if i < 0 {
		return append(findings, Finding{What: what, Count: 1, Example: example, Rebuildable: rebuildable})
	}
	findings[i].Count++
	return findings
}

// A verifier goes over the buckets of a file whose pages are whole.
type verifier struct {
	tx       *bbolt.Tx
	ctx      context.Context
	deep     depth
	report   labels.Report
	contents Contents
	findings []Finding
}

func (v *verifier) found(what []byte, format string, args ...any) {
	v.findings = note(v.findings, partOf(what), fmt.Sprintf(format, args...), isDerived(what) || isDispensable(what))
}

func (v *verifier) run() error {
	missing := false
	for _, name := range buckets {
		if v.tx.Bucket(name) == nil {
			v.found(name, "it is not there")
			missing = missing || !isDerived(name)
		}
	}
	if missing {
		return nil
	}
	if err := firstError(v.memes, v.log, v.versions, v.predictions, v.prints); err != nil {
		return err
	}
	if v.deep == records || fatal(v.findings) != nil {
		return nil // and from what is damaged nothing can be derived
	}
	return v.derived()
}

// each calls do with the records of a bucket keyed by numbers.
func (v *verifier) each(name []byte, do func(key uint64, value []byte) error) error {
	b := v.tx.Bucket(name)
	done := int64(0)
	step := stepper(v.ctx, func() {
		done++
		v.report.Tell(labels.Step{Phase: "check " + partOf(name), Done: done, Total: int64(b.Sequence())})
	})
	c := b.Cursor()
	for k, value := c.First(); k != nil; k, value = c.Next() {
		if err := step(); err != nil {
			return err
		}
		key, err := readNumber(k)
		if err != nil {
			v.found(name, "a key of %d bytes", len(k))
			continue
		}
		if err := do(key, value); err != nil {
			v.found(name, "%d: %s", key, err)
		}
	}
	return nil
}

func (v *verifier) memes() error {
	want, memes := uint64(0), newMemeTable(v.tx)
	err := v.each(bucketMemes, func(seq uint64, b []byte) error {
		v.contents.Memes++
		want++
		m, err := memes.read(seq, b)
		if err != nil {
			return err
		}
		_, badGroup := parseGroupName(m.Group)
		_, badSplit := labels.ParseSplit(string(m.Split))
		switch {
		case seq != want:
			want = seq
			return errors.New("it is out of its place")
		// The id is of the text as it came; what was no UTF-8 is stored as U+FFFD.
		case m.ID != labels.NewMemeID(m.Dataset, m.Key) && !strings.Contains(m.Dataset+m.Key, "\ufffd"):
			return errors.New("its id is another's")
		case v.twice(seq, m.ID):
			return errors.New("it is in two places")
		}
		return cmp.Or(badGroup, badSplit)
	})
	if n := v.tx.Bucket(bucketMemes).Sequence(); err == nil && n != want {
		v.found(bucketMemes, "%d have been given a number, the last is %d", n, want)
	}
	return err
}

// twice reports whether the meme at seq is where the index finds it, too.
func (v *verifier) twice(seq uint64, id labels.MemeID) bool {
	if v.tx.Bucket(bucketMemeIDs) == nil {
		return false
	}
	d, _ := idDigest(id)
	at, err := readNumber(idIndex(v.tx).get(d))
	if err != nil || at == seq {
		return false
	}
	other, err := idAt(v.tx, at)
	return err == nil && other == id
}

func (v *verifier) log() error {
	want := uint64(0)
	err := v.each(bucketLog, func(seq uint64, b []byte) error {
		v.contents.Events++
		want++
		meme, e, err := unpackEvent(seq, b)
		switch {
		case err != nil:
			return err
		case seq != want:
			want = seq
			return errors.New("it is out of its place")
		case meme == 0 || meme > uint64(v.contents.Memes):
			return fmt.Errorf("it is about meme %d, which is not there", meme)
		}
		if e.Time.After(v.contents.Newest) { // what was merged came later than it was said
			v.contents.Newest = e.Time
		}
		_, err = checkEvent(e)
		return err
	})
	if n := v.tx.Bucket(bucketLog).Sequence(); err == nil && n != want {
		v.found(bucketLog, "%d events were written, the last is %d", n, want)
	}
	return err
}

func (v *verifier) versions() error {
	kept := map[uint64]bool{}
	err := v.each(bucketVersions, func(number uint64, b []byte) error {
		r, err := decode[versionRecord](b)
		switch {
		case err != nil:
			return err
		case uint64(r.Number) != number || r.ID != versionID(number):
			return errors.New("it is out of its place")
		case r.Gone != "":
			return nil
		}
		v.contents.Versions++
		kept[number] = true
		for _, of := range [][]byte{bucketHeads, bucketWeights} {
			if v.tx.Bucket(of).Get(number8(number)) == nil {
				return fmt.Errorf("it has no %s", of)
			}
		}
		if v.deep == everything && !wholeVersion(v.tx, r) {
			v.findings = note(v.findings, partOf(bucketHeads), fmt.Sprintf("%s is not what was stored, and goes", r.ID), true)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, of := range [][]byte{bucketHeads, bucketWeights, bucketProvenance} {
		if err := v.each(of, func(number uint64, _ []byte) error {
			if !kept[number] {
				return errors.New("it is of no version that is kept")
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return v.each(bucketServed, func(_ uint64, b []byte) error {
		number, err := readNumber(b)
		if err == nil && !kept[number] {
			err = errors.New("a version that is not kept is served")
		}
		return err
	})
}

func (v *verifier) predictions() error {
	all, memes := v.tx.Bucket(bucketPredictions), v.tx.Bucket(bucketMemes).Sequence()
	done := int64(0)
	step := stepper(v.ctx, func() {
		done++
		v.report.Tell(labels.Step{Phase: "check predictions", Done: done})
	})
	return all.ForEachBucket(func(name []byte) error {
		if _, err := readNumber(name); err != nil || v.tx.Bucket(bucketHeads).Get(name) == nil {
			v.found(bucketPredictions, "they are of no version that is kept")
			return nil
		}
		return all.Bucket(name).ForEach(func(k, b []byte) error {
			if err := step(); err != nil {
				return err
			}
			if err := checkStored(k, b, memes); err != nil {
				v.found(bucketPredictions, "%s", err)
			}
			return nil
		})
	})
}

func (v *verifier) prints() error {
	return v.tx.Bucket(bucketPrints).ForEach(func(k, b []byte) error {
		if _, err := unpackPrints(k, b); err != nil {
			v.found(bucketPrints, "%s", err)
		}
		return v.ctx.Err()
	})
}

// checkStored checks a block of predictions as it is stored, of a file with so many memes.
func checkStored(k, b []byte, memes uint64) error {
	block, err := readNumber(k)
	if err != nil {
		return err
	}
	p, err := unpackPredictions(b)
	if err != nil {
		return err
	}
	return p.check(block, memes)
}
