package offers

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// An EC2 offer of any length: products that no rule maps, of the size of real
// ones, every 2,000th one that a rule maps, then their terms, and the reserved
// terms, which are most of a real file.
func generateOffer(w io.Writer, products int) error {
	const head = `{"offerCode": "AmazonEC2", "version": "20260925174521", "publicationDate": "2026-09-25T17:45:21Z", "products": {`
	p := printer{w: w}
	p.printf(head)
	for i := range products {
		p.printf("%s", comma(i))
		p.printf(`"S%d": {"sku": "S%d", "productFamily": "Compute Instance", "attributes": {"instanceType": "m%d.large", "tenancy": "%s",`+
			`"operatingSystem": "Linux", "preInstalledSw": "NA", "capacitystatus": "Used", "licenseModel": "No License required",`+
			`"operation": "RunInstances", "usagetype": "EU-BoxUsage:m%d.large", "regionCode": "eu-west-1", "locationType": "AWS Region",`+
			`"physicalProcessor": "%0500d"}}`, i, i, i, tenancy(i), i, i)
	}
	p.printf(`}, "terms": {`)
	for k, kind := range []string{"OnDemand", "Reserved"} {
		p.printf(`%s"%s": {`, comma(k), kind)
		for i := range products {
			p.printf(`%s"S%d": {"S%d.J": {"offerTermCode": "JRTCKXETXF", "effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"S%d.J.6": {`+
				`"description": "%0300d", "beginRange": "0", "endRange": "Inf", "unit": "Hrs", "pricePerUnit": {"USD": "0.1%d"}}}}}`, comma(i), i, i, i, i, i)
		}
		p.printf("}")
	}
	p.printf("}}")
	return p.err
}

const oneIn = 2_000

func tenancy(i int) string {
	if i%oneIn == 0 {
		return "Shared"
	}
	return "Dedicated"
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ",\n"
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// weigher hands on a stream and weighs the heap at every megabyte of it.
type weigher struct {
	r          io.Reader
	read, next int
	base, peak uint64
}

func weigh(r io.Reader) *weigher { return &weigher{r: r, base: heap()} }

// heap is what is reachable at present, in bytes.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (w *weigher) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if w.read += n; w.read >= w.next {
		w.next = w.read + 1<<20
		w.peak = max(w.peak, heap())
	}
	return n, err
}

// grown is by how much the heap grew at most, in bytes.
func (w *weigher) grown() int64 { return int64(w.peak) - int64(w.base) }

// importGenerated imports a generated offer through a pipe.
func importGenerated(t testing.TB, products int) (*weigher, Result) {
	r, pipe := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := generateOffer(pipe, products)
		pipe.CloseWithError(err)
		done <- err
	}()
	w := weigh(r)
	a := NewAWS(Scope{On: on})
	err := a.ReadOffer(t.Context(), w)
	r.CloseWithError(err)
	if failed := <-done; err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	result, err := a.Result()
	if err != nil {
		t.Fatal(err)
	}
	return w, result
}

// maxHeap bounds what an import may hold beside the prices, whatever the length
// of the list: the largest value that is read at once, twice while it grows.
const maxHeap = 3 * maxValue

func TestMemoryDoesNotGrowWithTheOffer(t *testing.T) {
	const products = 14_000 // 20 MB
	w, result := importGenerated(t, products)
	if want := products / oneIn; len(result.Prices) != want {
		t.Errorf("%d prices, want %d", len(result.Prices), want)
	}
	if w.read < 20_000_000 {
		t.Errorf("only %d bytes were read", w.read)
	}
	if w.grown() > maxHeap {
		t.Errorf("%d bytes of an offer took %d bytes of memory, want at most %d", w.read, w.grown(), maxHeap)
	}
}

// BenchmarkReadOffer reads 200 MB through a pipe and reports the bytes of heap
// that it took.
func BenchmarkReadOffer(b *testing.B) {
	for b.Loop() {
		w, _ := importGenerated(b, 140_000)
		b.SetBytes(int64(w.read))
		b.ReportMetric(float64(w.grown()), "heap-B")
		if w.grown() > maxHeap {
			b.Errorf("%d bytes of an offer took %d bytes of memory, want at most %d", w.read, w.grown(), maxHeap)
		}
	}
}

// Each kind of list gives up where an import has kept as many rows as it may,
// from whatever list.
func TestMoreRowsThanMayBeKept(t *testing.T) {
	full := func(k *kept, read func() error) error {
		*k = maxRows - 1
		return read()
	}
	aws, azure, plans := NewAWS(Scope{On: on}), NewAzure(Scope{On: on}), NewSavingsPlans(Scope{On: on}, "3yr-no-upfront")
	for name, err := range map[string]error{
		"offer": full(&aws.rows.kept, func() error { return aws.ReadOffer(t.Context(), open(t, "testdata/AWSLambda.json")) }),
		"pages": full(&aws.rows.kept, func() error { return aws.ReadPages(t.Context(), open(t, "testdata/getproducts.json")) }),
		"azure": full(&azure.kept, func() error {
			_, err := azure.ReadPages(t.Context(), open(t, "testdata/azure-1.json"))
			return err
		}),
		"plans": full(&plans.kept, func() error { return plans.ReadOffer(t.Context(), open(t, "testdata/savings-plan.json")) }),
	} {
		if err == nil || !strings.Contains(err.Error(), "more than 200000 rows map to prices") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Rows that say one price many times over are kept, each for the report.
func TestRowsOfOnePriceCount(t *testing.T) {
	aws := NewAWS(Scope{On: on})
	for range 3 {
		if err := aws.ReadOffer(t.Context(), open(t, "testdata/AWSLambda.json")); err != nil {
			t.Fatal(err)
		}
	}
	once := NewAWS(Scope{On: on})
	if err := once.ReadOffer(t.Context(), open(t, "testdata/AWSLambda.json")); err != nil {
		t.Fatal(err)
	}
	if aws.rows.kept != 3*once.rows.kept || once.rows.kept == 0 {
		t.Errorf("%d rows are kept of three lists, %d of one", aws.rows.kept, once.rows.kept)
	}
}

// endless is a JSON text that never ends.
type endless struct {
	head string
	fill byte
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.head)
	e.head = e.head[n:]
	for i := n; i < len(p); i++ {
		p[i] = e.fill
	}
	e.read += len(p)
	return len(p), nil
}

// A value that never ends is given up, whatever it is made of.
func TestEndlessValuesAreGivenUp(t *testing.T) {
	for name, e := range map[string]*endless{
		"text":     {head: `{"offerCode": "`, fill: 'x'},
		"spaces":   {head: `{"offerCode": "AWSLambda", `, fill: ' '},
		"brackets": {head: `{"x": `, fill: '['},
		"number":   {head: `{"x": `, fill: '1'},
		"key":      {head: `{"`, fill: 'k'},
	} {
		if err := NewAWS(Scope{}).ReadOffer(t.Context(), e); err == nil {
			t.Errorf("%s: no error", name)
		}
		if e.read > 8*maxValue {
			t.Errorf("%s: %d bytes were read", name, e.read)
		}
	}
}
