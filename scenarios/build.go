package scenarios

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// parseTokens runs the library's parser. It is the only foreign code that a
// file written by anybody reaches: should it panic, that is a mistake in the
// file all the same.
func parseTokens(tokens token.Tokens) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the parser gave up: %v", p)
		}
	}()
	return parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
}

// parseTree reads src, which text has cleaned, into a tree; nil for an empty
// document. lines are those of src.
func parseTree(file, src string, lines []string) (root *node, errs Errors) {
	return parseYAML(file, src, lines, false)
}

// parseTagged is parseTree of a template, whose tags the nodes keep.
func parseTagged(file, src string, lines []string) (root *node, errs Errors) {
	return parseYAML(file, src, lines, true)
}

func parseYAML(file, src string, lines []string, tagged bool) (root *node, errs Errors) {
	tokens := lexer.Tokenize(src)
	if err := admit(tokens, tagged); err != nil {
		return nil, Errors{err.in(file, lines)}
	}
	parsed, err := parseTokens(tokens)
	if err != nil {
		return nil, Errors{syntaxError(err).in(file, lines)}
	}
	b := &builder{lines: lines, tagged: tagged, anchors: map[string]*node{}, budget: maxNodes}
	for _, doc := range parsed.Docs {
		if doc.Body != nil && root == nil {
			root = b.build(doc.Body)
		}
	}
	for _, e := range b.errs {
		errs = append(errs, e.in(file, lines))
	}
	return root, errs
}

// in adds what the place of a mistake means to a reader.
func (e *Error) in(file string, lines []string) *Error {
	e.File = file
	if e.Line > 0 && e.Line <= len(lines) {
		e.Snippet = masked(lines[e.Line-1])
	}
	return e
}

// builder turns the library's syntax tree into nodes.
type builder struct {
	lines   []string
	anchors map[string]*node
	tagged  bool
	budget  int // nodes that aliases may still add
	blown   bool
	errs    Errors
}

func (b *builder) fail(tk *token.Token, hint, message string) *node {
	at := tokenPlace(tk)
	b.errs = append(b.errs, &Error{Line: at.line, Column: at.col, Message: message, Hint: hint})
	return &node{shape: scalar, place: at}
}

func (b *builder) build(n ast.Node) *node {
	switch n := n.(type) {
	case *ast.MappingNode:
		return b.mapping(n.GetToken(), n.Values)
	case *ast.MappingValueNode:
		return b.mapping(n.GetToken(), []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		seq := &node{shape: sequence, place: tokenPlace(n.GetToken())}
		for _, v := range n.Values {
			seq.items = append(seq.items, b.build(v))
		}
		return seq
	case *ast.AnchorNode:
		built := b.build(n.Value)
		b.anchors[n.Name.GetToken().Value] = built
		return built
	case *ast.AliasNode:
		return b.alias(n)
	case *ast.LiteralNode:
		text := ""
		if n.Value != nil {
			text = n.Value.Value
		}
		return &node{text: text, quoted: true, place: tokenPlace(n.GetToken())}
	case *ast.TagNode:
		if b.tagged {
			built := b.build(n.Value)
			built.yamlTag = n.Start.Value
			return built
		}
		return b.fail(n.GetToken(), "write the value plainly", "this kind of YAML node is not used in scenarios")
	case *ast.MergeKeyNode, *ast.MappingKeyNode, *ast.DirectiveNode:
		return b.fail(n.GetToken(), "write the value plainly", "this kind of YAML node is not used in scenarios")
	case nil:
		return &node{}
	}
	return b.scalar(n.GetToken())
}

func (b *builder) mapping(tk *token.Token, values []*ast.MappingValueNode) *node {
	m := &node{shape: mapping, place: tokenPlace(tk)}
	for i, v := range values {
		key := b.key(v.Key)
		if i == 0 && (tk.Type == token.MappingValueType || m.line > key.line) {
			m.place = key.place
		}
		value := b.build(v.Value)
		if value.line == 0 {
			value.place = key.place
		}
		m.entries = append(m.entries, entry{key, value})
	}
	return m
}

func (b *builder) key(k ast.MapKeyNode) *node {
	switch k.(type) {
	case *ast.MappingKeyNode, *ast.AliasNode, *ast.AnchorNode, *ast.MergeKeyNode, *ast.TagNode:
		return b.fail(k.GetToken(), "write a plain key", "a key must be a plain word")
	}
	return b.scalar(k.GetToken())
}

func (b *builder) alias(n *ast.AliasNode) *node {
	name := n.Value.GetToken().Value
	anchored, ok := b.anchors[name]
	if !ok {
		return b.fail(n.GetToken(), "an alias comes after its anchor &"+name, "there is no anchor &"+brief(name)+" before this alias")
	}
	if b.blown {
		return &node{quoted: true, place: tokenPlace(n.GetToken())}
	}
	if b.budget -= anchored.size(); b.budget < 0 {
		b.blown = true
		return b.fail(n.GetToken(), "write the values out", "aliases blow the file up to more than 10000 values")
	}
	return anchored.copy()
}

func (b *builder) scalar(tk *token.Token) *node {
	s := &node{text: tk.Value, place: tokenPlace(tk)}
	switch tk.Type {
	case token.SingleQuoteType, token.DoubleQuoteType:
		s.quoted, s.inset = true, 1
	case token.ImplicitNullType:
		s.text = ""
	}
	s.exact = b.standsAt(s)
	return s
}

// standsAt reports whether the text of s is in the source where s says.
func (b *builder) standsAt(s *node) bool {
	if s.line < 1 || s.line > len(b.lines) {
		return false
	}
	line, at := []rune(b.lines[s.line-1]), s.col-1+s.inset
	return at <= len(line) && strings.HasPrefix(string(line[at:]), s.text)
}

func tokenPlace(tk *token.Token) place {
	return place{line: tk.Position.Line, col: max(1, tk.Position.Column)}
}

// syntaxError turns the library's error into ours.
func syntaxError(err error) *Error {
	var syntax *yaml.SyntaxError
	if !errors.As(err, &syntax) || syntax.Token == nil {
		return &Error{Line: 1, Column: 1, Message: "this is not YAML: " + strings.SplitN(err.Error(), "\n", 2)[0]}
	}
	at := tokenPlace(syntax.Token)
	e := &Error{Line: at.line, Column: at.col, Message: "this is not YAML: " + syntax.Message}
	for _, known := range syntaxMessages {
		if strings.Contains(syntax.Message, known.has) {
			e.Message, e.Hint = known.message, known.hint
			break
		}
	}
	return e
}

// syntaxMessages say in other words what the YAML library says.
var syntaxMessages = []struct{ has, message, hint string }{
	{"'\t' that cannot start", "a tab indents this line", "YAML allows only spaces for indentation"},
	{"found a tab character", "a tab indents this line", "YAML allows only spaces for indentation"},
	{"end character of double-quoted", "the quotation mark is never closed", "add the closing \""},
	{"end character of single-quoted", "the quotation mark is never closed", "add the closing '; inside, an apostrophe is written twice"},
	{"',' or ']' must be", "the list is not continued or closed here", "write , or ]"},
	{"',' or '}' must be", "the mapping is not continued or closed here", "write , or }"},
	{"sequence end token ']'", "the list is never closed", "add the closing ]"},
	{"flow mapping end token '}'", "the mapping is never closed", "add the closing }"},
	{"mapping value is not allowed", "a key with its colon cannot stand here", "indent the keys of one mapping equally, and quote text that holds a colon and a space"},
	{"non-map value is specified", "a key is missing its colon, or the line is indented differently from those above", "write key: value, with the keys of one mapping under each other"},
	{"value is not allowed in this context", "text follows a value that is already complete", "quote the whole value, close a quotation mark opened above, or indent the line as its neighbours are"},
	{"is a reserved character", "a plain value cannot start with this character", "quote the value"},
	{"unexpected directive value", "a plain value cannot start with %", "quote the value"},
	{"invalid key for this map", "a key must be a plain word", "write a plain key"},
}
