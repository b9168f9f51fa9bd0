package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/spf13/pflag"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/labels/workers"
	"memebench/model"
	"memebench/model/serve"
	"memebench/model/serve/labelstudio"
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
	f.StringVar(&l.levelMap, "level-map", "", "what the choices there mean, where they are not called as levels are: `CHOICE=LEVEL,…`")
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
	log      *slog.Logger
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
	_, guide, err := w.guide()
	if err != nil {
		return nil, err
	}
	l := &labelStudio{w: w, log: log, runner: runner, pictures: pictures}
	l.backend = labelstudio.New(labelstudio.Options{
		Predictor: s, Store: w.store, Choices: dataset.NewChoices(meanings), Pictures: pictures, Guide: guide, Train: l.train, Log: log,
	})
	return l, nil
}

// routes adds the backend's paths.
func (l *labelStudio) routes(mux *http.ServeMux) { l.backend.Routes(mux) }

// train begins a training, unless one goes on. How it ends is in the log.
func (l *labelStudio) train() bool {
	_, err := l.runner.Start("train", func(ctx context.Context, _ func(jobs.Progress)) (id any, err error) {
		l.log.Info("training begins")
		if fault := workers.Catch(func() { id, err = l.trainNow(ctx) }); fault != nil {
			err = fmt.Errorf("a fault in the program stopped it: %w; %s", fault, keepTrace(fault))
		}
		switch {
		case ctx.Err() != nil:
			l.log.Info("training was stopped")
		case err != nil:
			l.log.Error("training failed", "error", labels.Printable(err.Error()))
		}
		return id, err
	})
	return err == nil
}

func (l *labelStudio) trainNow(ctx context.Context) (id string, err error) {
	t, err := l.w.bench.RetrainUnasked(ctx, nil)
	for _, n := range t.Notices {
		l.log.Info(labels.Printable(n))
	}
	if err == nil {
		l.log.Info("trained", "version", t.ID, "memes", t.TrainN, "served", t.Promoted, "decision", decided(t))
	}
	return t.ID, err
}

// decided says why a version is served or not, "" where nothing was compared.
func decided(t model.Trained) string {
	if t.Decision == nil {
		return ""
	}
	return fmt.Sprintf("%s: %s", t.Decision.Policy, t.Decision.Why)
}

// stop cancels what goes on and waits for it. Whoever cannot wait ends the process.
func (l *labelStudio) stop() error {
	l.pictures.Close()
	return l.runner.Shutdown(context.Background())
}
