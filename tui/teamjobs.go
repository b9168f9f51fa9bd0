package tui

import (
	"context"

	"memebench/tui/jobs"
)

// A TeamJob is work that the server of a team does by itself.
type TeamJob string

// The jobs of a team's server. Sessions show the first two.
const (
	TeamPrepare TeamJob = jobPrepare
	TeamTrain   TeamJob = jobTrain
	TeamBackup  TeamJob = jobBackup
)

// StartFor starts a job on a team's runner. Its result is what the function of d returns.
func (j TeamJob) StartFor(r *jobs.Runner, d Deps) (jobs.Snapshot, error) {
	return r.Start(string(j), func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		switch j {
		case TeamTrain:
			return d.Train(ctx, listen(report))
		case TeamBackup:
			return d.Backup(ctx, listen(report))
		}
		return d.Prepare(ctx, listen(report))
	})
}
