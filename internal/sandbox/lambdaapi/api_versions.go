package lambdaapi

import "net/http"

func (s *Server) publishVersion(c *call) (response, error) {
	var req publication
	if err := decode(c.body, &req); err != nil {
		return response{}, err
	}
	ref, err := s.resolveName(c.params[0], "")
	if err != nil {
		return response{}, err
	}
	v, err := s.registry.publishLatest(ref.name, req)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusCreated, v.full()}, nil
}

func (s *Server) listVersionsByFunction(c *call) (response, error) {
	ref, err := s.resolveName(c.params[0], "")
	if err != nil {
		return response{}, err
	}
	views, err := s.registry.versionsOf(ref.name)
	if err != nil {
		return response{}, err
	}
	part, next, err := page(views, c.query, view.key)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusOK, struct {
		Versions   []functionConfiguration
		NextMarker string `json:",omitempty"`
	}{configurations(part), next}}, nil
}
