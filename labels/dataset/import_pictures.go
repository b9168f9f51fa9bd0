package dataset

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"

	"memebench/labels"
	"memebench/labels/workers"
)

// importProbes is how many pictures are looked at in parallel: reading and hashing
// small files waits for the disk as much as for the processor.
const importProbes = 2

// probe finds the pictures of a batch. For each row it returns the picture, with
// its fault if it has one, and the warning that the fault is worth; both in the
// order of the rows.
func (im *Import) probe(ctx context.Context, rows []TableRow) ([]labels.Image, []string, error) {
	images := make([]labels.Image, len(rows))
	warnings := make([]string, len(rows))
	if !im.table.HasImages() {
		return images, warnings, nil
	}
	next := make(chan int)
	var all workers.Group
	for range importProbes {
		all.Go(func() {
			for i := range next {
				images[i] = im.picture(rows[i].Image)
			}
		})
	}
	var err error
	for i := range rows {
		if rows[i].Image == "" {
			continue
		}
		if err = ctx.Err(); err != nil {
			break
		}
		next <- i
	}
	close(next)
	all.Wait()
	if err != nil {
		return nil, nil, err
	}
	for i, image := range images {
		if image.Fault == "" {
			continue
		}
		instead := "the meme is shown by its caption"
		if rows[i].Caption == "" {
			instead = "the meme has no caption either, so there is nothing to see of it"
		}
		warnings[i] = fmt.Sprintf("%s %s: %s; %s", labels.Printable(im.table.ImageColumn()),
			strconv.Quote(labels.Printable(image.Name)), image.Fault, instead)
	}
	return images, warnings, nil
}

// picture looks at one picture. A name that leads out of the folder of pictures
// (an absolute path, "..") is never followed: a table from elsewhere must not be
// able to name any file of this machine.
func (im *Import) picture(name string) (image labels.Image) {
	defer func() {
		// A decoder's panic on a hostile file is that picture's fault, not the end
		// of the import, and must not take the workbench down.
		if p := recover(); p != nil {
			image = labels.Image{Name: name, Fault: "reading it went wrong"}
		}
	}()
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return labels.Image{Name: name, Fault: "the name leads out of the folder of pictures"}
	}
	path := filepath.Join(im.folder, filepath.FromSlash(name))
	image, err := im.spec.Probe(path)
	image.Name, image.Path = name, path
	switch {
	case errors.Is(err, fs.ErrNotExist):
		image = labels.Image{Name: name, Fault: "not found in the folder of pictures"}
	case err != nil:
		image.Fault = labels.Printable(err.Error())
		// Bytes that show nothing tie no memes together (pages that say "not found"
		// are all alike), and a sound file that takes their place is no other picture.
		image.SHA256 = ""
	}
	return image
}
