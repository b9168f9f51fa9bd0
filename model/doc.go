// Package model reads memes: frozen encoders turn caption and picture into
// features, and a small head, trained on the labels of a workspace, turns the
// features into five probabilities.
package model
