package gateway

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
)

// cache keeps responses of a REST API's stage for a time.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
type cache struct {
	Cache

	mu      sync.Mutex
	entries map[string]entry
	bytes   int
}

type entry struct {
	response *event.Response // never changed
	until    time.Time
}

func newCache(c *Cache) *cache {
	kept := &cache{Cache: *c, entries: map[string]entry{}}
	if kept.TTL == 0 {
		kept.TTL = DefaultCacheTTL
	}
	return kept
}

// cachedOr answers from the cache, or makes the response and keeps it. Only
// successes are kept.
func (g *Gateway) cachedOr(x *exchange, fresh func(*exchange) (*event.Response, *refusal)) (*event.Response, *refusal) {
	if g.cache == nil || !x.route.Cached {
		return fresh(x)
	}
	key := x.cacheKey()
	x.cached = "miss"
	switch renew := wantsFresh(x.r); {
	case renew && g.cache.RequireAuthorization && x.req.Caller == nil:
		return nil, g.refuse(answers.AccessDenied, nil)
	case !renew:
		if response := g.cache.get(key, x.at); response != nil {
			x.cached = "hit"
			return response, nil
		}
	}
	response, refused := fresh(x)
	if refused == nil && response.Status < http.StatusMultipleChoices {
		g.cache.put(key, response, x.at)
	}
	return response, refused
}

// wantsFresh reports whether the caller asks for an entry to be renewed.
func wantsFresh(r *http.Request) bool {
	for _, line := range r.Header.Values("Cache-Control") {
		for word := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(word), "max-age=0") {
				return true
			}
		}
	}
	return false
}

// cacheKey is the method with its resource, and the values of its cache keys;
// without any all requests of the method share one entry, as on AWS.
func (x *exchange) cacheKey() string {
	var b strings.Builder
	b.WriteString(x.route.key())
	for _, source := range x.route.CacheKeys {
		b.WriteByte(0)
		b.WriteString(x.value(source))
	}
	return b.String()
}

func (c *cache) get(key string, now time.Time) *event.Response {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok || !now.Before(e.until) {
		return nil
	}
	return e.response
}

// put keeps a response that is small enough. A full cache is emptied of what
// is out of date, and else of everything.
func (c *cache) put(key string, response *event.Response, now time.Time) {
	size := len(response.Body)
	if size > maxCachedBytes {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(key)
	if c.bytes+size > maxCacheBytes {
		c.shrink(now, size)
	}
	c.entries[key] = entry{response, now.Add(c.TTL)}
	c.bytes += size
}

func (c *cache) drop(key string) {
	if e, ok := c.entries[key]; ok {
		c.bytes -= len(e.response.Body)
		delete(c.entries, key)
	}
}

func (c *cache) shrink(now time.Time, room int) {
	for key, e := range c.entries {
		if !now.Before(e.until) {
			c.drop(key)
		}
	}
	if c.bytes+room > maxCacheBytes {
		clear(c.entries)
		c.bytes = 0
	}
}
