#include "textflag.h"

// The tiles are 8 rows of A by 32 columns of B. Row i of A begins rowA bytes after
// row i-1, and the next of the k products is stepA bytes further in A and stepB
// bytes further in B; so A can be read along its rows (a forward pass) or along
// its columns (a gradient of weights) without being copied. Every element of C
// is one chain of fused multiply-adds in the order of k, whatever the registers'
// width: both versions give the same bits.

// func gemm512(k int, a *float32, rowA, stepA uintptr, b *float32, stepB uintptr, c *float32, rowC uintptr, add bool)
//
// Registers: Z0 to Z15 are the tile, two to a row; Z30 and Z31 the 32 columns of
// B; Z16 to Z23 one value of A each, spread over all lanes. SI walks rows 0 to 3
// of A and BX rows 4 to 7, R8 and R12 are one and three times rowA; DI walks B.
TEXT ·gemm512(SB), NOSPLIT, $0-65
	MOVQ k+0(FP), CX
	MOVQ a+8(FP), SI
	MOVQ rowA+16(FP), R8
	MOVQ stepA+24(FP), R9
	MOVQ b+32(FP), DI
	MOVQ stepB+40(FP), R10
	MOVQ c+48(FP), DX
	MOVQ rowC+56(FP), R11
	LEAQ (R8)(R8*2), R12
	LEAQ (SI)(R8*4), BX
	LEAQ (R11)(R11*2), R13
	LEAQ (DX)(R11*4), AX
	CMPB add+64(FP), $0
	JNE  load512

	VPXORD Z0, Z0, Z0
	VPXORD Z1, Z1, Z1
	VPXORD Z2, Z2, Z2
	VPXORD Z3, Z3, Z3
	VPXORD Z4, Z4, Z4
	VPXORD Z5, Z5, Z5
	VPXORD Z6, Z6, Z6
	VPXORD Z7, Z7, Z7
	VPXORD Z8, Z8, Z8
	VPXORD Z9, Z9, Z9
	VPXORD Z10, Z10, Z10
	VPXORD Z11, Z11, Z11
	VPXORD Z12, Z12, Z12
	VPXORD Z13, Z13, Z13
	VPXORD Z14, Z14, Z14
	VPXORD Z15, Z15, Z15
	JMP  loop512

load512:
	VMOVUPS (DX), Z0
	VMOVUPS 64(DX), Z1
	VMOVUPS (DX)(R11*1), Z2
	VMOVUPS 64(DX)(R11*1), Z3
	VMOVUPS (DX)(R11*2), Z4
	VMOVUPS 64(DX)(R11*2), Z5
	VMOVUPS (DX)(R13*1), Z6
	VMOVUPS 64(DX)(R13*1), Z7
	VMOVUPS (AX), Z8
	VMOVUPS 64(AX), Z9
	VMOVUPS (AX)(R11*1), Z10
	VMOVUPS 64(AX)(R11*1), Z11
	VMOVUPS (AX)(R11*2), Z12
	VMOVUPS 64(AX)(R11*2), Z13
	VMOVUPS (AX)(R13*1), Z14
	VMOVUPS 64(AX)(R13*1), Z15

loop512:
	VMOVUPS (DI), Z30
	VMOVUPS 64(DI), Z31
	// B lies in a cache further out; a prefetch beyond its end does not fault.
	PREFETCHT0 (DI)(R10*8)
	VBROADCASTSS (SI), Z16
	VBROADCASTSS (SI)(R8*1), Z17
	VBROADCASTSS (SI)(R8*2), Z18
	VBROADCASTSS (SI)(R12*1), Z19
	VFMADD231PS Z30, Z16, Z0
	VFMADD231PS Z31, Z16, Z1
	VFMADD231PS Z30, Z17, Z2
	VFMADD231PS Z31, Z17, Z3
	VBROADCASTSS (BX), Z20
	VBROADCASTSS (BX)(R8*1), Z21
	VFMADD231PS Z30, Z18, Z4
	VFMADD231PS Z31, Z18, Z5
	VFMADD231PS Z30, Z19, Z6
	VFMADD231PS Z31, Z19, Z7
	VBROADCASTSS (BX)(R8*2), Z22
	VBROADCASTSS (BX)(R12*1), Z23
	VFMADD231PS Z30, Z20, Z8
	VFMADD231PS Z31, Z20, Z9
	VFMADD231PS Z30, Z21, Z10
	VFMADD231PS Z31, Z21, Z11
	VFMADD231PS Z30, Z22, Z12
	VFMADD231PS Z31, Z22, Z13
	VFMADD231PS Z30, Z23, Z14
	VFMADD231PS Z31, Z23, Z15
	ADDQ R9, SI
	ADDQ R9, BX
	ADDQ R10, DI
	DECQ CX
	JNZ  loop512

	VMOVUPS Z0, (DX)
	VMOVUPS Z1, 64(DX)
	VMOVUPS Z2, (DX)(R11*1)
	VMOVUPS Z3, 64(DX)(R11*1)
	VMOVUPS Z4, (DX)(R11*2)
	VMOVUPS Z5, 64(DX)(R11*2)
	VMOVUPS Z6, (DX)(R13*1)
	VMOVUPS Z7, 64(DX)(R13*1)
	VMOVUPS Z8, (AX)
	VMOVUPS Z9, 64(AX)
	VMOVUPS Z10, (AX)(R11*1)
	VMOVUPS Z11, 64(AX)(R11*1)
	VMOVUPS Z12, (AX)(R11*2)
	VMOVUPS Z13, 64(AX)(R11*2)
	VMOVUPS Z14, (AX)(R13*1)
	VMOVUPS Z15, 64(AX)(R13*1)
	VZEROUPPER
	RET

// func gemm256(k int, a *float32, rowA, stepA uintptr, b *float32, stepB uintptr, c *float32, rowC uintptr, add bool)
//
// A quarter of a tile, 4 rows by 16 columns, since AVX2 has 16 registers: Y0 to Y7
// are the tile, two to a row; Y14 and Y15 the columns of B; Y8 to Y11 one value of
// A each.
TEXT ·gemm256(SB), NOSPLIT, $0-65
	MOVQ k+0(FP), CX
	MOVQ a+8(FP), SI
	MOVQ rowA+16(FP), R8
	MOVQ stepA+24(FP), R9
	MOVQ b+32(FP), DI
	MOVQ stepB+40(FP), R10
	MOVQ c+48(FP), DX
	MOVQ rowC+56(FP), R11
	LEAQ (R8)(R8*2), R12
	LEAQ (R11)(R11*2), R13
	CMPB add+64(FP), $0
	JNE  load256

	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	JMP  loop256

load256:
	VMOVUPS (DX), Y0
	VMOVUPS 32(DX), Y1
	VMOVUPS (DX)(R11*1), Y2
	VMOVUPS 32(DX)(R11*1), Y3
	VMOVUPS (DX)(R11*2), Y4
	VMOVUPS 32(DX)(R11*2), Y5
	VMOVUPS (DX)(R13*1), Y6
	VMOVUPS 32(DX)(R13*1), Y7

loop256:
	VMOVUPS (DI), Y14
	VMOVUPS 32(DI), Y15
	VBROADCASTSS (SI), Y8
	VBROADCASTSS (SI)(R8*1), Y9
	VBROADCASTSS (SI)(R8*2), Y10
	VBROADCASTSS (SI)(R12*1), Y11
	VFMADD231PS Y14, Y8, Y0
	VFMADD231PS Y15, Y8, Y1
	VFMADD231PS Y14, Y9, Y2
	VFMADD231PS Y15, Y9, Y3
	VFMADD231PS Y14, Y10, Y4
	VFMADD231PS Y15, Y10, Y5
	VFMADD231PS Y14, Y11, Y6
	VFMADD231PS Y15, Y11, Y7
	ADDQ R9, SI
	ADDQ R10, DI
	DECQ CX
	JNZ  loop256

	VMOVUPS Y0, (DX)
	VMOVUPS Y1, 32(DX)
	VMOVUPS Y2, (DX)(R11*1)
	VMOVUPS Y3, 32(DX)(R11*1)
	VMOVUPS Y4, (DX)(R11*2)
	VMOVUPS Y5, 32(DX)(R11*2)
	VMOVUPS Y6, (DX)(R13*1)
	VMOVUPS Y7, 32(DX)(R13*1)
	VZEROUPPER
	RET

// func adam512(n int, p, m, v, grad *float32, c *[6]float32)
//
// Registers: Z16 to Z21 are the six constants of c spread over all lanes (see
// adamConstants); Z0 is the gradient, Z1 and Z2 the moments, Z4 the parameters.
TEXT ·adam512(SB), NOSPLIT, $0-48
	MOVQ n+0(FP), CX
	MOVQ p+8(FP), DI
	MOVQ m+16(FP), SI
	MOVQ v+24(FP), R8
	MOVQ grad+32(FP), R9
	MOVQ c+40(FP), DX
	VBROADCASTSS (DX), Z16
	VBROADCASTSS 4(DX), Z17
	VBROADCASTSS 8(DX), Z18
	VBROADCASTSS 12(DX), Z19
	VBROADCASTSS 16(DX), Z20
	VBROADCASTSS 20(DX), Z21
	XORQ AX, AX

update512:
	VMOVUPS (R9)(AX*4), Z0
	VMOVUPS (SI)(AX*4), Z1
	VMOVUPS (R8)(AX*4), Z2
	VMOVUPS (DI)(AX*4), Z4
	VSUBPS Z1, Z0, Z3        // g - m
	VFMADD231PS Z3, Z16, Z1  // m += (1-β₁)(g - m)
	VMULPS Z0, Z0, Z0
	VMULPS Z17, Z2, Z2
	VFMADD231PS Z0, Z18, Z2  // v = β₂v + (1-β₂)g²
	VMOVUPS Z1, (SI)(AX*4)
	VMOVUPS Z2, (R8)(AX*4)
	VSQRTPS Z2, Z3
	VFMADD213PS Z21, Z20, Z3 // √v/√(1-β₂ᵗ) + ε
	VMULPS Z19, Z1, Z1
	VDIVPS Z3, Z1, Z1
	VSUBPS Z1, Z4, Z4
	VMOVUPS Z4, (DI)(AX*4)
	ADDQ $16, AX
	CMPQ AX, CX
	JLT  update512
	VZEROUPPER
	RET

// func adam256(n int, p, m, v, grad *float32, c *[6]float32)
//
// Registers as in adam512, with Y6 to Y11 for the constants.
TEXT ·adam256(SB), NOSPLIT, $0-48
	MOVQ n+0(FP), CX
	MOVQ p+8(FP), DI
	MOVQ m+16(FP), SI
	MOVQ v+24(FP), R8
	MOVQ grad+32(FP), R9
	MOVQ c+40(FP), DX
	VBROADCASTSS (DX), Y6
	VBROADCASTSS 4(DX), Y7
	VBROADCASTSS 8(DX), Y8
	VBROADCASTSS 12(DX), Y9
	VBROADCASTSS 16(DX), Y10
	VBROADCASTSS 20(DX), Y11
	XORQ AX, AX

update256:
	VMOVUPS (R9)(AX*4), Y0
	VMOVUPS (SI)(AX*4), Y1
	VMOVUPS (R8)(AX*4), Y2
	VMOVUPS (DI)(AX*4), Y4
	VSUBPS Y1, Y0, Y3
	VFMADD231PS Y3, Y6, Y1
	VMULPS Y0, Y0, Y0
	VMULPS Y7, Y2, Y2
	VFMADD231PS Y0, Y8, Y2
	VMOVUPS Y1, (SI)(AX*4)
	VMOVUPS Y2, (R8)(AX*4)
	VSQRTPS Y2, Y3
	VFMADD213PS Y11, Y10, Y3
	VMULPS Y9, Y1, Y1
	VDIVPS Y3, Y1, Y1
	VSUBPS Y1, Y4, Y4
	VMOVUPS Y4, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT  update256
	VZEROUPPER
	RET

// func activate256(rows int, y *float32, rowY uintptr, mask *float32, rowM uintptr, relu bool)
//
// One row of 32 at a time, in Y0 to Y3: the larger of it and the floor Y5, which is
// 0 for a ReLU and else minus infinity, times the mask. Where either operand is
// NaN, VMAXPS gives the one that Go's order has first, so a NaN stays one.
TEXT ·activate256(SB), NOSPLIT, $0-41
	MOVQ rows+0(FP), CX
	MOVQ y+8(FP), DI
	MOVQ rowY+16(FP), R8
	MOVQ mask+24(FP), SI
	MOVQ rowM+32(FP), R9
	MOVL $0xff800000, AX
	XORL BX, BX
	CMPB relu+40(FP), $0
	CMOVLNE BX, AX
	VMOVD AX, X5
	VBROADCASTSS X5, Y5

activate:
	VMAXPS (DI), Y5, Y0
	VMAXPS 32(DI), Y5, Y1
	VMAXPS 64(DI), Y5, Y2
	VMAXPS 96(DI), Y5, Y3
	TESTQ SI, SI
	JZ    store
	VMULPS (SI), Y0, Y0
	VMULPS 32(SI), Y1, Y1
	VMULPS 64(SI), Y2, Y2
	VMULPS 96(SI), Y3, Y3
	ADDQ R9, SI

store:
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	ADDQ R8, DI
	DECQ CX
	JNZ  activate
	VZEROUPPER
	RET

// func deactivate256(rows int, d *float32, rowD uintptr, y *float32, rowY uintptr, mask *float32, rowM uintptr, relu bool)
//
// One row of 32 at a time, in Y0 to Y3: where there is a ReLU, only what passed
// it, which is where y is not 0; times the mask.
TEXT ·deactivate256(SB), NOSPLIT, $0-57
	MOVQ rows+0(FP), CX
	MOVQ d+8(FP), DI
	MOVQ rowD+16(FP), R8
	MOVQ y+24(FP), DX
	MOVQ rowY+32(FP), R10
	MOVQ mask+40(FP), SI
	MOVQ rowM+48(FP), R9
	MOVBQZX relu+56(FP), BX
	VXORPS Y5, Y5, Y5

deactivate:
	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS 64(DI), Y2
	VMOVUPS 96(DI), Y3
	TESTQ BX, BX
	JZ    times
	VCMPPS $4, (DX), Y5, Y6 // 4: not equal, true for NaN
	VCMPPS $4, 32(DX), Y5, Y7
	VCMPPS $4, 64(DX), Y5, Y8
	VCMPPS $4, 96(DX), Y5, Y9
	VANDPS Y6, Y0, Y0
	VANDPS Y7, Y1, Y1
	VANDPS Y8, Y2, Y2
	VANDPS Y9, Y3, Y3
	ADDQ R10, DX

times:
	TESTQ SI, SI
	JZ    put
	VMULPS (SI), Y0, Y0
	VMULPS 32(SI), Y1, Y1
	VMULPS 64(SI), Y2, Y2
	VMULPS 96(SI), Y3, Y3
	ADDQ R9, SI

put:
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	ADDQ R8, DI
	DECQ CX
	JNZ  deactivate
	VZEROUPPER
	RET

// func center256(n int, to, x, mean *float32, inverse float32)
//
// Eight values at a time, in Y0; Y5 is the factor in all lanes.
TEXT ·center256(SB), NOSPLIT, $0-36
	MOVQ n+0(FP), CX
	MOVQ to+8(FP), DI
	MOVQ x+16(FP), SI
	MOVQ mean+24(FP), DX
	VBROADCASTSS inverse+32(FP), Y5
	XORQ AX, AX

center:
	VMOVUPS (SI)(AX*4), Y0
	VSUBPS (DX)(AX*4), Y0, Y0
	VMULPS Y5, Y0, Y0
	VMOVUPS Y0, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT  center
	VZEROUPPER
	RET

// func products256(n int, q, x *float32, sums *[2][sumLanes]float32)
//
// 32 values at a time; Y0 to Y3 have the lanes of q·x, Y4 to Y7 those of x·x. Products and
// sums are rounded each by itself, as plain Go does it.
TEXT ·products256(SB), NOSPLIT, $0-32
	MOVQ n+0(FP), CX
	MOVQ q+8(FP), SI
	MOVQ x+16(FP), DX
	MOVQ sums+24(FP), DI
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	XORQ AX, AX

products:
	VMOVUPS (DX)(AX*4), Y8
	VMOVUPS 32(DX)(AX*4), Y9
	VMOVUPS 64(DX)(AX*4), Y10
	VMOVUPS 96(DX)(AX*4), Y11
	VMULPS (SI)(AX*4), Y8, Y12
	VMULPS 32(SI)(AX*4), Y9, Y13
	VMULPS 64(SI)(AX*4), Y10, Y14
	VMULPS 96(SI)(AX*4), Y11, Y15
	VMULPS Y8, Y8, Y8
	VMULPS Y9, Y9, Y9
	VMULPS Y10, Y10, Y10
	VMULPS Y11, Y11, Y11
	VADDPS Y12, Y0, Y0
	VADDPS Y13, Y1, Y1
	VADDPS Y14, Y2, Y2
	VADDPS Y15, Y3, Y3
	VADDPS Y8, Y4, Y4
	VADDPS Y9, Y5, Y5
	VADDPS Y10, Y6, Y6
	VADDPS Y11, Y7, Y7
	ADDQ $32, AX
	CMPQ AX, CX
	JLT  products
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	VMOVUPS Y4, 128(DI)
	VMOVUPS Y5, 160(DI)
	VMOVUPS Y6, 192(DI)
	VMOVUPS Y7, 224(DI)
	VZEROUPPER
	RET

// func pause()
//
// Some hundred cycles in which the core leaves its resources to others.
TEXT ·pause(SB), NOSPLIT, $0-0
	PAUSE
	PAUSE
	PAUSE
	PAUSE
	RET
