package lambdaapi

import (
	"maps"
	"net/http"
)

// accountSettings is the JSON of GetAccountSettings.
// https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
type accountSettings struct {
	AccountLimit struct {
		CodeSizeUnzipped               int64
		CodeSizeZipped                 int64
		ConcurrentExecutions           int
		TotalCodeSize                  int64
		UnreservedConcurrentExecutions int
	}
	AccountUsage struct {
		FunctionCount int
		TotalCodeSize int64
	}
}

const maxTotalCode = 75 << 30 // bytes, AWS's default

func (s *Server) getAccountSettings(*call) (response, error) {
	u := s.registry.usage()
	var out accountSettings
	out.AccountLimit.CodeSizeUnzipped = maxUnzipped
	out.AccountLimit.CodeSizeZipped = maxZipped
	out.AccountLimit.TotalCodeSize = maxTotalCode
	out.AccountLimit.ConcurrentExecutions = u.concurrency
	out.AccountLimit.UnreservedConcurrentExecutions = u.unreserved
	out.AccountUsage.FunctionCount = u.functions
	out.AccountUsage.TotalCodeSize = u.codeSize
	return response{http.StatusOK, out}, nil
}

const maxTags = 50

func checkTags(tags map[string]string) error {
	if len(tags) > maxTags {
		return faultf(codeInvalidParameter, "Number of tags exceeds resource tag limit.")
	}
	return nil
}

type tagsBody struct{ Tags map[string]string }

func (s *Server) listTags(c *call) (response, error) {
	name, err := s.taggable(c)
	if err != nil {
		return response{}, err
	}
	tags, err := s.registry.tags(name)
	return response{http.StatusOK, tagsBody{tags}}, err
}

func (s *Server) tagResource(c *call) (response, error) {
	var req tagsBody
	if err := decode(c.body, &req); err != nil {
		return response{}, err
	}
	name, err := s.taggable(c)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusNoContent, nil}, s.registry.retag(name, req.Tags, nil)
}

func (s *Server) untagResource(c *call) (response, error) {
	name, err := s.taggable(c)
	if err != nil {
		return response{}, err
	}
	keys := c.query["tagKeys"]
	if len(keys) == 0 {
		var v violations
		v.check(false, "null", "tagKeys", "Member must not be null")
		return response{}, v.err()
	}
	return response{http.StatusNoContent, nil}, s.registry.retag(name, nil, keys)
}

func (s *Server) taggable(c *call) (string, error) {
	ref, err := s.resolveName(c.params[0], "")
	if err == nil && ref.qualifier != "" {
		err = faultf(codeInvalidParameter, "Tags on function aliases and versions are not supported. Please specify a function ARN.")
	}
	return ref.name, err
}

// tags returns a copy of a function's tags.
func (r *registry) tags(name string) (map[string]string, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	f := r.functions[name]
	if f == nil {
		return nil, r.notFound(name, "")
	}
	return maps.Clone(f.tags), nil
}

// retag adds tags to a function and removes others.
func (r *registry) retag(name string, add map[string]string, remove []string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return r.notFound(name, "")
	}
	tags := map[string]string{}
	maps.Copy(tags, f.tags)
	maps.Copy(tags, add)
	for _, key := range remove {
		delete(tags, key)
	}
	if err := checkTags(tags); err != nil {
		return err
	}
	f.tags = tags
	return nil
}
