package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"memebench/labels"
	"memebench/labels/workers"
)

// importProbes is how many pictures are looked at in parallel: reading and hashing
// small files waits for the disk as much as for the processor.
const importProbes = 2

// A foundPicture is how the picture of a row was found.
type foundPicture struct {
	file    string // in the place; "" for none
	shown   bool   // it can be shown, at least a part of it
	missing error  // why it is not there, though it is named; nil where it is, or none is named
	tried   string // where it was looked for
	warning string // what is wrong with it or the sound beside it, a sentence; "" where all is well
}

// probe finds the pictures of a batch, with their faults if they have some; both in the
// order of the rows.
func (im *Import) probe(ctx context.Context, rows []TableRow) ([]labels.Image, []foundPicture, error) {
	images := make([]labels.Image, len(rows))
	found := make([]foundPicture, len(rows))
	broken := make([]error, len(rows))
	next := make(chan int)
	var all workers.Group
	for range importProbes {
		all.Go(func() {
			for i := range next {
				images[i], found[i], broken[i] = im.picture(ctx, rows[i])
			}
		})
	}
	var err error
	for i := range rows {
		if rows[i].Image == "" && rows[i].picture == nil {
			continue
		}
		if err = ctx.Err(); err != nil {
			break
		}
		next <- i
	}
	close(next)
	all.Wait()
	if err = cmp.Or(err, cmp.Or(broken...)); err != nil {
		return nil, nil, err
	}
	return images, found, nil
}

// find looks where the picture of a row lies. A name that leads out of the folder of
// pictures (an absolute path, "..") is never followed: a table from elsewhere must not
// be able to name any file of this machine.
func (im *Import) find(row *TableRow) (found foundPicture) {
	name := row.Image
	pics := im.part.pics
	file, err := im.part.locateOf(row)
	if err == nil {
		found.file = file
		return found
	}
	found.missing = err
	switch {
	case errors.Is(err, errOutside):
	case isAddress(name):
		found.tried = labels.Printable(pics.place.title(path.Base(name)))
	default:
		found.tried = labels.Printable(pics.place.title(name))
	}
	found.warning = im.faulty(*row, err.Error())
	return found
}

// faulty is the warning about a picture.
func (im *Import) faulty(row TableRow, fault string) string {
	column := labels.Printable(im.part.table.ImageColumn())
	return strings.TrimSpace(fmt.Sprintf("%s %s: %s; %s", column, strconv.Quote(labels.Printable(row.Image)), fault, shownBy(row)))
}

// picture looks at the picture of a row. Only what ends the import is an error.
func (im *Import) picture(ctx context.Context, row TableRow) (image labels.Image, found foundPicture, broken error) {
	defer func() {
		// A decoder's panic on a hostile file is that picture's fault, not the end
		// of the import, and must not take the workbench down.
		if p := recover(); p != nil {
			image = labels.Image{Name: row.Image, Fault: "reading it went wrong"}
		}
		found.shown = image.SHA256 != "" && image.Fault == ""
		switch {
		case found.warning != "":
		case image.Fault != "" && !image.Media.Is():
			found.warning = im.faulty(row, image.Fault)
		case image.Damaged:
			found.warning = fmt.Sprintf("%s %s: damaged: its end is missing, and it is shown as far as it goes", labels.Printable(im.part.table.ImageColumn()), strconv.Quote(labels.Printable(row.Image)))
		}
	}()
	var at string
	var err error
	if row.picture != nil {
		if at, err = keepPicture(im.spec.Keep, row.picture); err == nil {
			image, found.warning, err = im.look(ctx, at, "")
		}
	} else {
		if found = im.find(&row); found.missing != nil {
			return labels.Image{Name: row.Image, Fault: found.missing.Error()}, found, nil
		}
		at, image, found.warning, err = im.lookIn(ctx, found.file)
	}
	if found.warning == "" && err == nil {
		found.warning, err = im.addSoundOf(ctx, &row, &image)
	}
	if unkept := (keepError{}); errors.As(err, &unkept) {
		return labels.Image{}, found, unkept
	}
	if image.Name = row.Image; image.Name == "" {
		image.Name = row.Key
	}
	if image.Media.Path != at { // else it is a video, whose first frame is kept, or a sound
		image.Path = at
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		found.missing = errNotFound
		image = labels.Image{Name: row.Image, Fault: found.missing.Error()}
	case err != nil:
		image.Fault = labels.Printable(err.Error())
		// Bytes that show nothing tie no memes together (pages that say "not found"
		// are all alike), and a sound file that takes their place is no other picture.
		image.SHA256 = ""
	}
	return image, found, nil
}

// lookIn looks at a file of the place; at is where it can be read from then on.
func (im *Import) lookIn(ctx context.Context, file string) (at string, image labels.Image, warning string, err error) {
	if at = im.part.pics.place.path(file); at == "" {
		if at, err = keepFile(ctx, im.spec.Keep, im.part.pics.place, file); err != nil {
			return "", image, "", err
		}
	}
	image, warning, err = im.look(ctx, at, file)
	return at, image, warning, err
}
