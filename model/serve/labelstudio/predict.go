package labelstudio

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"time"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/labels/workers"
	"memebench/model/serve"
)

// predictTime bounds an answer to /predict: Label Studio waits 100 seconds.
const predictTime = 90 * time.Second

// mostTasks bounds the tasks of one request; Label Studio sends some dozens.
const mostTasks = 1000

// prediction is what Label Studio shows of a task: the result of a control, and how
// probable the model finds it, in [0,1].
type prediction struct {
	Result  []result `json:"result"`
	Score   float32  `json:"score"`
	Version string   `json:"model_version"`
}

// result is the choice at a control.
type result struct {
	FromName string   `json:"from_name"`
	ToName   string   `json:"to_name"`
	Type     string   `json:"type"`
	Value    choosing `json:"value"`
}

type choosing struct {
	Choices []string `json:"choices"`
}

// predict answers with a prediction for each task, in their order. A task that cannot be
// predicted has an empty result, and a line in the log says why: the others are predicted.
func (b *Backend) predict(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Tasks  []dataset.LabelStudioTask `json:"tasks"`
		Config string                    `json:"label_config"`
	}
	done, ok := b.read(w, r, &in)
	defer done()
	if !ok {
		return
	}
	c, err := readConfig(in.Config, b.Choices)
	switch {
	case err != nil:
		fail(w, http.StatusBadRequest, err)
		return
	case len(in.Tasks) > mostTasks:
		fail(w, http.StatusBadRequest, errors.New("the request has too many tasks: want at most 1000"))
		return
	}
	version, err := b.Predictor.Served()
	if err != nil {
		fail(w, http.StatusServiceUnavailable, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), predictTime)
	defer cancel()
	out := make([]prediction, len(in.Tasks))
	// Twice as many as there are processors: some wait for their pictures.
	err = workers.Pool{Goroutines: 2 * runtime.GOMAXPROCS(0)}.Each(ctx, len(out), func(ctx context.Context, i int) error {
		p, err := b.predictTask(ctx, &in.Tasks[i], &c)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			b.Log.Warn("task not predicted", "task", labels.Printable(in.Tasks[i].ID), "why", labels.Printable(err.Error()))
			p = prediction{Result: []result{}, Version: version}
		}
		out[i] = p
		return nil
	})
	if err != nil {
		fail(w, http.StatusServiceUnavailable, errors.New("the tasks were not predicted in time: send fewer at a time"))
		return
	}
	serve.WriteJSON(w, http.StatusOK, map[string][]prediction{"results": out})
}

// predictTask predicts a task. A picture that cannot be had, or read, is left out if there
// is a caption.
func (b *Backend) predictTask(ctx context.Context, t *dataset.LabelStudioTask, c *control) (prediction, error) {
	m := serve.Meme{Caption: t.Text(c.text)}
	said := !labels.SaysNothing(m.Caption)
	image, err := b.picture(ctx, t.Text(c.image))
	if err == nil {
		m.Image = image
		p, perr := b.predictMeme(ctx, m, c)
		if perr == nil || len(image) == 0 {
			return p, perr
		}
		err = perr
	}
	if !said || ctx.Err() != nil {
		return prediction{}, err
	}
	b.Log.Warn("task predicted from its caption alone", "task", labels.Printable(t.ID), "why", labels.Printable(err.Error()))
	return b.predictMeme(ctx, serve.Meme{Caption: m.Caption}, c)
}

// picture returns the picture at an address, nothing for none.
func (b *Backend) picture(ctx context.Context, address string) ([]byte, error) {
	if address == "" {
		return nil, nil
	}
	return b.Pictures.Get(ctx, address)
}

func (b *Backend) predictMeme(ctx context.Context, m serve.Meme, c *control) (prediction, error) {
	ps, err := b.Predictor.Predict(ctx, "", []serve.Meme{m})
	if err != nil {
		return prediction{}, err
	}
	level := c.most(ps[0])
	return prediction{
		Result:  []result{{c.name, c.object, "choices", choosing{[]string{c.choices[level]}}}},
		Score:   ps[0].Probs[level],
		Version: ps[0].Version,
	}, nil
}
