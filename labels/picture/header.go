package picture

// Header reads the header of the file at path and nothing else: a few kilobytes,
// whatever the size of the file. It returns what [Probe] does, without SHA256.
func Header(path string) (Info, error) {
	f, size, err := openFile(path)
	if err != nil {
		return Info{Orientation: 1, Size: size}, err
	}
	defer f.Close() // only read from
	return readHeader(f, size)
}
