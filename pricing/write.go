package pricing

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// WriteBook writes prices and free tiers in the form that ReadBook reads, in the
// order given. provider is that of the book; Price.Provider is not looked at.
// What ReadBook would not take, such as two prices for one component, an
// unknown unit or more than it reads, is an error, and nothing is written.
func WriteBook(w io.Writer, provider string, compiled time.Time, prices []Price, free []FreeTier) error {
	var text bytes.Buffer
	head(&text, "Prices of "+provider+", on demand, before tax.", provider, compiled)
	if len(free) > 0 {
		text.WriteString("\nfree_tiers:\n")
	}
	for _, f := range free {
		f.write(&text)
	}
	text.WriteString("\nprices:\n")
	for _, p := range prices {
		p.write(&text)
	}
	if _, err := ReadBook(provider, bytes.NewReader(text.Bytes())); err != nil {
		return fmt.Errorf("cannot be written as a book: %w", err)
	}
	_, err := w.Write(text.Bytes())
	return err
}

// WriteDiscounts writes discounts in the form that Overlay reads over the book.
// What Overlay would not take is an error, and nothing is written.
func WriteDiscounts(w io.Writer, book *Book, provider string, compiled time.Time, discounts []Discount) error {
	var text bytes.Buffer
	head(&text, "Discounts from the prices of "+provider+".", provider, compiled)
	text.WriteString("\ndiscounts:\n")
	for _, d := range discounts {
		d.write(&text)
	}
	if _, err := book.Overlay(provider, bytes.NewReader(text.Bytes())); err != nil {
		return fmt.Errorf("cannot be written as discounts: %w", err)
	}
	_, err := w.Write(text.Bytes())
	return err
}

// head writes what every file begins with.
func head(text *bytes.Buffer, title, provider string, compiled time.Time) {
	fmt.Fprintf(text, "# %s docs/pricing.md explains the keys.\n\n", title)
	fmt.Fprintf(text, "schema: %s\nprovider: %s\ncompiled: %s\n", BookSchema, plain(provider), isoDate(compiled))
}

// row writes keys and values; absent values leave their key out.
func row(text *bytes.Buffer, pairs ...string) {
	indent := "  - "
	for i := 0; i < len(pairs); i += 2 {
		if key, value := pairs[i], pairs[i+1]; value != "" {
			if value[0] != '\n' {
				value = " " + value
			}
			fmt.Fprintf(text, "%s%s:%s\n", indent, key, value)
			indent = "    "
		}
	}
}

func (p Price) write(text *bytes.Buffer) {
	first := ""
	if p.FirstTierOnly {
		first = "true"
	}
	row(text,
		"service", plain(p.Service), "region", plain(p.Region), "component", plain(p.Component),
		"unit", plain(p.Unit), "currency", plain(p.Currency), "tiers", flow(p.Tiers), "first_tier_only", first,
		"effective", isoDate(p.Effective), "until", isoDate(p.Until), "sku", plain(p.SKU), "source", plain(p.Source), "read_in", plain(p.ReadIn),
		"confidence", plain(string(p.Confidence)))
}

func (f FreeTier) write(text *bytes.Buffer) {
	row(text,
		"service", plain(f.Service), "components", flowWords(f.Components),
		"quantity", f.Quantity.String(), "unit", plain(f.Unit), "currency", plain(f.Currency),
		"effective", isoDate(f.Effective), "source", plain(f.Source))
}

func (d Discount) write(text *bytes.Buffer) {
	percent, price := "", ""
	if d.Price != nil {
		price = strconv.Quote(d.Price.String())
	} else {
		percent = strconv.Quote(d.Percent.String())
	}
	row(text,
		"name", plain(d.Name), "service", plain(d.Service), "region", plain(d.Region), "components", flowWords(d.Components),
		"percent", percent, "price", price, "effective", isoDate(d.Effective), "source", plain(d.Source))
}

// flowWords is a list on one line.
func flowWords(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = plain(w)
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// flow is a list of tiers: on one line if there is one, else below the key.
func flow(tiers []Tier) string {
	if len(tiers) == 1 {
		return "[" + tiers[0].flow() + "]"
	}
	var text strings.Builder
	for _, t := range tiers {
		text.WriteString("\n      - " + t.flow())
	}
	return text.String()
}

func (t Tier) flow() string {
	price := "price: " + strconv.Quote(t.Price.String()) + "}"
	if t.UpTo == nil {
		return "{" + price
	}
	return "{up_to: " + t.UpTo.String() + ", " + price
}

// isoDate is a date as a book has it, "" for none.
func isoDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// safe is what YAML takes for text without quotes.
var safe = regexp.MustCompile(`^(https?://)?[A-Za-z][A-Za-z0-9._/?&=%$-]*$`)

// plain is a text as a YAML value, in quotes where it needs them.
func plain(text string) string {
	switch {
	case text == "":
		return ""
	case safe.MatchString(text) && !reserved(text):
		return text
	}
	return strconv.Quote(text)
}

// reserved reports whether YAML reads a word as something else.
func reserved(word string) bool {
	switch strings.ToLower(word) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return true
	}
	return false
}
