package scenarios

import "maps"

// Service is one program of a container that consists of several. What it leaves
// out of Port, Health and Env is the container's. Exactly one of Image, Command
// and Handler is set.
type Service struct {
	Name    string            `json:"name"`
	Path    string            `json:"path"` // it gets requests to it and to all below it, unless another's is longer
	Image   string            `json:"image,omitempty"`
	Command []string          `json:"command,omitempty"`
	Handler string            `json:"handler,omitempty"`
	Port    int               `json:"port,omitempty"`
	Health  string            `json:"health,omitempty"`
	Env     map[string]string `json:"env,omitempty"`

	// Handlers are those of the container itself, by path.
	Handlers map[string]string `json:"-"`
}

// Programs are what runs, each as Replicas: the services with what they have of
// the container, or the container as the one for all paths, without a name.
func (c *Container) Programs() []Service {
	if len(c.Services) == 0 {
		return []Service{{
			Path: "/", Image: c.Image, Command: c.Command, Handler: c.Handler, Handlers: c.Handlers,
			Port: c.Port, Health: c.Health, Env: maps.Clone(c.Env),
		}}
	}
	programs := make([]Service, len(c.Services))
	for i, s := range c.Services {
		if s.Port == 0 {
			s.Port = c.Port
		}
		if s.Health == "" {
			s.Health = c.Health
		}
		own := s.Env
		s.Env = map[string]string{}
		maps.Copy(s.Env, c.Env)
		maps.Copy(s.Env, own)
		programs[i] = s
	}
	return programs
}

// Tasks is how many replicas there are of all programs together.
func (c *Container) Tasks() int { return max(1, c.Replicas) * c.Parts() }

// Parts is how many programs there are.
func (c *Container) Parts() int { return max(1, len(c.Services)) }

// servicePaths are the paths of the services.
func (c *Container) servicePaths() (paths []string) {
	for _, s := range c.Services {
		paths = append(paths, s.Path)
	}
	return paths
}
