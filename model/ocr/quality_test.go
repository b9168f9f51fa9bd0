package ocr

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/model/assets/assetstest"
)

// memotion is the data set that the error rate is measured on, without which tests skip.
const memotion = "../../../shared/data/memotion7k"

// chosen are the pictures on which others were measured: 30 of the data set, by chance.
const chosen = "1068.jpeg 1103.jpg 1670.jpg 168.jpg 1854.png 2171.jpg 2187.png 2228.jpg 2231.jpg 2823.jpg 3523.png 357.png 431.jpg 4604.jpg 505.png 5223.jpeg 5289.jpg 5294.jpg 5301.jpg 5445.jpg 5565.png 5942.jpg 5982.jpg 6176.jpg 6294.jpeg 6547.png 6869.jpg 6974.png 705.jpg 751.jpg"

// captions returns the captions of the data set by the names of the pictures that are
// there, without the addresses of sites, which a reader drops.
func captions(tb testing.TB) map[string]string {
	tb.Helper()
	f, err := os.Open(filepath.Join(memotion, "labels.csv"))
	if err != nil {
		tb.Skipf("skipped for want of %s", memotion)
	}
	defer f.Close() // only read from
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	name, text := slices.Index(rows[0], "image_name"), slices.Index(rows[0], "text_corrected")
	site := regexp.MustCompile(`\b\S+\.(com|net|org)\b`)
	all := map[string]string{}
	for _, row := range rows[1:] {
		if _, err := os.Stat(filepath.Join(memotion, "images", row[name])); err == nil && row[text] != "" {
			all[row[name]] = site.ReplaceAllString(row[text], "")
		}
	}
	return all
}

// misread is how much of a caption is read wrongly.
type misread struct{ wrong, length int }

// misreadIn reads pictures of the data set, and compares with their captions.
func misreadIn(tb testing.TB, r *Reader, captions map[string]string, names []string) []misread {
	all := make([]misread, len(names))
	for i, name := range names {
		lines, err := r.Read(tb.Context(), openPicture(tb, filepath.Join(memotion, "images", name)))
		if err != nil {
			tb.Fatal(name, err)
		}
		got, want := comparable(Caption(lines)), comparable(captions[name])
		all[i] = misread{distance(got, want), len([]rune(want))}
	}
	return all
}

// errorRate is the error rate over all captions.
func errorRate(all []misread) float64 {
	wrong, length := 0, 0
	for _, m := range all {
		wrong += m.wrong
		length += m.length
	}
	return float64(wrong) / float64(length)
}

// chosenNames are the names of the chosen pictures, and othersOf those of the others that
// have captions, in an order by chance that is always the same.
func chosenNames() (names []string) {
	for _, name := range strings.Fields(chosen) {
		names = append(names, "image_"+name)
	}
	return names
}

func othersOf(captions map[string]string) []string {
	names := slices.Sorted(maps.Keys(captions))
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(chosenNames(), name) })
	rand.New(rand.NewPCG(5, 1)).Shuffle(len(names), func(i, k int) { names[i], names[k] = names[k], names[i] })
	return names
}

// TestErrorRateOnMemotion reads pictures of 128 by 128 pixels, squashed. RapidOCR, which
// looks at them in three times as many pixels a side, has 0.170 on those that are chosen.
func TestErrorRateOnMemotion(t *testing.T) {
	all := captions(t)
	if rate := errorRate(misreadIn(t, opened(t), all, chosenNames())); rate > 0.18 {
		t.Errorf("the error rate is %.3f, want at most 0.18", rate)
	} else {
		t.Logf("error rate %.3f", rate)
	}
}

// BenchmarkErrorRateOfOthers reads 300 pictures of Memotion that are not the chosen ones, and
// reports their error rate, and which one 30 of them have that are drawn by chance: the median
// and the highest of 2,000 draws, and the part of draws within 0.25.
func BenchmarkErrorRateOfOthers(b *testing.B) {
	all := captions(b)
	r := opened(b)
	var read []misread
	for b.Loop() {
		read = misreadIn(b, r, all, othersOf(all)[:300])
	}
	rng := rand.New(rand.NewPCG(30, 1))
	rates := make([]float64, 2000)
	within := 0
	for i := range rates {
		draw := make([]misread, 30)
		for k, n := range rng.Perm(len(read))[:len(draw)] {
			draw[k] = read[n]
		}
		if rates[i] = errorRate(draw); rates[i] <= 0.25 {
			within++
		}
	}
	slices.Sort(rates)
	b.ReportMetric(errorRate(read), "rate")
	b.ReportMetric(rates[len(rates)/2], "median-of-30")
	b.ReportMetric(rates[len(rates)-1], "highest-of-30")
	b.ReportMetric(float64(within)/float64(len(rates)), "within-0.25")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkReadBesideReference reads the chosen pictures, on one thread, in turns with
// reference.py in a Python that MEMEBENCH_OCR_PYTHON names, and reports the ratio of the
// median times: below 1, memebench is faster.
func BenchmarkReadBesideReference(b *testing.B) {
	python := os.Getenv("MEMEBENCH_OCR_PYTHON")
	if python == "" {
		b.Skip("MEMEBENCH_OCR_PYTHON names no Python with numpy, Pillow and onnxruntime")
	}
	captions(b)
	r := opened(b)
	arguments := []string{"testdata/reference.py", assetstest.Path(b, detector), assetstest.Path(b, recogniser)}
	var paths []string
	for _, name := range chosenNames() {
		paths = append(paths, filepath.Join(memotion, "images", name))
	}
	var ours, theirs []float64
	for b.Loop() {
		for from := 0; from < len(paths); from += 6 { // so that both meet the same load
			part := paths[from:min(from+6, len(paths))]
			for _, path := range part {
				start := time.Now()
				if _, err := r.Read(b.Context(), openPicture(b, path)); err != nil {
					b.Fatal(err)
				}
				ours = append(ours, time.Since(start).Seconds())
			}
			out, err := exec.CommandContext(b.Context(), python, slices.Concat(arguments, part)...).Output()
			if err != nil {
				b.Fatal(err)
			}
			var read []struct{ MS float64 }
			if err := json.Unmarshal(out, &read); err != nil {
				b.Fatal(err)
			}
			for _, p := range read {
				theirs = append(theirs, p.MS/1000)
			}
		}
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	b.ReportMetric(ours[len(ours)/2]/theirs[len(theirs)/2], "of-reference")
	b.ReportMetric(1000*ours[len(ours)/2], "ms/picture")
	b.ReportMetric(0, "ns/op")
}
