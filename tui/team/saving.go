package team

import (
	"errors"
	"log/slog"
	"sync"

	"memebench/labels"
)

// saving is whether what annotators say could be saved last. Who runs the server has no screen
// that says so: the log does, once for each reason, and once when it can be saved again.
type saving struct {
	mu     sync.Mutex
	refuse string // why it could not; "" if it could
}

// heard takes the store's answer to who has said something.
func (s *saving) heard(who string, err error, log *slog.Logger) {
	var enough *labels.EnoughError
	if errors.As(err, &enough) { // it was not tried, and may not be possible
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.refuse
	if s.refuse = ""; err != nil {
		s.refuse = labels.Printable(err.Error())
	}
	switch {
	case s.refuse == was:
	case err == nil:
		log.Info("labels are saved again")
	default:
		log.Error("labels are NOT saved", "by", labels.Printable(who), "error", s.refuse)
	}
}
