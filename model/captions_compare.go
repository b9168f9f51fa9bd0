package model

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"memebench/labels"
	"memebench/model/ocr"
)

// Difference is how a caption differs from what its picture says.
type Difference string

// The differences, what is worth a look first.
const (
	SaysOther Difference = "other"   // hardly anything of one is in the other: perhaps it is another meme's
	SaysMore  Difference = "more"    // the picture says more than the caption
	SaysLess  Difference = "less"    // the caption says more than is read in the picture
	Unsure    Difference = "unclear" // the letters are small or blurred: what is read is a guess
)

// differences is the order in which they are listed.
var differences = []Difference{SaysOther, SaysMore, SaysLess, Unsure}

// leastShared is the part of a text, in the way of [ocr.Shared], below which hardly anything of
// it is in another one.
const leastShared = 0.25

// differenceOf tells from what was read in which way it differs from a caption.
func differenceOf(caption, read string, lines []ocr.Line) Difference {
	found, covered := ocr.Shared(caption, read)
	switch {
	case ocr.Confidence(lines) < ocr.Sure:
		return Unsure
	case 4*len(read) < len(caption):
		return SaysLess
	case max(found, covered) < leastShared:
		return SaysOther
	case covered < found:
		return SaysMore
	}
	return SaysLess
}

// Differing is a meme whose caption differs from what its picture says.
type Differing struct {
	Meme      labels.MemeID `json:"meme"`
	Seq       uint64        `json:"number"` // the meme's #NUMBER
	ImageName string        `json:"image_name"`
	Caption   string        `json:"caption"` // the one in force
	Read      string        `json:"read"`    // in the picture
	Differs   Difference    `json:"differs"`
	ErrorRate float64       `json:"error_rate"` // [ocr.ErrorRate] of what was read, against the caption
}

// ReadCompared says how captions compare with what is written in their pictures.
type ReadCompared struct {
	Compared  int                `json:"compared"`     // memes
	Nothing   int                `json:"nothing_read"` // more memes, in whose pictures nothing is read: that says nothing of the caption
	Threshold float64            `json:"threshold"`    // error rate above which a caption differs
	Seconds   float64            `json:"seconds"`
	Differ    []Differing        `json:"differ"` // by how they differ, then those that differ most first
	Warnings  []labels.RowReason `json:"warnings"`
}

// CompareCaptions reads the pictures of all memes that have a caption which was given or
// edited, and lists those in which something else is written: whose character error
// rate, on letters and digits, is above the threshold. It changes nothing.
func (w *Workbench) CompareCaptions(ctx context.Context, threshold float64, p Report) (ReadCompared, error) {
	report := ReadCompared{Threshold: threshold, Differ: []Differing{}, Warnings: []labels.RowReason{}}
	if w.openReader == nil {
		return report, errors.New("this workbench has nothing to read pictures with")
	}
	if err := w.reading.acquire(ctx); err != nil {
		return report, err
	}
	defer w.reading.release()
	start := time.Now()
	var work []*unread
	pictures := map[[32]byte]*unread{}
	err := w.store.Rows(func(m labels.Meme, _ labels.State) error {
		if m.HasImage() && m.Origin != labels.OriginOCR && strings.TrimSpace(m.Caption) != "" {
			work = addUnread(work, pictures, &m)
		}
		return ctx.Err()
	})
	if err == nil && len(work) > 0 {
		err = w.readPictures(ctx, work, &report.Warnings, p, func(u *unread, lines []ocr.Line) error {
			report.add(u, lines)
			return nil
		})
	}
	slices.SortFunc(report.Differ, func(a, b Differing) int {
		return cmp.Or(cmp.Compare(slices.Index(differences, a.Differs), slices.Index(differences, b.Differs)), cmp.Compare(b.ErrorRate, a.ErrorRate), cmp.Compare(a.ImageName, b.ImageName), cmp.Compare(a.Meme, b.Meme))
	})
	report.Seconds = time.Since(start).Seconds()
	return report, err
}

// add takes in what is written in a picture.
func (r *ReadCompared) add(u *unread, lines []ocr.Line) {
	read := ocr.Caption(lines)
	for _, m := range u.memes {
		if read == "" {
			r.Nothing++
			continue
		}
		r.Compared++
		if rate := ocr.ErrorRate(read, m.caption); rate > r.Threshold {
			r.Differ = append(r.Differ, Differing{
				Meme: m.id, Seq: m.seq, ImageName: m.name, Caption: m.caption, Read: read,
				Differs: differenceOf(m.caption, read, lines), ErrorRate: rate,
			})
		}
	}
}
