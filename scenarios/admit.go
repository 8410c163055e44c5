package scenarios

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// Bounds on what is parsed: far above any scenario written by hand, far below
// what would cost memory or time.
const (
	maxTokens  = 20000 // the parser's time grows with the square of a mapping's keys
	maxNodes   = 10000 // that aliases may add
	maxNesting = 30    // flow collections in each other; also "- - -" on a line
	maxIndent  = 200   // columns; bounds the nesting of block collections
)

// admit refuses what a scenario never holds before the recursive parser sees
// it: too many or too deeply nested values, several documents, and the parts
// of YAML that scenarios do without. tagged lets through the tags of a template.
func admit(tokens token.Tokens, tagged bool) *Error {
	if len(tokens) > maxTokens {
		return refuse(tokens[maxTokens], "the file holds more than 20000 words and signs", "put large payloads into files of their own: {file: payload.json}")
	}
	var nest nesting
	content, ended := false, false
	for _, tk := range tokens {
		if err := nest.add(tk); err != nil {
			return err
		}
		switch tk.Type {
		case token.CommentType:
			continue
		case token.TagType:
			if tagged {
				break
			}
			return refuse(tk, "tags such as "+brief(tk.Value)+" are not used in scenarios", "write the value plainly; quote it to make it text")
		case token.DirectiveType:
			return refuse(tk, "directives are not used in scenarios", "remove the line")
		case token.MergeKeyType:
			return refuse(tk, "merge keys (<<) are not used in scenarios", "write the keys out")
		case token.DocumentHeaderType, token.DocumentEndType:
			ended = content
			continue
		}
		if ended {
			return refuse(tk, "a second YAML document starts here", "write one scenario to a file")
		}
		content = true
	}
	return nil
}

// nesting follows how deep the collections are.
type nesting struct {
	flow, line, onLine int
}

func (n *nesting) add(tk *token.Token) *Error {
	switch tk.Type {
	case token.MappingStartType, token.SequenceStartType:
		n.flow++
	case token.MappingEndType, token.SequenceEndType:
		n.flow--
	}
	if tk.Position.Line != n.line {
		n.line, n.onLine = tk.Position.Line, 0
		if tk.Position.Column > maxIndent && tk.Type != token.CommentType {
			return refuse(tk, fmt.Sprintf("the line is indented by more than %d columns", maxIndent), "indent by two spaces a level")
		}
	}
	switch tk.Type {
	case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
		n.onLine++
	}
	if n.flow > maxNesting || n.onLine > maxNesting {
		return refuse(tk, fmt.Sprintf("values are nested more than %d deep", maxNesting), "put large payloads into files of their own: {file: payload.json}")
	}
	return nil
}

func refuse(tk *token.Token, message, hint string) *Error {
	at := tokenPlace(tk)
	return &Error{Line: at.line, Column: at.col, Message: message, Hint: hint}
}
