package scenarios

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// quotaPattern is how much an API key may be used: 1000/day.
var quotaPattern = regexp.MustCompile(`^\s*(\S+)\s*/\s*(day|week|month)\s*$`)

// maxQuota is more than anybody's month.
const maxQuota = 1_000_000_000

// usagePlan reads what an API key may do.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
func (d *decoder) usagePlan(n *node, what string) *UsagePlan {
	p := &UsagePlan{}
	d.object(n, what,
		field{name: "throttle", read: func(n *node) { p.Throttle = d.throttle(n, what+".throttle") }},
		field{name: "quota", read: func(n *node) { p.Quota, p.Period = d.quota(n, what+".quota") }},
	)
	return p
}

func (d *decoder) quota(n *node, what string) (limit int, period string) {
	text, ok := d.scalarText(n, what, what+": 1000/day")
	if !ok {
		return 0, ""
	}
	parts := quotaPattern.FindStringSubmatch(text)
	if parts == nil {
		d.fail(n, "write it as in 1000/day; a week and a month have one too", what+" cannot be "+quote(text))
		return 0, ""
	}
	count, err := check.ParseCount(parts[1])
	if err != nil {
		d.syntax(n, what, err)
	} else if count < 1 || count > maxQuota {
		d.fail(n, "write a count from 1 to "+check.FormatCount(maxQuota), what+" is "+brief(text)+", outside what is possible")
	}
	return int(count), parts[2]
}

// identityPattern is where an authorizer finds whom it judges.
var identityPattern = regexp.MustCompile(`^(header|query|stage|context)\.[A-Za-z0-9_.-]+$`)

// authorizer reads a Lambda authorizer. Without a word about what it judges it
// is the header Authorization.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
func (d *decoder) authorizer(s *draft, n *node, what string) *Authorizer {
	a := &Authorizer{Kind: "request", Identity: []string{"header.Authorization"}, TTL: defaultCacheTTL}
	if d.object(n, what,
		field{name: "function", read: func(n *node) { a.Function = d.function(s, n, what+".function") }},
		field{name: "kind", read: func(n *node) { a.Kind, _ = d.word(n, what+".kind", []string{tokenKind, "request"}, nil) }},
		field{name: "identity", read: func(n *node) { a.Identity = d.identity(n, what+".identity") }},
		field{name: "validation", read: func(n *node) { a.Validation = d.regexp(n, what+".validation") }},
		field{name: "ttl", read: func(n *node) { a.TTL, _ = d.duration(n, what+".ttl", 0, maxAuthorizerTTL) }},
		field{name: "simple", read: func(n *node) { a.Simple = d.boolean(n, what+".simple") }},
	) && len(n.entries) > 0 && a.Function == nil {
		d.missing(n, what+" does not say which function judges", "add function: {python: auth.py:handler}")
	}
	return a
}

// authorizerFits checks that the API has the kind of authorizer that is wanted.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
func (d *decoder) authorizerFits(n *node, a *Authorizer, api PriceAs, what string) {
	simple, kind, identity := n.get("simple"), n.get("kind"), n.get("identity")
	if a.Simple && api != PriceHTTP && simple != nil {
		d.fail(keyNode(n, "simple"), "remove it, and have the function answer with a policy", "an authorizer of "+oneNamed(api)+" has no "+what+".simple; "+oneNamed(PriceHTTP)+" has it")
	}
	if a.Kind != tokenKind || kind == nil {
		return
	}
	switch {
	case api != PriceREST:
		d.fail(kind, "write kind: request", oneNamed(api)+" has no token authorizers; "+oneNamed(PriceREST)+" has them")
	case len(a.Identity) > 1 && identity != nil:
		d.fail(keyNode(n, "identity"), "leave one, or write kind: request", "an authorizer of kind token judges one header, not "+itoa(len(a.Identity))+" sources")
	case len(a.Identity) == 1 && identity != nil && !strings.HasPrefix(a.Identity[0], "header."):
		d.fail(keyNode(n, "identity"), "write header.NAME, or kind: request", "an authorizer of kind token judges a header, not "+quote(a.Identity[0]))
	}
}

// tokenKind is the kind of an authorizer that gets one header.
const tokenKind = "token"

func (d *decoder) identity(n *node, what string) []string {
	sources := d.textList(n, what, "[header.Authorization]")
	for i, text := range sources {
		if !identityPattern.MatchString(text) && i < len(n.items) {
			d.fail(n.items[i], "write header.NAME, query.NAME, stage.NAME or context.NAME", what+" cannot be "+quote(text))
		}
	}
	return sources
}

// regexp reads a regular expression.
func (d *decoder) regexp(n *node, what string) string {
	text, ok := d.str(n, what)
	if !ok {
		return ""
	}
	d.checkRegexp(n, text, what)
	return text
}

func (d *decoder) checkRegexp(n *node, text, what string) {
	if _, err := regexp.Compile(text); err != nil {
		d.fail(n, "write it as in ^no pets.*", what+" is not a regular expression: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
}

// gatewayCache reads the cache of a REST API.
func (d *decoder) gatewayCache(n *node, what string) *GatewayCache {
	c := &GatewayCache{TTL: defaultCacheTTL, Size: cacheSizes[0]}
	d.object(n, what,
		field{name: "ttl", read: func(n *node) { c.TTL, _ = d.duration(n, what+".ttl", time.Second, maxCacheTTL) }},
		field{name: "size", read: func(n *node) { c.Size = d.cacheSize(n) }},
	)
	return c
}

// cors reads which pages of other origins may use the API.
func (d *decoder) cors(n *node, what string) *CORS {
	c := &CORS{}
	if d.object(n, what,
		field{name: "origins", read: func(n *node) { c.Origins = d.textList(n, what+".origins", `["*"]`) }},
		field{name: "methods", read: func(n *node) { c.Methods = d.corsMethods(n, what+".methods") }},
		field{name: "headers", read: func(n *node) { c.Headers = d.textList(n, what+".headers", "[Content-Type]") }},
		field{name: "expose", read: func(n *node) { c.Expose = d.textList(n, what+".expose", "[Date]") }},
		field{name: "credentials", read: func(n *node) { c.Credentials = d.boolean(n, what+".credentials") }},
		field{name: "max_age", read: func(n *node) { c.MaxAge, _ = d.duration(n, what+".max_age", 0, 24*time.Hour) }},
	) && len(n.entries) > 0 && len(c.Origins) == 0 {
		d.missing(n, what+" does not say which origins", `add origins: ["*"]`)
	}
	if c.Credentials && slices.Contains(c.Origins, "*") {
		d.fail(keyNode(n, "credentials"), "list the origins that may, or remove it", what+" with credentials cannot allow every origin")
	}
	return c
}

func (d *decoder) corsMethods(n *node, what string) []string {
	methods := d.textList(n, what, "[GET, POST]")
	for i, m := range methods {
		if m != "*" && !slices.Contains(Methods(), m) && i < len(n.items) {
			d.fail(n.items[i], check.DidYouMean(m, Methods()), quote(m)+" is not a value of "+what)
		}
	}
	return methods
}
