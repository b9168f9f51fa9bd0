package labels

import (
	"fmt"
	"strings"
)

// Role is what a member of a team may do in a workspace that is served to several. Each role
// may do all that the ones before it may.
type Role string

// The roles, from the one that may do least.
const (
	RoleAnnotator  Role = "annotator"  // labels memes
	RoleResearcher Role = "researcher" // trains, evaluates, adjudicates, exports
	RoleOwner      Role = "owner"      // promotes and deletes versions, changes splits and settings, manages members
)

// Roles are all roles, in their order.
var Roles = []Role{RoleAnnotator, RoleResearcher, RoleOwner}

// ParseRole reads the name of a role.
func ParseRole(s string) (Role, error) {
	for _, r := range Roles {
		if s == string(r) {
			return r, nil
		}
	}
	return "", fmt.Errorf("role %s: want annotator, researcher or owner", Quoted(s))
}

// Right is something that not every member of a team may do.
type Right string

// The rights.
const (
	MayTrain      Right = "train"           // train, evaluate, compare, check labels, read captions again
	MayJudge      Right = "see the figures" // evaluations, statistics of others, agreement, which would sway labels
	MayBatch      Right = "label several memes at once"
	MaySave       Right = "save searches"    // for all
	MayAdjudicate Right = "adjudicate"       // decide the level of a meme for all
	MayExport     Right = "export"           // take data out
	MayPromote    Right = "serve a version"  // promote, roll back
	MayDelete     Right = "delete"           // versions, and what others have saved
	MayConfigure  Right = "change settings"  // of the workspace: overlap, splits, policies
	MayManage     Right = "manage the team"  // members, roles, invitations
	MayStop       Right = "stop the service" // end it for all
)

// least is the role that a right begins with.
var least = map[Right]Role{
	MayTrain: RoleResearcher, MayJudge: RoleResearcher, MayBatch: RoleResearcher, MaySave: RoleResearcher,
	MayAdjudicate: RoleResearcher, MayExport: RoleResearcher,
	MayPromote: RoleOwner, MayDelete: RoleOwner, MayConfigure: RoleOwner, MayManage: RoleOwner, MayStop: RoleOwner,
}

// May reports whether a role has a right. An unknown role has none.
func (r Role) May(do Right) bool {
	needs, ok := least[do]
	return ok && r.rank() >= needs.rank()
}

// rank is the place of a role among all, from 1; 0 for an unknown one.
func (r Role) rank() int {
	for i, role := range Roles {
		if r == role {
			return i + 1
		}
	}
	return 0
}

// RightError says that a role has not the right to do something.
type RightError struct {
	Right Right
	Role  Role // who has asked
}

func (e RightError) Error() string {
	who := []string{}
	for _, r := range Roles {
		if r.May(e.Right) {
			who = append(who, string(r)+"s")
		}
	}
	return fmt.Sprintf("only %s may %s: you are %s", strings.Join(who, " and "), e.Right, article(e.Role))
}

// article is a role with its article.
func article(r Role) string {
	if strings.IndexAny(string(r), "aeio") == 0 {
		return "an " + string(r)
	}
	return "a " + string(r)
}

// Check returns a [RightError] unless a role has a right.
func (r Role) Check(do Right) error {
	if r.May(do) {
		return nil
	}
	return RightError{do, r}
}
