package pricing

import (
	"io"

	"github.com/goccy/go-yaml/token"

	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
)

// BookSchema is the value of the key `schema` in a price book.
const BookSchema = "sweetspot.pricebook/v1"

// BookError is a fault in a price book, with the place where it is.
type BookError = yamlfile.Error

// ReadBook reads a price book in the form of books/aws/lambda.yaml, whose header
// explains the fields. It is strict: an unknown key, a missing one, a price
// below zero, tiers that are out of order or leave a gap, an unknown unit, a
// bad date and a second price for the same thing are each a *BookError.
func ReadBook(name string, r io.Reader) (*Book, error) { return readOver(nil, name, r) }

// readOver reads a book that stands alone, or, over another, what it says
// otherwise.
func readOver(base *Book, name string, r io.Reader) (*Book, error) {
	file := yamlfile.File{Kind: "price book", Name: name}
	body, err := file.Parse(r)
	if err != nil {
		return nil, err
	}
	var raw rawBook
	if err := decodeStrict(body, &raw); err != nil {
		return nil, file.Locate(err)
	}
	book, err := raw.book(base, name, yamlfile.Begin(body))
	if err != nil {
		return nil, file.Locate(err)
	}
	return book, nil
}

// fault is what is wrong at a place in the book.
func fault(tok *token.Token, format string, args ...any) error {
	return yamlfile.Fault(tok, format, args...)
}
