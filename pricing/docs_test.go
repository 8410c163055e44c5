package pricing

import (
	"os"
	"strings"
	"testing"
)

// The book in the documentation is one that can be read.
func TestDocumentedBook(t *testing.T) {
	page, err := os.ReadFile("../docs/pricing.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "```yaml\nschema: ")
	text, _, ended := strings.Cut(rest, "```")
	if !ok || !ended {
		t.Fatal("the page has no price book")
	}
	b, err := ReadBook("docs/pricing.md", strings.NewReader("schema: "+text))
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Prices()) != 2 || len(b.FreeTiers()) != 1 {
		t.Errorf("%d prices, %d free tiers", len(b.Prices()), len(b.FreeTiers()))
	}
}
