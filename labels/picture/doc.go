// Package picture reads the pictures of memes: JPEG, PNG, GIF, BMP and WebP
// files from anywhere, which may be large, damaged, or no pictures at all. Both
// the encoders and the screen see memes through it.
//
// [Probe] looks at a file's header only, and at its digest, and says what it is,
// or in one sentence why it cannot be shown. [Open] decodes. Both refuse by the header
// what would take more than [MaxDecoded] bytes once decoded, so a file of a few
// bytes cannot claim all memory, and pictures over [LargeDecoded] are decoded
// one at a time. An EXIF (or XMP) orientation is applied; alpha is kept until
// [Flatten]; of an animation the first frame counts.
//
// [Resize] and [ResizeCrop] reduce with an antialiasing filter that
// repeats Pillow's arithmetic, and colours are converted as libjpeg and libwebp
// convert them. The features of a pre-trained encoder depend on such details:
// with the standard library's nearest chroma and a filter of fixed width they
// would not be those that the encoder was trained on.
//
// All functions are safe for concurrent use. Images given to them are not
// changed.
package picture
