package assets

import "os/exec"

// Status is what a health check wants to know of the cache and of the sources
// that a fetch could use.
type Status struct {
	Dir     string // the cache folder
	Folder  string // MEMEBENCH_ASSETS; "" if not set
	Assets  []AssetStatus
	Clients []ClientStatus
}

// AssetStatus says whether an asset is in the cache.
type AssetStatus struct {
	Asset
	Path string // "" if it is not there
	Err  error  // nil if it is there and whole; else wraps ErrMissing
}

// ClientStatus says where a package client is installed. It is not run.
type ClientStatus struct {
	Kind Kind
	Path string // "" if it is not installed
}

// Status looks at every asset of the manifest, hashing those that were not
// checked before, and for the package clients on the PATH.
func (c *Cache) Status() Status {
	s := Status{Dir: c.dir, Folder: c.folder}
	for _, a := range c.assets {
		path, err := c.Path(a.Name)
		s.Assets = append(s.Assets, AssetStatus{a, path, err})
	}
	for _, client := range []struct {
		kind     Kind
		programs []string
	}{{Maven, []string{"mvn"}}, {Pip, []string{"pip", "pip3", "python3", "python"}}, {Go, []string{"go"}}} {
		found := ClientStatus{Kind: client.kind}
		for _, program := range client.programs {
			if path, err := exec.LookPath(program); err == nil {
				found.Path = path
				break
			}
		}
		s.Clients = append(s.Clients, found)
	}
	return s
}
