// Package ocr reads what is written in a picture: a [Reader] finds the boxes of text
// and reads each, and [Caption] makes a caption of them. It runs the two small networks
// of PP-OCRv6 (PaddleOCR) in package ort.
//
//	picture ─ shorter side up to 256 ─► detection ─► text or not, per pixel
//	        ─ connected components, grown ─► boxes ─ rows and blocks ─► crops
//	crop ─ 48 pixels high ─► recognition ─► characters per column ─ greedy CTC ─► text
//
// The detection is that of "Real-time Scene Text Detection with Differentiable
// Binarization" (Liao et al., 2020) without its polygons: a box is parallel to the
// axes, as captions of memes are. Text that is turned or upright in columns is not read. The
// recognition ends in Connectionist Temporal Classification (Graves et al., 2006). Where little
// is read with confidence, all of it is done again with a shorter side of 384 pixels.
//
// What is read is a proposal: also logos and labels are text, and small letters are
// misread. testdata/reference.py is the reference, in Python, that boxes and texts are
// held against.
//
// # Bounds
//
// Text is looked for in at most 1,600 pixels a side and a million in all, whatever the size of the
// file, and read in at most four million; a line is brought to at most 2,000 columns, and at most
// 500 boxes are read. All goroutines together look for text in one and a half million pixels at
// once, which takes some 400 MB. The context ends a reading between two lines, and within one at
// the network's next operator.
package ocr
