package labels

import "testing"

func TestRoles(t *testing.T) {
	may := map[Right]string{ // the roles that have it, by their first letters
		MayTrain: "ro", MayJudge: "ro", MayBatch: "ro", MaySave: "ro", MayAdjudicate: "ro", MayExport: "ro",
		MayPromote: "o", MayDelete: "o", MayConfigure: "o", MayManage: "o", MayStop: "o",
	}
	for right, want := range may {
		got := ""
		for _, role := range append([]Role{"", "guest"}, Roles...) {
			if role.May(right) {
				got += string(role[0])
			}
			if err := role.Check(right); (err == nil) != role.May(right) {
				t.Errorf("%s, %s: Check says %v, May %v", role, right, err, role.May(right))
			}
		}
		if got != want {
			t.Errorf("%s is a right of %q, want %q", right, got, want)
		}
	}
	if RoleOwner.May("fly") {
		t.Error("a right that there is not was given")
	}
	if err := RoleAnnotator.Check(MayTrain); err.Error() != "only researchers and owners may train: you are an annotator" {
		t.Error(err)
	}
	for _, role := range Roles {
		if got, err := ParseRole(string(role)); got != role || err != nil {
			t.Errorf("%s is read as %q, %v", role, got, err)
		}
	}
	if _, err := ParseRole("Owner"); err == nil {
		t.Error("a role in capitals is taken")
	}
}
