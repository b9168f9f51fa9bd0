package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"memebench/labels"
	"memebench/labels/workers"
	"memebench/model"
	"memebench/tui"
	"memebench/tui/jobs"
)

// jobsEndWithin is how long jobs may take to stop at the end.
const jobsEndWithin = 4 * time.Second

// runJobs tells the log what becomes of the jobs of all services, until ctx ends; then it
// stops those that run. The error is tui.ErrUnderWay where one does not stop.
func runJobs(ctx context.Context, runner *jobs.Runner, log *slog.Logger) error {
	telling, stop := context.WithCancel(context.WithoutCancel(ctx))
	var teller workers.Group
	teller.Go(func() { logJobs(telling, runner, log) })
	<-ctx.Done()
	end, cancel := context.WithTimeout(telling, jobsEndWithin)
	defer cancel()
	err := runner.Shutdown(end)
	stop()
	teller.Wait()
	if err != nil {
		return errors.Join(tui.ErrUnderWay, err)
	}
	return nil
}

// logJobs tells the log what becomes of jobs, until ctx ends.
func logJobs(ctx context.Context, runner *jobs.Runner, log *slog.Logger) {
	var seen uint64
	started := map[uint64]bool{}
	for {
		news, version, err := runner.Next(ctx, seen)
		if err != nil {
			return
		}
		seen = version
		for _, j := range news {
			log := log.With("job", j.Kind, "by", tui.StartedBy(j))
			if j.Active() {
				if !started[j.ID] {
					started[j.ID] = true
					log.Info("started")
				}
				continue
			}
			delete(started, j.ID)
			log = log.With("took", j.Ended.Sub(j.Started).Round(time.Millisecond))
			if j.State == jobs.Failed {
				log.Error("failed", "error", labels.Printable(j.Err.Error()))
				continue
			}
			if t, ok := j.Result.(model.Trained); ok && j.State == jobs.Done {
				log = logTrained(t, log)
			}
			log.Info(string(j.State))
		}
	}
}

// logTrained tells the log what a training has to say, and returns one that says what came
// of it.
func logTrained(t model.Trained, log *slog.Logger) *slog.Logger {
	for _, n := range t.Notices {
		log.Info(labels.Printable(n))
	}
	log = log.With("version", t.ID, "memes", t.TrainN, "served", t.Promoted)
	if t.Decision == nil {
		return log
	}
	return log.With("decision", fmt.Sprintf("%s: %s", t.Decision.Policy, t.Decision.Why))
}
