package cli

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"memebench/db"
	"memebench/labels"
	"memebench/model"
)

// listedMeme is a meme as list prints it with --json.
type listedMeme struct {
	Meme       labels.MemeID `json:"meme"`
	Number     uint64        `json:"number"`                   // in the order of import, as the screens name it: #21
	ImageName  string        `json:"image_name"`               // "" without a picture
	Damaged    bool          `json:"damaged,omitempty"`        // the picture's end is missing: it is shown as far as it goes
	Caption    string        `json:"caption"`                  // the one in force
	Origin     labels.Origin `json:"caption_origin,omitempty"` // ocr or edited
	Split      labels.Split  `json:"split"`
	State      labels.Kind   `json:"state"`
	Level      *labels.Level `json:"level"`      // gold; null without
	Predicted  *labels.Level `json:"predicted"`  // by the served version; null where it has not predicted the meme, or that is hidden
	Confidence *float32      `json:"confidence"` // the probability of that level
	Labels     []listedLabel `json:"labels"`     // what each annotator says now, in the order in which they first spoke

	hidden bool // what the model says: who asks has not labelled the meme, which is always asked blind
}

// listedLabel is what an annotator says of a meme now.
type listedLabel struct {
	Annotator string        `json:"annotator"`
	Action    labels.Action `json:"action"` // level, adjudicate, skip or flag
	Level     *labels.Level `json:"level"`  // null of a skip or flag
	Source    labels.Source `json:"source"`
	Time      time.Time     `json:"time"`
}

// list writes the wanted memes as they are read.
func (o *options) list(ctx context.Context, w *workspace, l listWanted, who string, p model.Report) error {
	text := l.query
	if l.queue != "" {
		text = labels.List{Field: "queue", Name: l.queue}.String() + " " + text
	}
	s := labels.Search{Annotator: who, Order: labels.Order(l.order), Limit: l.limit}
	var err error
	if s.Query, err = w.query(text, who); err != nil {
		return err
	}
	if s.Version, err = w.store.Served(); err != nil {
		return err
	}
	if s.Version == "" && s.Needs().Prediction {
		o.say("note: no version of the model is served, so none has said anything: memebench train makes one")
	}
	hits, err := w.search(ctx, s, p)
	if err != nil {
		return err
	}
	return o.writeMemes(ctx, w, hits, s.Version, who)
}

// writeMemes writes the hits as JSON or as a table, for who asks.
func (o *options) writeMemes(ctx context.Context, w *workspace, hits labels.Hits, version, who string) error {
	if o.json {
		array := newJSONArray(o.stdout(asJSON))
		if err := w.eachListed(ctx, hits.Seqs, version, who, func(m listedMeme, _ *labels.Meme) error { return array.add(m) }); err != nil {
			return err
		}
		return array.end()
	}
	out := bufio.NewWriter(o.people())
	width := 0 // of a terminal, whose lines are not to wrap; elsewhere captions are whole
	if term.IsTerminal(int(o.out.Fd())) {
		width, _, _ = term.GetSize(int(o.out.Fd())) // 0 where it does not say
	}
	if len(hits.Seqs) > 0 {
		fmt.Fprintln(out, "     #  gold  model        split  state       caption")
	}
	err := w.eachListed(ctx, hits.Seqs, version, who, func(m listedMeme, meme *labels.Meme) error {
		said := ""
		if m.Predicted != nil {
			said = fmt.Sprintf("%d %3.0f %%", *m.Predicted+1, 100**m.Confidence)
			if m.Level != nil && *m.Level != *m.Predicted {
				said = "≠" + said
			}
		}
		if m.hidden {
			said = "hidden"
		}
		text := labels.Printable(m.Caption)
		if text == "" {
			text = labels.Printable(meme.Title())
		} else if m.Origin == labels.OriginOCR {
			text = m.Origin.String() + " · " + text
		}
		if m.Damaged {
			text = "(picture damaged) " + text
		}
		row := fmt.Sprintf("%6s  %-4s  %8s     %-5s  %-10s  %s", fmt.Sprintf("#%d", meme.Seq), digit(m.Level), said, m.Split, m.State, text)
		if width > 0 {
			row = ansi.Truncate(row, width, "…")
		}
		_, err := fmt.Fprintln(out, row)
		return err
	})
	if err != nil {
		return err
	}
	return finishList(out, hits)
}

// finishList ends a table with how many there are.
func finishList(out *bufio.Writer, hits labels.Hits) error {
	all := several(hits.Count, "meme")
	if len(hits.Seqs) < hits.Count {
		all = fmt.Sprintf("%d of %s", len(hits.Seqs), all)
	}
	fmt.Fprintln(out, all)
	return out.Flush()
}

// digit is a level's key, "—" for none.
func digit(l *labels.Level) string {
	if l == nil {
		return "—"
	}
	return strconv.Itoa(int(*l) + 1)
}

// listedAtOnce is how many memes are read in one transaction.
const listedAtOnce = 256

// eachListed calls yield with memes as they are listed for who asks, in order.
func (w *workspace) eachListed(ctx context.Context, seqs []uint64, version, who string, yield func(listedMeme, *labels.Meme) error) error {
	for len(seqs) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := seqs[:min(len(seqs), listedAtOnce)]
		seqs = seqs[len(part):]
		listed, memes := make([]listedMeme, len(part)), make([]labels.Meme, len(part))
		err := w.store.Read(func(r *db.Reader) (err error) {
			for i, seq := range part {
				if memes[i], err = r.MemeAt(seq); err != nil {
					return err
				}
				if listed[i], err = listMeme(r, &memes[i], version, who); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for i := range listed {
			if err := yield(listed[i], &memes[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// listMeme reads what is listed of a meme for who asks. What the model says of memes of val and
// test is hidden from those who have not labelled them, as on the screens.
func listMeme(r *db.Reader, m *labels.Meme, version, who string) (listedMeme, error) {
	s, err := r.State(m.ID)
	if err != nil {
		return listedMeme{}, err
	}
	l := listedMeme{
		Meme: m.ID, Number: m.Seq, ImageName: m.Image.Name, Damaged: m.Image.Damaged, Caption: m.Caption, Origin: m.Origin,
		Split: m.Split, State: s.Kind, Level: goldOf(s),
		Labels: []listedLabel{},
	}
	for _, c := range s.Current {
		one := listedLabel{Annotator: c.Annotator, Action: c.Action, Source: c.Source, Time: c.Time.UTC()}
		if c.Level.Valid() {
			one.Level = &c.Level
		}
		l.Labels = append(l.Labels, one)
	}
	if version == "" {
		return l, nil
	}
	p, ok, err := r.Prediction(version, m.ID)
	own, _ := s.Of(who)
	l.hidden = ok && (m.Split == labels.Val || m.Split == labels.Test) && !own.Level.Valid()
	if ok && !l.hidden {
		level := p.Level()
		confidence := p.Probs[level]
		l.Predicted, l.Confidence = &level, &confidence
	}
	return l, err
}
