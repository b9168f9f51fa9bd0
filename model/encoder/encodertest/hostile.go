package encodertest

import "memebench/model/onnx"

// Hostile are image encoders of pictures [batch, 3, 16, 16] that no machine can run
// to the end, by what they do.
var Hostile = map[string]func() ([]byte, error){
	"endless": func() ([]byte, error) { return looping(false) },
	"growing": func() ([]byte, error) { return looping(true) },
	"filling": filling,
	"folding": folding,
}

// looping has an endless loop, whose value keeps its size or doubles it.
func looping(grows bool) ([]byte, error) {
	body := onnx.New("body")
	body.Input("turn", onnx.Int64)
	body.Node("Identity", []string{body.Input("go on", onnx.Bool)}, []string{"still"})
	v := body.Input("v", onnx.Float32, onnx.Any("n"), onnx.Size(3), onnx.Size(16), onnx.Size(16))
	if grows {
		body.Node("Concat", []string{v, v}, []string{"next"}, onnx.Int("axis", 0))
	} else {
		body.Node("Tanh", []string{v}, []string{"next"})
	}
	body.Output("still", onnx.Bool)
	body.Output("next", onnx.Float32, onnx.Any("n"), onnx.Size(3), onnx.Size(16), onnx.Size(16))
	g, x := picture()
	g.Node("Loop", []string{"", "", x}, []string{"looped"}, g.Body("body", body))
	return pooled(g, "looped")
}

// filling makes 12 GB of what is 4 bytes when it is run.
func filling() ([]byte, error) {
	g, x := picture()
	one := g.Op("ReduceMean", []string{x}, onnx.Ints("axes", 0, 1, 2, 3))
	wide := g.Op("Expand", []string{one, g.Ints("shape", []int64{3000, 1000, 32, 32}, 4)})
	return pooled(g, g.Op("Tanh", []string{wide}))
}

// folding has the runtime make 12 GB of constants while it reads the model.
func folding() ([]byte, error) {
	g, x := picture()
	zeros := g.Op("ConstantOfShape", []string{g.Ints("shape", []int64{3000, 1000, 32, 32}, 4)})
	total := g.Op("ReduceSum", []string{g.Op("Cos", []string{zeros}), g.Ints("axes", []int64{0, 1, 2, 3}, 4)})
	return pooled(g, g.Op("Add", []string{x, total}))
}

func picture() (g *onnx.Graph, pixels string) {
	g = onnx.New("hostile")
	return g, g.Input("pixels", onnx.Float32, onnx.Any("b"), onnx.Size(3), onnx.Size(16), onnx.Size(16))
}

func pooled(g *onnx.Graph, x string) ([]byte, error) {
	g.Node("ReduceMean", []string{x}, []string{"features"}, onnx.Ints("axes", 2, 3), onnx.Int("keepdims", 0))
	g.Output("features", onnx.Float32, onnx.Any("b"), onnx.Any("w"))
	return g.Marshal()
}
