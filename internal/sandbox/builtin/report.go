package builtin

import (
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
)

// Defaults and bounds of report.
const (
	defaultRows = 400_000
	maxRows     = 10_000_000
	// rowsPerChunk keeps a chunk near half a megabyte, so that memory grows in small steps.
	rowsPerChunk = 1024
	// heapSlack is what the Go runtime may hold beyond the rows, in bytes.
	heapSlack = 16 << 20
	// salesSeed makes every report of as many rows the same.
	salesSeed = 20240517
)

// products are what the shop sells, with the price in cents.
var products = []struct {
	name  string
	cents int32
}{
	{"apples", 249}, {"bread", 329}, {"butter", 289}, {"cheese", 649}, {"coffee", 899}, {"eggs", 379},
	{"flour", 159}, {"honey", 749}, {"milk", 139}, {"oranges", 299}, {"pasta", 119}, {"rice", 219},
	{"salmon", 1299}, {"sugar", 129}, {"tea", 459}, {"tomatoes", 349},
}

// sale is one row as a till exports it: columns of fixed width, most of them
// text that the report never looks at. It holds no pointers, so that the
// garbage collector has nothing to follow in it.
type sale struct {
	product  uint8 // index into products
	hour     uint8 // 0 to 23
	quantity int32
	cents    int32 // of the whole row
	receipt  [24]byte
	customer [128]byte
	address  [160]byte
	note     [124]byte
}

// rowBytes is the size of a sale in memory.
const rowBytes = 448

type reportRequest struct {
	Rows int `json:"rows"` // sales of the day; 0 means defaultRows
}

type reportResponse struct {
	Rows     int           `json:"rows"`
	Revenue  string        `json:"revenue"` // US dollars
	BestHour int           `json:"best_hour"`
	Products []productLine `json:"products"` // highest revenue first
}

type productLine struct {
	Product  string `json:"product"`
	Quantity int64  `json:"quantity"`
	Revenue  string `json:"revenue"`   // US dollars
	BestHour int    `json:"best_hour"` // with the highest revenue
}

func startReport() (any, error) { return report, nil }

// report sums up a day's sales by product and hour. Like many a first version
// of such a function it loads the whole day before it begins, so its memory
// grows with the rows: the default needs about 190 MB.
func report(r reportRequest) (reportResponse, error) {
	rows, err := within("rows", r.Rows, defaultRows, 1, maxRows)
	if err != nil {
		return reportResponse{}, err
	}
	// Without a limit the garbage of the last invocation stands beside the rows
	// of this one and memory doubles; the usual cure on Lambda is GOMEMLIMIT.
	debug.SetMemoryLimit(int64(rows)*rowBytes + heapSlack)
	return summarise(loadSales(rows), rows), nil
}

// loadSales pretends to read the day's rows from the tills.
func loadSales(rows int) [][]sale {
	rng := rand.New(rand.NewPCG(salesSeed, uint64(rows)))
	var day [][]sale
	for rows > 0 {
		chunk := make([]sale, min(rows, rowsPerChunk))
		for i := range chunk {
			chunk[i].fill(rng)
		}
		day = append(day, chunk)
		rows -= len(chunk)
	}
	return day
}

// fill draws a sale. Shops are busiest at noon and after work, and few people
// buy many of one thing.
func (s *sale) fill(rng *rand.Rand) {
	bits := rng.Uint64()
	p := bits % uint64(len(products))
	hour := 10 + (bits>>16%6+bits>>24%6)/2
	if evening := bits>>8&1 == 1; evening {
		hour += 5
	}
	s.product, s.hour = uint8(p), uint8(hour)
	s.quantity = 1 + int32(min(bits>>32%8, bits>>40%8))
	s.cents = s.quantity * products[p].cents
	copy(s.receipt[:], "R-")
	for i := 2; i < len(s.receipt); i++ {
		s.receipt[i] = '0' + byte(bits>>(2*i)&7)
	}
	copy(s.customer[:], "walk-in customer, no loyalty card")
	copy(s.address[:], "till 4, ground floor, Market Street 12")
	copy(s.note[:], "paid by card")
}

// totals of one product.
type totals struct {
	quantity int64
	cents    int64
	byHour   [24]int64 // cents
}

// summarise turns the rows into the report.
func summarise(day [][]sale, rows int) reportResponse {
	sums := make([]totals, len(products))
	for _, chunk := range day {
		for i := range chunk {
			s := &chunk[i]
			t := &sums[s.product]
			t.quantity += int64(s.quantity)
			t.cents += int64(s.cents)
			t.byHour[s.hour] += int64(s.cents)
		}
	}
	var all totals
	for _, t := range sums {
		all.cents += t.cents
		for h, c := range t.byHour {
			all.byHour[h] += c
		}
	}
	return reportResponse{rows, dollars(all.cents), best(all.byHour), lines(sums)}
}

// lines orders the products by revenue, highest first.
func lines(sums []totals) []productLine {
	order := make([]int, len(sums))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(sums[b].cents - sums[a].cents) })
	out := make([]productLine, len(order))
	for i, p := range order {
		out[i] = productLine{products[p].name, sums[p].quantity, dollars(sums[p].cents), best(sums[p].byHour)}
	}
	return out
}

// best is the first hour with the highest revenue.
func best(byHour [24]int64) int {
	return slices.Index(byHour[:], slices.Max(byHour[:]))
}

func dollars(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }
