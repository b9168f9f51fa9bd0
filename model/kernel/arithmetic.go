package kernel

// A tile is what the innermost loop computes: tileRows rows by panel columns.
const (
	tileRows = 8
	panel    = 32
)

// arithmetic is one way to do the innermost loops. All ways give the same bits.
// Slices are given with the distance from row to row in values; a is read at
// row·rowA + k·stepA, b at k·stepB + column.
type arithmetic struct {
	name string

	// gemm makes the tile c = a·b over k products, or adds that to c. k is at
	// least 1.
	gemm func(k int, a []float32, rowA, stepA int, b []float32, stepB int, c []float32, rowC int, add bool)

	// adam updates n parameters, a multiple of 16.
	adam func(n int, p, m, v, grad *float32, c *[6]float32)

	// activate applies a ReLU, if there is one, and a mask, if that is not nil, to
	// rows of one panel's width; deactivate takes the gradient d with respect to
	// what it has made, y, back to what it was made of.
	activate   func(rows int, y *float32, rowY uintptr, mask *float32, rowM uintptr, relu bool)
	deactivate func(rows int, d *float32, rowD uintptr, y *float32, rowY uintptr, mask *float32, rowM uintptr, relu bool)
}

// tile is arithmetic.gemm for slices that are looked at first: assembly knows no
// bounds.
func (r *arithmetic) tile(k int, a []float32, rowA, stepA int, b []float32, stepB int, c []float32, rowC int, add bool) {
	_ = a[(tileRows-1)*rowA+(k-1)*stepA]
	_ = b[(k-1)*stepB+panel-1]
	_ = c[(tileRows-1)*rowC+panel-1]
	r.gemm(k, a, rowA, stepA, b, stepB, c, rowC, add)
}

// update applies Adam to whole vectors of one length.
func (r *arithmetic) update(p, m, v, g []float32, c *[6]float32) {
	n := len(p)
	_, _, _ = m[n-1], v[n-1], g[n-1]
	r.adam(n, &p[0], &m[0], &v[0], &g[0], c)
}

// matrix is rows of one length in one vector, each at a multiple of 64 bytes.
type matrix struct {
	data   []float32
	stride int // from row to row, in values
}

// newMatrix returns zeros. The stride is not a power of two, as those of the
// layers would be: their rows would be in each other's way in the cache.
func newMatrix(rows, width int) matrix {
	stride := width + lane
	return matrix{aligned(rows * stride), stride}
}

// from returns the matrix from this place on.
func (m matrix) from(row, column int) []float32 { return m.data[row*m.stride+column:] }

// panelAt returns the first value of rows of a panel, which must all be there.
func (m matrix) panelAt(row, rows, column int) *float32 {
	part := m.from(row, column)
	_ = part[(rows-1)*m.stride+panel-1]
	return &part[0]
}

// lane is a cache line and a vector register of AVX-512, in values.
const lane = 16

// aligned returns n zeros that begin at a multiple of 64 bytes.
func aligned(n int) []float32 {
	v := make([]float32, n+lane)
	return v[misaligned(v):][:n:n]
}
