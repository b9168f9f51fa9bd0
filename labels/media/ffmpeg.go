package media

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// runWithin bounds the time of a run of ffmpeg.
var runWithin = time.Minute

// Other bounds of a run.
const (
	maxPixels = 50_000_000 // of a frame as it is decoded
	maxAlloc  = 1 << 30    // bytes of one allocation
	maxMemory = 4 << 20    // kilobytes of address space, where the shell can bound it
	maxSaid   = 64 << 10   // bytes of its messages that are kept
	maxSide   = 1280       // pixels of a frame that is given out

	// SampleRate is that of the samples that are given out.
	SampleRate = 16_000
)

// FFmpeg runs an ffmpeg. Its methods may be called from several goroutines.
type FFmpeg struct {
	Path    string
	Version string // the first words of what it says of itself, such as "ffmpeg version 7.1"
}

// Use returns the ffmpeg at path, if it runs.
func Use(ctx context.Context, path string) (FFmpeg, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "-version").Output()
	line, _, _ := strings.Cut(string(out), "\n")
	words := strings.Fields(line)
	if err != nil || len(words) < 3 || words[0] != "ffmpeg" {
		return FFmpeg{}, fmt.Errorf("%s is no ffmpeg that runs: name one in MEMEBENCH_FFMPEG", filepath.Base(path))
	}
	return FFmpeg{path, strings.Join(words[:3], " ")}, nil
}

// Open says what the file at path is. It is an ErrNotMedia for one of another kind.
func (f FFmpeg) Open(ctx context.Context, path string) (Info, error) {
	kind, err := KindOfFile(path)
	if err != nil {
		return Info{}, err
	}
	if kind == "" {
		return Info{}, ErrNotMedia
	}
	info := Info{Kind: kind}
	// Without an output ffmpeg says what it has found, and fails.
	said, err := f.run(ctx, path, nil, nil)
	if err != nil && !bytes.Contains(said, []byte("At least one output file")) {
		return info, failure(ctx, kind, said, err)
	}
	for line := range strings.SplitSeq(string(said), "\n") {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "Stream #") {
			info.Picture = info.Picture || strings.Contains(line, ": Video: ") && !strings.Contains(line, "(attached pic)")
			info.Sound = info.Sound || strings.Contains(line, ": Audio: ")
		}
	}
	if !info.Picture && !info.Sound {
		return info, fmt.Errorf("%w: it has neither pictures nor sound", ErrDamaged)
	}
	if m := durations.FindSubmatch(said); m != nil {
		info.Seconds = seconds(m)
		return info, nil
	}
	// The file does not say how long it is: its first minute is gone through, undecoded.
	said, err = f.run(ctx, path, []string{"-t", strconv.Itoa(MaxSeconds)}, []string{"-c", "copy", "-f", "null", "-"})
	if err != nil {
		return info, failure(ctx, kind, said, err)
	}
	if all := times.FindAllSubmatch(said, -1); all != nil {
		info.Seconds = seconds(all[len(all)-1])
	}
	return info, nil
}

var (
	durations = regexp.MustCompile(`Duration: (\d+):(\d+):(\d+(?:\.\d+)?)`)
	times     = regexp.MustCompile(`time=(\d+):(\d+):(\d+(?:\.\d+)?)`)
)

// seconds reads hours, minutes and seconds.
func seconds(m [][]byte) float64 {
	total := 0.0
	for _, part := range m[1:] {
		v, err := strconv.ParseFloat(string(part), 64)
		if err != nil {
			return 0
		}
		total = total*60 + v
	}
	return total
}

// Frames yields at most n frames of a video, evenly spread over its first minute, the first
// one of all first. They are turned as the file says and have at most 1,280 pixels a side;
// those of moving WebP, as stickers are, keep their alpha.
func (f FFmpeg) Frames(ctx context.Context, path string, info Info, n int, yield func(image.Image) error) error {
	if !info.Picture {
		return fmt.Errorf("%w: no pictures", ErrNoStream)
	}
	// A frame that claims to come hours later comes at the end of what is looked at: the gap
	// before it would be filled with copies, which take all memory.
	rate := "setpts='min(PTS," + strconv.Itoa(MaxSeconds) + "/TB)',fps=" + strconv.FormatFloat(float64(n)/max(0.04, min(info.Seconds, MaxSeconds)), 'f', 6, 64) + ":start_time=0:round=up,"
	if n == 1 || info.Seconds == 0 {
		rate = ""
	}
	filter := fmt.Sprintf("%sscale=w='min(%d,iw)':h='min(%[2]d,ih)':force_original_aspect_ratio=decrease", rate, maxSide)
	coded := []string{"-c:v", "ppm", "-pix_fmt", "rgb24"}
	readFrame := readPPM
	if info.Kind == WebP {
		coded, readFrame = []string{"-c:v", "pam", "-pix_fmt", "rgba"}, readPAM
	}
	count := 0
	read := func(r io.Reader) error {
		in := bufio.NewReaderSize(r, 1<<16)
		for count < n {
			img, err := readFrame(in)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			count++
			if err := yield(img); err != nil {
				return &yielded{err}
			}
		}
		return nil
	}
	said, err := f.runTo(ctx, path, []string{"-t", strconv.Itoa(MaxSeconds), "-max_pixels", strconv.Itoa(maxPixels)},
		slices.Concat([]string{"-map", "0:V:0", "-an", "-sn", "-vf", filter, "-frames:v", strconv.Itoa(n), "-f", "image2pipe"}, coded, []string{"-"}), read)
	var stopped *yielded
	switch {
	case errors.As(err, &stopped):
		return stopped.err
	case count == 0, errors.Is(err, ErrStopped):
		return failure(ctx, info.Kind, said, err)
	}
	return nil // a video that is cut has the frames before
}

// yielded is an error of who takes the frames.
type yielded struct{ err error }

func (y *yielded) Error() string { return y.err.Error() }

// First returns the first frame of a video.
func (f FFmpeg) First(ctx context.Context, path string, info Info) (first image.Image, err error) {
	err = f.Frames(ctx, path, info, 1, func(img image.Image) error { first = img; return nil })
	return first, err
}

// Samples returns the sound of a file's first minute, mono at SampleRate.
func (f FFmpeg) Samples(ctx context.Context, path string, info Info) ([]int16, error) {
	if !info.Sound {
		return nil, fmt.Errorf("%w: no sound", ErrNoStream)
	}
	var samples []int16
	read := func(r io.Reader) error {
		b, err := io.ReadAll(io.LimitReader(r, 2*MaxSeconds*SampleRate))
		samples = make([]int16, len(b)/2)
		for i := range samples {
			samples[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
		}
		return err
	}
	said, err := f.runTo(ctx, path, []string{"-t", strconv.Itoa(MaxSeconds)}, []string{"-map", "0:a:0", "-vn", "-ac", "1", "-ar", strconv.Itoa(SampleRate), "-f", "s16le", "-c:a", "pcm_s16le", "-"}, read)
	if len(samples) == 0 || errors.Is(err, ErrStopped) {
		return nil, failure(ctx, info.Kind, said, err)
	}
	return samples, nil // of a file that is cut, the sound before
}

// run runs ffmpeg on a file and returns what it has said.
func (f FFmpeg) run(ctx context.Context, path string, before, after []string) ([]byte, error) {
	return f.runTo(ctx, path, before, after, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
}

// failure is what to say of a run that did not give what it should.
func failure(ctx context.Context, kind Kind, said []byte, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, ErrStopped), errors.Is(err, errNotRun):
		return err
	}
	return fault(kind, said)
}

// errNotRun is of ffmpeg itself, and says nothing of a file.
var errNotRun = errors.New("ffmpeg does not run")

// runTo also gives read what ffmpeg writes, and ends ffmpeg when read fails. The error is an
// ErrStopped where ffmpeg ended before it had given everything, by its bounds, a signal or
// ctx: what it has written by then depends on the machine and not on the file.
func (f FFmpeg) runTo(ctx context.Context, path string, before, after []string, read func(io.Reader) error) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, runWithin)
	defer cancel()
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	args := []string{"-hide_banner", "-nostdin", "-nostats", "-loglevel", "info", "-max_alloc", strconv.Itoa(maxAlloc), "-threads", "1"}
	args = append(args, before...)
	args = append(args, "-protocol_whitelist", "file", "-format_whitelist", demuxers, "-i", "file:"+abs)
	if len(after) > 0 && after[len(after)-1] == "-" && len(before) == 2 { // of copying, the time reached is wanted
		args[2] = "-stats"
	}
	cmd := bounded(ctx, f.Path, append(args, after...))
	said := &tail{}
	cmd.Stderr = said
	cmd.Env = environment(os.Environ())
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: %v", errNotRun, err)
	}
	readErr := read(out)
	stopped := ctx.Err()
	if readErr != nil {
		cancel()
	}
	_, _ = io.Copy(io.Discard, out) // it ends by itself, or is ended
	err = cmd.Wait()
	// Who asks over HTTP is told what ffmpeg says, and not of the server's folders.
	said.b = bytes.ReplaceAll(said.b, []byte("file:"+abs), []byte("the file"))
	var taken *yielded
	switch {
	case errors.As(readErr, &taken):
		return said.b, readErr
	case errors.Is(stopped, context.DeadlineExceeded):
		return said.b, fmt.Errorf("%w: it took longer than %v", ErrStopped, runWithin)
	case stopped != nil:
		return said.b, fmt.Errorf("%w: %w", ErrStopped, stopped)
	case bytes.Contains(said.b, []byte("Cannot allocate memory")):
		return said.b, fmt.Errorf("%w: it needs more memory than it may have", ErrStopped)
	case errors.Is(readErr, io.ErrUnexpectedEOF): // it ended within a frame
		return said.b, fmt.Errorf("%w: %w", ErrStopped, readErr)
	case err != nil && readErr == nil && cmd.ProcessState != nil && !cmd.ProcessState.Exited():
		return said.b, fmt.Errorf("%w: %v", ErrStopped, cmd.ProcessState)
	}
	return said.b, errors.Join(readErr, err)
}

// environment is what ffmpeg gets of the environment: all of it, since one of the user's own
// may need where its libraries are, but for what makes it write reports or colours, and for
// memebench's own variables: among these are the tokens of serve, and a video may be hostile.
func environment(all []string) []string {
	own := slices.DeleteFunc(slices.Clone(all), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return name == "FFREPORT" || strings.HasPrefix(name, "AV_LOG_") || strings.HasPrefix(name, "MEMEBENCH_")
	})
	return append(own, "LC_ALL=C", "AV_LOG_FORCE_NOCOLOR=1")
}

// tail keeps the end of what is written to it.
type tail struct{ b []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	if len(t.b) > maxSaid {
		t.b = bytes.Clone(t.b[len(t.b)-maxSaid/2:])
	}
	return len(p), nil
}

// readPPM reads a picture in Netpbm's format P6 of eight bits; io.EOF for none.
func readPPM(r *bufio.Reader) (image.Image, error) {
	magic := make([]byte, 2)
	if _, err := io.ReadFull(r, magic); err != nil {
		return nil, err
	}
	var n [3]int // width, height, largest value
	for i := range n {
		word := ""
		for {
			b, err := r.ReadByte()
			if err != nil {
				return nil, io.ErrUnexpectedEOF
			}
			if b == ' ' || b == '\n' || b == '\t' || b == '\r' {
				if word == "" {
					continue
				}
				break
			}
			if word += string(b); len(word) > 6 {
				return nil, ErrDamaged
			}
		}
		v, err := strconv.Atoi(word)
		if err != nil {
			return nil, ErrDamaged
		}
		n[i] = v
	}
	w, h := n[0], n[1]
	if string(magic) != "P6" || n[2] != 255 || w < 1 || h < 1 || w > maxSide || h > maxSide {
		return nil, ErrDamaged
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	row := make([]byte, 3*w)
	for y := range h {
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		to := img.Pix[y*img.Stride:]
		for x := range w {
			to[4*x], to[4*x+1], to[4*x+2], to[4*x+3] = row[3*x], row[3*x+1], row[3*x+2], 255
		}
	}
	return img, nil
}

// readPAM reads one frame with alpha, in the only form in which ffmpeg writes it. The error is
// an io.EOF where no other begins.
func readPAM(r *bufio.Reader) (image.Image, error) {
	if _, err := r.Peek(1); err != nil {
		return nil, err
	}
	var w, h int
	const header = "P7\nWIDTH %d\nHEIGHT %d\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
	if _, err := fmt.Fscanf(r, header, &w, &h); err != nil || w < 1 || h < 1 || w > maxSide || h > maxSide {
		return nil, ErrDamaged
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	if _, err := io.ReadFull(r, img.Pix); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return img, nil
}
