package lambdaapi

import (
	"fmt"
	"net/http"
	"net/url"
)

const maxIdentityBytes = 1 << 12 // of a request

// isIdentity reports whether a request asks who is asking: the one call of STS
// that needs no permission. The body is read, and gone.
func isIdentity(r *http.Request) bool {
	if r.Method != http.MethodPost || r.URL.Path != "/" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		return false
	}
	body, err := readBody(r, maxIdentityBytes, "STS")
	form, bad := url.ParseQuery(string(body))
	return err == nil && bad == nil && form.Get("Action") == "GetCallerIdentity"
}

// identity answers GetCallerIdentity: whoever asks is the sandbox's own user.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (s *Server) identity(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/xml")
	fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`+
		`<Arn>arn:aws:iam::%[1]s:user/sandbox</Arn><UserId>sandbox</UserId><Account>%[1]s</Account>`+
		`</GetCallerIdentityResult></GetCallerIdentityResponse>`, s.opts.AccountID)
}
