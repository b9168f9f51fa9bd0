#!/bin/bash
# Writes the vectors of the kinds of machines that can be had on this one, an x86-64
# with AVX-512 and VNNI:
#
#	model/encoder/testdata/kinds/make.sh LIBONNXRUNTIME.SO NEWER.SO
#
# The first is the library that memebench fetches (in its cache, files/*/), the second a
# newer one, as the pip package onnxruntime has it. Emulated processors (qemu-user) take
# some minutes each, and do not encode the sentences.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
library=$(realpath "$1") newer=$(realpath "$2")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$here/../.."
go test -c -o "$tmp/encoder.test" .
rm -f "$here"/*.f16 "$here/kinds.json"

write() { # KIND HOW [FLAG...]
	local kind=$1 how=$2
	shift 2
	GLIBC_TUNABLES=${tunables:-} ${emulator:-} "$tmp/encoder.test" -test.run '^TestKinds'${only:-} -test.timeout 3h -kind "$kind" -how "$how" "$@"
}
write vnni "this processor: $(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo)"
write vnni-1.32 'the same, a newer runtime' -library "$newer"
lesser() { # KIND PROCESSOR
	python3 "$here/less.py" "$library" "$tmp/$1.so" "$1"
	write "$1" 'a runtime that takes it for less (less.py)' -library "$tmp/$1.so" -processor "$2"
}
lesser avx512 'amd64 avx avx2 avx512f avx512bw'
tunables=glibc.cpu.hwcaps=-AVX512F lesser avx2 'amd64 avx avx2'
tunables=glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA lesser avx 'amd64 avx'
tunables=glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AVX lesser sse amd64
only='$' # not the sentences
qemu="emulated, $(qemu-x86_64 --version | sed -n '1s/ (.*//p')"
emulator='qemu-x86_64 -cpu Haswell' write haswell "$qemu -cpu Haswell" -processor 'amd64 avx avx2'
emulator='qemu-x86_64 -cpu Nehalem' write nehalem "$qemu -cpu Nehalem" -processor amd64
