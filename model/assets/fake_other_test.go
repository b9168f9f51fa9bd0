//go:build !unix

package assets

// The fake clients need symbolic links and process groups.
var fakeClients = map[string]func() int{}
