package lambdaapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// operation is one operation of the API.
type operation struct {
	method string
	path   string // with * for a parameter
	name   string
	handle func(*Server, *call) (response, error) // nil where the sandbox has none
}

// call is a request of the control plane.
type call struct {
	params []string // what stands for the path's parameters, unescaped
	query  url.Values
	body   []byte
	host   string // under which the caller knows this server
}

// response is its answer; a nil body is an empty one.
type response struct {
	status int
	body   any
}

// operations are those of the SDK's model, the ones without a handler named so
// that the answer can say what is missing.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
var operations = slices.Concat(supported, unsupported)

var supported = []operation{
	{"POST", "/2015-03-31/functions/*/policy", "AddPermission", (*Server).addPermission},
	{"POST", "/2015-03-31/event-source-mappings", "CreateEventSourceMapping", (*Server).createEventSourceMapping},
	{"GET", "/2015-03-31/functions/*/policy", "GetPolicy", (*Server).getPolicy},
	{"GET", "/2015-03-31/event-source-mappings", "ListEventSourceMappings", (*Server).listEventSourceMappings},
	{"POST", "/2015-03-31/functions/*/aliases", "CreateAlias", (*Server).createAlias},
	{"POST", "/2015-03-31/functions", "CreateFunction", (*Server).createFunction},
	{"DELETE", "/2015-03-31/functions/*/aliases/*", "DeleteAlias", (*Server).deleteAlias},
	{"DELETE", "/2015-03-31/functions/*", "DeleteFunction", (*Server).deleteFunction},
	{"DELETE", "/2017-10-31/functions/*/concurrency", "DeleteFunctionConcurrency", (*Server).deleteFunctionConcurrency},
	{"DELETE", "/2019-09-30/functions/*/provisioned-concurrency", "DeleteProvisionedConcurrencyConfig", (*Server).deleteProvisionedConcurrencyConfig},
	{"GET", "/2016-08-19/account-settings", "GetAccountSettings", (*Server).getAccountSettings},
	{"GET", "/2015-03-31/functions/*/aliases/*", "GetAlias", (*Server).getAlias},
	{"GET", "/2015-03-31/functions/*", "GetFunction", (*Server).getFunction},
	{"GET", "/2019-09-30/functions/*/concurrency", "GetFunctionConcurrency", (*Server).getFunctionConcurrency},
	{"GET", "/2015-03-31/functions/*/configuration", "GetFunctionConfiguration", (*Server).getFunctionConfiguration},
	{"GET", "/2019-09-30/functions/*/provisioned-concurrency", "GetProvisionedConcurrencyConfig", (*Server).getProvisionedConcurrencyConfig},
	{"GET", "/2015-03-31/functions/*/aliases", "ListAliases", (*Server).listAliases},
	{"GET", "/2015-03-31/functions", "ListFunctions", (*Server).listFunctions},
	{"GET", "/2017-03-31/tags/*", "ListTags", (*Server).listTags},
	{"GET", "/2015-03-31/functions/*/versions", "ListVersionsByFunction", (*Server).listVersionsByFunction},
	{"POST", "/2015-03-31/functions/*/versions", "PublishVersion", (*Server).publishVersion},
	{"PUT", "/2017-10-31/functions/*/concurrency", "PutFunctionConcurrency", (*Server).putFunctionConcurrency},
	{"PUT", "/2019-09-30/functions/*/provisioned-concurrency", "PutProvisionedConcurrencyConfig", (*Server).putProvisionedConcurrencyConfig},
	{"POST", "/2017-03-31/tags/*", "TagResource", (*Server).tagResource},
	{"DELETE", "/2017-03-31/tags/*", "UntagResource", (*Server).untagResource},
	{"PUT", "/2015-03-31/functions/*/aliases/*", "UpdateAlias", (*Server).updateAlias},
	{"PUT", "/2015-03-31/functions/*/code", "UpdateFunctionCode", (*Server).updateFunctionCode},
	{"PUT", "/2015-03-31/functions/*/configuration", "UpdateFunctionConfiguration", (*Server).updateFunctionConfiguration},
}

// invokePath returns the function of an Invoke request. It is tried before the
// table, as Invoke is the operation whose time is measured.
func invokePath(r *http.Request) (name string, ok bool) {
	if r.Method != http.MethodPost {
		return "", false
	}
	name, ok = strings.CutPrefix(r.URL.Path, "/2015-03-31/functions/")
	if !ok {
		return "", false
	}
	name, ok = strings.CutSuffix(name, "/invocations")
	return name, ok && !strings.Contains(name, "/")
}

// route finds the operation of a request, nil when there is none. path is
// escaped as it came. A trailing slash is ignored: older SDKs send one.
func route(method, path string) (*operation, []string) {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for i := range operations {
		op := &operations[i]
		if op.method != method {
			continue
		}
		if params, ok := match(op.path, segments); ok {
			return op, params
		}
	}
	return nil, nil
}

// match returns the segments that stand for the pattern's parameters.
func match(pattern string, segments []string) ([]string, bool) {
	var params []string
	rest := strings.TrimPrefix(pattern, "/")
	for i, segment := range segments {
		want, tail, more := strings.Cut(rest, "/")
		rest = tail
		if more != (i < len(segments)-1) {
			return nil, false
		}
		if want != "*" {
			if want != segment {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(segment)
		if err != nil || value == "" {
			return nil, false
		}
		params = append(params, value)
	}
	return params, true
}
