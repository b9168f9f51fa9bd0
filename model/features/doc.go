// Package features keeps what encoders have made of captions and pictures, so that
// a training never waits for an encoder: a [Cache] is one encoder's vectors of
// float32, each under the SHA-256 of what was encoded.
//
// A cache is a file in the workspace's folder, named by the encoder's digest: whatever changes the
// features changes the digest, so a vector is never taken for another encoder's. Its rows have one
// size and are only ever added at the end. Nothing in it is worth more than the time to encode it
// again, so every row has a checksum that is looked at when it is read, and of all rows by
// [Cache.Mend] before the first use; a row that is damaged is a row that is not there, a torn end
// is cut off, and a file that is not what its name says is set aside.
//
// The file is mapped into memory where the system can do that: a training reads
// every row once, and what it has read is given back ([Cache.ReleaseMemory]), so that
// 100,000 memes do not stay resident beside screens that stand idle. What is most like a
// vector is found by comparing it with every row where it lies ([Cache.Cosines]): exactly,
// and fast enough that no index is kept.
package features
