package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model/encoder"
)

const (
	// trialCommand is what the program calls itself with to try encoders.
	trialCommand = "try-encoders"
	// trialLook is how often the memory of a trial is looked at: what a thread fills in
	// that time is a small part of the room that it has.
	trialLook = 20 * time.Millisecond
	// maxTrial bounds what goes to a trial and what comes back, in bytes: a spec.
	maxTrial = 1 << 20
)

// newTrial is the command of the process that tries encoders. It reads the trial from
// standard input, which ends when the process that wants it does, and so does the
// trial then.
func newTrial(o *options) *cobra.Command {
	return &cobra.Command{
		Use: trialCommand, Hidden: true, Args: noArgs,
		Short: "Try encoders for encoders add, which starts this by itself",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var trial json.RawMessage
			in := json.NewDecoder(io.LimitReader(o.in, maxTrial))
			if err := in.Decode(&trial); err != nil {
				return fmt.Errorf("%s: %w", trialCommand, err)
			}
			go func() {
				_, _ = io.Copy(io.Discard, o.in)
				o.ends.now()
			}()
			files, _ := modelFiles()
			result, err := encoder.NewPacks(files, packsDir()).Trial(cmd.Context(), trial)
			if err != nil {
				return err
			}
			_, err = o.out.Write(result)
			return err
		},
	}
}

// tryApart is an [encoder.Apart]: the program itself, once more.
func tryApart(ctx context.Context, trial []byte, room int64) ([]byte, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, trialCommand)
	cmd.Args[0] = os.Args[0]
	var out, complaint bounded
	cmd.Stdout, cmd.Stderr = &out, &complaint
	in, err := cmd.StdinPipe() // stays open until the trial has ended
	if err != nil {
		return nil, err
	}
	detach(cmd) // ctrl+c is for this process
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	over, killed := make(chan struct{}), make(chan bool, 1)
	go func() { killed <- killAbove(room, cmd.Process, over) }()
	_, err = in.Write(trial)
	ended := cmd.Wait()
	close(over)
	if <-killed {
		return nil, fmt.Errorf("they took more than %d MB of memory, far more than their files: has a model a loop that does not end?", room>>20)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case ended == nil && err == nil:
		return out.Bytes(), nil
	case ended == nil:
		return nil, err
	}
	var exit *exec.ExitError
	if why := strings.TrimSpace(labels.PrintableLines(complaint.String())); errors.As(ended, &exit) && exit.Exited() && why != "" {
		return nil, errors.New(strings.TrimPrefix(why, "memebench: "))
	}
	return nil, fmt.Errorf("the process that tried them has crashed (%w): a model is damaged, or ONNX Runtime cannot run it", ended)
}

// killAbove kills a process when more than room bytes of its memory are resident, and
// reports whether it has; it looks until the process is over.
func killAbove(room int64, p *os.Process, over <-chan struct{}) bool {
	look := time.NewTicker(trialLook)
	defer look.Stop()
	for {
		select {
		case <-over:
			return false
		case <-look.C:
			if n, ok := resident(p.Pid); ok && n > room {
				return p.Kill() == nil
			}
		}
	}
}

// bounded keeps what is written to it, up to maxTrial bytes.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxTrial {
		return 0, errors.New("more was written than is read")
	}
	return b.Buffer.Write(p)
}
