package builtin

import (
	"strings"
	"testing"
)

func TestEveryFunctionIsNamedAndDescribed(t *testing.T) {
	want := []string{"hello", "primes", "thumbnail", "pets", "orders", "report", "chaos"}
	if got := Names(); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("Names() = %v, want %v", got, want)
	}
	for _, name := range Names() {
		if err := Check(name); err != nil {
			t.Errorf("Check(%q) = %v", name, err)
		}
		if d := Describe(name); d == "" || strings.Contains(d, "\n") {
			t.Errorf("Describe(%q) = %q, want one line", name, d)
		}
	}
	if d := Describe("nosuch"); d != "" {
		t.Errorf("Describe of an unknown name = %q", d)
	}
}

func TestCheckUnknown(t *testing.T) {
	const all = "there are: hello, primes, thumbnail, pets, orders, report, chaos"
	tests := []struct{ name, want string }{
		{"thumbnial", `unknown built-in function "thumbnial": did you mean "thumbnail"? ` + all},
		{"Hello", `unknown built-in function "Hello": did you mean "hello"? ` + all},
		{"order", `unknown built-in function "order": did you mean "orders"? ` + all},
		{"kubernetes", `unknown built-in function "kubernetes": ` + all},
		{"", `unknown built-in function "": ` + all},
	}
	for _, tt := range tests {
		if err := Check(tt.name); err == nil || err.Error() != tt.want {
			t.Errorf("Check(%q) = %v\nwant %s", tt.name, err, tt.want)
		}
	}
}

func TestRequested(t *testing.T) {
	t.Setenv(EnvName, "")
	if name, ok := Requested(); ok {
		t.Errorf("Requested() = %q, true with an empty environment variable", name)
	}
	t.Setenv(EnvName, "primes")
	if name, ok := Requested(); name != "primes" || !ok {
		t.Errorf("Requested() = %q, %t", name, ok)
	}
}

func TestEnvironmentVariables(t *testing.T) {
	tests := []struct{ function, name, value, want string }{
		{"thumbnail", "QUALITY", "high", "between 1 and 100"},
		{"thumbnail", "QUALITY", "0", "between 1 and 100"},
		{"orders", "POOL_SIZE", "-1", "between 1 and 1000"},
		{"orders", "POOL_TIMEOUT", "1", "a duration such as 800ms"},
		{"orders", "POOL_TIMEOUT", "-1s", "a duration such as 800ms"},
		{"chaos", "INIT", "explode", "crash, slow or exit"},
		{"chaos", "INIT_MS", "x", "a whole number"},
	}
	for _, tt := range tests {
		t.Run(tt.function+" "+tt.name+"="+tt.value, func(t *testing.T) {
			t.Setenv("STORE_DIR", t.TempDir())
			t.Setenv(tt.name, tt.value)
			_, err := functions[find(tt.function)].start()
			if err == nil || !strings.Contains(err.Error(), tt.name) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("start with %s=%s: %v, want an error that says %q", tt.name, tt.value, err, tt.want)
			}
		})
	}
}
