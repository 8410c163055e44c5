package meters

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

const (
	tablePage       = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
	provisionedPage = "https://aws.amazon.com/dynamodb/pricing/provisioned/, as a public design of 2023 quotes it"
	bucketFAQ       = "https://aws.amazon.com/s3/faqs/#Billing, read 2026"
)

func TestTablePricingPage(t *testing.T) {
	book := mustBook(t)
	page := literal(t, // before 2024-11-01
		priceRow{TableService, "read-units", "RRU", flat("0.00000025"), ""},
		priceRow{TableService, "write-units", "WRU", flat("0.00000125"), ""},
		priceRow{TableService, "storage", "GB-month", flat("0.25"), "25"},
		priceRow{TableService, "pitr", "GB-month", flat("0.20"), ""},
	)
	busy := OnDemandTable{StrongReads: dec("42177000"), ReadSize: kb, Writes: dec("42177000"), WriteSize: kb, Storage: 27 * gB, PITR: true}
	for _, e := range []example{
		{
			name: "42 million writes and reads, 27 GB with recovery", source: tablePage + ", read 2023", book: page, month: true, meters: []Meter{busy},
			amounts: map[string]string{"write-units": "52.72", "read-units": "10.54", "storage": "0.50", "pitr": "5.40"}, total: "69.17",
			page: "69.16", reason: "it adds up what it has rounded",
		},
		{
			name: "the same at the book's price", source: tablePage + ", read 2023", book: book, month: true, meters: []Meter{busy},
			amounts: map[string]string{"write-units": "26.36", "read-units": "5.27", "storage": "0.50", "pitr": "5.40"}, total: "37.53",
			page: "69.16", reason: "requests on demand have cost half since 2024-11-01",
		},
		{
			name: "3.55 million writes and reads", source: tablePage + ", read 2025", book: book,
			meters:  []Meter{OnDemandTable{StrongReads: dec("3550000"), ReadSize: kb, Writes: dec("3550000"), WriteSize: kb}},
			amounts: map[string]string{"write-units": "2.21875", "read-units": "0.44375"}, total: "2.6625", // 0.625 × 3.55 and 0.125 × 3.55
		},
		{
			name: "114 WCU and RCU for a day", source: provisionedPage, book: book,
			meters:  []Meter{ProvisionedTable{RCU: dec("114"), WCU: dec("114"), Hours: dec("24")}},
			amounts: map[string]string{"provisioned-wcu": "1.7784", "provisioned-rcu": "0.3557"}, total: "2.1341",
		},
		{
			name: "25 of each for 30 days", source: provisionedPage, book: book,
			meters:  []Meter{ProvisionedTable{RCU: dec("25"), WCU: dec("25"), Hours: dec("720")}},
			amounts: map[string]string{"provisioned-wcu": "11.70", "provisioned-rcu": "2.34"}, total: "14.04",
		},
	} {
		t.Run(e.name, e.run)
	}
}

// The page says that a read of 8 KB takes two units, one when it is eventual
// and four in a transaction, and a write of 3 KB three, and six in a transaction.
func TestTableCounts(t *testing.T) {
	for _, c := range []counted{
		{"strong", OnDemandTable{StrongReads: one, ReadSize: 8 * kb}, "read-units", "2"},
		{"eventual", OnDemandTable{EventualReads: one, ReadSize: 8 * kb}, "read-units", "1"},
		{"transactional", OnDemandTable{TransactionalReads: one, ReadSize: 8 * kb}, "read-units", "4"},
		{"half a unit", OnDemandTable{EventualReads: dec("3"), ReadSize: 100}, "read-units", "1.5"},
		{"write", OnDemandTable{Writes: one, WriteSize: 3 * kb}, "write-units", "3"},
		{"transactional write", OnDemandTable{TransactionalWrites: one, WriteSize: 3 * kb}, "write-units", "6"},
		{"a month", ProvisionedTable{RCU: dec("10")}, "provisioned-rcu", "7300"},
	} {
		t.Run(c.name, c.run)
	}
	note := noteOf(t, "read-units", OnDemandTable{EventualReads: one, ReadSize: 9 * kb})
	if want := "3 chunks of 4 KB a read, half a unit each for eventual reads"; note != want {
		t.Errorf("note %q, want %q", note, want)
	}
}

func TestBucketFAQ(t *testing.T) {
	book := mustBook(t)
	for _, e := range []example{
		{name: "52,900 GB-months in two tiers", meters: []Meter{Bucket{Storage: 52900 * gB}}, total: "1215.00"}, // 1,177.60 + 37.40
		{
			name: "310,000 PUT and 620,000 GET", meters: []Meter{Bucket{Puts: dec("310000"), Gets: dec("620000")}},
			amounts: map[string]string{"put-requests": "1.55", "get-requests": "0.25"}, total: "1.80",
		},
	} {
		e.source, e.book, e.month = bucketFAQ, book, true
		t.Run(e.name, e.run)
	}
	counted{"infrequent access", Bucket{Infrequent: 100 * gB}, "ia-storage", "100"}.run(t)
}

// What is read of infrequent storage costs more, and no component counts it.
func TestInfrequentReadsAreNotPriced(t *testing.T) {
	for _, tt := range []struct {
		bucket Bucket
		want   int
	}{{Bucket{Infrequent: gB}, 1}, {Bucket{Storage: gB}, 0}} {
		m, err := tt.bucket.Meter("us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		if len(m.NotPriced) != tt.want {
			t.Errorf("%+v: not priced %q, want %d", tt.bucket, m.NotPriced, tt.want)
		}
	}
}

// Half a unit for an eventual read is half of what a strong one takes, and that
// covers the item by less than a unit more.
func TestReadUnits(t *testing.T) {
	units := func(t *rapid.T, table OnDemandTable) string {
		m, err := table.Meter("us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		return m.Usage[0].Quantity.String()
	}
	rapid.Check(t, func(t *rapid.T) {
		item := check.Bytes(rapid.Int64Range(0, 400<<10).Draw(t, "item"))
		n := (item + readUnit - 1) / readUnit
		strong := number(max(1, n))
		for want, table := range map[string]OnDemandTable{
			strong.String():                {StrongReads: one, ReadSize: item},
			strong.Div(dec("2")).String():  {EventualReads: one, ReadSize: item},
			strong.Mul(dec("2")).String():  {TransactionalReads: one, ReadSize: item},
			strong.Mul(dec("10")).String(): {StrongReads: dec("10"), ReadSize: item},
		} {
			if got := units(t, table); got != want {
				t.Errorf("%+v: %s units, want %s", table, got, want)
			}
		}
	})
}

func TestStorageRefuses(t *testing.T) {
	for want, m := range map[string]Meter{
		"eventual reads must not be negative":     OnDemandTable{EventualReads: dec("-1")},
		"size of a write must not be negative":    OnDemandTable{WriteSize: -1},
		"RCU must not be negative":                ProvisionedTable{RCU: dec("-1")},
		"table: the storage must not be negative": ProvisionedTable{Storage: -1},
		"puts must not be negative":               Bucket{Puts: dec("-1")},
		"infrequent storage must not be negative": Bucket{Infrequent: -1},
	} {
		refuses(t, m, want)
	}
}
