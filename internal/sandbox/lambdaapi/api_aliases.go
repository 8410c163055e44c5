package lambdaapi

import "net/http"

// aliasConfiguration is the JSON of an alias.
// https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html
type aliasConfiguration struct {
	AliasArn        string
	Name            string
	FunctionVersion string
	Description     string
	RoutingConfig   *routingConfig `json:",omitempty"`
	RevisionId      string
}

type routingConfig struct{ AdditionalVersionWeights map[string]float64 }

func (s *Server) aliasConfiguration(function string, a alias) aliasConfiguration {
	out := aliasConfiguration{
		AliasArn: s.registry.arn(function, a.name), Name: a.name, FunctionVersion: a.version,
		Description: a.description, RevisionId: a.revisionID,
	}
	if len(a.weights) > 0 {
		out.RoutingConfig = &routingConfig{a.weights}
	}
	return out
}

// aliasCall reads what the alias operations have in common: the function, the
// alias's name where the path has one, and the change where there is a body.
func (s *Server) aliasCall(c *call, create bool) (reference, aliasChange, error) {
	var change aliasChange
	if err := decode(c.body, &change); err != nil {
		return reference{}, change, err
	}
	if len(c.params) > 1 {
		change.Name = c.params[1]
	}
	if err := change.check(create); err != nil {
		return reference{}, change, err
	}
	ref, err := s.resolveName(c.params[0], "")
	return ref, change, err
}

func (s *Server) createAlias(c *call) (response, error) {
	ref, change, err := s.aliasCall(c, true)
	if err != nil {
		return response{}, err
	}
	a, err := s.registry.createAlias(ref.name, change)
	return response{http.StatusCreated, s.aliasConfiguration(ref.name, a)}, err
}

func (s *Server) updateAlias(c *call) (response, error) {
	ref, change, err := s.aliasCall(c, false)
	if err != nil {
		return response{}, err
	}
	a, err := s.registry.updateAlias(ref.name, change)
	return response{http.StatusOK, s.aliasConfiguration(ref.name, a)}, err
}

func (s *Server) getAlias(c *call) (response, error) {
	ref, change, err := s.aliasCall(c, false)
	if err != nil {
		return response{}, err
	}
	a, err := s.registry.getAlias(ref.name, change.Name)
	return response{http.StatusOK, s.aliasConfiguration(ref.name, a)}, err
}

func (s *Server) deleteAlias(c *call) (response, error) {
	ref, change, err := s.aliasCall(c, false)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusNoContent, nil}, s.registry.deleteAlias(ref.name, change.Name)
}

func (s *Server) listAliases(c *call) (response, error) {
	ref, err := s.resolveName(c.params[0], "")
	if err != nil {
		return response{}, err
	}
	all, err := s.registry.listAliases(ref.name, c.query.Get("FunctionVersion"))
	if err != nil {
		return response{}, err
	}
	part, next, err := page(all, c.query, func(a alias) string { return a.name })
	if err != nil {
		return response{}, err
	}
	list := make([]aliasConfiguration, len(part))
	for i, a := range part {
		list[i] = s.aliasConfiguration(ref.name, a)
	}
	return response{http.StatusOK, struct {
		Aliases    []aliasConfiguration
		NextMarker string `json:",omitempty"`
	}{list, next}}, nil
}
