package scenarios

import (
	"github.com/sweetspot-bench/sweetspot/internal/fargate"
)

// containerSections checks what concerns containers and other sections.
func (d *decoder) containerSections(s *draft) {
	for _, t := range s.Targets {
		if t.Container == nil {
			continue
		}
		d.legalSizes(s, t)
		d.carried(s, t.Container)
		d.taken(s, t.Container)
		if s.Pricing.AtLeast*t.Container.Parts() > maxAtLeast {
			d.fail(s.root.get("pricing").get("at_least"), "write at most "+itoa(maxAtLeast/t.Container.Parts()), "pricing.at_least is of each of "+itoa(t.Container.Parts())+" services, and together they are more than "+itoa(maxAtLeast))
		}
		at := s.containers[t.Container]
		d.ownVariables(t, at.get("env"), t.Container.Env)
		for i, service := range t.Container.Services {
			d.ownVariables(t, at.get("services").items[i].get("env"), service.Env)
		}
		if s.Current != nil && len(s.Targets) == 1 {
			d.fail(keyNode(s.root, "current"), "remove it", "current is about a function, and "+t.Name+" is a container")
		}
	}
}

// ownVariables checks that nothing else sets the variables of a container or of
// one of its services.
func (d *decoder) ownVariables(t Target, at *node, env map[string]string) {
	for _, p := range t.Matrix.Params {
		if _, clash := env[p.Name]; clash && !p.Setting {
			d.fail(keyNode(at, p.Name), "remove it here, or from the matrix", "the variable "+p.Name+" is also one of the matrix's params: which value should hold?")
		}
	}
	if _, own := env["PORT"]; own {
		d.fail(keyNode(at, "PORT"), "remove it; port: says where an image listens", "the variable PORT is set by sweetspot itself")
	}
}

// carried checks that each payload with a body is sent by a request that carries
// one.
func (d *decoder) carried(s *draft, c *Container) {
	for i, p := range s.Payloads {
		if r := c.RequestOf(p); i < len(s.payloads) && len(p.Body) > 0 && p.Request == nil && !r.CarriesBody() {
			d.fail(bodyKey(s.payloads[i]), "write request: {method: POST} in the container, or remove it", "a "+r.Method+" request carries no payload")
			return
		}
	}
}

// legalSizes checks a container's sizes where they stand.
func (d *decoder) legalSizes(s *draft, t Target) {
	at := s.matrices[t.Matrix]
	told := map[*node]bool{}
	for i, size := range t.Matrix.Sizes {
		n := sizeNode(at, i)
		if n == nil || told[n] {
			continue
		}
		switch {
		case size.VCPU == "" || size.MemoryMB == 0:
			told[n] = true
			have, lacks := itoa(size.MemoryMB)+" MB", "vcpu"
			if size.MemoryMB == 0 {
				have, lacks = size.VCPU+" vCPU", "memory_mb"
			}
			d.fail(n, "add "+lacks+", or choose a size that Fargate has", "there is no Fargate task of "+have+" from which "+lacks+" could be taken")
		case t.OnFargate():
			if err := fargate.Legal(size.VCPU, size.MemoryMB); err != nil {
				told[n] = true
				d.fail(n, "leave it out, list pairs with sizes: [{vcpu: 0.25, memory_mb: 512}], or write price_as: ec2", err.Error())
			}
		}
	}
}

// sizeNode finds where a size is chosen: in its list of pairs, or the memory
// that goes with a vCPU, or the one of these that stands; nil for the default
// sizes.
func sizeNode(matrix *node, index int) *node {
	for _, key := range []string{"sizes", "memory_mb", SettingVCPU} {
		if matrix == nil || matrix.get(key) == nil {
			continue
		}
		items := matrix.get(key).items
		return items[index%len(items)] // the memory varies first
	}
	return nil
}
