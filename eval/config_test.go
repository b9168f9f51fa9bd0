package eval

import (
	"math"
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
		"hidden":           func(c *Config) { c.Hidden = -1 },
		"dropout":          func(c *Config) { c.Dropout = 1 },
		"modality dropout": func(c *Config) { c.ModalityDropout = math.NaN() },
		"learning rate":    func(c *Config) { c.LearningRate = 0 },
		"learning rate +":  func(c *Config) { c.LearningRate = math.Inf(1) },
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
