package db

import (
	"fmt"
	"testing"

	"memebench/labels"
)

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
