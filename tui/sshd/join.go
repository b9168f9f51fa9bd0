package sshd

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/charmbracelet/ssh"
	"golang.org/x/term"

	"memebench/labels"
	"memebench/tui/members"
)

// tries is how often who joins may answer a question.
const tries = 3

// join asks who has no key here yet for an invitation and a name, and writes the key down. It
// returns the exit status.
func (s *Server) join(ss ssh.Session, m members.Member, known bool, log *slog.Logger) int {
	_, hasTerminal := s.terminalOf(ss)
	switch {
	case known:
		fmt.Fprintf(ss, "memebench: you are a member already, as %s: ssh without join@ opens the screens.\r\n", labels.Printable(m.Name))
		return 0
	case !hasTerminal || ss.RawCommand() != "":
		fmt.Fprintf(ss.Stderr(), "memebench: joining needs a terminal, and no command\n")
		return 2
	case !arrivalOf(ss).to(joining):
		fmt.Fprintf(ss, "memebench: many join just now: try again in a few minutes\r\n")
		return 1
	}
	line := term.NewTerminal(ss, "")
	code, ok := s.askCode(ss, line, log)
	if !ok {
		return 1
	}
	said, err := s.o.Said()
	if err != nil {
		log.Error("the names of annotators", "error", err)
		io.WriteString(ss, "memebench: the workspace cannot be read now: tell who runs the server.\r\n")
		return 1
	}
	for range tries {
		line.SetPrompt("Your name, as it will stand beside your labels: ")
		name, err := line.ReadLine()
		if err != nil {
			return 1
		}
		newcomer := members.Member{Name: name, Role: labels.RoleAnnotator, Key: ss.PublicKey()}
		err = s.o.Invitations.Use(code, func() error { return s.o.Members.Join(newcomer, said) })
		if err == nil {
			log.Info("joined", "member", name, "key", newcomer.Fingerprint())
			fmt.Fprintf(ss, "Welcome, %s. The same command without join@ opens the screens.\r\n", name)
			return 0
		}
		fmt.Fprintf(ss, "memebench: %s.\r\n", labels.Printable(err.Error()))
		if errors.Is(err, members.ErrNoInvitation) {
			return 1
		}
	}
	return 1
}

// askCode asks for an invitation. Wrong ones are held against the address: codes could be
// guessed, if one could try often enough.
func (s *Server) askCode(ss ssh.Session, line *term.Terminal, log *slog.Logger) (string, bool) {
	for range tries {
		line.SetPrompt("Invitation: ")
		code, err := line.ReadLine()
		if err != nil || s.barred(ss.RemoteAddr()) {
			return "", false
		}
		if err = s.o.Invitations.Check(code); err == nil {
			return code, true
		}
		if !errors.Is(err, members.ErrNoInvitation) {
			log.Error("the invitations", "error", err)
			io.WriteString(ss, "memebench: invitations cannot be read here now: tell who runs the server.\r\n")
			return "", false
		}
		log.Info("a wrong invitation")
		s.heldAgainst(ss.RemoteAddr())
		time.Sleep(s.times.badCode)
		io.WriteString(ss, "memebench: "+err.Error()+".\r\n")
	}
	return "", false
}
