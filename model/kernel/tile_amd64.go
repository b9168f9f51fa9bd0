package kernel

import "golang.org/x/sys/cpu"

//go:noescape
func gemm512(k int, a *float32, rowA, stepA uintptr, b *float32, stepB uintptr, c *float32, rowC uintptr, add bool)

//go:noescape
func gemm256(k int, a *float32, rowA, stepA uintptr, b *float32, stepB uintptr, c *float32, rowC uintptr, add bool)

//go:noescape
func adam512(n int, p, m, v, grad *float32, c *[6]float32)

//go:noescape
func adam256(n int, p, m, v, grad *float32, c *[6]float32)

//go:noescape
func activate256(rows int, y *float32, rowY uintptr, mask *float32, rowM uintptr, relu bool)

//go:noescape
func deactivate256(rows int, d *float32, rowD uintptr, y *float32, rowY uintptr, mask *float32, rowM uintptr, relu bool)

//go:noescape
func center256(n int, to, x, mean *float32, inverse float32)

//go:noescape
func products256(n int, q, x *float32, sums *[2][sumLanes]float32)

func pause()

var hasAVX2 = cpu.X86.HasAVX2

// center is Center for as many values as assembly can do, a multiple of eight,
// which it returns.
func center(to, x, mean []float32, inverse float32) int {
	n := len(to) / 8 * 8
	if !hasAVX2 || n == 0 {
		return 0
	}
	center256(n, &to[0], &x[0], &mean[0], inverse)
	return n
}

// products is Products for as many values as assembly can do, a multiple of the lanes,
// which it returns; their sums are in the lanes then.
func products(q, x []float32, sums *[2][sumLanes]float32) int {
	n := len(q) / sumLanes * sumLanes
	if !hasAVX2 || n == 0 {
		return 0
	}
	products256(n, &q[0], &x[0], sums)
	return n
}

// bytes is the distance of so many values.
func bytes(values int) uintptr { return uintptr(values) * 4 }

// assembly returns the fastest arithmetic that the processor has, nil when it has
// none of those written here. What the operating system does not save is counted
// as absent (package cpu asks it).
func assembly() []arithmetic {
	var as []arithmetic
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		if cpu.X86.HasAVX512F {
			as = append(as, arithmetic{name: "AVX-512", gemm: whole, adam: adam512, activate: activate256, deactivate: deactivate256})
		}
		as = append(as, arithmetic{name: "AVX2", gemm: quarters, adam: adam256, activate: activate256, deactivate: deactivate256})
	}
	return as
}

// whole computes a tile with AVX-512.
func whole(k int, a []float32, rowA, stepA int, b []float32, stepB int, c []float32, rowC int, add bool) {
	gemm512(k, &a[0], bytes(rowA), bytes(stepA), &b[0], bytes(stepB), &c[0], bytes(rowC), add)
}

// quarters computes a tile with AVX2.
func quarters(k int, a []float32, rowA, stepA int, b []float32, stepB int, c []float32, rowC int, add bool) {
	for row := 0; row < tileRows; row += tileRows / 2 {
		for column := 0; column < panel; column += panel / 2 {
			gemm256(k, &a[row*rowA], bytes(rowA), bytes(stepA), &b[column], bytes(stepB), &c[row*rowC+column], bytes(rowC), add)
		}
	}
}
