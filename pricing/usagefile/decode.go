package usagefile

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
)

// decode reads a node into what dst points at, strictly. The keys of a mapping
// are the yaml tags of a struct's fields; a number may be written 10M, a size
// 500 GB, a time 1h30m, and a share (isShare) 30%.
func decode(node ast.Node, dst any) error {
	return value(node, reflect.ValueOf(dst).Elem(), "")
}

var (
	nodeType     = reflect.TypeFor[ast.Node]()
	decimalType  = reflect.TypeFor[decimal.Decimal]()
	bytesType    = reflect.TypeFor[check.Bytes]()
	durationType = reflect.TypeFor[time.Duration]()
)

// value reads what stands below a key, "" for none.
func value(node ast.Node, dst reflect.Value, key string) error {
	switch {
	case dst.Type() == nodeType:
		dst.Set(reflect.ValueOf(node))
		return nil
	case dst.Kind() == reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		return value(node, dst.Elem(), key)
	case dst.Kind() == reflect.Slice:
		return list(node, dst, key)
	case dst.Kind() == reflect.Struct && dst.Type() != decimalType:
		return object(node, dst)
	}
	return scalar(node, dst, key)
}

func list(node ast.Node, dst reflect.Value, key string) error {
	sequence, ok := node.(*ast.SequenceNode)
	if !ok {
		return yamlfile.Fault(yamlfile.Begin(node), "%s must be a list", key)
	}
	items := reflect.MakeSlice(dst.Type(), len(sequence.Values), len(sequence.Values))
	for i, item := range sequence.Values {
		if err := value(item, items.Index(i), key); err != nil {
			return err
		}
	}
	dst.Set(items)
	return nil
}

// object reads a mapping whose keys are fields.
func object(node ast.Node, dst reflect.Value) error {
	entries, err := mapping(node)
	if err != nil {
		return err
	}
	fields, names := map[string]reflect.Value{}, []string{}
	for field, v := range dst.Fields() {
		if name := field.Tag.Get("yaml"); name != "" {
			fields[name], names = v, append(names, name)
		}
	}
	for _, e := range entries {
		key, err := keyOf(e)
		if err != nil {
			return err
		}
		field, ok := fields[key]
		if !ok {
			return unknownKey(e, key, names)
		}
		if err := value(e.Value, field, key); err != nil {
			return err
		}
	}
	return nil
}

// mapping is the entries of a mapping.
func mapping(node ast.Node) ([]*ast.MappingValueNode, error) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, nil
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, nil
	}
	return nil, yamlfile.Fault(yamlfile.Begin(node), "keys with values are wanted here")
}

func keyOf(e *ast.MappingValueNode) (string, error) {
	key, _, err := yamlfile.Text(e.Key)
	return key, err
}

// scalar reads a single value by the type that takes it.
func scalar(node ast.Node, dst reflect.Value, key string) error {
	text, tok, err := yamlfile.Text(node)
	if err != nil {
		return err
	}
	if err := parse(text, dst, isShare(key)); err != nil {
		return yamlfile.Fault(tok, "%s: %v", key, err)
	}
	return nil
}

// isShare reports whether what stands below a key is a fraction of something.
func isShare(key string) bool { return strings.HasSuffix(key, "share") || key == "compression" }

func parse(text string, dst reflect.Value, share bool) error {
	switch {
	case dst.Type() == decimalType:
		number, err := number(text, share)
		dst.Set(reflect.ValueOf(number))
		return err
	case dst.Type() == bytesType:
		size, err := check.ParseBytes(text)
		dst.SetInt(int64(size))
		return err
	case dst.Type() == durationType:
		duration, err := check.ParseDuration(text)
		dst.SetInt(int64(duration))
		return err
	case dst.Kind() == reflect.Bool:
		return boolean(text, dst)
	case dst.Kind() == reflect.Int:
		return whole(text, dst)
	}
	dst.SetString(text)
	return nil
}

// number reads a number, and a share also as a percentage.
func number(text string, share bool) (decimal.Decimal, error) {
	percent, ok := strings.CutSuffix(text, "%")
	if !ok || !share {
		return check.ParseNumber(text)
	}
	n, err := check.ParseNumber(percent)
	return n.Shift(-2), err
}

func boolean(text string, dst reflect.Value) error {
	if text != "true" && text != "false" {
		return fmt.Errorf("write true or false, not %.40q", text)
	}
	dst.SetBool(text == "true")
	return nil
}

func whole(text string, dst reflect.Value) error {
	n, err := check.ParseCount(text)
	if err == nil && n > math.MaxInt32 {
		return fmt.Errorf("%.40s is more than can be counted here", text)
	}
	dst.SetInt(n)
	return err
}
