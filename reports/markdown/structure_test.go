package markdown_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// gfm reads Markdown as GitHub does.
var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()

// ownMarkup is the HTML that a report holds, a line each.
var ownMarkup = regexp.MustCompile(`^<!-- sweetspot:[A-Za-z0-9_.-]* -->$|^<details><summary>[^<]*</summary>$|^</details>$`)

// rule is the line below the head of a table.
var rule = regexp.MustCompile(`(?m)^\|( :--| --:)( \| (:--|--:))* \|$`)

// wellFormed checks that a report is what it was meant to be to a reader of
// GitHub-flavoured Markdown: every table is one and every row whole, no HTML or
// link but its own, and what opens on a click is closed again.
func wellFormed(t testing.TB, doc string) {
	t.Helper()
	source := []byte(doc)
	tables, open := 0, 0
	err := ast.Walk(gfm.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case extast.KindTable:
			tables++
			evenRows(t, n, source)
		case ast.KindHTMLBlock:
			for line := range strings.Lines(linesOf(n, source)) {
				line = strings.TrimSuffix(line, "\n")
				open += strings.Count(line, "<details>") - strings.Count(line, "</details>")
				if !ownMarkup.MatchString(line) || open < 0 {
					t.Errorf("HTML that is not the report's own: %q", line)
				}
			}
		case ast.KindRawHTML, ast.KindLink, ast.KindAutoLink, ast.KindThematicBreak, ast.KindCodeBlock, ast.KindCodeSpan, extast.KindStrikethrough:
			t.Errorf("a %s in %.200q", n.Kind(), linesOf(n.Parent(), source))
		case ast.KindParagraph:
			if raw := linesOf(n, source); strings.HasPrefix(raw, "|") || strings.Contains(raw, "```") {
				t.Errorf("what was to be a table or code is text: %.200q", raw)
			}
		case ast.KindHeading:
			if n.Lines().Len() == 0 {
				break // without a title
			}
			if at := n.Lines().At(0).Start; !strings.HasSuffix(string(source[:at]), "# ") {
				t.Errorf("a heading that nobody wrote: %q", linesOf(n, source))
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := len(rule.FindAllString(doc, -1)); tables != want {
		t.Errorf("%d tables were written and %d are read", want, tables)
	}
	if open != 0 {
		t.Errorf("%d of what opens on a click are not closed", open)
	}
}

// linesOf is the source of a block.
func linesOf(n ast.Node, source []byte) string {
	if n == nil || n.Type() == ast.TypeInline {
		return ""
	}
	raw := string(n.Lines().Value(source))
	if html, ok := n.(*ast.HTMLBlock); ok && html.HasClosure() {
		raw += string(html.ClosureLine.Value(source))
	}
	return raw
}

// evenRows checks that each row of a table has as many cells as the head; the
// parser itself fills up or cuts those that have not.
func evenRows(t testing.TB, table ast.Node, source []byte) {
	t.Helper()
	want := table.FirstChild().ChildCount()
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		line := lineAround(row, source)
		if n := columns(line); n != want {
			t.Errorf("a row of %d cells in a table of %d: %q", n, want, line)
		}
	}
}

// lineAround is the line of the source that a row stands in.
func lineAround(row ast.Node, source []byte) string {
	at := -1
	_ = ast.Walk(row, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if leaf, ok := n.(*ast.Text); ok && entering && at < 0 {
			at = leaf.Segment.Start
		}
		return ast.WalkContinue, nil
	})
	if at < 0 {
		return strings.Repeat("|", row.ChildCount()+1)
	}
	begin := strings.LastIndexByte(string(source[:at]), '\n') + 1
	line, _, _ := strings.Cut(string(source[begin:]), "\n")
	return line
}

// columns counts the cells of a table's row.
func columns(line string) int {
	n, escaped := 0, false
	for _, r := range line {
		if r == '|' && !escaped {
			n++
		}
		escaped = r == '\\' && !escaped
	}
	return n - 1
}

func TestWellFormedFinds(t *testing.T) {
	for _, doc := range []string{
		"<b>x</b>\n", "a <i>x</i>\n", "[x](http://a.test)\n", "http://a.test\n", "<details><summary>x</summary>\n\ny\n",
		"</details>\n", "| a | b |\n| :-- | :-- |\n| 1 | 2 | 3 |\n", "| a |\n\n| :-- |\n", "x\n--\n", "`x`\n", "~~x~~\n", "    x\n",
	} {
		found := &recorder{TB: t}
		wellFormed(found, doc)
		if !found.failed {
			t.Errorf("nothing is found in %q", doc)
		}
	}
}

// recorder notes that a test would have failed.
type recorder struct {
	testing.TB
	failed bool
}

// Errorf implements testing.TB.
func (r *recorder) Errorf(string, ...any) { r.failed = true }
