package dataset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"memebench/db"
	"memebench/labels"
)

// BenchmarkImport imports rows of text with levels into an empty store, 100,000 or what
// MEMEBENCH_ROWS says. It gives the seconds, and their ratio to those that bbolt takes
// alone for the same rows, as one key and value each in the same batches, in the same run.
//
//	go test -run '^$' -bench '^BenchmarkImport$' -benchtime 1x ./labels/dataset
func BenchmarkImport(b *testing.B) {
	n := 100_000
	if s := os.Getenv("MEMEBENCH_ROWS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	dir := b.TempDir()
	table := filepath.Join(dir, "t.csv")
	rows := benchmarkRows(n)
	if err := os.WriteFile(table, []byte("id,text,mood\n"+strings.Join(rows, "")), 0o600); err != nil {
		b.Fatal(err)
	}
	var took, alone time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		d, err := db.Open(filepath.Join(dir, fmt.Sprint(i, ".db")), db.Options{})
		if err != nil {
			b.Fatal(err)
		}
		im, err := OpenImport(b.Context(), ImportSpec{Path: table, Annotator: "gold"}, nil)
		if err != nil {
			b.Fatal(err)
		}
		r, err := im.Into(b.Context(), d, nil)
		if err := errors.Join(err, im.Close(), d.Close()); err != nil || r.Labels != n {
			b.Fatalf("%v, %d labels", err, r.Labels)
		}
		took += time.Since(began)
		alone += loadAlone(b, filepath.Join(dir, fmt.Sprint(i, ".raw")), rows)
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "s/import")
	b.ReportMetric(took.Seconds()/alone.Seconds(), "x_bbolt")
}

func benchmarkRows(n int) []string {
	rng := rand.New(rand.NewPCG(1, 2))
	rows := make([]string, n)
	for i := range rows {
		var b strings.Builder
		fmt.Fprintf(&b, "%d,", i)
		for range 12 {
			fmt.Fprintf(&b, "w%d ", rng.IntN(20_000))
		}
		fmt.Fprintf(&b, ",%s\n", labels.Level(rng.IntN(labels.Levels)))
		rows[i] = b.String()
	}
	return rows
}

// loadAlone puts the rows into a bbolt file, in order, and says how long that takes.
func loadAlone(b *testing.B, path string, rows []string) time.Duration {
	began := time.Now()
	d, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	for from := 0; from < len(rows); from += textBatch {
		err := d.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("rows"))
			for i := from; i < min(from+textBatch, len(rows)) && err == nil; i++ {
				err = bucket.Put(binary.BigEndian.AppendUint64(nil, uint64(i)), []byte(rows[i]))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}
