package cli

import (
	"context"
	"errors"
	"strings"
	"testing"

	"memebench/model"
)

// An import asks for ffmpeg for each video and sound. Where it cannot be fetched that is tried,
// and said, once; but a fetch that was cancelled is tried again.
func TestFFmpegIsNotFetchedAgainAndAgain(t *testing.T) {
	t.Setenv(ffmpegVariable, "")
	t.Setenv("PATH", t.TempDir())
	fetches, said := 0, 0
	fetch := func(context.Context, []string, model.Report) error {
		fetches++
		return errors.New("no network\npip: no")
	}
	find := findFFmpeg(noFiles{errors.New("no cache")}, fetch, func(string, ...any) { said++ })
	want := 0
	if _, ok := fetchedFFmpeg(); ok {
		want = 1
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := find(ended); err == nil {
		t.Error("a fetch that was cancelled gives an ffmpeg")
	}
	fetches, said = 0, 0
	for range 3 {
		if _, err := find(t.Context()); !errors.Is(err, errNoFFmpeg) || want == 1 && !strings.HasSuffix(err.Error(), "(no network)") {
			t.Error(err)
		}
	}
	if fetches != want || said != want {
		t.Errorf("%d fetches, said %d times: want %d", fetches, said, want)
	}
}

// Who waits for another's fetch of ffmpeg need not wait for its end.
func TestFFmpegIsWaitedForNoLonger(t *testing.T) {
	if _, ok := fetchedFFmpeg(); !ok {
		return // none is fetched on this system
	}
	t.Setenv(ffmpegVariable, "")
	t.Setenv("PATH", t.TempDir())
	began, fetched := make(chan struct{}), make(chan struct{})
	fetch := func(context.Context, []string, model.Report) error {
		close(began)
		<-fetched
		return errors.New("no network")
	}
	find := findFFmpeg(noFiles{errors.New("no cache")}, fetch, func(string, ...any) {})
	first := make(chan error, 1)
	go func() {
		_, err := find(t.Context())
		first <- err
	}()
	<-began
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := find(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	close(fetched)
	if err := <-first; !errors.Is(err, errNoFFmpeg) {
		t.Error(err)
	}
}
