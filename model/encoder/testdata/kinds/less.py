"""A copy of an ONNX Runtime library that takes the processor for a lesser one, to have its kernels at full speed.

    python less.py LIBONNXRUNTIME.SO COPY avx512|avx2|avx|sse       (x86-64)

The library asks the processor which kernels to use: which registers the system saves (xgetbv), and single bits of
cpuid. In the copy the answer is a constant without the larger registers, or the mask of a bit is empty: VNNI for
avx512, FMA for avx. What is found where is printed; a library built in another way may have nothing to change, which
is an error.
"""
import re
import sys


def main():
    source, copy, kind = sys.argv[1:]
    code = bytearray(open(source, "rb").read())
    vnni, fma = rb"\x81[\xe0-\xe7]\x00\x08\x00\x00", rb"\x81[\xe0-\xe7]\x00\x10\x00\x00"  # and reg, bit
    registers = {"sse": b"\x31\xc0\x90", "avx": b"\x6a\x07\x58", "avx2": b"\x6a\x07\x58"}.get(kind)  # eax = 0, or 7
    mask = {"avx512": vnni, "avx": fma}.get(kind)
    changed = 0
    # xgetbv, after ecx = 0: elsewhere these bytes are something else.
    for asked in list(re.finditer(rb"(?:\x31\xc9|\x44\x89\xc1)\x0f\x01\xd0", code)):
        end = asked.end()
        if registers:
            code[end - 3:end] = registers
            changed += not mask
        bit = mask and re.search(mask, code[end:end + 2500])
        if bit:
            code[end + bit.end() - 4:end + bit.end()] = bytes(4)
            changed += 1
    if not changed:
        sys.exit("%s: nothing was found to change" % source)
    open(copy, "wb").write(code)
    print("%s: %d places" % (kind, changed))


main()
