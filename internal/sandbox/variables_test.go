package sandbox

import (
	"slices"
	"strings"
	"testing"
)

func TestEnvironmentsOfABuiltinShareAStore(t *testing.T) {
	store := func(function, home string, env map[string]string) string {
		rev := &Revision{FunctionName: function, Handler: Handler{Builtin: "orders"}, Env: env}
		list := launch{rev: rev, runtimeDir: "/run", home: home}.variables()
		i := slices.IndexFunc(list, func(s string) bool { return strings.HasPrefix(s, storeVariable+"=") })
		if i < 0 {
			t.Fatalf("%s is not set in %q", storeVariable, list)
		}
		return list[i]
	}
	first, second := store("f", "/run/a", nil), store("f", "/run/b", nil)
	if first != second || first == store("g", "/run/a", nil) {
		t.Errorf("stores %q and %q of one function, %q of another", first, second, store("g", "/run/a", nil))
	}
	if got := store("f", "/run/a", map[string]string{storeVariable: "/mine"}); got != storeVariable+"=/mine" {
		t.Errorf("the function's own: %q", got)
	}
}
