package eval

import (
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"memebench/labels"
)

func TestWriteDoubts(t *testing.T) {
	doubts := []Doubt{
		{Meme: "a", Label: labels.VeryPositive, Suggested: labels.Negative, Score: 1.0 / 3, Suspect: true, Reason: "so, \"says\" it\nall"},
		{Meme: "b", Label: labels.Neutral, Suggested: labels.Neutral},
	}
	var out strings.Builder
	meme := func(id labels.MemeID) (labels.Meme, error) {
		return labels.Meme{ID: id, Image: labels.Image{Name: string(id) + ", x.png"}}, nil
	}
	if err := WriteDoubts(t.Context(), &out, doubts, meme); err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range table {
		got = append(got, strings.Join(line, "|"))
	}
	want := "meme|image_name|label|suggested|score|suspect|reason\n" +
		"a|a, x.png|very_positive|negative|0.3333333333333333|true|so, \"says\" it\nall\n" +
		"b|b, x.png|neutral|neutral|0|false|"
	if strings.Join(got, "\n") != want {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	gone := errors.New("gone")
	if err := WriteDoubts(t.Context(), &out, doubts, func(labels.MemeID) (labels.Meme, error) { return labels.Meme{}, gone }); !errors.Is(err, gone) {
		t.Error(err)
	}
	done, end := context.WithCancel(t.Context())
	end()
	if err := WriteDoubts(done, &out, doubts, meme); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
