package db

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"memebench/labels"
)

// filled sets all fields of a struct, and of those within it, to values that are not zero, each
// another one, so that a record that leaves one out reads as something else.
func filled(t *testing.T, v reflect.Value, n int) int {
	t.Helper()
	n++
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Unix(int64(n), 5).UTC()))
		return n
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			n = filled(t, v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		n = filled(t, v.Index(0), n)
	case reflect.String:
		v.SetString(fmt.Sprint("text ", n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(n) + .5)
	case reflect.Uint64:
		v.SetUint(uint64(n))
	case reflect.Int, reflect.Int64, reflect.Int8:
		v.SetInt(int64(n))
	default:
		t.Fatalf("a field is a %s: say here what it is filled with", v.Type())
	}
	return n
}

// What people have said is kept whole: a field of an event that its record does not have would be
// lost without an error.
func TestRecordsHaveAllFieldsOfAnEvent(t *testing.T) {
	var whole labels.Event
	filled(t, reflect.ValueOf(&whole).Elem(), 0)
	whole.Meme = "" // the record has its place
	whole.Action, whole.Source, whole.Level, whole.Shown = labels.Retract, labels.CLI, labels.Positive, labels.ShownAfter
	same := func(e labels.Event) {
		t.Helper()
		b, err := packEvent(7, &e)
		if err != nil {
			t.Error(err)
			return
		}
		if meme, got, err := unpackEvent(e.Seq, b); err != nil || meme != 7 || got != e {
			t.Errorf("of meme %d got\n%+v, %v; want\n%+v", meme, got, err, e)
		}
	}
	same(whole)
	for _, action := range labels.Actions {
		for _, source := range eventSources {
			for _, shown := range eventShown {
				e := whole
				e.Action, e.Source, e.Shown = action, source, shown
				if action != labels.Retract {
					e.Retracts = 0
				}
				same(e)
			}
		}
	}
}

// What annotators say now stands in a byte for each meme: an action without a place in it would read as
// another, or as nothing said.
func TestColumnsHaveAllAnswers(t *testing.T) {
	for _, action := range labels.Actions {
		if !action.Answers() {
			continue
		}
		c := labels.CurrentLabel{Action: action, Level: labels.NoLevel, Source: labels.Import}
		if action.GivesLevel() {
			c.Level = labels.VeryPositive
		}
		want := labels.Said{Action: action, Level: c.Level, Imported: true}
		if got, ok := unpackSaid(packSaid(c)); !ok || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", action, got, ok, want)
		}
	}
}

func TestRecordsHaveAllFieldsOfAMeme(t *testing.T) {
	var whole labels.Meme
	filled(t, reflect.ValueOf(&whole).Elem(), 0)
	whole.ID, whole.Group, whole.Split, whole.Origin = "0123456789abcdef0123456789abcdef", "g9", labels.Val, labels.OriginEdited
	whole.Moves[0].From = labels.Test
	b, err := packMeme(&whole)
	if err != nil {
		t.Fatal(err)
	}
	got, values, err := unpackMeme(whole.Seq, b)
	if err != nil || values != len(whole.Values) {
		t.Errorf("%d values, %v", values, err)
	}
	got.Caption, got.Values = whole.Caption, whole.Values // which are texts
	if !reflect.DeepEqual(got, whole) {
		t.Errorf("got\n%+v, want\n%+v", got, whole)
	}
}
