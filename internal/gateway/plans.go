package gateway

import (
	"errors"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/throttle"
)

// holder is who has an API key, and what is left of the plan's throttle and
// quota: both count by key.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
type holder struct {
	key    event.Key
	bucket *throttle.Bucket  // nil without a throttle
	quota  *throttle.Counter // nil without a quota
}

func holders(plans []Plan) map[string]*holder {
	m := map[string]*holder{}
	for _, p := range plans {
		for id, value := range p.Keys {
			h := &holder{key: event.Key{ID: id, Value: value}}
			if p.Throttle != nil {
				h.bucket = throttle.NewBucket(*p.Throttle)
			}
			if p.Quota != nil {
				h.quota = throttle.NewCounter(*p.Quota)
			}
			m[value] = h
		}
	}
	return m
}

// meter holds a request to the limits of its key and route, in AWS's order:
// the usage plan's throttle, then the method's. What they refuse takes nothing
// from a quota.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
func (x *exchange) meter() *refusal {
	var h *holder
	if x.route.APIKey {
		if h = x.g.holders[x.r.Header.Get("X-Api-Key")]; h == nil {
			return x.g.refuse(answers.MissingKey, errors.New("no API key, or one of no usage plan"))
		}
		x.req.Key = &h.key
		if h.bucket != nil && !h.bucket.Allow(x.at) {
			return x.g.refuse(answers.StageThrottle, errors.New("key throttle limit exceeded"))
		}
	}
	if b := x.route.bucket; b != nil && !b.Allow(x.at) {
		return x.g.refuse(answers.StageThrottle, errors.New("method throttle limit exceeded"))
	}
	if h != nil && h.quota != nil && !h.quota.Allow(x.at) {
		return x.g.refuse(answers.Quota, errors.New("usage plan quota exceeded"))
	}
	return nil
}
