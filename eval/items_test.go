package eval

import (
	"context"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"testing"

	"memebench/labels"
)

// What is measured of the written table is what the report says of the rows.
func TestItemsMeasureTheSame(t *testing.T) {
	draw := NewStream(3, ForProbe)
	rows := make([]Row, 300)
	for i := range rows {
		r := Row{Meme: labels.MemeID(strconv.Itoa(i)), True: labels.Level(draw.Below(uint64(8*i), labels.Levels)), Fold: 1 + i%5}
		sum := 0.0
		for l := range r.Probs {
			r.Probs[l] = float64(float32(draw.Uniform(uint64(8*i + 1 + l))))
			sum += r.Probs[l]
		}
		for l := range r.Probs {
			r.Probs[l] /= sum
			if r.Probs[l] > r.Probs[r.Pred] {
				r.Pred = labels.Level(l)
			}
		}
		rows[i] = r
	}
	var out strings.Builder
	if err := WriteItems(t.Context(), &out, "v7", rows, func(id labels.MemeID) (labels.Meme, error) {
		return labels.Meme{ID: id, Image: labels.Image{Name: "a, \"b\"\n" + string(id)}, Split: labels.Val}, nil
	}); err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil || len(table) != len(rows)+1 {
		t.Fatalf("%d lines, %v", len(table), err)
	}
	if head := strings.Join(table[0], ","); head != "meme,image_name,true,pred,p0,p1,p2,p3,p4,version,split,fold" {
		t.Errorf("header %s", head)
	}
	if got := table[3]; got[0] != "2" || got[1] != "a, \"b\"\n2" || got[9] != "v7" || got[10] != "val" || got[11] != "3" {
		t.Errorf("third row %q", got)
	}
	back := make([]Row, len(rows))
	for i, line := range table[1:] {
		number := func(at int) float64 {
			v, err := strconv.ParseFloat(line[at], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		back[i] = Row{True: labels.Level(number(2)), Pred: labels.Level(number(3))}
		for l := range back[i].Probs {
			back[i].Probs[l] = number(4 + l)
		}
	}
	if got, want := Measure(back), Measure(rows); got != want {
		t.Errorf("of the table %+v, of the rows %+v", got, want)
	}
}

func TestItemsLeaveOut(t *testing.T) {
	rows := []Row{{Meme: "a", True: 1, Pred: 2}, {Meme: "b", True: labels.NoLevel, Pred: 1}}
	meme := func(id labels.MemeID) (labels.Meme, error) { return labels.Meme{ID: id, Split: labels.Test}, nil }
	var out strings.Builder
	if err := WriteItems(t.Context(), &out, "v1", rows, meme); err != nil || !strings.HasSuffix(out.String(), "\na,,1,2,0,0,0,0,0,v1,test,\n") || strings.Contains(out.String(), "\nb,") {
		t.Errorf("%q, %v", out.String(), err)
	}
	gone := errors.New("gone")
	if err := WriteItems(t.Context(), &out, "v1", rows, func(labels.MemeID) (labels.Meme, error) { return labels.Meme{}, gone }); !errors.Is(err, gone) {
		t.Errorf("a meme is gone: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := WriteItems(stopped, &out, "v1", rows, meme); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if err := WriteItems(t.Context(), full{}, "v1", rows, meme); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("no room: %v", err)
	}
}

// full is a disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }
