package dataset

import (
	"strings"
	"testing"
)

// Another annotator's file of the same memes is not a second set of them, unless that is said.
func TestImportOfMemesThatAreHere(t *testing.T) {
	const first, second = "id,caption,level\n1,dawn,1\n2,noon,3\n3,dusk,5\n", "id,caption,level\n1,dawn,2\n2,noon,3\n4,night,1\n"
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "ada.csv", first), Annotator: "ada"})
	spec := ImportSpec{Path: write(t, "ben.csv", second), Annotator: "ben", LevelColumn: "level", Scale: "1-5"}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `ben.csv: its memes are here already, in the dataset "ada": --dataset "ada" adds`) {
		t.Fatalf("not refused: %v", err)
	}
	if all, err := s.Datasets(); err != nil || len(all) != 1 {
		t.Errorf("the refused import left %v, %v", all, err)
	}
	spec.Dataset = "ada"
	counts(t, mustImport(t, s, spec), 3, 1, 2, 3, 0, 0)
	spec.Dataset = "ben"
	counts(t, mustImport(t, s, spec), 3, 3, 0, 3, 0, 0)

	// Who imports it once more, or another set with a meme or two of this one, needs to say nothing.
	spec.Dataset = ""
	counts(t, mustImport(t, s, spec), 3, 0, 3, 0, 0, 0)
	other := ImportSpec{Path: write(t, "cy.csv", "id,caption\n1,dawn\n2,day\n3,eve\n"), Annotator: "cy"}
	counts(t, mustImport(t, s, other), 3, 3, 0, 0, 0, 0)
}
