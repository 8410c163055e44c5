package scenarios

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Bounds and defaults of gateways.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const (
	minIntegration     = 50 * time.Millisecond
	maxIntegrationREST = 300 * time.Second // above 29 s on regional and private APIs, against a quota
	maxIntegrationHTTP = 30 * time.Second
	defaultCacheTTL    = 300 * time.Second
	maxCacheTTL        = time.Hour
	maxAuthorizerTTL   = time.Hour
	maxThrottle        = 1_000_000
)

// gatewayKeys say which APIs have which part of the section; what is not listed
// all have.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
var gatewayKeys = map[string][]PriceAs{
	"stage":               {PriceREST, PriceHTTP},
	"stage_variables":     {PriceREST, PriceHTTP},
	"payload_format":      {PriceHTTP},
	"timeout":             {PriceREST, PriceHTTP},
	"throttle":            {PriceREST, PriceHTTP},
	"routes":              {PriceREST, PriceHTTP, PriceALB},
	"key":                 {PriceREST},
	"plan":                {PriceREST},
	"token":               {PriceREST, PriceHTTP},
	"api_id":              {PriceREST, PriceHTTP},
	"authorizer":          {PriceREST, PriceHTTP},
	"cache":               {PriceREST},
	"cors":                {PriceHTTP, PriceURL},
	"binary":              {PriceREST},
	"multi_value_headers": {PriceALB},
}

// gatewayAuths say which APIs know which way to prove who one is.
var gatewayAuths = map[GatewayAuth][]PriceAs{
	AuthNone:   {PriceREST, PriceHTTP, PriceURL, PriceALB},
	AuthIAM:    {PriceREST, PriceHTTP, PriceURL},
	AuthKey:    {PriceREST},
	AuthBearer: {PriceREST, PriceHTTP},
}

// gatewayAPIs are the values of gateway.api.
var gatewayAPIs = []PriceAs{PriceREST, PriceHTTP, PriceURL, PriceALB}

// gateway reads a gateway.
func (d *decoder) gateway(s *draft, n *node, what string) *Gateway {
	g := &Gateway{API: PriceREST, Auth: AuthNone}
	s.gateways[g] = n
	if api := n.get("api"); api != nil { // the other keys depend on it
		g.API = oneOf(d, api, what+".api", gatewayAPIs)
	}
	fields := append([]field{{name: "api", read: func(*node) {}}}, d.gatewayParts(s, g, what)...)
	if d.object(n, what, fields...) && g.API != "" {
		d.gatewayFits(n, g, what)
	}
	return g
}

func (d *decoder) gatewayParts(s *draft, g *Gateway, what string) []field {
	return []field{
		{name: "url", read: func(n *node) { g.URL = d.gatewayURL(n, what+".url") }},
		{name: "api_id", read: func(n *node) { g.APIID = d.apiID(n, what+".api_id") }},
		{name: "stage", read: func(n *node) { g.Stage = d.stageName(n, what+".stage") }},
		{name: "stage_variables", read: func(n *node) { g.StageVariables = d.env(n, what+".stage_variables") }},
		{name: "payload_format", read: func(n *node) { g.PayloadFormat = d.payloadFormat(n, what+".payload_format") }},
		{name: "timeout", read: func(n *node) { g.Timeout = d.integrationTimeout(n, g.API, what+".timeout") }},
		{name: "throttle", read: func(n *node) { g.Throttle = d.throttle(n, what+".throttle") }},
		{name: "routes", read: func(n *node) { g.Routes = d.routes(n, g.API, what+".routes") }},
		{name: "auth", read: func(n *node) {
			g.Auth = oneOf(d, n, what+".auth", []GatewayAuth{AuthNone, AuthIAM, AuthKey, AuthBearer})
		}},
		{name: "key", read: func(n *node) { g.Key = d.secretText(n, what+".key") }},
		{name: "token", read: func(n *node) { g.Token = d.secretText(n, what+".token") }},
		{name: "plan", read: func(n *node) { g.Plan = d.usagePlan(n, what+".plan") }},
		{name: "authorizer", read: func(n *node) { g.Authorizer = d.authorizer(s, n, what+".authorizer") }},
		{name: "cache", read: func(n *node) { g.Cache = d.gatewayCache(n, what+".cache") }},
		{name: "cors", read: func(n *node) { g.CORS = d.cors(n, what+".cors") }},
		{name: "binary", read: func(n *node) { g.Binary = d.textList(n, what+".binary", "[image/png]") }},
		{name: "multi_value_headers", read: func(n *node) { g.MultiValue = d.boolean(n, what+".multi_value_headers") }},
		{name: "headers", read: func(n *node) { g.Headers = d.headers(n, what+".headers") }},
		{name: "expect", read: func(n *node) { g.Expect = d.expect(n, what+".expect") }},
	}
}

// deployedKeys are those of a gateway that stands already; localKeys those of one
// that is made.
var (
	deployedKeys = []string{"url", "api_id"}
	localKeys    = []string{
		"stage_variables", "payload_format", "timeout", "throttle", "routes", "plan", "authorizer", "cache", "cors", "binary", "multi_value_headers",
	}
)

// gatewayURL reads where a gateway is reached: a URL before the paths of requests.
func (d *decoder) gatewayURL(n *node, what string) string {
	text, ok := d.str(n, what)
	if !ok {
		return ""
	}
	d.checkURL(n, what, text)
	if strings.Contains(text, "?") {
		d.fail(n, "write it into the request: GET /pets?page=2", what+" has a query")
	}
	return strings.TrimSuffix(text, "/")
}

// apiIDPattern is the ID of an API of API Gateway, or the URL ID of a function.
var apiIDPattern = regexp.MustCompile(`^[a-z0-9]{5,40}$`)

func (d *decoder) apiID(n *node, what string) string {
	text, ok := d.scalarText(n, what, what+": a1b2c3d4e5")
	if ok && !apiIDPattern.MatchString(text) {
		d.fail(n, "write the ID alone, as in a1b2c3d4e5 of https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com", quote(text)+" is not the ID of an API")
	}
	return text
}

// oneOf reads one of a few words of a type.
func oneOf[T ~string](d *decoder, n *node, what string, words []T) T {
	var known []string
	for _, w := range words {
		known = append(known, string(w))
	}
	word, _ := d.word(n, what, known, nil)
	return T(word)
}

// gatewayFits checks that the API has what the section asks of it, and that its
// parts go together.
func (d *decoder) gatewayFits(n *node, g *Gateway, what string) {
	for _, e := range n.entries {
		if with := gatewayKeys[e.key.text]; with != nil && !slices.Contains(with, g.API) {
			d.fail(e.key, "remove it; "+namesOf(with)+" has it", oneNamed(g.API)+" has no "+what+"."+e.key.text)
		}
	}
	if with := gatewayAuths[g.Auth]; with != nil && !slices.Contains(with, g.API) {
		d.fail(n.get("auth"), "remove it; "+namesOf(with)+" has it", oneNamed(g.API)+" knows no "+what+".auth: "+string(g.Auth))
	}
	if a := n.get("authorizer"); a != nil && a.shape == mapping && g.Authorizer != nil {
		d.authorizerFits(a, g.Authorizer, g.API, what+".authorizer")
	}
	for _, part := range []struct {
		key  string
		auth GatewayAuth
	}{{"key", AuthKey}, {"plan", AuthKey}, {"token", AuthBearer}, {"authorizer", AuthBearer}} {
		if at := n.get(part.key); at != nil && g.Auth != part.auth {
			d.fail(keyNode(n, part.key), "add auth: "+string(part.auth)+", or remove it", what+"."+part.key+" belongs to auth: "+string(part.auth))
		}
	}
}

// namesOf lists APIs: "a REST API or an HTTP API".
func namesOf(apis []PriceAs) string {
	var names []string
	for _, api := range apis {
		names = append(names, oneNamed(api))
	}
	return strings.Join(names, " or ")
}

// oneNamed is "an HTTP API".
func oneNamed(api PriceAs) string {
	if api == PriceHTTP {
		return "an " + gatewayNames[api]
	}
	return "a " + gatewayNames[api]
}

// integrationTimeout reads how long a gateway waits for what is behind it.
func (d *decoder) integrationTimeout(n *node, api PriceAs, what string) time.Duration {
	longest := maxIntegrationREST
	if api == PriceHTTP {
		longest = maxIntegrationHTTP
	}
	t, _ := d.duration(n, what, minIntegration, longest)
	return t
}

// payloadFormat reads the shape of a proxy event.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func (d *decoder) payloadFormat(n *node, what string) string {
	format, _ := d.word(n, what, []string{"1.0", "2.0"}, nil)
	return format
}

// stageName reads the name of a stage.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
func (d *decoder) stageName(n *node, what string) string {
	text, ok := d.scalarText(n, what, what+": prod")
	if ok && text != "$default" && !functionName.MatchString(text) {
		d.fail(n, "use letters, digits, hyphens and underscores", quote(text)+" is not a name of a stage")
	}
	return text
}

// throttle reads a token bucket.
func (d *decoder) throttle(n *node, what string) *Throttle {
	t := &Throttle{}
	if d.object(n, what,
		field{name: "rate", read: func(n *node) { t.Rate = float64(d.rate(n, what+".rate", true)) }},
		field{name: "burst", read: func(n *node) { t.Burst = d.integer(n, what+".burst", 0, maxThrottle) }},
	) && len(n.entries) > 0 && (n.get("rate") == nil || n.get("burst") == nil) {
		d.missing(n, what+" needs a rate and a burst", "write {rate: 100/s, burst: 200}")
	}
	return t
}

// secretText reads a text that no message shows.
func (d *decoder) secretText(n *node, what string) string {
	if n.shape != scalar || n.tag() != tagString || n.text == "" {
		d.fail(n, "quote it", what+" must be text")
		return ""
	}
	d.checkHeader(n, what, n.text)
	return n.text
}

// texts reads a list of texts.
func (d *decoder) textList(n *node, what, example string) (all []string) {
	for _, item := range d.list(n, what, example) {
		if text, ok := d.scalarText(item, what, example); ok {
			all = append(all, text)
		}
	}
	d.unique(n.items, what)
	return all
}
