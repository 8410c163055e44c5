package builtin

// Defaults of primes. Counting the primes below a million again and again is
// the CPU-bound function of AWS's own talks on memory and cost; the number of
// repeats makes it about 150 ms on one core of a server of about 3 GHz.
const (
	defaultLimit  = 1_000_000
	defaultRepeat = 65
	maxLimit      = 20_000_000
	maxRepeat     = 10_000
)

type primesRequest struct {
	Limit  int `json:"limit"`  // count the primes below it; 0 means defaultLimit
	Repeat int `json:"repeat"` // so many times; 0 means defaultRepeat
}

type primesResponse struct {
	Limit   int `json:"limit"`
	Repeat  int `json:"repeat"`
	Primes  int `json:"primes"`
	Largest int `json:"largest"` // the largest prime below Limit, 0 without one
}

func startPrimes() (any, error) { return primes, nil }

// primes counts the primes below r.Limit, r.Repeat times over.
func primes(r primesRequest) (primesResponse, error) {
	limit, err := within("limit", r.Limit, defaultLimit, 2, maxLimit)
	if err != nil {
		return primesResponse{}, err
	}
	repeat, err := within("repeat", r.Repeat, defaultRepeat, 1, maxRepeat)
	if err != nil {
		return primesResponse{}, err
	}
	out := primesResponse{Limit: limit, Repeat: repeat}
	composite := make([]uint64, limit/2/64+1)
	for range repeat {
		out.Primes, out.Largest = sieve(composite, limit)
	}
	return out, nil
}

// sieve runs the sieve of Eratosthenes over the odd numbers: bit i of composite
// stands for 2i+1. A bit each, the million takes 61 kB and stays in the core's
// own cache, so that the time tells of the core alone. It returns how many
// primes there are below limit, and the largest.
func sieve(composite []uint64, limit int) (count, largest int) {
	clear(composite)
	if limit > 2 {
		count, largest = 1, 2
	}
	end := uint(limit) / 2
	for i := uint(1); i < end; i++ {
		if composite[i/64]&(1<<(i%64)) != 0 {
			continue
		}
		p := 2*i + 1
		count, largest = count+1, int(p)
		for j := p * p / 2; j < end; j += p {
			composite[j/64] |= 1 << (j % 64)
		}
	}
	return count, largest
}
