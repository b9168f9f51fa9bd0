package dataset

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"memebench/db"
	"memebench/labels"
)

// The sizes of the workspaces that are imported and exported. One is chosen by its name:
//
//	go test -run '^$' -bench 'Import/rows=100000$/csv' -benchtime 1x ./labels/dataset
var benchmarkSizes = []int{7_000, 100_000, 1_000_000}

// BenchmarkImport imports rows of text with levels into an empty store. It gives the seconds;
// their ratio to those that bbolt takes alone for the same rows, as one key and value each in
// the same batches, in the same run; and the most memory that Go had of the system meanwhile,
// to which the mapped pages of the store do not count.
func BenchmarkImport(b *testing.B) {
	for _, n := range benchmarkSizes {
		b.Run(fmt.Sprint("rows=", n), func(b *testing.B) {
			table := filepath.Join(b.TempDir(), "t.csv")
			writeRows(b, table, n)
			for _, format := range []string{FormatCSV, FormatJSONL, FormatRecords} {
				b.Run(format, func(b *testing.B) {
					from := table
					if format != FormatCSV {
						from = converted(b, table, format)
					}
					against(b, "s/import", "x_bbolt", func(path string) time.Duration {
						began := time.Now()
						if got := importInto(b, path, format, from); got != n {
							b.Fatalf("%d labels, want %d", got, n)
						}
						return time.Since(began)
					}, func(path string) time.Duration { return loadAlone(b, path, table) })
				})
			}
		})
	}
}

// BenchmarkExport exports what BenchmarkImport imports, to a file. The ratio is to a walk of
// bbolt over the same rows, one key and value each, that writes them to a file.
func BenchmarkExport(b *testing.B) {
	for _, n := range benchmarkSizes {
		b.Run(fmt.Sprint("rows=", n), func(b *testing.B) {
			dir := b.TempDir()
			table, store, rows := filepath.Join(dir, "t.csv"), filepath.Join(dir, "store.db"), filepath.Join(dir, "raw.db")
			writeRows(b, table, n)
			importInto(b, store, FormatCSV, table)
			loadAlone(b, rows, table)
			d, err := db.Open(store, db.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			for _, format := range []string{FormatCSV, FormatJSONL, FormatMemotion, FormatLabelStudio, FormatRecords} {
				b.Run(format, func(b *testing.B) {
					against(b, "s/export", "x_bbolt", func(path string) time.Duration {
						return exportTo(b, d, format, path)
					}, func(path string) time.Duration { return dumpAlone(b, rows, path) })
				})
			}
		})
	}
}

// against reports how long something takes, and its ratio to something else that is done
// after it each time. Both get the path of a file that is not there.
func against(b *testing.B, seconds, ratio string, do, alone func(path string) time.Duration) {
	var took, other time.Duration
	peak := 0.0
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		runtime.GC()
		stop := peakMemory()
		took += do(filepath.Join(dir, fmt.Sprint(i)))
		peak = max(peak, stop())
		other += alone(filepath.Join(dir, fmt.Sprint(i, ".raw")))
	}
	b.ReportMetric(took.Seconds()/float64(b.N), seconds)
	b.ReportMetric(took.Seconds()/other.Seconds(), ratio)
	b.ReportMetric(peak, "peak-MB")
}

// peakMemory watches the memory that Go has of the system, until stop is called, which returns
// the most that was seen, in megabytes.
func peakMemory() (stop func() float64) {
	done, most := make(chan bool), make(chan uint64)
	go func() {
		has := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		peak := uint64(0)
		for {
			metrics.Read(has)
			peak = max(peak, has[0].Value.Uint64()-has[1].Value.Uint64())
			select {
			case <-done:
				most <- peak
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	return func() float64 {
		close(done)
		return float64(<-most) / 1e6
	}
}

// writeRows writes a table of n rows, each with a caption of twelve words and a level.
func writeRows(b *testing.B, path string, n int) {
	rng := rand.New(rand.NewPCG(1, 2))
	writeFile(b, path, func(w io.Writer) error {
		fmt.Fprintln(w, "id,text,mood") // the buffer keeps an error
		for i := range n {
			fmt.Fprintf(w, "%d,", i)
			for range 12 {
				fmt.Fprintf(w, "w%d ", rng.IntN(20_000))
			}
			fmt.Fprintf(w, ",%s\n", labels.Level(rng.IntN(labels.Levels)))
		}
		return nil
	})
}

func writeFile(b *testing.B, path string, write func(w io.Writer) error) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<16)
	if err := errors.Join(write(w), w.Flush(), f.Close()); err != nil {
		b.Fatal(err)
	}
}

// eachRow calls do with the rows of the table.
func eachRow(b *testing.B, table string, do func(i int, row []byte)) {
	f, err := os.Open(table)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows := bufio.NewScanner(f)
	rows.Scan() // the header
	for i := 0; rows.Scan(); i++ {
		do(i, rows.Bytes())
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

// converted writes the rows of the table in another format, and returns its path.
func converted(b *testing.B, table, format string) string {
	path := strings.TrimSuffix(table, ".csv") + "-" + format + ".jsonl"
	if format == FormatJSONL {
		writeFile(b, path, func(w io.Writer) error {
			out := json.NewEncoder(w)
			eachRow(b, table, func(_ int, row []byte) {
				values := strings.Split(string(row), ",")
				if err := out.Encode(map[string]string{"id": values[0], "text": values[1], "mood": values[2]}); err != nil {
					b.Fatal(err)
				}
			})
			return nil
		})
		return path
	}
	store := filepath.Join(b.TempDir(), "store.db")
	importInto(b, store, FormatCSV, table)
	d, err := db.Open(store, db.Options{})
	if err != nil {
		b.Fatal(err)
	}
	exportTo(b, d, format, path)
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// importInto imports a file into a new store, and returns how many labels it brought.
func importInto(b *testing.B, store, format, file string) int {
	if format == FormatRecords {
		replay, err := db.NewReplay(store)
		if err != nil {
			b.Fatal(err)
		}
		defer replay.Discard()
		r, err := Rebuild(b.Context(), format, file, replay, nil)
		if err := errors.Join(err, replay.Publish()); err != nil {
			b.Fatal(err)
		}
		return r.Events
	}
	d, err := db.Open(store, db.Options{})
	if err != nil {
		b.Fatal(err)
	}
	im, err := OpenImport(b.Context(), ImportSpec{Path: file, Annotator: "gold"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	r, err := im.Into(b.Context(), d, nil)
	if err := errors.Join(err, im.Close(), d.Close()); err != nil {
		b.Fatal(err)
	}
	return r.Labels
}

func exportTo(b *testing.B, d *db.DB, format, path string) time.Duration {
	began := time.Now()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	_, err = Export(b.Context(), d, ExportSpec{Format: format}, f, nil)
	if err := errors.Join(err, f.Close()); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// loadAlone puts the rows of the table into a bbolt file, in order, and says how long that
// takes.
func loadAlone(b *testing.B, path, table string) time.Duration {
	began := time.Now()
	d, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	var keys, values [][]byte
	put := func() {
		if err := d.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("rows"))
			for i := 0; i < len(keys) && err == nil; i++ {
				err = bucket.Put(keys[i], values[i])
			}
			return err
		}); err != nil {
			b.Fatal(err)
		}
		keys, values = keys[:0], values[:0]
	}
	eachRow(b, table, func(i int, row []byte) {
		keys, values = append(keys, binary.BigEndian.AppendUint64(nil, uint64(i))), append(values, []byte(string(row)))
		if len(keys) == textBatch {
			put()
		}
	})
	put()
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// dumpAlone writes the rows of a bbolt file to another, and says how long that takes.
func dumpAlone(b *testing.B, rows, path string) time.Duration {
	began := time.Now()
	d, err := bbolt.Open(rows, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	writeFile(b, path, func(w io.Writer) error {
		return d.View(func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("rows")).ForEach(func(_, v []byte) error {
				_, err := fmt.Fprintf(w, "%s\n", v)
				return err
			})
		})
	})
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}
