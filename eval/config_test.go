package eval

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestDefaultConfigIsValid(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Error(err)
	}
}

func TestValidateRefuses(t *testing.T) {
	for want, change := range map[string]func(c *Config){
		"fusion":           func(c *Config) { c.Fusion = "sum\x1b[2J" },
		"width":            func(c *Config) { c.Width = 0 },
		"width 9":          func(c *Config) { c.Width = 9_000_000 },
		"width 254":        func(c *Config) { c.Fusion, c.Width = Attention, 254 },
		"depth 0":          func(c *Config) { c.Depth = 0 },
		"depth 17":         func(c *Config) { c.Depth = 17 },
		"ordinal 1":        func(c *Config) { c.Ordinal = 1 },
		"ordinal NaN":      func(c *Config) { c.Ordinal = math.NaN() },
		"hidden":           func(c *Config) { c.Hidden = -1 },
		"dropout":          func(c *Config) { c.Dropout = 1 },
		"modality dropout": func(c *Config) { c.ModalityDropout = math.NaN() },
		"learning rate":    func(c *Config) { c.LearningRate = 0 },
		"learning rate +":  func(c *Config) { c.LearningRate = math.Inf(1) },
		"decay steps -1":   func(c *Config) { c.DecaySteps = -1 },
		"decay steps 2":    func(c *Config) { c.DecaySteps = 2_000_000_000 },
		"label smoothing":  func(c *Config) { c.LabelSmoothing = -0.1 },
		"class weights":    func(c *Config) { c.ClassWeights = "" },
		"batch":            func(c *Config) { c.Batch = 0 },
		"epochs":           func(c *Config) { c.Epochs = 0 },
		"patience":         func(c *Config) { c.Patience = -1 },
	} {
		c := Default()
		change(&c)
		if err := c.Validate(); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestFusionsAreValid(t *testing.T) {
	for _, fusion := range Fusions {
		c := Default()
		c.Fusion, c.Depth, c.Ordinal = fusion, 3, 0.2
		if err := c.Validate(); err != nil {
			t.Errorf("%s: %v", fusion, err)
		}
	}
}

// A config that was kept before there was a choice of depth or of decay has one hidden layer and a
// learning rate that stays, and says so.
func TestOlderConfigsDecode(t *testing.T) {
	const old = `{"fusion":"concat","width":256,"hidden":128,"dropout":0.2,"modality_dropout":0.1,"learning_rate":0.001,
		"label_smoothing":0.05,"class_weights":"sqrt","batch":64,"epochs":40,"patience":5,"seed":1}`
	var c Config
	if err := json.Unmarshal([]byte(old), &c); err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.DecaySteps = 0
	if c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
	if got, want := c.Summary(), "concat 256+128, dropout 0.2, decay steps 0, lr 0.001, seed 1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := ConfigDifference(Default(), c); got != "decay-steps 0" {
		t.Errorf("it differs from the default in %s", got)
	}
}

func TestSummary(t *testing.T) {
	c := Default()
	if got, want := c.Summary(), "concat 256+128, dropout 0.2, lr 0.001, seed 1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := c.Full(), "concat 256+128, dropout 0.2, modality dropout 0.1, ordinal 0, label smoothing 0.05, class weights sqrt, "+
		"decay steps 400, batch 64, epochs 40, patience 5, lr 0.001, seed 1"; got != want {
		t.Errorf("in full %s, want %s", got, want)
	}
	c.Fusion, c.Depth, c.Ordinal = Attention, 2, 0.3
	if got, want := c.Summary(), "attention 256+2×128, dropout 0.2, ordinal 0.3, lr 0.001, seed 1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Whatever is otherwise than by default is in the summary.
func TestSummaryHasWhatIsNotDefault(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"modality dropout 0.3": func(c *Config) { c.ModalityDropout = .3 },
		"label smoothing 0":    func(c *Config) { c.LabelSmoothing = 0 },
		"class weights none":   func(c *Config) { c.ClassWeights = WeightsNone },
		"decay steps 0":        func(c *Config) { c.DecaySteps = 0 },
		"batch 32":             func(c *Config) { c.Batch = 32 },
		"epochs 7":             func(c *Config) { c.Epochs = 7 },
		"patience 0":           func(c *Config) { c.Patience = 0 },
		"ordinal 0.1":          func(c *Config) { c.Ordinal = .1 },
		"dropout 0.5":          func(c *Config) { c.Dropout = .5 },
		"lr 0.01":              func(c *Config) { c.LearningRate = .01 },
		"seed 9":               func(c *Config) { c.Seed = 9 },
		"gated 256+128":        func(c *Config) { c.Fusion = Gated },
		"concat 64+128":        func(c *Config) { c.Width = 64 },
		"concat 256+3×128":     func(c *Config) { c.Depth = 3 },
		"concat 256+16":        func(c *Config) { c.Hidden = 16 },
	} {
		c := Default()
		change(&c)
		if got := c.Summary(); !slices.Contains(strings.Split(got, ", "), want) {
			t.Errorf("%q: want %q in it", got, want)
		}
	}
}

// Every field of a config is in it in full.
func TestFullHasAllFields(t *testing.T) {
	for i := range reflect.TypeFor[Config]().NumField() {
		c := Default()
		other(reflect.ValueOf(&c).Elem().Field(i))
		if usual := Default(); c.Full() == usual.Full() {
			t.Errorf("a %s of its own is not in %q", reflect.TypeFor[Config]().Field(i).Name, c.Full())
		}
	}
}

// other gives a field another value than it has.
func other(field reflect.Value) {
	switch field.Kind() {
	case reflect.String:
		field.SetString(field.String() + "x")
	case reflect.Float64:
		field.SetFloat(field.Float()/2 + .125)
	case reflect.Uint64:
		field.SetUint(field.Uint() + 1)
	default:
		field.SetInt(field.Int() + 1)
	}
}

// FuzzConfig reads configs from anywhere: each is refused with a sentence or is
// valid, and then it is the same after having been written and read again.
func FuzzConfig(f *testing.F) {
	for _, s := range []string{
		`{"fusion":"gated","width":8,"hidden":4,"learning_rate":1e-3,"class_weights":"none","batch":1,"epochs":1}`,
		`{"fusion":"attention","width":6}`, `{"depth":-1}`, `{"ordinal":1e400}`, `{"seed":-1}`, `[]`, `null`, "{\"fusion\":\"\\u001b[2J\"}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var c Config
		if err := json.Unmarshal(b, &c); err != nil {
			return
		}
		if err := c.Validate(); err != nil {
			if s := err.Error(); len(s) > 1000 && len(b) < 500 || strings.ContainsAny(s, "\x1b\n") {
				t.Errorf("%q", s)
			}
			return
		}
		again, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var same Config
		if err := json.Unmarshal(again, &same); err != nil || same != c {
			t.Errorf("%+v became %+v, %v", c, same, err)
		}
	})
}
