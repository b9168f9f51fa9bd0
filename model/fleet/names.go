package fleet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"memebench/eval"
	"memebench/model"
)

// Protocol is the version of what coordinators and workers tell each other. Those of another
// one do not take each other's work.
const Protocol = 1

// The names with the broker. All subjects of memebench begin with "memebench.".
const (
	workStream     = "memebench"         // a work queue
	workBucket     = "memebench_work"    // captions and pictures
	resultBucket   = "memebench_results" // features
	workSubjects   = "memebench.work.>"
	whoSubject     = "memebench.who"   // asks who works
	doneSubject    = "memebench.done." // and the job: a shard has a result
	workSubjectFor = "memebench.work."
)

// Job names the work of one workspace, given what tells it from all others, such as its
// machine and folder.
func Job(of ...string) string { return digest(of) }

// pool names the work that machines with these encoders take. With shared they also see the
// coordinator's folder of pictures.
func pool(inputs []eval.Input, shared bool) string {
	type encoder struct {
		Modality, Digest string
		Width            int
	}
	of := make([]encoder, len(inputs))
	for i, in := range inputs {
		of[i] = encoder{in.Modality, in.Digest, in.Width}
	}
	return digest(struct {
		Protocol int
		Encoders []encoder
		Shared   bool
	}{Protocol, of, shared})
}

// shardID names a shard by what is to be encoded.
func shardID(pool string, items []model.Item) string {
	h := sha256.New()
	fmt.Fprintln(h, pool)
	for _, t := range items {
		fmt.Fprintf(h, "%d %x\n", t.Input, t.Key)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// digest is a name for a value: 32 hexadecimal digits of the SHA-256 of its JSON.
func digest(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings, numbers and lists of them
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

func workSubject(pool, job, shard string) string {
	return workSubjectFor + pool + "." + job + "." + shard
}

func objectName(job, shard string) string { return job + "." + shard }
