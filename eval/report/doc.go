// Package report writes what package eval has found as a document that can be sent and quoted:
// one HTML page that needs nothing beside it, Markdown, or tables for LaTeX.
//
// A [Document] is headings, paragraphs, warnings, tables and figures in the order in which they
// are read, and what they were made of ([Origin]). Each report fills one once
// ([Evaluation], [Comparisons], [Agreement], [Description], [Check], [CrossValidation], [Sweep],
// [LearningCurve], [Subsampled], [Version], [Differences], [Packs]) and each format writes whatever is in
// it once ([Formats]). Equal findings give equal bytes: no time of day is in them.
//
// Texts in a document are plain. The formats take out what could act on a reader's program, and
// escape what means something to them.
//
// The parts: document.go has what a document is, origin.go what it was made of,
// evaluation.go with slices.go, comparison.go, agreement.go, description.go, check.go, experiment.go
// (cross-validations and sweeps), curve.go, version.go and packs.go fill one, figures.go and figurelines.go
// plot, format.go lists the formats, and html.go, markdown.go and latex.go write.
package report
