package starter_test

import (
	"fmt"
	"image/png"

	"memebench/labels/starter"
)

func Example() {
	memes, err := starter.Memes()
	if err != nil {
		fmt.Println(err)
		return
	}
	m := memes[0]
	f, err := starter.Pictures.Open(m.Picture)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Caption)
	fmt.Println(img.Bounds().Size(), m.Level, m.Split, m.Labelled)
	// Output:
	// LAST PLACE AND I FINISHED!! a year of training, one tiny medal, i'm crying happy slime
	// (480,400) very_positive train false
}
