package onnx

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Attr is an attribute of a node.
type Attr struct{ encoded []byte }

// AttributeProto.AttributeType.
const (
	attrFloat = 1
	attrInt   = 2
	attrGraph = 5
	attrInts  = 7
)

// Int returns an attribute of type int: axis, group, transB.
func Int(name string, v int) Attr {
	b := appendString(nil, attributeName, name)
	b = appendInt(b, attributeInt, int64(v))
	return Attr{appendInt(b, attributeType, attrInt)}
}

// Ints returns an attribute of type ints: strides, pads, kernel_shape.
func Ints(name string, v ...int) Attr {
	b := appendString(nil, attributeName, name)
	for _, i := range v {
		b = appendInt(b, attributeInts, int64(i))
	}
	return Attr{appendInt(b, attributeType, attrInts)}
}

// Float returns an attribute of type float: epsilon, alpha.
func Float(name string, v float32) Attr {
	b := appendString(nil, attributeName, name)
	b = protowire.AppendTag(b, attributeFloat, protowire.Fixed32Type)
	b = protowire.AppendFixed32(b, math.Float32bits(v))
	return Attr{appendInt(b, attributeType, attrFloat)}
}

// Body returns an attribute of type graph: the body of a Loop, a branch of an If.
// Every graph has names of its own here, so a body does not see the tensors around
// it. A mistake made while building the body is one of g.
func (g *Graph) Body(name string, body *Graph) Attr {
	graph, err := body.encode()
	if err != nil {
		g.fail("%s: %v", name, err)
	}
	b := appendString(nil, attributeName, name)
	b = appendMessage(b, attributeGraph, graph)
	return Attr{appendInt(b, attributeType, attrGraph)}
}
