// Package usagefile reads usage that is given by hand and prices it: what some
// services are used for in a month, as one bill or as alternatives side by side.
//
//	schema: sweetspot.usage/v1
//	region: us-east-1
//	alternatives:
//	  - name: ten classic load balancers
//	    services:
//	      - {name: balancers, clb: {balancers: 10, gb: 500}}
//	  - name: one application load balancer
//	    services:
//	      - {name: balancer, alb: {traffic: [{gb: 0.7}]}}
//
// Each entry of services has one key that says what is used, and below it the
// fields of that meter. Every quantity is a month's.
package usagefile

import (
	"fmt"
	"io"
	"regexp"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// Schema is the value of the key `schema` in a usage file.
const Schema = "sweetspot.usage/v1"

// DefaultBook is the price book of a file that names none.
const DefaultBook = "aws"

// File is what is used. Region, Book and FreeTier may be changed before it is
// priced.
type File struct {
	Region       string // where a service is that does not say otherwise
	Book         string // the price book by name, or as a path
	FreeTier     bool   // take off what the account gets free every month
	Alternatives []Alternative

	account []account
	file    yamlfile.File
}

// Alternative is the use of one bill.
type Alternative struct {
	Name     string // "" where the file has but one bill
	Services []Service

	at *token.Token
}

// Service is the use of one service in a month.
type Service struct {
	Name   string // as the user calls it
	Kind   string // the key of its meter, one of Kinds
	Region string // "": the file's
	Meter  meters.Meter

	at *token.Token
}

// account is what the rest of the account uses of a component. Without a
// region it is the file's, without a unit the book's.
type account struct {
	pricing.Usage
	at *token.Token
}

// The file as it stands. What has a place of its own to be told with stays a
// node.
type (
	rawFile struct {
		Schema       ast.Node   `yaml:"schema"`
		Region       ast.Node   `yaml:"region"`
		Book         string     `yaml:"book"`
		FreeTier     bool       `yaml:"free_tier"`
		Account      []ast.Node `yaml:"account_usage"`
		Alternatives []ast.Node `yaml:"alternatives"`
		Services     []ast.Node `yaml:"services"`
	}
	rawAlternative struct {
		Name     string     `yaml:"name"`
		Services []ast.Node `yaml:"services"`
	}
	rawAccount struct {
		Service   string           `yaml:"service"`
		Component string           `yaml:"component"`
		Region    string           `yaml:"region"`
		Quantity  *decimal.Decimal `yaml:"quantity"`
		Unit      string           `yaml:"unit"`
	}
)

// Read reads a usage file. It is strict: an unknown key, a value that its key
// cannot have and a service without a meter are each a *yamlfile.Error.
func Read(name string, r io.Reader) (*File, error) {
	file := yamlfile.File{Kind: "usage file", Name: name}
	body, err := file.Parse(r)
	if err != nil {
		return nil, err
	}
	f, err := read(body)
	if err != nil {
		return nil, file.Locate(err)
	}
	f.file = file
	return f, nil
}

func read(body ast.Node) (*File, error) {
	raw := rawFile{Book: DefaultBook}
	if err := decode(body, &raw); err != nil {
		return nil, err
	}
	f := &File{Book: raw.Book, FreeTier: raw.FreeTier}
	if err := wantText(body, raw.Schema, "schema", Schema); err != nil {
		return nil, err
	}
	if raw.Region == nil {
		return nil, yamlfile.Fault(yamlfile.Begin(body), "region is missing; write region: us-east-1")
	}
	var err error
	if f.Region, err = region(raw.Region); err != nil {
		return nil, err
	}
	for _, node := range raw.Account {
		if err := f.addAccount(node); err != nil {
			return nil, err
		}
	}
	switch both, none := len(raw.Alternatives) > 0 && len(raw.Services) > 0, len(raw.Alternatives)+len(raw.Services) == 0; {
	case both:
		return nil, yamlfile.Fault(yamlfile.Begin(raw.Services[0]), "services stand either below an alternative or alone; move these into an alternative of their own")
	case none:
		return nil, yamlfile.Fault(yamlfile.Begin(body), "nothing is used; list services, or alternatives with services in each")
	case len(raw.Services) > 0:
		return f, f.addAlternative(Alternative{at: yamlfile.Begin(body)}, raw.Services)
	}
	for _, node := range raw.Alternatives {
		var alternative rawAlternative
		if err := decode(node, &alternative); err != nil {
			return nil, err
		}
		a := Alternative{Name: alternative.Name, at: yamlfile.Begin(node)}
		if err := f.checkName(a); err != nil {
			return nil, err
		}
		if err := f.addAlternative(a, alternative.Services); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// checkName wants a name that no alternative has yet.
func (f *File) checkName(a Alternative) error {
	if a.Name == "" {
		return yamlfile.Fault(a.at, "the alternative has no name; add name: what it is")
	}
	for _, other := range f.Alternatives {
		if other.Name == a.Name {
			return yamlfile.Fault(a.at, "an alternative in line %d is called %q too", other.at.Position.Line, a.Name)
		}
	}
	return nil
}

func (f *File) addAlternative(a Alternative, services []ast.Node) error {
	if len(services) == 0 {
		return yamlfile.Fault(a.at, "%q lists no services", a.Name)
	}
	for _, node := range services {
		s, err := service(node)
		if err != nil {
			return err
		}
		a.Services = append(a.Services, s)
	}
	f.Alternatives = append(f.Alternatives, a)
	return nil
}

func (f *File) addAccount(node ast.Node) error {
	var raw rawAccount
	if err := decode(node, &raw); err != nil {
		return err
	}
	at := yamlfile.Begin(node)
	if raw.Service == "" || raw.Component == "" {
		return yamlfile.Fault(at, "account_usage needs a service and a component, such as {service: AWSLambda, component: requests, quantity: 100M}")
	}
	if raw.Quantity == nil {
		return yamlfile.Fault(at, "account_usage of %s %s has no quantity; give what the rest of the account uses in a month, such as quantity: 100M", raw.Service, raw.Component)
	}
	f.account = append(f.account, account{pricing.Usage{
		Service: raw.Service, Region: raw.Region, Component: raw.Component,
		Quantity: *raw.Quantity, Unit: raw.Unit, Driver: pricing.Given,
	}, at})
	return nil
}

// wantText wants one certain value.
func wantText(body, node ast.Node, key, want string) error {
	if node == nil {
		return yamlfile.Fault(yamlfile.Begin(body), "%s is missing; write %s: %s", key, key, want)
	}
	text, tok, err := yamlfile.Text(node)
	if err == nil && text != want {
		err = yamlfile.Fault(tok, "%s must be %s, not %q", key, want, text)
	}
	return err
}

var plainRegion = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// region reads a region's code.
func region(node ast.Node) (string, error) {
	text, tok, err := yamlfile.Text(node)
	if err == nil && !plainRegion.MatchString(text) {
		err = yamlfile.Fault(tok, "%s is not a region's code, such as us-east-1", fmt.Sprintf("%.40q", text))
	}
	return text, err
}
