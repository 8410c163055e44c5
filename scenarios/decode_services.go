package scenarios

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/prefix"
)

// maxServices bounds the programs of one container.
const maxServices = 20

// routePattern is a path that requests are told apart by.
var routePattern = regexp.MustCompile(`^/[A-Za-z0-9._~/-]*$`)

// services reads the programs of a container that consists of several.
func (d *decoder) services(c *Container, n *node, built bool, what string) {
	var names, paths []*node
	for _, item := range d.list(n, what, "[{name: posts, path: /posts, handler: builtin:primes}]") {
		c.Services = append(c.Services, d.service(item, built, what))
		for _, key := range []string{"name", "path"} {
			if at := item.get(key); at == nil && len(item.entries) > 0 {
				d.missing(item, "a service needs a "+key, "add name: posts and path: /posts")
			}
		}
		if name := item.get("name"); name != nil {
			names = append(names, name)
		}
		if path := item.get("path"); path != nil {
			paths = append(paths, path)
		}
	}
	d.unique(names, "the names of services")
	d.routesApart(paths, what)
	if len(n.items) > maxServices {
		d.fail(n.items[maxServices], "leave at most "+itoa(maxServices), what+" has "+itoa(len(n.items))+" services")
	}
	d.oneWay(c, n, what)
}

// service reads one of them.
func (d *decoder) service(n *node, built bool, what string) (s Service) {
	if !d.object(n, what,
		field{name: "name", read: func(n *node) { s.Name = d.name(n, what+".name") }},
		field{name: "path", read: func(n *node) { s.Path = d.routePath(n, what+".path") }},
		field{name: "image", read: func(n *node) { s.Image = d.image(n, what+".image") }},
		field{name: "command", read: func(n *node) { s.Command = d.command(n, built, what+".command") }},
		field{name: "handler", read: func(n *node) { s.Handler = d.builtin(n, what+".handler") }},
		field{name: "port", read: func(n *node) { s.Port = d.integer(n, what+".port", 1, 65535) }},
		field{name: "health", read: func(n *node) { s.Health = d.urlPath(n, what+".health") }},
		field{name: "env", read: func(n *node) { s.Env = d.env(n, what+".env") }},
	) || len(n.entries) == 0 {
		return s
	}
	d.oneOf(n, programKeys, "a service")
	return s
}

// routePath reads a path that requests are told apart by.
func (d *decoder) routePath(n *node, what string) string {
	text, ok := d.str(n, what)
	if ok && !routePattern.MatchString(text) {
		d.fail(n, "write it as in /posts, of letters, digits and - . _ ~", what+" cannot be "+quote(text))
	}
	return text
}

// routesApart checks that no two paths take the same requests.
func (d *decoder) routesApart(paths []*node, what string) {
	var seen []string
	for _, n := range paths {
		path := strings.TrimSuffix(n.text, "/")
		if slices.Contains(seen, path) {
			d.fail(n, "give it another path", "the path "+brief(n.text)+" stands twice in "+what)
		}
		seen = append(seen, path)
	}
}

// oneWay checks that services run in one way: an engine and plain processes limit
// and measure in different ones, and would be compared with each other.
func (d *decoder) oneWay(c *Container, n *node, what string) {
	images := 0
	for _, s := range c.Services {
		if s.Image != "" {
			images++
		}
	}
	if images > 0 && images < len(c.Services) {
		d.fail(n, "make all of them images, or none", what+" has images and programs of this machine, which are limited and measured in different ways")
	}
}

// handlers reads the built-in functions of one server by path.
func (d *decoder) handlers(n *node, what string) map[string]string {
	const example = "{/users: builtin:pets, /posts: builtin:primes}"
	if n.shape != mapping || len(n.entries) == 0 {
		d.fail(n, "write "+example, what+" must be a mapping of paths to built-in functions, not "+n.describe())
		return nil
	}
	handlers := map[string]string{}
	var paths []*node
	for _, e := range n.entries {
		handlers[d.routePath(e.key, "a path of "+what)] = d.builtin(e.value, what)
		paths = append(paths, e.key)
	}
	d.routesApart(paths, what)
	return handlers
}

// taken checks that each request goes where a service or a handler takes it.
func (d *decoder) taken(s *draft, c *Container) {
	paths, key := c.servicePaths(), "services"
	if len(c.Handlers) > 0 {
		paths, key = slices.Sorted(maps.Keys(c.Handlers)), "handlers"
	}
	if len(paths) == 0 {
		return
	}
	at := s.containers[c].get(key)
	for i, p := range s.Payloads {
		path, _, _ := strings.Cut(c.RequestOf(p).URL, "?")
		if prefix.Longest(paths, path) >= 0 {
			continue
		}
		if p.Request != nil && i < len(s.payloads) && s.payloads[i].get("request") != nil {
			at = s.payloads[i].get("request")
		}
		d.fail(at, "send to one of "+strings.Join(paths, ", ")+", or add a path / that takes the rest", "no path of container."+key+" takes "+quote(path))
		return
	}
}
