package scenarios

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/fargate"
)

// Defaults and bounds of a container.
const (
	defaultPort         = 8080
	defaultStartTimeout = time.Minute
	maxStartTimeout     = 15 * time.Minute
	maxReplicas         = 100
	minContainerMB      = 32
	maxVCPU             = 192 // of the largest machines that containers are put on
)

// imagePattern lets through what the Docker Engine takes as a reference; whether
// there is such an image, the engine says.
// https://pkg.go.dev/github.com/distribution/reference
var imagePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}$`)

// programKeys are the keys of one program of which exactly one must stand, and
// serverKeys those of a container.
var (
	programKeys = []string{"image", "command", "handler"}
	serverKeys  = append(slices.Clone(programKeys), "handlers", "services")
)

// container reads a container.
func (d *decoder) container(s *draft, n *node, what string) *Container {
	c := &Container{
		Port: defaultPort, Health: "/", Replicas: 1, StartTimeout: defaultStartTimeout,
		Request: &HTTP{URL: "/", Method: "POST", Timeout: defaultHTTPTimeout, MaxBody: defaultMaxBodyMB << 20},
	}
	s.containers[c] = n
	fields := []field{
		{name: "image", read: func(n *node) { c.Image = d.image(n, what+".image") }},
		{name: "command", read: func(m *node) { c.Command = d.command(m, n.get("build") != nil, what+".command") }},
		{name: "build", read: func(n *node) { c.Build = d.words(n, what+".build", "[go, build, -o, server, .]") }},
		{name: "handler", read: func(n *node) { c.Handler = d.builtin(n, what+".handler") }},
		{name: "handlers", read: func(n *node) { c.Handlers = d.handlers(n, what+".handlers") }},
		{name: "services", read: func(m *node) { d.services(c, m, n.get("build") != nil, what+".services") }},
		{name: "port", read: func(n *node) { c.Port = d.integer(n, what+".port", 1, 65535) }},
		{name: "health", read: func(n *node) { c.Health = d.urlPath(n, what+".health") }},
		{name: "env", read: func(n *node) { c.Env = d.env(n, what+".env") }},
		{name: "replicas", read: func(n *node) { c.Replicas = d.integer(n, what+".replicas", 1, maxReplicas) }},
		{name: "instance", read: func(n *node) { c.Instance = d.instance(n) }},
		{name: "start_timeout", read: func(n *node) {
			c.StartTimeout, _ = d.duration(n, what+".start_timeout", time.Second, maxStartTimeout)
		}},
		{name: "request", read: func(n *node) { d.asked(n, what+".request", c.Request) }},
	}
	d.object(n, what, append(fields, d.ecsFields(c, what)...)...)
	return c
}

// asked reads what is sent to a container.
func (d *decoder) asked(n *node, what string, h *HTTP) {
	d.object(n, what,
		field{name: "method", read: func(n *node) { h.Method = d.method(n, what+".method") }},
		field{name: "path", read: func(n *node) { h.URL = d.urlPath(n, what+".path") }},
		field{name: "headers", read: func(n *node) { h.Headers = d.headers(n, what+".headers") }},
		field{name: "timeout", read: func(n *node) { h.Timeout, _ = d.duration(n, what+".timeout", time.Millisecond, maxHTTPTimeout) }},
		field{name: "max_body", read: func(n *node) { h.MaxBody = d.maxBody(n, what+".max_body") }},
		field{name: "timings", read: func(n *node) { h.Timings = d.boolean(n, what+".timings") }},
		field{name: "expect", read: func(n *node) { h.Expect = d.expect(n, what+".expect") }},
	)
}

// oneServer checks that exactly one of serverKeys stands.
func (d *decoder) oneServer(n *node, what string) {
	found := d.oneOf(n, serverKeys, what)
	build := n.get("build")
	if build == nil || n.get("command") != nil || found == "" {
		return
	}
	for _, service := range itemsOf(n.get("services")) {
		if service.get("command") != nil {
			return
		}
	}
	d.fail(build, "remove build", "build belongs to command: "+found+" needs none")
}

// oneOf checks that exactly one of some keys stands, and
// returns the first that does.
func (d *decoder) oneOf(n *node, keys []string, who string) string {
	var found []string
	for _, e := range n.entries {
		if slices.Contains(keys, e.key.text) && !slices.Contains(found, e.key.text) {
			if found = append(found, e.key.text); len(found) == 2 {
				d.fail(e.key, "keep one of them", found[0]+" and "+found[1]+" cannot stand together: both say what to run")
			}
		}
	}
	if len(found) == 0 {
		d.missing(n, who+" does not say what to run", "add one of image: my-server:latest, command: [./server], handler: builtin:primes")
		return ""
	}
	return found[0]
}

func (d *decoder) image(n *node, what string) string {
	text, ok := d.str(n, what)
	if ok && !imagePattern.MatchString(text) {
		d.fail(n, "write it as in my-server:latest", what+" cannot be "+quote(text))
	}
	return text
}

// urlPath reads a path, with a query if need be.
func (d *decoder) urlPath(n *node, what string) string {
	text, ok := d.str(n, what)
	switch {
	case !ok:
	case !strings.HasPrefix(text, "/"):
		d.fail(n, "write /"+strings.TrimPrefix(text, "./"), what+" must start with a slash")
	default:
		d.checkURL(n, what, "http://127.0.0.1"+text)
	}
	return text
}

// vcpu reads a number of vCPU, and returns it as AWS writes it.
func (d *decoder) vcpu(n *node, what string) string {
	text, ok := d.scalarText(n, what, "vcpu: 0.5")
	if !ok {
		return ""
	}
	number, err := decimal.NewFromString(text)
	switch {
	case err != nil:
		d.fail(n, "write a number such as 0.5", what+" must be a number, not "+n.describe())
	case number.LessThan(decimal.New(1, -2)) || number.GreaterThan(decimal.New(maxVCPU, 0)):
		d.fail(n, "write a number from 0.01 to "+itoa(maxVCPU), what+" is "+text+", outside what is possible")
	}
	return number.String()
}

// sizes reads pairs of vCPU and memory.
func (d *decoder) sizes(n *node, what string) (sizes []ContainerSize) {
	for _, item := range d.list(n, what, "[{vcpu: 0.25, memory_mb: 512}]") {
		var size ContainerSize
		ok := d.object(item, what,
			field{name: "vcpu", read: func(n *node) { size.VCPU = d.vcpu(n, what+".vcpu") }},
			field{name: "memory_mb", read: func(n *node) {
				size.MemoryMB = d.integer(n, what+".memory_mb", minContainerMB, fargate.LargestMB)
			}},
		)
		if ok && len(item.entries) == 1 {
			d.missing(item, "a size needs both vcpu and memory_mb", "such as {vcpu: 0.5, memory_mb: 1024}")
		}
		if ok && slices.Contains(sizes, size) {
			d.fail(item, "remove one", "the size stands twice in "+what)
		}
		sizes = append(sizes, size)
	}
	return sizes
}
