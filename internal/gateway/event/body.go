package event

import (
	"encoding/base64"
	"mime"
	"strings"
	"unicode/utf8"
)

// text reports whether a body of that type goes to the function as it is. Load
// balancers document it so, and HTTP APIs and function URLs do the same.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#receive-event-from-load-balancer
func text(contentType, contentEncoding string) bool {
	if contentEncoding != "" {
		return false
	}
	kind := mediaType(contentType)
	switch kind {
	case "", "application/json", "application/javascript", "application/xml", "application/x-www-form-urlencoded":
		return kind != "application/x-www-form-urlencoded"
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "+xml")
}

func mediaType(s string) string {
	if kind, _, err := mime.ParseMediaType(s); err == nil {
		return kind
	}
	kind, _, _ := strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// binaryFor reports whether a REST API's binary media types hold the first
// type that a header names.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
func binaryFor(types []string, header string) bool {
	first, _, _ := strings.Cut(header, ",")
	kind := mediaType(first)
	for _, t := range types {
		t = strings.ToLower(t)
		if t == "*/*" || t == kind || strings.HasSuffix(t, "/*") && strings.HasPrefix(kind, t[:len(t)-1]) {
			return true
		}
	}
	return false
}

// encode writes a body for JSON. What is no UTF-8 must be base64 whatever its
// type says, or it would be lost.
func encode(body []byte, plain bool) (string, bool) {
	if plain && utf8.Valid(body) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}
