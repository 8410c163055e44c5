package scenarios

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// maxRoutes is the quota of a REST API's resources.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
const maxRoutes = 300

// routes reads where requests go.
func (d *decoder) routes(n *node, api PriceAs, what string) (routes []Route) {
	items := d.list(n, what, "[GET /pets]")
	if len(items) > maxRoutes {
		d.fail(items[maxRoutes], "leave some out: AWS's quota is "+itoa(maxRoutes), "there are more than "+itoa(maxRoutes)+" routes")
		return nil
	}
	seen := map[string]string{}
	for _, item := range items {
		r, at := d.route(item, api)
		if r.Path == catchAll && api != PriceHTTP {
			d.fail(at, "write ANY /{proxy+}, or leave routes out so that everything goes to the function", oneNamed(api)+" has no route "+catchAll)
		}
		key := r.Method + " " + r.Path
		switch first, alike := seen[r.takes(api)]; {
		case r.Path == "" || !alike:
			seen[r.takes(api)] = key
		case first == key:
			d.fail(at, "remove one", "the route "+quote(key)+" stands twice")
		default:
			d.fail(at, "remove one", "the route "+quote(key)+" takes the same requests as "+quote(first))
		}
		routes = append(routes, r)
	}
	return routes
}

// parameter is one of a path's.
var parameter = regexp.MustCompile(`\{([^{}+]*)(\+?)\}`)

// takes is the same for two routes that no request can tell apart. Of a load
// balancer's rules the first holds.
func (r *Route) takes(api PriceAs) string {
	if api == PriceALB {
		return r.Method + " " + r.Path
	}
	return r.Method + " " + parameter.ReplaceAllString(r.Path, "{$2}")
}

// parameters are the names of the path's parameters, in their order.
func (r *Route) parameters() (names []string) {
	for _, m := range parameter.FindAllStringSubmatch(r.Path, -1) {
		names = append(names, m[1])
	}
	return names
}

// route reads one route, "GET /pets/{type}" by itself or with what it needs,
// and says where it stands.
func (d *decoder) route(n *node, api PriceAs) (r Route, at *node) {
	if n.shape == scalar {
		d.routeKey(n, &r, api)
		return r, n
	}
	at = n
	if d.object(n, "a route",
		field{name: "route", read: func(n *node) { at = n; d.routeKey(n, &r, api) }},
		field{name: "map", read: func(n *node) { r.Map = d.mapped(n, "map of a route") }},
		field{name: "errors", read: func(n *node) { r.Errors = d.errorStatuses(n, "errors of a route") }},
		field{name: "payload_format", read: func(n *node) { r.PayloadFormat = d.payloadFormat(n, "payload_format of a route") }},
		field{name: "timeout", read: func(n *node) { r.Timeout = d.integrationTimeout(n, api, "timeout of a route") }},
		field{name: "throttle", read: func(n *node) { r.Throttle = d.throttle(n, "throttle of a route") }},
		field{name: "auth", read: func(n *node) { _, r.Open = d.word(n, "auth of a route", []string{string(AuthNone)}, nil) }},
		field{name: "cache_keys", read: func(n *node) { r.CacheKeys = d.sources(n, "cache_keys of a route") }},
	) && len(n.entries) > 0 {
		d.routeFits(n, api)
		d.routeHas(n, &r)
	}
	return r, at
}

// routeFits checks that the API has what the route asks of it.
func (d *decoder) routeFits(n *node, api PriceAs) {
	if n.get("route") == nil {
		d.missing(n, "the route does not say what it takes", "add route: GET /pets")
	}
	for key, with := range map[string][]PriceAs{
		"map": {PriceREST}, "errors": {PriceREST}, "cache_keys": {PriceREST}, "payload_format": {PriceHTTP},
		"timeout": {PriceREST, PriceHTTP}, "throttle": {PriceREST, PriceHTTP}, "auth": {PriceREST, PriceHTTP},
	} {
		if n.get(key) != nil && !slices.Contains(with, api) {
			d.fail(keyNode(n, key), "remove it; "+namesOf(with)+" has it", "a route of "+oneNamed(api)+" has no "+key)
		}
	}
	if n.get("errors") != nil && n.get("map") == nil {
		d.fail(keyNode(n, "errors"), "add map: {type: path.type}, or have the function answer with the status itself", "errors belong to map: without it the function says the status")
	}
}

// routeHas checks that the path has the parameters that the route takes from it,
// and that what tells cached answers apart is of a method that is cached.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
func (d *decoder) routeHas(n *node, r *Route) {
	if r.Path == "" {
		return
	}
	names := r.parameters()
	lacks := func(at *node, source string) {
		if name, found := strings.CutPrefix(source, "path."); found && !slices.Contains(names, name) {
			d.fail(at, check.DidYouMean(name, names), "the path "+quote(r.Path)+" has no parameter "+quote(name))
		}
	}
	if at := n.get("map"); at != nil && at.shape == mapping {
		for _, e := range at.entries {
			lacks(e.value, e.value.text)
		}
	}
	at := n.get("cache_keys")
	if at == nil {
		return
	}
	for i, key := range r.CacheKeys {
		if i < len(at.items) {
			lacks(at.items[i], key)
		}
	}
	if r.Method != http.MethodGet {
		d.fail(keyNode(n, "cache_keys"), "write GET "+r.Path+", or remove it", "only GET routes are cached, not "+r.Method)
	}
}

// The path of a route: parts that are text or a parameter, the last of which
// may take all that is left.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
var routePath = regexp.MustCompile(`^/$|^(/([A-Za-z0-9._~!$&'()*+,;=:@%-]+|\{[A-Za-z0-9._-]+\}))*(/\{[A-Za-z0-9._-]+\+\})?$`)

// The path of a load balancer's rule may hold ? for one character beside.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#path-conditions
var rulePath = regexp.MustCompile(`^(/([A-Za-z0-9._~!$&'()*+,;=:@%?-]*|\{[A-Za-z0-9._-]+\}))+(/\{[A-Za-z0-9._-]+\+\})?$`)

// catchAll is the route of what no other takes, and anyMethod that of all methods.
const (
	catchAll  = "$default"
	anyMethod = "ANY"
)

// routeKey reads "GET /pets/{type}", "ANY /{proxy+}" or "$default".
func (d *decoder) routeKey(n *node, r *Route, api PriceAs) {
	text, ok := d.str(n, "a route")
	if !ok {
		return
	}
	if text == catchAll {
		r.Method, r.Path = anyMethod, catchAll
		return
	}
	method, path, found := strings.Cut(text, " ")
	path = strings.TrimSpace(path)
	methods := append(Methods(), anyMethod)
	switch {
	case !found || !strings.HasPrefix(path, "/"):
		d.fail(n, "write it as in GET /pets/{type}; in a list within [ ] quote it", quote(text)+" is not a route")
	case !slices.Contains(methods, method):
		d.failIn(n, 0, check.DidYouMean(method, methods), quote(method)+" is not a method of a route")
	case !routePath.MatchString(path) && (api != PriceALB || !rulePath.MatchString(path)):
		d.failIn(n, len(text)-len(path), "write parameters as {name}, and {proxy+} for all that is left", quote(path)+" is not a path of a route")
	default:
		r.Method, r.Path = method, path
		if twice := repeated(r.parameters()); twice != "" {
			d.failIn(n, len(text)-len(path), "give each a name of its own", "the path has two parameters "+quote(twice))
		}
	}
}

// repeated is the first name that stands twice, "" for none.
func repeated(names []string) string {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return name
		}
	}
	return ""
}

// sourcePattern is where a value of a request is found, or a constant.
var sourcePattern = regexp.MustCompile(`^((path|query|header|body|stage)\.[A-Za-z0-9_.-]+|body|'[^']*')$`)

const sourceHint = "write path.NAME, query.NAME, header.NAME, body.NAME, stage.NAME, or a constant in single quotes"

// mapped reads of what the function's event is made: names and sources.
func (d *decoder) mapped(n *node, what string) map[string]string {
	if n.shape != mapping || len(n.entries) == 0 {
		d.fail(n, "write {type: path.type}", what+" must be a mapping of names to where their values are found")
		return nil
	}
	fields := map[string]string{}
	for _, e := range n.entries {
		if _, twice := fields[e.key.text]; twice {
			d.fail(e.key, "remove one", "the name "+quote(e.key.text)+" stands twice")
		}
		text, ok := d.scalarText(e.value, what, "{type: path.type}")
		if ok && !sourcePattern.MatchString(text) {
			d.fail(e.value, sourceHint, quote(text)+" says nowhere in a request")
		}
		fields[e.key.text] = text
	}
	return fields
}

// sources reads a list of places in a request.
func (d *decoder) sources(n *node, what string) []string {
	all := d.textList(n, what, "[path.type]")
	for i, text := range all {
		if !sourcePattern.MatchString(text) && i < len(n.items) {
			d.fail(n.items[i], sourceHint, quote(text)+" says nowhere in a request")
		}
	}
	return all
}

// errorStatuses reads which messages of function errors get which status.
func (d *decoder) errorStatuses(n *node, what string) (all []ErrorStatus) {
	if n.shape != mapping || len(n.entries) == 0 {
		d.fail(n, `write {"no pets.*": 404}`, what+" must be a mapping of patterns to statuses")
		return nil
	}
	for _, e := range n.entries {
		d.checkRegexp(e.key, e.key.text, "a pattern in "+what)
		status, err := strconv.Atoi(e.value.text)
		if e.value.shape != scalar || err != nil || status < 200 || status > 599 {
			d.fail(e.value, "write a status from 200 to 599", what+" leads to a status, not "+e.value.describe())
		}
		all = append(all, ErrorStatus{e.key.text, status})
	}
	return all
}
