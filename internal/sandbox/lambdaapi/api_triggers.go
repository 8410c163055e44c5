package lambdaapi

import (
	"encoding/json"
	"net/http"
	"slices"
)

// Who may invoke a function, and what does: kept and told, with no effect here.
// "If your function has no resource-based policy, GetPolicy returns
// ResourceNotFoundException." Nothing is polled.
// https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html

// statement is one of a resource policy.
type statement struct {
	Sid       string
	Effect    string
	Principal map[string]string
	Action    string
	Resource  string
}

func (s *Server) addPermission(c *call) (response, error) {
	var req struct {
		StatementID       string `json:"StatementId"`
		Action, Principal string
	}
	if err := decode(c.body, &req); err != nil {
		return response{}, err
	}
	name, err := s.unqualified(c)
	if err != nil {
		return response{}, err
	}
	st := statement{req.StatementID, "Allow", map[string]string{"Service": req.Principal}, req.Action, s.registry.arn(name, "")}
	if err := s.registry.permit(name, st); err != nil {
		return response{}, err
	}
	text, err := json.Marshal(st)
	return response{http.StatusCreated, struct{ Statement string }{string(text)}}, err
}

// permit adds a statement to a function's policy.
func (r *registry) permit(name string, st statement) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return r.notFound(name, "")
	}
	if slices.ContainsFunc(f.policy, func(s statement) bool { return s.Sid == st.Sid }) {
		return faultf(codeConflict, "The statement id (%s) provided already exists. Please provide a new statement id, or remove the existing statement.", st.Sid)
	}
	f.policy = append(f.policy, st)
	return nil
}

func (s *Server) getPolicy(c *call) (response, error) {
	ref, err := s.resolveName(c.params[0], c.query.Get("Qualifier"))
	if err != nil {
		return response{}, err
	}
	policy, err := s.registry.policyOf(ref.name)
	if err != nil {
		return response{}, err
	}
	text, err := json.Marshal(struct {
		Version   string
		ID        string `json:"Id"`
		Statement []statement
	}{"2012-10-17", "default", policy})
	return response{http.StatusOK, struct{ Policy, RevisionId string }{string(text), newID()}}, err
}

// policyOf are the statements of a function's policy, of which there are some.
func (r *registry) policyOf(name string) ([]statement, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	f := r.functions[name]
	if f == nil {
		return nil, r.notFound(name, "")
	}
	if len(f.policy) == 0 {
		return nil, faultf(codeNotFound, "The resource you requested does not exist.")
	}
	return slices.Clone(f.policy), nil
}

// mapping is the JSON of an event source mapping.
type mapping struct {
	UUID           string
	EventSourceArn string
	FunctionArn    string
	State          string
}

func (s *Server) createEventSourceMapping(c *call) (response, error) {
	var req struct{ EventSourceArn, FunctionName string }
	if err := decode(c.body, &req); err != nil {
		return response{}, err
	}
	ref, err := s.resolveName(req.FunctionName, "")
	if err != nil {
		return response{}, err
	}
	m := mapping{newID(), req.EventSourceArn, s.registry.arn(ref.name, ref.qualifier), "Enabled"}
	return response{http.StatusAccepted, m}, s.registry.mapSource(ref.name, m)
}

// mapSource adds an event source to a function.
func (r *registry) mapSource(name string, m mapping) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return r.notFound(name, "")
	}
	f.sources = append(f.sources, m)
	return nil
}

func (s *Server) listEventSourceMappings(c *call) (response, error) {
	out := struct{ EventSourceMappings []mapping }{[]mapping{}}
	name := c.query.Get("FunctionName")
	if name == "" {
		return response{http.StatusOK, out}, nil
	}
	ref, err := s.resolveName(name, "")
	if err != nil {
		return response{}, err
	}
	out.EventSourceMappings = append(out.EventSourceMappings, s.registry.sourcesOf(ref.name)...)
	return response{http.StatusOK, out}, nil
}

func (r *registry) sourcesOf(name string) []mapping {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if f := r.functions[name]; f != nil {
		return slices.Clone(f.sources)
	}
	return nil
}
