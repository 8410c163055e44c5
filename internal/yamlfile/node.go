package yamlfile

import (
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Begin is the first token of a node. The library's own answer for a mapping is
// its first colon, which is not where a reader looks.
func Begin(node ast.Node) *token.Token {
	switch n := node.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return node.GetToken()
}

// Text is a single value as it is written, with its place. Numbers stay text: a
// price must never pass through a float.
func Text(node ast.Node) (string, *token.Token, error) {
	switch node.Type() {
	case ast.StringType, ast.IntegerType, ast.FloatType, ast.BoolType:
		return node.GetToken().Value, node.GetToken(), nil
	}
	return "", nil, Fault(Begin(node), "a single value is wanted here")
}

// aliasFinder is an ast.Visitor that remembers the first anchor or alias. They
// are refused because a few nested ones expand without bound.
type aliasFinder struct{ found *token.Token }

// Visit implements ast.Visitor.
func (f *aliasFinder) Visit(node ast.Node) ast.Visitor {
	switch node.Type() {
	case ast.AnchorType, ast.AliasType, ast.MergeKeyType:
		f.found = node.GetToken()
	}
	if f.found != nil {
		return nil
	}
	return f
}

func findAlias(node ast.Node) *token.Token {
	var f aliasFinder
	ast.Walk(&f, node)
	return f.found
}
