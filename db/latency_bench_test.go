package db

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// textStore is a store of memes with text alone, labelled by a table or not, with
// predictions of a version that is served.
func textStore(b *testing.B, n int, labelled, predicted bool) *DB {
	b.Helper()
	d, err := Open(filepath.Join(b.TempDir(), "store.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	d.bolt.NoSync = true
	fillText(b, d, n, labelled)
	if predicted {
		if _, err := d.AddVersion(eval.Version{Config: eval.Default()}, eval.Artifacts{Head: []byte("h"), Weights: []byte("w")}); err != nil {
			b.Fatal(err)
		}
		putGuesses(b, d)
	}
	d.bolt.NoSync = false
	if err := d.bolt.Sync(); err != nil {
		b.Fatal(err)
	}
	return d
}

// sizesOf are the numbers of memes that a benchmark is run with; a short run has the
// first alone.
func sizesOf(sizes ...int) []int {
	if testing.Short() {
		return []int{10_000}
	}
	return sizes
}

// BenchmarkLabel takes the time from a key to a label that is on the disk, the next meme
// that waits and the summary read; of every tenth label also the undo. It reports the
// 95th percentile of each:
//
//	go test -run '^$' -bench '^BenchmarkLabel$' -benchtime 500x ./db
func BenchmarkLabel(b *testing.B) {
	for _, n := range sizesOf(100_000, 1_000_000) {
		for _, labelled := range []bool{false, true} {
			b.Run(fmt.Sprintf("memes=%d/imported=%v", n, labelled), func(b *testing.B) {
				d := textStore(b, n, labelled, false)
				took := map[string][]time.Duration{}
				m, _, err := d.NextWaiting("ann", uint64(n/2))
				if err != nil {
					b.Fatal(err)
				}
				take := func(name string, do func() error) {
					at := time.Now()
					if err := do(); err != nil {
						b.Fatal(err)
					}
					took[name] = append(took[name], time.Since(at))
				}
				i := 0
				for b.Loop() {
					take("label", func() error { _, err := d.Append(level(m.ID, "ann", labels.Positive)); return err })
					take("next", func() error {
						return d.Read(func(r *Reader) (err error) {
							if _, err = r.Summary("ann"); err == nil {
								m, _, err = r.NextWaiting("ann", m.Seq)
							}
							return err
						})
					})
					if i++; i%10 == 0 {
						take("undo", func() error { _, err := d.Undo("ann"); return err })
					}
				}
				for name, all := range took {
					slices.Sort(all)
					b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, name+"-p95-ms")
				}
			})
		}
	}
}

// BenchmarkSearch takes the time of the count and the first page of a search, for each
// kind of token and each order:
//
//	go test -run '^$' -bench '^BenchmarkSearch$' ./db
func BenchmarkSearch(b *testing.B) {
	for _, n := range sizesOf(100_000) {
		d := textStore(b, n, true, true)
		var batch []labels.Event
		if err := d.Rows(func(m labels.Meme, _ labels.State) error {
			if m.Seq%10 == 0 {
				batch = append(batch, level(m.ID, []string{"ann", "ben"}[m.Seq/10%2], labels.Level(m.Seq%7%5)))
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		if _, err := d.Append(batch...); err != nil {
			b.Fatal(err)
		}
		columns := []string{"text", "level", "humour"}
		search := func(name, text string, order labels.Order) {
			q, err := labels.ParseQuery(text, columns)
			if err != nil {
				b.Fatal(err)
			}
			b.Run(fmt.Sprintf("memes=%d/%s", n, name), func(b *testing.B) {
				for b.Loop() {
					if _, err := d.Search(b.Context(), labels.Search{Query: q, Annotator: "ann", Version: "v1", Order: order, Limit: 50}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms")
			})
		}
		for _, text := range []string{
			"state:waiting", "state:labelled", "state:disputed", "state:mine", "state:relabelled", "has:image", "split:val", "level:positive", "gold:1,2",
			"model:5", "level≠model", "≠ben", "by:ben", "conf<0.4", "loss>2", "len<8", "group:17", "humour:funny", "monday", `"bug but"`, "-monday model:4 state:waiting",
		} {
			search(text, text, labels.ByImport)
		}
		for _, order := range labels.Orders[1:] {
			search("order="+string(order), "", order)
		}
	}
}
