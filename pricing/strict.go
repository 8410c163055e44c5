package pricing

import (
	"errors"
	"reflect"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// decodeStrict reads a mapping into what dst points at, whose fields' yaml tags
// are all the keys that there are.
func decodeStrict(node ast.Node, dst any) error {
	err := yaml.NodeToValue(node, dst, yaml.Strict())
	unknown, ok := errors.AsType[*yaml.UnknownFieldError](err)
	if !ok {
		return err
	}
	tok := unknown.GetToken()
	var keys []string
	for field := range reflect.TypeOf(dst).Elem().Fields() {
		keys = append(keys, field.Tag.Get("yaml"))
	}
	if hint := check.DidYouMean(tok.Value, keys); hint != "" {
		return fault(tok, "unknown key %.40q; %s", tok.Value, hint)
	}
	return fault(tok, "unknown key %.40q; docs/pricing.md tells which there are", tok.Value)
}
