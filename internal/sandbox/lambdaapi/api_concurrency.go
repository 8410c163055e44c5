package lambdaapi

import "net/http"

// concurrency is the JSON of reserved concurrency.
type concurrency struct {
	ReservedConcurrentExecutions *int `json:",omitempty"`
}

// unqualified reads the function of an operation that takes no qualifier.
func (s *Server) unqualified(c *call) (string, error) {
	ref, err := s.resolveName(c.params[0], "")
	if err == nil && ref.qualifier != "" {
		err = faultf(codeInvalidParameter, "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.")
	}
	return ref.name, err
}

func (s *Server) putFunctionConcurrency(c *call) (response, error) {
	var req concurrency
	if err := decode(c.body, &req); err != nil {
		return response{}, err
	}
	name, err := s.unqualified(c)
	if err != nil {
		return response{}, err
	}
	n := req.ReservedConcurrentExecutions
	var v violations
	v.check(n != nil, "null", "reservedConcurrentExecutions", "Member must not be null")
	v.check(n == nil || *n >= 0, quoted(value(n)), "reservedConcurrentExecutions", "Member must have value greater than or equal to 0")
	if err := v.err(); err != nil {
		return response{}, err
	}
	return response{http.StatusOK, req}, s.registry.reserve(name, n)
}

func value(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

func (s *Server) getFunctionConcurrency(c *call) (response, error) {
	name, err := s.unqualified(c)
	if err != nil {
		return response{}, err
	}
	n, err := s.registry.reserved(name)
	return response{http.StatusOK, concurrency{n}}, err
}

func (s *Server) deleteFunctionConcurrency(c *call) (response, error) {
	name, err := s.unqualified(c)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusNoContent, nil}, s.registry.reserve(name, nil)
}

// provisionedConfiguration is the JSON of provisioned concurrency.
// https://docs.aws.amazon.com/lambda/latest/api/API_ProvisionedConcurrencyConfigListItem.html
type provisionedConfiguration struct {
	FunctionArn                              string `json:",omitempty"` // in lists only
	RequestedProvisionedConcurrentExecutions int
	AvailableProvisionedConcurrentExecutions int
	AllocatedProvisionedConcurrentExecutions int
	Status                                   string
	StatusReason                             string `json:",omitempty"`
	LastModified                             string
}

// configuration asks the Invoker how far a provisioned configuration is.
func (s *Server) configuration(p provisioned) provisionedConfiguration {
	out := provisionedConfiguration{
		RequestedProvisionedConcurrentExecutions: p.requested,
		LastModified:                             timestamp(p.modified),
		Status:                                   "IN_PROGRESS",
	}
	ready, err := s.invoker.Provisioned(p.rev)
	out.AvailableProvisionedConcurrentExecutions = ready
	out.AllocatedProvisionedConcurrentExecutions = ready
	switch {
	case ready >= p.requested:
		out.Status = "READY"
	case err != nil:
		out.Status, out.StatusReason = "FAILED", "FUNCTION_ERROR_INIT_FAILURE: "+err.Error()
	}
	return out
}

func (s *Server) putProvisionedConcurrencyConfig(c *call) (response, error) {
	var req struct{ ProvisionedConcurrentExecutions int }
	if err := decode(c.body, &req); err != nil {
		return response{}, err
	}
	ref, err := s.qualified(c)
	if err != nil {
		return response{}, err
	}
	n := req.ProvisionedConcurrentExecutions
	var v violations
	v.check(n >= 1, quoted(n), "provisionedConcurrentExecutions", "Member must have value greater than or equal to 1")
	if err := v.err(); err != nil {
		return response{}, err
	}
	p, err := s.registry.provision(ref.name, ref.qualifier, n)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusAccepted, provisionedConfiguration{
		RequestedProvisionedConcurrentExecutions: n, Status: "IN_PROGRESS", LastModified: timestamp(p.modified),
	}}, nil
}

// qualified reads the function and the qualifier of an operation that needs both.
func (s *Server) qualified(c *call) (reference, error) {
	ref, err := s.resolveName(c.params[0], c.query.Get("Qualifier"))
	if err == nil && ref.qualifier == "" {
		var v violations
		v.check(false, "null", "qualifier", "Member must not be null")
		err = v.err()
	}
	return ref, err
}

// getProvisionedConcurrencyConfig also serves the list, which AWS gave the
// same path.
func (s *Server) getProvisionedConcurrencyConfig(c *call) (response, error) {
	if c.query.Get("List") == "ALL" {
		return s.listProvisionedConcurrencyConfigs(c)
	}
	ref, err := s.qualified(c)
	if err != nil {
		return response{}, err
	}
	p, err := s.registry.getProvisioned(ref.name, ref.qualifier)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusOK, s.configuration(p)}, nil
}

func (s *Server) deleteProvisionedConcurrencyConfig(c *call) (response, error) {
	ref, err := s.qualified(c)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusNoContent, nil}, s.registry.deleteProvisioned(ref.name, ref.qualifier)
}

func (s *Server) listProvisionedConcurrencyConfigs(c *call) (response, error) {
	ref, err := s.resolveName(c.params[0], "")
	if err != nil {
		return response{}, err
	}
	all, err := s.registry.listProvisioned(ref.name)
	if err != nil {
		return response{}, err
	}
	part, next, err := page(all, c.query, func(p provisioned) string { return p.qualifier })
	if err != nil {
		return response{}, err
	}
	list := make([]provisionedConfiguration, len(part))
	for i, p := range part {
		list[i] = s.configuration(p)
		list[i].FunctionArn = s.registry.arn(ref.name, p.qualifier)
	}
	return response{http.StatusOK, struct {
		ProvisionedConcurrencyConfigs []provisionedConfiguration
		NextMarker                    string `json:",omitempty"`
	}{list, next}}, nil
}
