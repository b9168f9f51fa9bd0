"""Writes the models that the tests of package onnx compare with, using the reference implementation (pip package onnx).

    python gen.py

ops.onnx        what TestMarshal builds, byte by byte
quantized.onnx  what TestMarshalQuantized builds, byte by byte: a convolution in integers
dynamic.onnx    products of matrices whose activations are quantised at run time, and otherwise.onnx such that are of another form
nested.onnx     a model to cut: a branch that is not needed, an initializer that is also an input, an optional input left
                out, and an If whose branches use tensors of the outer graph
parted.onnx     a model of pictures whose weights lie in another file, parted.data, which is not kept
"""
import os

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as nh

HERE = os.path.dirname(os.path.abspath(__file__))


def save(graph, name, metadata=None, **kw):
    m = h.make_model(graph, producer_name="memebench", ir_version=8, opset_imports=[h.make_opsetid("", 17)], **kw)
    if metadata:
        h.set_model_props(m, metadata)
    onnx.checker.check_model(m, full_check=True)
    with open(os.path.join(HERE, name), "wb") as f:
        f.write(m.SerializeToString())


def ops():
    w = nh.from_array((np.arange(36, dtype=np.float32) / 8).reshape(4, 1, 3, 3), "w")
    zero, six = nh.from_array(np.float32(0), "zero"), nh.from_array(np.float32(6), "six")
    fc = nh.from_array(np.full((2, 4), -0.5, np.float32), "fc")
    axes = nh.from_array(np.array([-1], np.int64), "axes")
    nodes = [
        h.make_node("Conv", ["x", "w"], ["c"]),
        h.make_node("Clip", ["c", "zero", "six"], ["a"]),
        h.make_node("GlobalAveragePool", ["a"], ["p"]),
        h.make_node("Flatten", ["p"], ["f"]),
        h.make_node("LeakyRelu", ["f"], ["l"]),
        h.make_node("Gemm", ["l", "fc", ""], ["g"]),
        h.make_node("ReduceSum", ["g", "axes"], ["s"]),
    ]
    # make_node sorts attributes by name; the order given here is the one that the test writes.
    def attrs(k, *pairs):
        nodes[k].attribute.extend(h.make_attribute(n, v) for n, v in pairs)
    attrs(0, ("group", 4), ("kernel_shape", [3, 3]), ("pads", [0, 0, 1, 1]), ("strides", [2, 2]))
    attrs(3, ("axis", 1))
    attrs(4, ("alpha", 0.25))
    attrs(5, ("transB", 1))
    nodes.append(h.make_node("DepthToSpace", ["x"], ["d"]))
    attrs(7, ("blocksize", 2))
    graph = h.make_graph(
        nodes, "ops",
        [h.make_tensor_value_info("x", T.FLOAT, ["batch", 4, 8, 8])],
        [h.make_tensor_value_info("s", T.FLOAT, ["batch", 1]), h.make_tensor_value_info("d", T.FLOAT, ["batch", 1, 16, 16])],
        [w, zero, six, fc, axes],
    )
    save(graph, "ops.onnx", {"made by": "memebench", "empty": ""})


def quantized():
    inits = [nh.from_array(np.array(v, t), n) for n, v, t in [
        ("one", 1, np.float32), ("zero", 0, np.uint8), ("step", 0.5, np.float32), ("middle", 128, np.uint8),
        ("w", [[[[-127]], [[64]]], [[[0]], [[127]]]], np.int8), ("w_step", [0.25, 2], np.float32), ("w_zero", [0, 0], np.int8),
        ("b", [-7, 2147483647], np.int32), ("b_step", [0.125, 1], np.float32)]]
    nodes = [
        h.make_node("QuantizeLinear", ["x", "one", "zero"], ["q"]),
        h.make_node("DequantizeLinear", ["q", "step", "middle"], ["d"]),
        h.make_node("DequantizeLinear", ["w", "w_step", "w_zero"], ["wd"], axis=0),
        h.make_node("DequantizeLinear", ["b", "b_step"], ["bd"], axis=0),
        h.make_node("Conv", ["d", "wd", "bd"], ["y"]),
    ]
    f = lambda name, *dims: h.make_tensor_value_info(name, T.FLOAT, dims)
    save(h.make_graph(nodes, "quantized", [f("x", "batch", 2, 1, 1)], [f("y", "batch", 2, 1, 1)], inits), "quantized.onnx")


def dynamic():
    f = lambda name, *dims: h.make_tensor_value_info(name, T.FLOAT, dims)
    listed = lambda name, kind, dims, values: h.make_tensor(name, kind, dims, values)  # a list of numbers, not raw bytes
    inits = [
        nh.from_array(np.array([[-127, 2], [3, 4], [5, 127]], np.int8), "w"), listed("w_zero", T.INT8, [2], [-1, 0]), listed("w_scale", T.FLOAT, [2], [0.5, 0.25]),
        nh.from_array(np.array([[0, 255], [7, 8]], np.uint8), "v"), nh.from_array(np.array(7, np.uint8), "v_zero"), nh.from_array(np.array(2, np.float32), "v_scale"),
        nh.from_array(np.array([[1, 2], [3, 4]], np.int8), "u"), nh.from_array(np.array(0.125, np.float32), "u_scale"),
    ]
    n = h.make_node
    nodes = [
        n("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]),
        n("MatMulInteger", ["xq", "w", "xz", "w_zero"], ["a"]),
        n("Mul", ["xs", "w_scale"], ["a_scale"]),
        n("Cast", ["a"], ["a_f"], to=T.FLOAT),
        n("Mul", ["a_f", "a_scale"], ["hidden"]),
        n("DynamicQuantizeLinear", ["hidden"], ["hq", "hs", "hz"]),
        # One number for all columns, and factors the other way round.
        n("MatMulInteger", ["hq", "v", "hz", "v_zero"], ["b"]),
        n("Cast", ["b"], ["b_f"], to=T.FLOAT),
        n("Mul", ["v_scale", "hs"], ["b_scale"]),
        n("Mul", ["b_scale", "b_f"], ["y"]),
        # No zero, and the same weights twice.
        n("MatMulInteger", ["hq", "u", "hz"], ["c"]),
        n("Cast", ["c"], ["c_f"], to=T.FLOAT),
        n("Mul", ["hs", "u_scale"], ["c_scale"]),
        n("Mul", ["c_f", "c_scale"], ["z"]),
        n("DynamicQuantizeLinear", ["z"], ["zq", "zs", "zz"]),
        n("MatMulInteger", ["zq", "u", "zz"], ["d"]),
        n("Cast", ["d"], ["d_f"], to=T.FLOAT),
        n("Mul", ["zs", "u_scale"], ["d_scale"]),
        n("Mul", ["d_f", "d_scale"], ["t"]),
    ]
    outputs = [f("y", "B", 2), f("t", "B", 2)]
    save(h.make_graph(nodes, "dynamic", [f("x", "B", 3)], outputs, inits, value_info=[f("hidden", "B", 2), f("a_f", "B", 2)]), "dynamic.onnx")
    # What is not of that form: the sum is read twice, or an output, or the scale is another activation's.
    nodes[9:10] = [n("Mul", ["b_scale", "b_f"], ["y"]), n("Neg", ["b_f"], ["again"])]
    scaled = [i for i, o in enumerate(nodes) if o.output[0] == "c_scale"][0]
    nodes[scaled] = n("Mul", ["xs", "u_scale"], ["c_scale"])
    outputs += [f("again", "B", 2), h.make_tensor_value_info("a", T.INT32, ["B", 2]), h.make_tensor_value_info("d", T.INT32, ["B", 2])]
    save(h.make_graph(nodes, "otherwise", [f("x", "B", 3)], outputs, inits), "otherwise.onnx")


def nested():
    f = lambda name, *dims: h.make_tensor_value_info(name, T.FLOAT, dims)
    then = h.make_graph([h.make_node("Add", ["hidden", "inner"], ["then_out"])], "then", [], [f("then_out", "B", 2)])
    other = h.make_graph([h.make_node("Identity", ["shared"], ["else_out"])], "else", [], [f("else_out", "B", 2)])
    nodes = [
        h.make_node("Mul", ["x", "scale"], ["hidden"]),
        h.make_node("Neg", ["x"], ["shared"]),
        h.make_node("Clip", ["hidden", "", "top"], ["clipped"]),
        h.make_node("If", ["flag"], ["chosen"], then_branch=then, else_branch=other),
        h.make_node("Add", ["chosen", "clipped"], ["feature"]),
        h.make_node("Mul", ["feature", "unused"], ["late"]),
        h.make_node("Add", ["late", "y"], ["out"]),
    ]
    inits = [nh.from_array(np.array(v, np.float32), n) for n, v in
             [("scale", [2, 3]), ("top", 4), ("inner", [10, 20]), ("unused", [7, 7])]]
    graph = h.make_graph(
        nodes, "nested",
        [f("x", "B", 2), f("scale", 2), f("y", "B", 2), h.make_tensor_value_info("flag", T.BOOL, [])],
        [f("out", "B", 2)], inits, value_info=[f("hidden", "B", 2), f("late", "B", 2), f("feature", "B", 2)],
    )
    save(graph, "nested.onnx")


def parted():
    f = lambda name, *dims: h.make_tensor_value_info(name, T.FLOAT, dims)
    nodes = [
        h.make_node("ReduceMean", ["x"], ["means"], axes=[2, 3], keepdims=0),
        h.make_node("MatMul", ["means", "w"], ["y"]),
    ]
    graph = h.make_graph(nodes, "parted", [f("x", "B", 3, 16, 16)], [f("y", "B", 4)],
                         [nh.from_array((np.arange(12, dtype=np.float32) / 8).reshape(3, 4), "w")])
    m = h.make_model(graph, producer_name="memebench", ir_version=8, opset_imports=[h.make_opsetid("", 17)])
    onnx.save(m, os.path.join(HERE, "parted.onnx"), save_as_external_data=True, location="parted.data", size_threshold=0)
    os.remove(os.path.join(HERE, "parted.data"))


ops()
quantized()
dynamic()
nested()
parted()
