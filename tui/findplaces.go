package tui

import queues "memebench/labels/queue"

// findPlace is a row of the list: a queue, or a saved query.
type findPlace struct {
	name        string // of a queue that there always is, "" of a saved query
	title, says string
	query       string // its words
	counts      string // the query that counts what is left in it
	count       int
	counted     bool // count is known
	broken      bool // it cannot be counted: not tried again
}

// queueWords are what the queues are, in a few words.
var queueWords = map[string]string{
	queues.Order: "as imported", queues.Random: "shuffled, the same at each start", queues.Uncertain: "where the model hesitates most",
	queues.Margin:  "where two levels are close",
	queues.Diverse: "unlike what is labelled", queues.Mixed: "closest, random, re-asks",
	queues.Disputed: "annotators differ", queues.Second: "people have said, not you", queues.Reask: "yours from before, asked blind",
	queues.Skipped: "you passed over", queues.Flagged: "marked as unfit",
}

// queuePlaces are the queues that there always are.
func queuePlaces() []findPlace {
	var all []findPlace
	for _, name := range queues.Names {
		p := findPlace{name: name, title: queues.Title(name), says: queueWords[name], query: "queue:" + name}
		if name == queues.Order {
			p.query = "state:waiting"
		}
		if p.counts = p.query; queues.Waiting(name) { // all of them have the same memes
			p.counts = "state:waiting"
		}
		all = append(all, p)
	}
	return all
}

// queueName is how its queue is called.
func (p findPlace) queueName() string {
	if p.name == "" {
		return p.title
	}
	return p.name
}
