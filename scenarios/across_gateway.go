package scenarios

import (
	"net/http"
	"slices"
	"strings"
)

// TakesRequests reports whether a target is sent requests that payloads may
// shape, and not events.
func (t Target) TakesRequests() bool { return t.Kind == KindGateway || t.Kind == KindContainer }

// RequestOf is the request that carries a payload; false where neither the
// payload nor the routes say where to. Without routes everything goes to the
// function, and with a single one without parameters there.
func (g *Gateway) RequestOf(p Payload) (Request, bool) {
	if p.Request != nil {
		return *p.Request, true
	}
	request := Request{Method: methodFor(len(p.Body) > 0), Path: "/"}
	switch {
	case len(g.Routes) == 0:
		return request, true
	case len(g.Routes) > 1 || strings.Contains(g.Routes[0].Path, "{"):
		return Request{}, false
	}
	if only := g.Routes[0]; only.Path != catchAll {
		request.Path = only.Path
		if only.Method != anyMethod {
			request.Method = only.Method
		}
	}
	return request, true
}

// gatewayed checks what concerns gateways and other sections.
func (d *decoder) gatewayed(s *draft) {
	for i, t := range s.Targets {
		if t.Gateway == nil {
			continue
		}
		if t.Provider == ProviderLocal {
			d.localGateway(s, t, s.targetNode(i))
		} else {
			d.deployedGateway(s, t, s.targetNode(i))
		}
		d.requested(s, t)
	}
	d.bodies(s)
}

// localGateway checks a gateway that is made for the run.
func (d *decoder) localGateway(s *draft, t Target, at *node) {
	section := s.gateways[t.Gateway]
	for _, key := range deployedKeys {
		if section.has(key) {
			d.fail(keyNode(section, key), "remove provider: local", "gateway."+key+" is of a gateway that stands already")
		}
	}
	if t.Function == nil {
		d.missing(at, "there is no function behind the gateway", "add function: {handler: builtin:pets}")
	}
	if t.Gateway.Auth == AuthBearer {
		d.judged(s, t.Gateway)
	}
	d.cached(s, t)
}

// cached checks that a cache has something to keep, and that what tells its
// answers apart has a cache: a route of every method is not cached.
func (d *decoder) cached(s *draft, t Target) {
	section := s.gateways[t.Gateway]
	at := section
	if !section.has("cache") {
		at = s.matrixNode(t)
	}
	isGet := func(r Route) bool { return r.Method == http.MethodGet }
	keyed := slices.IndexFunc(t.Gateway.Routes, func(r Route) bool { return r.CacheKeys != nil })
	switch {
	case at.has("cache") && t.Gateway.API == PriceREST && !slices.ContainsFunc(t.Gateway.Routes, isGet):
		d.fail(keyNode(at, "cache"), "add gateway.routes with one such as GET /pets/{type}", "the cache would keep nothing: only routes of GET are cached, and "+t.Name+" has none")
	case !at.has("cache") && keyed >= 0 && keyed < len(section.get("routes").items):
		d.fail(keyNode(section.get("routes").items[keyed], "cache_keys"), "add gateway.cache: {ttl: 60s}, or remove it", "cache_keys tell cached answers apart, and there is no cache")
	}
}

// deployedGateway checks a gateway that stands already. The function behind it
// is changed in place, so that its sizes are to be chosen and not taken for
// granted.
func (d *decoder) deployedGateway(s *draft, t Target, at *node) {
	section, g := s.gateways[t.Gateway], t.Gateway
	for _, key := range localKeys {
		if section.has(key) {
			d.fail(keyNode(section, key), "remove it: the gateway itself says so", "gateway."+key+" is of a local gateway")
		}
	}
	switch {
	case !g.Deployed():
		d.missing(section, "nothing says where the gateway is", "add url: https://…, or api_id: a1b2c3d4e5")
	case g.APIID == "" && section.has("stage"):
		d.fail(keyNode(section, "stage"), "write it into the url, or add api_id", "gateway.stage goes with api_id")
	case g.Auth == AuthKey && g.Key == "":
		d.fail(keyNode(section, "auth"), `add key: "${env:API_KEY}"`, "the requests have no API key to carry")
	}
	if s.ColdStarts != nil {
		d.fail(keyNode(s.root, "cold_starts"), "remove it, or measure the function by itself", "no cold start can be forced behind the gateway "+t.Name+" on AWS: it would not tell of it")
	}
	d.changedBehind(s, t, at)
}

// changedBehind checks what the matrix changes of a gateway that stands already.
func (d *decoder) changedBehind(s *draft, t Target, at *node) {
	matrix, own := s.matrix, t.Matrix != nil || len(s.Targets) == 1
	if t.Matrix != nil {
		matrix = s.matrices[t.Matrix]
	}
	switch {
	case matrix.has(SettingCache) && t.Gateway.APIID == "":
		d.fail(keyNode(matrix, SettingCache), "add gateway.api_id and stage", "the cache is changed by the ID of the API, which is not given")
	case t.Function == nil && own && (matrix.has("memory_mb") || matrix.has("architecture")):
		d.fail(matrix, "add function: {name: my-function}, the one behind the gateway", "nothing says which function has the sizes of the matrix")
	case t.Function != nil && !matrix.has("memory_mb"):
		d.missing(at, "nothing says which sizes of the function are to be tried: it is changed in place", "add matrix: {memory_mb: [512, 1024]}, or remove function to measure it as it is")
	case t.Function != nil && at.has("mode") && at.get("mode").text != string(ModeVersions):
		d.fail(keyNode(at, "mode"), "remove it", "the gateway invokes the function itself, so that no copy can be measured through it")
	}
}

// has reports whether a mapping, which may be nil, has a key.
func (n *node) has(key string) bool { return n != nil && n.get(key) != nil }

// judged checks that somebody judges what requests carry.
func (d *decoder) judged(s *draft, g *Gateway) {
	if section := s.gateways[g]; g.Authorizer == nil {
		d.fail(keyNode(section, "auth"), "add authorizer: {function: {python: auth.py:handler}}", "nobody judges the tokens")
	}
}

// requested checks that it is known how each payload is sent to a gateway.
func (d *decoder) requested(s *draft, t Target) {
	for i, p := range s.Payloads {
		if _, known := t.Gateway.RequestOf(p); known {
			continue
		}
		hint := "add request: " + t.Gateway.Routes[0].Method + " " + t.Gateway.Routes[0].Path + " with its parameters filled in"
		if len(s.payloads) > i {
			d.missing(s.payloads[i], "the payload does not say which of the gateway's routes it takes", hint)
		} else {
			d.fail(keyNode(s.gateways[t.Gateway], "routes"), "add payloads: [{request: GET /pets/Dog}]", "nothing says which of the routes is driven")
		}
		return
	}
}

// bodies checks that some target has a use for the requests of payloads, and
// every function that is invoked by itself for their bodies.
func (d *decoder) bodies(s *draft) {
	var requests, events []Target
	for _, t := range s.Targets {
		if t.TakesRequests() {
			requests = append(requests, t)
		} else if t.Kind == KindFunction && t.Replay == nil {
			events = append(events, t)
		}
	}
	for i, p := range s.Payloads {
		if len(s.payloads) <= i {
			return
		}
		n := s.payloads[i]
		switch {
		case p.Request != nil && len(requests) == 0:
			d.fail(keyNode(n, "request"), "remove it, or write kind: gateway", "a request belongs to a gateway or a container: no target is one")
		case len(p.Body) == 0 && len(events) > 0:
			d.missing(n, "the payload has no body for the function "+events[0].Name, "add json: {…}")
		case len(p.Body) > 0 && len(requests) == len(s.Targets) && p.Request != nil && !p.Request.CarriesBody():
			d.fail(bodyKey(n), "write request: POST "+brief(p.Request.Path)+", or remove it", "a "+p.Request.Method+" request carries no body")
		}
	}
}

// bodyKey is the key of a payload that holds its body.
func bodyKey(n *node) *node {
	i := slices.IndexFunc(n.entries, func(e entry) bool { return slices.Contains(bodyKeys, e.key.text) })
	return n.entries[i].key
}
