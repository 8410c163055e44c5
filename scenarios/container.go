package scenarios

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/fargate"
)

// Container is a target of kind container: a server that sweetspot starts.
// Exactly one of Image, Command, Handler, Handlers, Services and ECS is set.
type Container struct {
	Image        string            `json:"image,omitempty"` // that the container engine knows, or can pull
	Command      []string          `json:"command,omitempty"`
	Build        []string          `json:"build,omitempty"`    // run once in Dir before the first block, where Command must be built
	Handler      string            `json:"handler,omitempty"`  // "builtin:primes": that function's work as an HTTP server
	Handlers     map[string]string `json:"handlers,omitempty"` // such functions of one server by path
	Services     []Service         `json:"services,omitempty"` // several programs, each with its replicas
	Port         int               `json:"port"`               // where an image's server listens, told to it in PORT; on ECS 0 for that of the task definition
	Health       string            `json:"health"`             // path that answers below 400 once the server is ready
	Env          map[string]string `json:"env,omitempty"`
	Replicas     int               `json:"replicas"`
	Instance     string            `json:"instance,omitempty"` // type of EC2 instance that a replica has for itself; for PriceEC2
	StartTimeout time.Duration     `json:"start_timeout_ns"`   // from the start to the first healthy answer
	Request      *HTTP             `json:"request"`            // what is sent; its URL is the path alone
	ECS          *ECSService       `json:"ecs,omitempty"`      // provider aws, in place of what runs
}

// ContainerSize is what one replica of a container may use.
type ContainerSize struct {
	VCPU     string `json:"vcpu"` // as AWS writes it: "0.25", "1"
	MemoryMB int    `json:"memory_mb"`
}

// shown names what runs, for people.
func (c *Container) shown() string {
	switch {
	case c.ECS != nil:
		return c.ECS.TaskDefinition
	case c.Image != "":
		return c.Image
	case c.Handler != "":
		return c.Handler
	case len(c.Services) > 0:
		var names []string
		for _, s := range c.Services {
			names = append(names, s.Name)
		}
		return "the services " + strings.Join(names, ", ")
	case len(c.Handlers) > 0:
		return "the built-in server of " + strings.Join(slices.Sorted(maps.Keys(c.Handlers)), ", ")
	case len(c.Command) == 0:
		return string(KindContainer)
	}
	return shownCommand(c.Command)
}

// SettingVCPU is the dimension of the matrix that holds a container's CPU.
const SettingVCPU = "vcpu"

// DefaultVCPU is the matrix of containers without one: the smallest tasks of
// Fargate and twice and four times their CPU, each with its least memory.
func DefaultVCPU() []string { return []string{"0.25", "0.5", "1"} }

// VCPU is how much CPU a variant of a container has; 0 where it was not chosen.
func (v Variant) VCPU() float64 {
	vcpu, _ := strconv.ParseFloat(v.Setting(SettingVCPU), 64) // it was written by the decoder
	return vcpu
}

// pairUp gives a container's matrix its sizes: the pairs that it lists, or every
// combination of its vCPU and memory. Where one of these is left out, each value
// of the other gets the least that Fargate has for it.
func (s *draft) pairUp(t *Target) {
	if t.Container == nil {
		return
	}
	at := s.matrixNode(*t)
	own := s.Matrix
	if t.Matrix != nil {
		own = *t.Matrix
	}
	vcpus := own.take(SettingVCPU)
	memory := own.MemoryMB
	if at == nil || at.get("memory_mb") == nil {
		memory = nil
	}
	if len(own.Sizes) == 0 {
		own.Sizes = pairs(vcpus, memory)
	}
	own.MemoryMB = nil
	s.matrices[&own] = at
	t.Matrix = &own
}

// take removes a setting from the params and returns its values.
func (m *Matrix) take(setting string) (values []string) {
	var rest []Param
	for _, p := range m.Params {
		if p.Setting && p.Name == setting {
			values = p.Values
		} else {
			rest = append(rest, p)
		}
	}
	m.Params = rest
	return values
}

// pairs combines vCPU with memory. A value that Fargate does not have gets no
// least partner: the pair is then refused, or incomplete.
func pairs(vcpus []string, memory []int) (sizes []ContainerSize) {
	if len(vcpus) == 0 {
		for _, mb := range memory {
			vcpu, _ := fargate.LeastVCPU(mb)
			sizes = append(sizes, ContainerSize{vcpu, mb})
		}
		if len(memory) > 0 {
			return sizes
		}
		vcpus = DefaultVCPU()
	}
	for _, vcpu := range vcpus {
		if len(memory) == 0 {
			least, _ := fargate.LeastMemory(vcpu)
			sizes = append(sizes, ContainerSize{vcpu, least})
		}
		for _, mb := range memory {
			sizes = append(sizes, ContainerSize{vcpu, mb})
		}
	}
	return sizes
}

// OnFargate reports whether a container's sizes are those of Fargate's tasks.
func (t Target) OnFargate() bool {
	return t.Kind == KindContainer && cmp.Or(t.PriceAs, PriceFargate) == PriceFargate
}

// RequestOf is what is sent for a payload, which may say its own method and path,
// and headers beside those of all.
func (c *Container) RequestOf(p Payload) *HTTP {
	h := *c.Request
	if p.Request == nil {
		return &h
	}
	h.Method, h.URL, h.Headers = p.Request.Method, p.Request.Path, maps.Clone(h.Headers)
	if h.Headers == nil {
		h.Headers = map[string]string{}
	}
	maps.Copy(h.Headers, p.Request.Headers)
	return &h
}

// ContainerOf is the target's container with the variables of one of its
// variants in its environment; nil where there is none.
func (t Target) ContainerOf(v Variant) *Container {
	if t.Container == nil {
		return nil
	}
	c := *t.Container
	c.Env = map[string]string{}
	maps.Copy(c.Env, t.Container.Env)
	for _, p := range v.Variables() {
		c.Env[p.Name] = p.Value
	}
	return &c
}
