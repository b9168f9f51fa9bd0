// Package fleet spreads encoding over machines. Three kinds of processes take part, which
// know each other only through a broker, a NATS server with JetStream:
//
//   - The broker ([StartBroker], or any NATS server or cluster) keeps the work and the
//     results on its disk. It holds no workspace.
//   - The coordinator ([Coordinator]) has the workspace. It cuts what lacks features into
//     shards of about a thousand memes, uploads some of them ahead of the workers, and writes
//     what comes back to the feature caches. It is the only one who writes to a workspace.
//   - Workers ([Worker]) have encoders and nothing else. There may be any number, and they may
//     come and go.
//
// # The road of a shard
//
//	coordinator ── object JOB.SHARD in bucket memebench_work: captions and pictures
//	            ── message on memebench.work.POOL.JOB.SHARD, a work queue
//	worker      ── takes the message, downloads, encodes, says InProgress meanwhile
//	            ── object JOB.SHARD in bucket memebench_results: the features
//	            ── acknowledges the message; memebench.done.JOB tells the coordinator
//	coordinator ── downloads, writes the features to the disk, deletes both objects
//
// POOL is a digest of the encoders and of the form of these objects ([Protocol]): a worker
// takes work from one pool, that of the encoders that it has, so it never makes features that
// the coordinator could not use. JOB is one workspace. SHARD is a digest of what is to be
// encoded, so a result belongs to its work whoever asked for it, and whenever.
//
// # What is promised
//
// Work is done at least once: the message of a worker that has died is delivered to another
// one, and a result that comes twice is the same result. Nothing is deleted before what
// follows from it is on a disk: the message when the result is with the broker, the result
// when the features are in the caches. So each of them can die at any time. A coordinator
// that is started again plans the same shards, less those that it has kept, finds what the
// workers have made meanwhile, and goes on. Shards that neither lie in the queue nor have a
// result, because a broker has lost them with its disk, are uploaded again.
//
// Features are those that the coordinator's machine would make: bit for bit on the same
// kind of processor, within a cosine of 0.9999 on others, which is what an encoder's digest
// stands for. Whoever has credentials is trusted: a worker could send any numbers.
//
// The broker's streams keep what nobody fetches for a week.
package fleet
