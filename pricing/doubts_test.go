package pricing

import (
	"strings"
	"testing"
	"time"
)

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

func TestOldest(t *testing.T) {
	b := mustBook(t)
	tests := []struct {
		name  string
		usage function
		want  time.Time
	}{
		{"compute only", usage("us-east-1", "x86_64", 128, "1", "1"), day(2026, 9, 1)},
		{"with storage", withStorage(usage("us-east-1", "x86_64", 128, "1", "1"), 1024), day(2024, 12, 1)},
	}
	for _, tt := range tests {
		bill, err := b.List(tt.usage.usage()...)
		if err != nil {
			t.Fatal(err)
		}
		if got := Oldest(bill); !got.Equal(tt.want) {
			t.Errorf("%s: oldest %s, want %s", tt.name, got, tt.want)
		}
	}
	if got := Oldest(Bill{}); !got.IsZero() {
		t.Errorf("an empty bill is of %s", got)
	}
}

func TestDoubts(t *testing.T) {
	soon := day(2026, 11, 22)
	tests := []struct {
		name  string
		usage function
		now   time.Time
		want  []string // words of each sentence, in order
	}{
		{"none", usage("us-east-1", "x86_64", 1024, "1000000", "1000"), soon, nil},
		{"a year to the day", usage("us-east-1", "x86_64", 1024, "1000000", "1000"), day(2027, 9, 1), nil},
		{
			"a year and a day", usage("us-east-1", "x86_64", 1024, "1000000", "1000"), day(2027, 9, 2),
			[]string{"requests in us-east-1 has a price of 2026-09-01", "duration-x86_64"},
		},
		{
			"low confidence counts by its share", usage("af-south-1", "x86_64", 1024, "1000000", "1000"), day(2025, 1, 1),
			[]string{"duration-x86_64 in af-south-1 makes up 99 % of the bill"},
		},
		{
			"only the first tier known", usage("me-south-1", "arm64", 1024, "7600000000", "1000"), day(2025, 1, 1),
			[]string{"duration-arm64 in me-south-1 makes up 99 %", "billed at its first tier throughout"},
		},
		{
			"within the first tier", usage("me-south-1", "arm64", 1024, "7500000000", "1000"), day(2025, 1, 1),
			[]string{"makes up 99 %"},
		},
		{"nothing used", usage("af-south-1", "x86_64", 1024, "0", "0"), soon, nil},
	}
	b := mustBook(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bill, err := b.Month(tt.usage.usage(), Terms{})
			if err != nil {
				t.Fatal(err)
			}
			got := b.Doubts(bill, tt.now)
			if len(got) != len(tt.want) {
				t.Fatalf("doubts %q, want %d", got, len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("doubt %q does not say %q", got[i], want)
				}
			}
		})
	}
}

// The free tier makes a bill small, not its prices more doubtful.
func TestDoubtsCountBeforeTheFreeTier(t *testing.T) {
	b := mustBook(t)
	u := usage("af-south-1", "x86_64", 128, "1100000", "1")
	bill, err := b.Month(u.usage(), Terms{FreeTier: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range b.Doubts(bill, day(2025, 1, 1)) {
		if strings.Contains(d, "duration-x86_64") {
			t.Errorf("duration is 1 %% of the bill: %q", d)
		}
	}
}

// As of a day, a price that took effect later only stands in.
func TestDoubtsOfADay(t *testing.T) {
	at := mustBook(t).At(day(2019, 1, 1))
	bill, err := at.List(usage("us-east-1", "x86_64", 128, "1000000", "1000").usage()...)
	if err != nil {
		t.Fatal(err)
	}
	doubts := at.Doubts(bill, day(2026, 11, 22))
	if len(doubts) != 2 || !strings.Contains(doubts[0], "has no price of 2019-01-01 in the book: that of 2026-09-01 stands in") {
		t.Errorf("doubts %q", doubts)
	}
}

// A discount is no further component, and another region is.
func TestDoubtsTellRegionsApart(t *testing.T) {
	b := overlaid(t, "discounts:\n  - {name: SP, service: AWSLambda, components: [duration-x86_64], percent: 12}\n")
	var all []Usage
	for _, region := range []string{"us-east-1", "af-south-1"} {
		all = append(all, usage(region, "x86_64", 1024, "1000000", "1000").usage()...)
	}
	bill, err := b.List(all...)
	if err != nil {
		t.Fatal(err)
	}
	doubts := b.Doubts(bill, day(2025, 1, 1))
	about := func(what string) (n int) {
		for _, d := range doubts {
			if strings.Contains(d, what) {
				n++
			}
		}
		return n
	}
	if about("duration-x86_64 in af-south-1") != 1 || about("(SP)") != 0 {
		t.Errorf("doubts %q", doubts)
	}
}
