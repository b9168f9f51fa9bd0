package dataset

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"memebench/labels"
)

// tableSplit returns the split that a table's name or its folder says, "" for none.
func tableSplit(file string) labels.Split {
	split := splitIn(strings.TrimSuffix(path.Base(file), filepath.Ext(file)))
	if split == "" {
		split, _ = splitAndFolder(file)
	}
	return split
}

// foldersBySplit returns the folder of each split, of which there must be one alone: a
// table of the split may mean the pictures in it, by names that other splits have, too.
func foldersBySplit(files []string) map[labels.Split][]string {
	found := map[labels.Split][]string{}
	for _, f := range files {
		folder := path.Dir(f)
		if split, _ := splitAndFolder(f); split != "" && !slices.Contains(found[split], folder) {
			found[split] = append(found[split], folder)
		}
	}
	for split, folders := range found {
		if len(folders) > 1 {
			delete(found, split)
		}
	}
	return found
}

// annotatorsByName gives the levels of tables of a tool that writes one for each of its users to
// whom a table is called after (doccano), or the folder in which it lies (Potato).
func annotatorsByName(parts []*part) {
	others := func(is func(*part) bool) bool {
		return slices.ContainsFunc(parts, func(p *part) bool { return !is(p) || p.m.annotator.is() })
	}
	switch {
	case !others((*part).ofPotato):
		for _, p := range parts {
			p.annotator = annotatorName(path.Base(p.base))
		}
	case len(parts) > 1 && !others(func(p *part) bool { return p.m.shape == formatDoccano }):
		for _, p := range parts {
			if name := annotatorName(p.in.stem()); name != "all" && name != "unknown" { // as it calls those of everybody and of nobody
				p.annotator = name
			}
		}
	}
}

// ofPotato reports whether a table in a folder is what one user has said in Potato:
// annotation_output/ann/annotated_instances.jsonl.
func (p *part) ofPotato() bool {
	return p.in.stem() == "annotated_instances" && p.base != "" && path.Base(p.base) != "annotation_output" &&
		slices.ContainsFunc(p.table.header, func(column string) bool { return strings.HasPrefix(column, "label_annotations.") })
}

// splitByFolder has the rows of tables that say no splits go to those that the folders are called
// like in the names of their pictures, where there are several (train/a.jpg, test/b.jpg).
func splitByFolder(parts []*part, pictures []string) {
	seen := map[labels.Split]bool{}
	for _, f := range pictures {
		split, _ := splitAndFolder(f)
		seen[split] = true
	}
	delete(seen, "")
	for _, p := range parts {
		p.folders = len(seen) > 1 && p.split == "" && !p.m.split.is()
	}
}

// splitByName gives the rows of several tables the splits that the tables' names or folders say,
// where the rows say none. One that says a split beside others that say none is of that: what it
// has for tests is not to be trained on.
func splitByName(parts []*part) {
	seen := map[labels.Split]bool{}
	splits := make([]labels.Split, len(parts))
	for i, p := range parts {
		splits[i] = tableSplit(p.name)
		seen[splits[i]] = true
	}
	if len(seen) < 2 { // one table alone, or several of the same
		return
	}
	for i, p := range parts {
		p.split = cmp.Or(splits[i], p.split)
	}
}

// unsplit is 1 for a table that says nothing of splits, which stands behind those that do: a meme
// of both keeps the split with which it comes first.
func (p *part) unsplit() int {
	if p.split == "" && !p.folders && !p.m.split.is() {
		return 1
	}
	return 0
}
