package cli

import (
	"log/slog"
	"net/http"

	"github.com/spf13/pflag"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model/serve"
	"memebench/model/serve/labelstudio"
	"memebench/tui"
	"memebench/tui/jobs"
)

// lsTokenVariable is the environment's variable with the token for Label Studio.
const lsTokenVariable = "MEMEBENCH_LS_TOKEN"

// labelStudioFlags are the flags of the backend for Label Studio.
type labelStudioFlags struct {
	url       string
	tokenFile string
	levelMap  string
}

func (l *labelStudioFlags) add(f *pflag.FlagSet) {
	f.StringVar(&l.url, "ls-url", "", "be the machine-learning backend of the Label Studio at `URL`, and get its tasks' pictures from there")
	f.StringVar(&l.tokenFile, "ls-token-file", "", "`FILE` with your personal access token of Label Studio (default: env "+lsTokenVariable+")")
	f.StringVar(&l.levelMap, "level-map", "", "what the choices there mean, where they are not called as levels are: each `CHOICE=LEVEL`, with commas between them")
}

// check refuses flags that go with --ls-url where it is missing.
func (l *labelStudioFlags) check() error {
	if l.url == "" && (l.tokenFile != "" || l.levelMap != "") {
		return usagef("serve: --ls-token-file and --level-map go with --ls-url")
	}
	return nil
}

// labelStudio is the backend for Label Studio with the trainings that it begins.
type labelStudio struct {
	w        *workspace
	runner   *jobs.Runner
	pictures *labelstudio.Pictures
	backend  *labelstudio.Backend
}

func newLabelStudio(w *workspace, f *labelStudioFlags, s *serve.Server, runner *jobs.Runner, log *slog.Logger) (*labelStudio, error) {
	meanings, err := dataset.ReadLevelMap(f.levelMap)
	if err != nil {
		return nil, usageError{err}
	}
	token, err := secret("ls-token-file", f.tokenFile, lsTokenVariable)
	if err != nil {
		return nil, err
	}
	pictures, err := labelstudio.NewPictures(f.url, token)
	if err != nil {
		return nil, usagef("--ls-url %s: %w", labels.Quoted(f.url), err)
	}
	_, first, err := w.guide()
	if err != nil {
		return nil, err
	}
	guide := func() string {
		_, now, err := w.guide()
		if err != nil { // no label is lost for that
			log.Warn("the guide cannot be read: labels name the one from the start", "error", err)
			return first
		}
		return now
	}
	l := &labelStudio{w: w, runner: runner, pictures: pictures}
	l.backend = labelstudio.New(labelstudio.Options{
		Predictor: s, Store: w.store, Choices: dataset.NewChoices(meanings), Pictures: pictures, Guide: guide, Train: l.train, Log: log,
	})
	return l, nil
}

// routes adds the backend's paths.
func (l *labelStudio) routes(mux *http.ServeMux) { l.backend.Routes(mux) }

// train begins a training, unless one goes on.
func (l *labelStudio) train() bool {
	_, err := tui.TeamTrain.StartFor(l.runner, tui.Deps{Train: l.w.bench.RetrainUnasked})
	return err == nil
}
