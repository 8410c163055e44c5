package builtin

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestHello(t *testing.T) {
	tests := []struct{ name, want string }{
		{"Ada", "Hello, Ada!"},
		{"", "Hello, World!"},
		{"世界", "Hello, 世界!"},
	}
	for _, tt := range tests {
		if got, err := hello(helloRequest{tt.name}); err != nil || got.Message != tt.want {
			t.Errorf("hello(%q) = %q, %v, want %q", tt.name, got.Message, err, tt.want)
		}
	}
	if _, err := hello(helloRequest{strings.Repeat("é", maxName)}); err != nil {
		t.Errorf("hello refuses a name of the allowed length: %v", err)
	}
	wantBadRequest(t, "a name of 1001 characters", second(hello(helloRequest{strings.Repeat("é", maxName+1)})))
}

func TestPrimes(t *testing.T) {
	// https://oeis.org/A006880 has the counts below powers of ten.
	tests := []struct{ limit, count, largest int }{
		{2, 0, 0}, {3, 1, 2}, {4, 2, 3}, {10, 4, 7}, {11, 4, 7}, {12, 5, 11},
		{1000, 168, 997}, {1_000_000, 78_498, 999_983}, {10_000_000, 664_579, 9_999_991},
	}
	for _, tt := range tests {
		got, err := primes(primesRequest{Limit: tt.limit, Repeat: 1})
		if err != nil || got.Primes != tt.count || got.Largest != tt.largest {
			t.Errorf("primes below %d = %d, largest %d, %v; want %d, %d", tt.limit, got.Primes, got.Largest, err, tt.count, tt.largest)
		}
	}
}

func TestPrimesAgainstMillerRabin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(2, 2000).Draw(t, "limit")
		count, largest := 0, 0
		for n := 2; n < limit; n++ {
			if big.NewInt(int64(n)).ProbablyPrime(0) {
				count, largest = count+1, n
			}
		}
		got, err := primes(primesRequest{Limit: limit, Repeat: 2})
		if err != nil || got.Primes != count || got.Largest != largest {
			t.Fatalf("primes = %+v, %v; want %d, largest %d", got, err, count, largest)
		}
	})
}

func TestPrimesRefuses(t *testing.T) {
	for _, r := range []primesRequest{
		{Limit: 1}, {Limit: -5}, {Limit: maxLimit + 1}, {Limit: 10, Repeat: -1}, {Limit: 10, Repeat: maxRepeat + 1},
	} {
		wantBadRequest(t, "primes", second(primes(r)))
	}
}

// wantBadRequest fails the test unless err is a BadRequest.
func wantBadRequest(t *testing.T, what string, err error) {
	t.Helper()
	var bad BadRequest
	if !errors.As(err, &bad) {
		t.Errorf("%s: error %v, want a BadRequest", what, err)
	}
}

func second[T any](_ T, err error) error { return err }
