package tuitest

import "testing"

func TestDiffering(t *testing.T) {
	for _, c := range []struct{ a, b, is, want string }{
		{"1\n2\n3\n", "1\nx\ny\n3\n", "2\n", "x\ny\n"},
		{"1\n3\n", "1\n2\n3\n", "", "2\n"},
		{"1\n1\n", "1\n", "1\n", ""},
		{"", "1", "", "1"},
	} {
		if is, want := differing(c.a, c.b); is != c.is || want != c.want {
			t.Errorf("%q and %q differ in %q and %q, want %q and %q", c.a, c.b, is, want, c.is, c.want)
		}
	}
}
