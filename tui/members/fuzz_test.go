package members

import (
	"testing"

	"memebench/labels"
)

// Whatever a line of the file of keys has, it is nobody, or a member whose line, written anew,
// is the same member; and what is wrong with it can be printed.
func FuzzLine(f *testing.F) {
	const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBr8cyYeqbTp5bL2GYYZmPA6vGVN4Y0yYyS3r3tL8zqF"
	for _, s := range []string{
		`name="ann",role="owner" ` + key + " ann@laptop", key, "# nobody", `name="\x1b[31m" ` + key, "name=\"a\u202e\" " + key, `name="x",command="id" ` + key, `name=",",role="" ` + key, "ssh-rsa AAAA",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		m, ok, err := parse(line)
		if err != nil {
			if said := err.Error(); labels.Printable(said) != said {
				t.Errorf("%q: %q", line, said)
			}
			return
		}
		if !ok {
			return
		}
		if err := CheckName(m.Name); err != nil {
			t.Errorf("%q is a member: %v", line, err)
		}
		again, ok, err := parse(format(m, ""))
		if !ok || err != nil || again.Name != m.Name || again.Role != m.Role || !same(again.Key, m.Key) {
			t.Errorf("%q: %+v, written anew %+v, %v", line, m, again, err)
		}
	})
}
