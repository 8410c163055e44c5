package offers

import (
	"bytes"
	"os"
	"testing"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// seed adds fixtures to a fuzz target.
func seed(f *testing.F, files ...string) {
	f.Helper()
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// writable checks that whatever a parser accepts makes a book that reads back,
// unless it says why not.
func writable(t *testing.T, provider string, r Result, err error) {
	if err != nil {
		return
	}
	var book bytes.Buffer
	if err := pricing.WriteBook(&book, provider, on, r.Prices, r.Free); err != nil {
		t.Errorf("%v\n%+v", err, r.Prices)
	}
	if err := r.Report.Write(&book); err != nil {
		t.Error(err)
	}
}

func FuzzReadOffer(f *testing.F) {
	f.Add([]byte(tiny))
	seed(f, awsFixtures(f)...)
	f.Fuzz(func(t *testing.T, data []byte) {
		a := NewAWS(Scope{On: on})
		if a.ReadOffer(t.Context(), bytes.NewReader(data)) == nil {
			r, err := a.Result()
			writable(t, "aws", r, err)
		}
	})
}

func FuzzReadPages(f *testing.F) {
	seed(f, "testdata/getproducts.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		a := NewAWS(Scope{On: on})
		if a.ReadPages(t.Context(), bytes.NewReader(data)) == nil {
			r, err := a.Result()
			writable(t, "aws", r, err)
		}
	})
}

func FuzzReadRetail(f *testing.F) {
	f.Add([]byte(meterText))
	seed(f, "testdata/azure-1.json", "testdata/azure-2.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		a := NewAzure(Scope{On: on})
		if _, err := a.ReadPages(t.Context(), bytes.NewReader(data)); err == nil {
			r, err := a.Result()
			writable(t, "azure", r, err)
		}
	})
}
