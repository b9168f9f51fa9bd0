// Package queue makes the orders in which memes are shown to be labelled. It reads what a
// store says of the memes ([labels.Facts]) and, for one of its orders, their features; what
// it returns is a [List], whose order depends on nothing but what it was given.
//
// # What waits
//
// A meme waits for an annotator as [labels.Facts.Waits] has it. Every meme that waits is
// once in each queue of those that wait ([Order], [Random], [Uncertain], [Margin],
// [Diverse], [Mixed]); in all of them, those that nobody and no import has given a level
// come before those that only an import has.
//
// # Model-ordered queues
//
// Uncertain, Margin, Diverse and Mixed are for active learning: the memes of which a
// label says most come first (Settles, Active Learning Literature Survey, University of
// Wisconsin–Madison, Computer Sciences Technical Report 1648, 2009). For the
// probabilities p of the five levels that the served version gives a meme,
//
//   - Uncertain takes the greatest entropy −Σ p ln p first. It is uncertainty sampling
//     (Lewis and Gale, A Sequential Algorithm for Training Text Classifiers, SIGIR 1994),
//     for more than two classes by the entropy (Settles, section 3.1).
//   - Margin takes the least difference between the two greatest p first (Scheffer,
//     Decomain and Wrobel, Active Hidden Markov Models for Information Extraction, IDA
//     2001).
//   - Diverse takes no predictions. Of a random [Pool] of the memes it chooses, again and
//     again, the one whose features are farthest from those of the nearest meme that is
//     labelled or chosen: the greedy 2-approximation of the k-centre problem (Sener and
//     Savarese, Active Learning for Convolutional Neural Networks: A Core-Set Approach,
//     ICLR 2018, algorithm 1). Distances are Euclidean. Package model gives the vectors of
//     a meme's encoders, each of length 1, behind one another. [Batch] memes are chosen,
//     the rest follows at random: a queue that is through with them is made anew.
//   - Mixed is in blocks of ten: seven places are Margin's, two are random and one is a
//     level that the annotator has given before, asked again; within a block they are
//     shuffled. The random share guards against what an active learner does not see by
//     itself, and with it the two can be compared. Of the two orders by uncertainty,
//     Margin cost less beside random memes in the experiment of eval/README.md.
//
// Memes without a prediction come after those with one, at random.
//
// What a model is evaluated on must not be chosen by it: a test set of uncertain memes
// is harder than the memes that it stands for. So memes of val and test are in no
// model's order. They come at random among the others; and until val and test have
// [Enough] gold levels each, or all that they can have, every fourth place is one of
// them, drawn at random from those that lack one.
//
// # Random numbers
//
// Random orders sort the memes by hashes of their numbers, seeded by the annotator's
// name: the same annotator meets the memes in the same order at every start, whatever
// was labelled or imported in between.
package queue
