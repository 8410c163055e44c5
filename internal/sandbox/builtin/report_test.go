package builtin

import (
	"fmt"
	"math/big"
	"reflect"
	"testing"
	"unsafe"
)

func TestRowBytes(t *testing.T) {
	if size := unsafe.Sizeof(sale{}); size != rowBytes {
		t.Errorf("a sale has %d bytes, rowBytes says %d", size, rowBytes)
	}
}

func TestReport(t *testing.T) {
	const rows = 3000 // three chunks, the last one not full
	got, err := report(reportRequest{rows})
	if err != nil {
		t.Fatal(err)
	}
	again, err := report(reportRequest{rows})
	if err != nil || !reflect.DeepEqual(got, again) {
		t.Errorf("two reports of the same day differ: %+v, %+v, %v", got, again, err)
	}
	if got.Rows != rows || len(got.Products) != len(products) {
		t.Errorf("%d rows and %d products, want %d and %d", got.Rows, len(got.Products), rows, len(products))
	}
	sum, previous := new(big.Rat), new(big.Rat).SetInt64(1<<40)
	for _, line := range got.Products {
		revenue, ok := new(big.Rat).SetString(line.Revenue)
		if !ok || revenue.Cmp(previous) > 0 {
			t.Errorf("%s with %s is out of order", line.Product, line.Revenue)
		}
		sum.Add(sum, revenue)
		previous = revenue
	}
	if sum.FloatString(2) != got.Revenue {
		t.Errorf("the products add up to %s, the report says %s", sum.FloatString(2), got.Revenue)
	}
}

func TestReportRefuses(t *testing.T) {
	for _, rows := range []int{-1, maxRows + 1} {
		wantBadRequest(t, "report", second(report(reportRequest{rows})))
	}
}

func TestSummarise(t *testing.T) {
	day := [][]sale{
		{{product: 0, hour: 9, quantity: 2, cents: 498}, {product: 0, hour: 12, quantity: 1, cents: 249}},
		{{product: 4, hour: 12, quantity: 1, cents: 899}},
	}
	got := summarise(day, 3)
	want := productLine{"coffee", 1, "8.99", 12}
	if got.Revenue != "16.46" || got.BestHour != 12 || got.Products[0] != want {
		t.Errorf("got %+v", got)
	}
	if second := (productLine{"apples", 3, "7.47", 9}); got.Products[1] != second {
		t.Errorf("second line %+v, want %+v", got.Products[1], second)
	}
}

func TestEverySaleIsSensible(t *testing.T) {
	hours := map[uint8]bool{}
	for _, chunk := range loadSales(5000) {
		for _, s := range chunk {
			hours[s.hour] = true
			if s.quantity < 1 || s.quantity > 8 || s.cents != s.quantity*products[s.product].cents {
				t.Fatalf("sale of %d for %d cents of %s", s.quantity, s.cents, products[s.product].name)
			}
		}
	}
	for hour := range uint8(24) {
		if open := hour >= 10 && hour <= 20; open != hours[hour] {
			t.Errorf("sales at %d o'clock: %t, want %t", hour, hours[hour], open)
		}
	}
}

func ExampleBadRequest() {
	_, err := report(reportRequest{Rows: -3})
	fmt.Println(err)
	// Output: rows is -3: it must be between 1 and 10000000
}
