package offers

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Report says what became of the rows of the lists read.
type Report struct {
	Mapped  []Mapped  // by service and component
	Skipped []LeftOut // rows that are no price of the book, most first
	Refused []LeftOut // rows that are, but cannot be used, most first
}

// Mapped counts the prices of one component.
type Mapped struct {
	Service, Component string
	Prices             int
}

// LeftOut counts the rows that were left out for one reason.
type LeftOut struct {
	Why      string
	Rows     int
	Examples []string // the first SKUs or meters of them
}

// maxExamples bounds LeftOut.Examples.
const maxExamples = 3

// Write prints the report for people.
func (r Report) Write(w io.Writer) error {
	var text strings.Builder
	for _, service := range r.services() {
		r.writeService(&text, service)
	}
	section(&text, "Refused", r.Refused)
	section(&text, "Skipped", r.Skipped)
	_, err := io.WriteString(w, text.String())
	return err
}

// services lists the services that have a price.
func (r Report) services() []string {
	var services []string
	for _, m := range r.Mapped {
		if !slices.Contains(services, m.Service) {
			services = append(services, m.Service)
		}
	}
	return services
}

// maxNames is how many components of a service are printed: EC2 has a thousand.
const maxNames = 20

// writeService prints the prices of a service, by component.
func (r Report) writeService(text *strings.Builder, service string) {
	var names []string
	total := 0
	for _, m := range r.Mapped {
		if m.Service == service {
			total += m.Prices
			names = append(names, fmt.Sprintf("%s %d", m.Component, m.Prices))
		}
	}
	if more := len(names) - maxNames; more > 0 {
		names = append(names[:maxNames], fmt.Sprintf("and %d more components", more))
	}
	fmt.Fprintf(text, "%s: %s (%s)\n", service, counted(total, "price"), strings.Join(names, ", "))
}

func section(text *strings.Builder, title string, rows []LeftOut) {
	if len(rows) == 0 {
		return
	}
	total := 0
	for _, l := range rows {
		total += l.Rows
	}
	fmt.Fprintf(text, "%s: %s\n", title, counted(total, "row"))
	for _, l := range rows {
		fmt.Fprintf(text, "  %d: %s (%s)\n", l.Rows, l.Why, l.examples())
	}
}

// examples is a list that says when it is not the whole.
func (l LeftOut) examples() string {
	list := strings.Join(l.Examples, ", ")
	if l.Rows > len(l.Examples) {
		list += " …"
	}
	return list
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// reason is why a row is left out; "" stands for a row that is taken.
type reason string

// Reasons for rows that are no price of the book.
const (
	unmapped     reason = "no rule maps it to a component"
	freeRow      reason = "a row of a free tier"
	otherPlace   reason = "not in a Region: a Local Zone, Wavelength Zone, Outpost or edge location"
	otherRegion  reason = "a region that was not asked for"
	otherService reason = "a service that was not asked for"
	otherType    reason = "not pay-as-you-go: a reservation or a price for development and tests"
	otherMeter   reason = "not the meter of its primary region"
	otherDay     reason = "not in effect on the day asked for"
	samePrice    reason = "the same price as another row"
	commonPrice  reason = "a price for few destinations; most have another, which is taken"
	noListPrice  reason = "the book has no price that it could lower"
	noDiscount   reason = "it is not lower than the list price"
)

// Reasons for rows that a rule maps, but that cannot be used.
const (
	noRegion      reason = "its region is not known"
	foreignPrefix reason = "its usage type is that of another region"
	noTerm        reason = "it has no on-demand price on the day asked for"
	severalTerms  reason = "it has several on-demand prices on the day asked for"
	badRange      reason = "its tiers leave a gap, overlap, or are not numbers"
	zeroPrice     reason = "its price is zero"
	badPrice      reason = "its price is no plain number"
	badCurrency   reason = "its currency is not known"
	badUnit       reason = "its unit is not one that the rule knows"
	badDate       reason = "its date is not a date"
	badName       reason = "its instance type is not a word"
	contradiction reason = "rows disagree about the price of a component, or about its free quantity"
)

// tally counts rows by reason.
type tally map[reason]*LeftOut

// add counts a row, named by the provider's id of it.
func (t tally) add(why reason, id string) {
	l := t[why]
	if l == nil {
		l = &LeftOut{Why: string(why)}
		t[why] = l
	}
	l.Rows++
	if len(l.Examples) < maxExamples {
		l.Examples = append(l.Examples, legible(id))
	}
}

// legible is an id of a list, which may hold anything, fit for a terminal.
func legible(id string) string {
	const longest = 64
	if plain := strconv.Quote(id); plain != `"`+id+`"` || len(id) > longest {
		return plain[:min(len(plain), longest)]
	}
	return id
}

// list is the counts, most rows first.
func (t tally) list() []LeftOut {
	var list []LeftOut
	for _, l := range t {
		list = append(list, *l)
	}
	slices.SortFunc(list, func(a, b LeftOut) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Why, b.Why))
	})
	return list
}
