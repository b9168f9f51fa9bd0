package settings

import (
	"errors"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

type store map[string]string

func (s store) Setting(name string) (string, bool, error) {
	if name == "broken" {
		return "", false, errors.New("the disk is gone")
	}
	v, ok := s[name]
	return v, ok, nil
}

func TestDefaults(t *testing.T) {
	names := map[string]bool{}
	for _, s := range All {
		if names[s.Name] || s.Name == "" || s.Want == "" || s.Doc == "" {
			t.Errorf("%+v: want a name of its own, values and a doc", s)
		}
		names[s.Name] = true
		if err := s.Check(s.Default); err != nil {
			t.Errorf("the default of %s: %v", s.Name, err)
		}
		for _, v := range s.Values {
			if err := s.Check(v); err != nil {
				t.Error(err)
			}
		}
	}
	blind, err := Blind.Read(store{})
	promote, err2 := Promote.Read(store{})
	every, err3 := RetrainEvery.Read(store{})
	keep, err4 := BackupKeep.Read(store{})
	overlap, err5 := Overlap.Read(store{})
	if errors.Join(err, err2, err3, err4, err5) != nil || overlap != 1 || blind != labels.BlindAfter || promote != eval.PromoteAsk || every != 25 || keep != 7 {
		t.Errorf("with nothing set: %s, %s, %d, %d", blind, promote, every, keep)
	}
}

func TestRead(t *testing.T) {
	set := store{"promote": "better", "retrain.every": "0", "backup.keep": "10000", "encoders": "mine"}
	promote, err := Promote.Read(set)
	every, err2 := RetrainEvery.Read(set)
	keep, err3 := BackupKeep.Read(set)
	pack, err4 := Encoders.Read(set)
	if errors.Join(err, err2, err3, err4) != nil || promote != eval.PromoteBetter || every != 0 || keep != 10000 || pack != "mine" {
		t.Errorf("read %s, %d, %d, %s", promote, every, keep, pack)
	}
	if _, err := Promote.Read(store{"promote": "sometimes"}); err == nil {
		t.Error("read a policy that is none")
	}
	if _, err := (Typed[int]{Setting: Setting{Name: "broken"}}).Read(set); err == nil {
		t.Error("read from a store that fails")
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		of    Setting
		wrong []string
		want  string
	}{
		{Blind.Setting, []string{"", "Shown", "never "}, "want one of shown, after, never"},
		{Promote.Setting, []string{"", "Better", "always\x1b"}, "want one of ask, better, never"},
		{RetrainEvery.Setting, []string{"", "-1", "1e3", "25 ", "1000001", "99999999999999999999"}, "want a number of labels from 1 to 1000000, or 0 for never"},
		{Overlap.Setting, []string{"", "0", "-1", "two", "101", "1.5"}, "want a number of people from 1 to 100"},
		{BackupKeep.Setting, []string{"", "-1", "x", "1.5", "10001"}, "want a number of backups from 1 to 10000, or 0 for none"},
	} {
		for _, v := range c.wrong {
			if err := c.of.Check(v); err == nil || !strings.HasPrefix(err.Error(), c.of.Name+` "`) || !strings.HasSuffix(err.Error(), c.want) || strings.Contains(err.Error(), "\x1b") {
				t.Errorf("%s %q: %v", c.of.Name, v, err)
			}
		}
	}
}
