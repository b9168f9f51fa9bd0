package dataset

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// This file is about columns of Parquet whose values are not what stands in the file: dates are numbers
// of days there, and amounts of money bytes.

// How dates and times are written, as pandas does; a time of the world has its zone.
const (
	clockLayout = time.TimeOnly + ".999999999"
	timeLayout  = time.DateTime + ".999999999"
	worldLayout = timeLayout + "Z07:00"
)

// julianEpoch is 1 January 1970 as a Julian day, by which Spark and Impala count.
const julianEpoch = 2_440_588

// meaningOf returns what writes the values of a column of a type; nil where they stand in the file
// as they are.
func meaningOf(t parquet.Type) func(parquet.Value) string {
	if t.Kind() == parquet.Int96 {
		return func(v parquet.Value) string {
			i := v.Int96()
			nanos := int64(uint64(i[1])<<32 | uint64(i[0]))
			return time.Unix((int64(i[2])-julianEpoch)*24*60*60, nanos).UTC().Format(timeLayout)
		}
	}
	switch t.Kind() {
	case parquet.Float:
		return func(v parquet.Value) string { return inDigits(v, float64(v.Float()), 32) }
	case parquet.Double:
		return func(v parquet.Value) string { return inDigits(v, v.Double(), 64) }
	}
	logical := t.LogicalType()
	if logical == nil {
		return nil
	}
	switch is := logical.Value.(type) {
	case *format.DateType:
		return func(v parquet.Value) string {
			return time.Unix(int64(v.Int32())*24*60*60, 0).UTC().Format(time.DateOnly)
		}
	case *format.TimestampType:
		if is.Unit.Value == nil {
			return nil
		}
		layout, unit := timeLayout, int64(is.Unit.Value.Duration())
		if is.IsAdjustedToUTC {
			layout = worldLayout
		}
		return func(v parquet.Value) string {
			perSecond := int64(time.Second) / unit
			return time.Unix(v.Int64()/perSecond, v.Int64()%perSecond*unit).UTC().Format(layout)
		}
	case *format.TimeType:
		if is.Unit.Value == nil {
			return nil
		}
		unit := is.Unit.Value.Duration()
		return func(v parquet.Value) string {
			at := v.Int64()
			if v.Kind() == parquet.Int32 {
				at = int64(v.Int32())
			}
			return time.Unix(0, 0).UTC().Add(time.Duration(at) * unit).Format(clockLayout)
		}
	case *format.IntType:
		if is.IsSigned {
			return nil
		}
		return func(v parquet.Value) string {
			if v.Kind() == parquet.Int32 {
				return strconv.FormatUint(uint64(v.Uint32()), 10)
			}
			return strconv.FormatUint(v.Uint64(), 10)
		}
	case *format.DecimalType:
		return func(v parquet.Value) string { return decimal(v, int(is.Scale)) }
	case *format.UUIDType:
		return func(v parquet.Value) string {
			x := hex.EncodeToString(v.ByteArray())
			if len(x) != 32 {
				return x
			}
			return strings.Join([]string{x[:8], x[8:12], x[12:16], x[16:20], x[20:]}, "-")
		}
	}
	return nil
}

// features returns what the columns of a file are, which Hugging Face writes beside the schema.
func (p *parquetValues) features() json.RawMessage {
	text, _ := p.file.Lookup("huggingface")
	var about struct {
		Info struct {
			Features json.RawMessage `json:"features"`
		} `json:"info"`
	}
	if json.Unmarshal([]byte(text), &about) != nil {
		return nil
	}
	return about.Info.Features
}

// classesOf returns what the numbers of a leaf stand for (ClassLabel), by its path in features,
// which may be in lists and objects; nil for nothing. deep is how deep they lie.
func classesOf(features json.RawMessage, path []string, deep int) []string {
	var many []json.RawMessage // a list as older versions write it
	var is map[string]json.RawMessage
	switch {
	case deep > mostWithin:
		return nil
	case json.Unmarshal(features, &many) == nil && len(many) == 1:
		return classesOf(many[0], itemPath(path), deep+1)
	case json.Unmarshal(features, &is) != nil:
		return nil
	}
	var kind string
	var names []string
	switch _ = json.Unmarshal(is["_type"], &kind); { // a column may be called so
	case kind == "" && len(path) > 0:
		return classesOf(is[path[0]], path[1:], deep+1)
	case kind == "ClassLabel" && len(itemPath(path)) == 0 && json.Unmarshal(is["names"], &names) == nil:
		return names
	case is["feature"] != nil:
		return classesOf(is["feature"], itemPath(path), deep+1)
	}
	return nil
}

// mostWithin is how deep what numbers stand for is looked for: each step reads all that is within.
const mostWithin = 32

// itemPath is the path of a leaf in an item of a list at its beginning.
func itemPath(path []string) []string {
	if len(path) > 1 && path[0] == "list" {
		return path[2:]
	}
	return path
}

// inDigits is a number with a point as tables have it: 1234567, not 1.234567e+06, as pandas keeps
// the numbers of a column that has a gap.
func inDigits(v parquet.Value, x float64, bits int) string {
	switch size := math.Abs(x); {
	case x == math.Trunc(x) && size < inFull:
		return strconv.FormatFloat(x, 'f', -1, 64) // all digits of one of 32 bits, too
	case size >= fewZeros && size < inFull:
		return strconv.FormatFloat(x, 'f', -1, bits)
	}
	return v.String()
}

// Between these numbers are written in digits, as Python does: above, not all of a whole number's
// are its own.
const (
	fewZeros = 1e-4
	inFull   = 1e16
)

// decimal is a number that stands in the file without its point, before so many of its digits.
func decimal(v parquet.Value, scale int) string {
	n := new(big.Int)
	switch v.Kind() {
	case parquet.Int32:
		n.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		n.SetInt64(v.Int64())
	default: // the two's complement, the highest byte first
		b := v.ByteArray()
		if len(b) > maxDecimal {
			return strings.ToValidUTF8(string(b), "\ufffd")
		}
		if n.SetBytes(b); len(b) > 0 && b[0] >= 0x80 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(b))*8))
		}
	}
	if scale <= 0 || scale > maxScale {
		return n.String()
	}
	sign, digits := "", n.String()
	if n.Sign() < 0 {
		sign, digits = "-", digits[1:]
	}
	digits = strings.Repeat("0", max(0, scale+1-len(digits))) + digits
	return sign + digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
}

// What is written has decimals of at most 32 bytes, which is 76 digits.
const (
	maxDecimal = 32
	maxScale   = 76
)
