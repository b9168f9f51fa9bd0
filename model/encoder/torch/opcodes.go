package torch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"

	"memebench/labels"
)

// step does what one opcode says.
func (p *pickler) step(op byte) error {
	switch op {
	case 0x80: // PROTO
		v, err := p.byte()
		if err == nil && (v < 2 || v > 5) {
			err = fmt.Errorf("pickle protocol %d is not supported", v)
		}
		return err
	case 0x95: // FRAME: a hint for readers that read ahead
		_, err := p.bytes(8)
		return err
	case '(':
		p.push(pickleMark{})
	case 'N':
		p.push(nil)
	case 0x88:
		p.push(true)
	case 0x89:
		p.push(false)
	case 'K':
		return p.integer(1)
	case 'M':
		return p.integer(2)
	case 'J':
		return p.integer(4)
	case 0x8a: // LONG1
		b, err := p.counted(1)
		if err != nil {
			return err
		}
		p.push(long(b))
	case 'G':
		b, err := p.bytes(8)
		if err != nil {
			return err
		}
		p.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
	case 'X', 'T': // BINUNICODE, BINSTRING
		return p.string(4)
	case 0x8c, 'U': // SHORT_BINUNICODE, SHORT_BINSTRING
		return p.string(1)
	case ')':
		p.push(pickleTuple{})
	case 0x85, 0x86, 0x87:
		return p.tuple(int(op - 0x84))
	case 't':
		items, err := p.toMark()
		if err != nil {
			return err
		}
		p.push(pickleTuple(items))
	case ']':
		p.push(&pickleList{})
	case 'a', 'e':
		return p.extend(op)
	case '}':
		p.push(&pickleDict{})
	case 's', 'u':
		return p.set(op)
	case 'c':
		return p.global()
	case 0x93: // STACK_GLOBAL
		return p.stackGlobal()
	case 'R':
		return p.reduce()
	case 'b': // BUILD: attributes of the dict, such as _metadata; not needed
		_, err := p.pop()
		return err
	case 'Q':
		return p.persistent()
	case 'q':
		return p.remember(1)
	case 'r':
		return p.remember(4)
	case 0x94: // MEMOIZE
		if len(p.stack) == 0 {
			return errPickle
		}
		p.memo[uint32(len(p.memo))] = p.stack[len(p.stack)-1]
	case 'h':
		return p.recall(1)
	case 'j':
		return p.recall(4)
	default:
		return fmt.Errorf("its pickle does more than hold tensors (opcode 0x%02x)", op)
	}
	return nil
}

func (p *pickler) integer(width int) error {
	v, err := p.number(width)
	if err != nil {
		return err
	}
	if width == 4 {
		p.push(int64(int32(v)))
	} else {
		p.push(int64(v))
	}
	return nil
}

func (p *pickler) string(width int) error {
	b, err := p.counted(width)
	if err != nil {
		return err
	}
	p.push(string(b))
	return nil
}

func (p *pickler) tuple(n int) error {
	if len(p.stack) < n {
		return errPickle
	}
	at := len(p.stack) - n
	items := append(pickleTuple(nil), p.stack[at:]...)
	p.stack = append(p.stack[:at], items)
	return nil
}

func (p *pickler) extend(op byte) (err error) {
	var items []any
	if op == 'e' {
		items, err = p.toMark()
	} else {
		var v any
		v, err = p.pop()
		items = []any{v}
	}
	if err != nil {
		return err
	}
	if len(p.stack) == 0 {
		return errPickle
	}
	list, ok := p.stack[len(p.stack)-1].(*pickleList)
	if !ok {
		return errPickle
	}
	list.items = append(list.items, items...)
	return nil
}

func (p *pickler) set(op byte) (err error) {
	var items []any
	if op == 'u' {
		items, err = p.toMark()
	} else if err = p.tuple(2); err == nil {
		items = p.stack[len(p.stack)-1].(pickleTuple)
		p.stack = p.stack[:len(p.stack)-1]
	}
	if err != nil {
		return err
	}
	if len(p.stack) == 0 || len(items)%2 != 0 {
		return errPickle
	}
	dict, ok := p.stack[len(p.stack)-1].(*pickleDict)
	if !ok {
		return errPickle
	}
	for i := 0; i < len(items); i += 2 {
		dict.keys = append(dict.keys, items[i])
		dict.values = append(dict.values, items[i+1])
	}
	return nil
}

func (p *pickler) global() error {
	var names [2]string
	for i := range names {
		var b []byte
		for {
			c, err := p.byte()
			if err != nil {
				return err
			}
			if c == '\n' {
				break
			}
			if b = append(b, c); len(b) > 200 {
				return errPickle
			}
		}
		names[i] = string(b)
	}
	return p.class(names[0], names[1])
}

func (p *pickler) stackGlobal() error {
	if err := p.tuple(2); err != nil {
		return err
	}
	v, _ := p.pop()
	pair := v.(pickleTuple)
	module, ok := pair[0].(string)
	name, ok2 := pair[1].(string)
	if !ok || !ok2 {
		return errPickle
	}
	return p.class(module, name)
}

func (p *pickler) class(module, name string) error {
	_, elem := elemTypes[name]
	switch {
	case module == "torch" && elem:
	case module == "collections" && name == "OrderedDict":
	case module == "torch._utils" && (name == "_rebuild_tensor_v2" || name == "_rebuild_parameter"):
	default:
		return fmt.Errorf("it holds %s: only tensors are read", labels.Quoted(module+"."+name))
	}
	p.push(pickleClass{module, name})
	return nil
}

func (p *pickler) reduce() error {
	if err := p.tuple(2); err != nil {
		return err
	}
	v, _ := p.pop()
	call := v.(pickleTuple)
	class, ok := call[0].(pickleClass)
	args, ok2 := call[1].(pickleTuple)
	if !ok || !ok2 {
		return errPickle
	}
	switch class.name {
	case "OrderedDict":
		if len(args) != 0 {
			return errPickle
		}
		p.push(&pickleDict{})
	case "_rebuild_tensor_v2": // storage, offset, size, stride, requires_grad, hooks
		if len(args) < 4 {
			return errPickle
		}
		s, ok := args[0].(*storage)
		offset, ok2 := args[1].(int64)
		shape, ok3 := integers(args[2])
		stride, ok4 := integers(args[3])
		if !ok || !ok2 || !ok3 || !ok4 || len(shape) != len(stride) {
			return errPickle
		}
		p.push(&tensorView{s, offset, shape, stride})
	case "_rebuild_parameter": // tensor, requires_grad, hooks
		if len(args) < 1 {
			return errPickle
		}
		view, ok := args[0].(*tensorView)
		if !ok {
			return errPickle
		}
		p.push(view)
	default:
		return errPickle
	}
	return nil
}

func integers(v any) ([]int64, bool) {
	t, ok := v.(pickleTuple)
	if !ok || len(t) > maxRank {
		return nil, false
	}
	out := make([]int64, len(t))
	for i, x := range t {
		if out[i], ok = x.(int64); !ok {
			return nil, false
		}
	}
	return out, true
}

// persistent takes ("storage", type, key, location, count), in the older format
// followed by a view, which is None in anything written since 2017.
func (p *pickler) persistent() error {
	v, err := p.pop()
	if err != nil {
		return err
	}
	id, ok := v.(pickleTuple)
	if !ok || len(id) < 5 || id[0] != any("storage") || len(id) > 5 && id[5] != nil {
		return errPickle
	}
	class, ok := id[1].(pickleClass)
	key, ok2 := id[2].(string)
	count, ok3 := id[4].(int64)
	elem, ok4 := elemTypes[class.name]
	if !ok || !ok2 || !ok3 || !ok4 || count < 0 {
		return errPickle
	}
	if count > maxElements {
		return errors.New("a storage of " + strconv.FormatInt(count, 10) + " elements is too large")
	}
	s := p.storages[key]
	if s == nil {
		s = &storage{elem: elem, count: count}
		p.storages[key] = s
	} else if s.elem != elem || s.count != count {
		return errPickle
	}
	p.push(s)
	return nil
}

func (p *pickler) remember(width int) error {
	n, err := p.number(width)
	if err != nil {
		return err
	}
	if len(p.stack) == 0 {
		return errPickle
	}
	p.memo[n] = p.stack[len(p.stack)-1]
	return nil
}

func (p *pickler) recall(width int) error {
	n, err := p.number(width)
	if err != nil {
		return err
	}
	v, ok := p.memo[n]
	if !ok {
		return errPickle
	}
	p.push(v)
	return nil
}
