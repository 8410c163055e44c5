package gateway

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
)

// only says that something belongs to other APIs.
func only(present bool, what string, api answers.API, where ...answers.API) error {
	if !present || slices.Contains(where, api) {
		return nil
	}
	names := make([]string, len(where))
	for i, w := range where {
		names[i] = string(w)
	}
	return fmt.Errorf("%s: only %s has it, and this API is %s", what, strings.Join(names, " or "), api)
}

// check says what is wrong with a configuration.
func (c *Config) check() error {
	if !slices.Contains(answers.APIs, c.API) {
		return fmt.Errorf("api %q: want rest, http, url or alb", c.API)
	}
	if len(c.Routes) == 0 {
		return errors.New("the gateway has no route: give one with a path and a function")
	}
	if c.API == answers.URL && len(c.Routes) > 1 {
		return fmt.Errorf("a function URL has one function, not %d routes", len(c.Routes))
	}
	err := errors.Join(
		only(len(c.Plans) > 0, "usage plans", c.API, answers.REST),
		only(c.Cache != nil, "a response cache", c.API, answers.REST),
		only(len(c.BinaryMediaTypes) > 0, "binary media types", c.API, answers.REST),
		only(c.CORS != nil, "a CORS configuration", c.API, answers.HTTP, answers.URL),
		only(c.MultiValueHeaders, "multi-value headers", c.API, answers.ALB),
		only(len(c.Authorizers) > 0, "Lambda authorizers", c.API, answers.REST, answers.HTTP),
		only(c.Stage.Throttle != nil, "a stage's throttle", c.API, answers.REST, answers.HTTP),
		only(len(c.Stage.Variables) > 0, "stage variables", c.API, answers.REST, answers.HTTP),
		only(c.Stage.Name != "", "a stage", c.API, answers.REST, answers.HTTP),
		checkThrottle("stage", c.Stage.Throttle),
		c.checkStage(), c.checkCache(), c.checkPlans(), c.checkCORS(),
	)
	for _, name := range slices.Sorted(maps.Keys(c.Authorizers)) {
		err = errors.Join(err, c.Authorizers[name].check(name, c.API))
	}
	for i := range c.Routes {
		if e := c.checkRoute(&c.Routes[i]); e != nil {
			err = errors.Join(err, fmt.Errorf("route %s: %w", c.Routes[i].key(), e))
		}
	}
	return err
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html:
// "Stage names can only contain alphanumeric characters, hyphens, and underscores."
func (c *Config) checkStage() error {
	name := c.Stage.Name
	if name == "" || name == defaultStage && c.API == answers.HTTP {
		return nil
	}
	odd := strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
	if odd || len(name) > 128 {
		return fmt.Errorf("stage %q: want letters, digits, - and _, 128 at most", name)
	}
	return nil
}

func (c *Config) checkCache() error {
	if c.Cache != nil && (c.Cache.TTL < 0 || c.Cache.TTL > MaxCacheTTL) {
		return fmt.Errorf("cache TTL %v: want 0 to %v", c.Cache.TTL, MaxCacheTTL)
	}
	if !slices.ContainsFunc(c.Routes, func(r Route) bool { return r.Cached }) || c.Cache != nil {
		return nil
	}
	return errors.New("a route is cached, but the API has no cache")
}

// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html#apis-apiid-model-cors
func (c *Config) checkCORS() error {
	switch {
	case c.CORS == nil:
		return nil
	case c.CORS.AllowCredentials && slices.Contains(c.CORS.AllowOrigins, "*"):
		return errors.New("CORS with credentials cannot allow every origin: list them")
	case c.CORS.MaxAge < 0 || c.CORS.MaxAge > 86400*time.Second:
		return fmt.Errorf("CORS max age %v: want 0 to 24h", c.CORS.MaxAge)
	}
	return nil
}

func (c *Config) checkPlans() error {
	var err error
	holders := map[string]string{}
	for _, p := range c.Plans {
		err = errors.Join(err, checkThrottle("usage plan "+p.Name, p.Throttle))
		if p.Quota != nil {
			if e := p.Quota.Check(); e != nil {
				err = errors.Join(err, fmt.Errorf("usage plan %s: %w", p.Name, e))
			}
		}
		if len(p.Keys) == 0 {
			err = errors.Join(err, fmt.Errorf("usage plan %s has no API key", p.Name))
		}
		for _, id := range slices.Sorted(maps.Keys(p.Keys)) {
			value := p.Keys[id]
			if value == "" {
				err = errors.Join(err, fmt.Errorf("usage plan %s: API key %s is empty", p.Name, id))
			}
			if other, taken := holders[value]; taken {
				err = errors.Join(err, fmt.Errorf("API key %s of usage plan %s is the same as %s", id, p.Name, other))
			}
			holders[value] = id + " of " + p.Name
		}
	}
	return err
}

func (a Authorizer) check(name string, api answers.API) error {
	switch {
	case name == AuthIAM:
		return errors.New(`an authorizer cannot be called "iam": that means signed requests`)
	case a.Function == "":
		return fmt.Errorf("authorizer %s has no function", name)
	case a.Kind == kindToken && api != answers.REST:
		return fmt.Errorf("authorizer %s: only a rest API has token authorizers; use kind request", name)
	case a.Kind != "" && a.Kind != kindToken && a.Kind != kindRequest:
		return fmt.Errorf("authorizer %s: kind %q: want token or request", name, a.Kind)
	case a.Simple && api != answers.HTTP:
		return fmt.Errorf("authorizer %s: only an http API has simple answers", name)
	case a.TTL != nil && (*a.TTL < 0 || *a.TTL > MaxAuthorizerTTL):
		return fmt.Errorf("authorizer %s: TTL %v: want 0 to %v", name, *a.TTL, MaxAuthorizerTTL)
	case a.ttl(api) > 0 && len(a.identity()) == 0:
		return fmt.Errorf("authorizer %s caches its answers and needs an identity source to tell them apart", name)
	}
	return nil
}

func (c *Config) checkRoute(r *Route) error {
	_, known := c.Authorizers[r.Auth]
	return errors.Join(
		r.checkPath(c.API), c.checkTimeout(r), checkThrottle("it", r.Throttle),
		only(r.Mapping != nil, "a mapping", c.API, answers.REST),
		only(r.APIKey, "an API key", c.API, answers.REST),
		only(r.Payload != "", "a payload format", c.API, answers.HTTP),
		only(r.Throttle != nil, "a throttle", c.API, answers.REST, answers.HTTP),
		only(r.Auth == AuthIAM, "IAM", c.API, answers.REST, answers.HTTP, answers.URL),
		must(r.Function != "", "it has no function"),
		must(r.Auth == "" || r.Auth == AuthIAM || known, fmt.Sprintf("no authorizer is called %q", r.Auth)),
		must(r.Auth != AuthIAM || len(c.Credentials) > 0, "it wants signed requests, but no credentials are given"),
		must(!r.APIKey || len(c.Plans) > 0, "it wants an API key, but there is no usage plan"),
		must(r.Payload == "" || r.Payload == "1.0" || r.Payload == "2.0", fmt.Sprintf("payload format %q: want 1.0 or 2.0", r.Payload)),
		must(len(r.Responses) == 0 || r.Mapping != nil, "integration responses need a mapping: a proxy integration answers as the function says"),
		must(!r.Cached || r.Method == http.MethodGet, "only GET is cached"),
		checkSources(r.CacheKeys, "cache key"),
	)
}

func must(ok bool, text string) error {
	if ok {
		return nil
	}
	return errors.New(text)
}

func (c *Config) checkTimeout(r *Route) error {
	limit := map[answers.API]time.Duration{answers.REST: MaxRESTTimeout, answers.HTTP: HTTPTimeout}[c.API]
	switch {
	case r.Timeout == 0:
		return nil
	case limit == 0:
		return only(true, "an integration time-out", c.API, answers.REST, answers.HTTP)
	case r.Timeout < MinTimeout || r.Timeout > limit:
		return fmt.Errorf("time-out %v: want %v to %v", r.Timeout, MinTimeout, limit)
	}
	return nil
}

func checkThrottle(where string, l *Throttle) error {
	if l == nil {
		return nil
	}
	if err := l.Check(); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	return nil
}

// checkSources checks "path.NAME", "query.NAME", "header.NAME", "stage.NAME".
func checkSources(list []string, what string) error {
	for _, s := range list {
		source, name, _ := strings.Cut(s, ".")
		if !slices.Contains([]string{"path", "query", "header", "stage"}, source) || name == "" {
			return fmt.Errorf("%s %q: want path.NAME, query.NAME, header.NAME or stage.NAME", what, s)
		}
	}
	return nil
}
