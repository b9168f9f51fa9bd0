package eval

import (
	"encoding/json"
	"math"
	"strconv"
)

// Metric is a number that may be undefined (NaN), which JSON writes as null.
type Metric float64

var undefined = Metric(math.NaN())

// Defined reports whether f is a number.
func (f Metric) Defined() bool { return !math.IsNaN(float64(f)) && !math.IsInf(float64(f), 0) }

// String writes f with three decimals, and "–" when it is undefined.
func (f Metric) String() string {
	if !f.Defined() {
		return "–"
	}
	s := strconv.FormatFloat(float64(f), 'f', 3, 64)
	if s == "-0.000" { // a kappa a hair below 0
		s = "0.000"
	}
	return s
}

// P is how a sentence names a p-value: "p = 0.012", and "p < 0.001" where three decimals would
// say that it is 0.
func (f Metric) P() string {
	if f.Defined() && f < .001 {
		return "p < 0.001"
	}
	return "p = " + f.String()
}

// MarshalJSON writes the number in full precision, and null when it is
// undefined, since JSON has no NaN.
func (f Metric) MarshalJSON() ([]byte, error) {
	if !f.Defined() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(f))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Metric) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*f = undefined
		return nil
	}
	return json.Unmarshal(b, (*float64)(f))
}
