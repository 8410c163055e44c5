package sigv4

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Skew is how far a request's time may lie from the verifier's.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
const Skew = 5 * time.Minute

// Verifier checks the signatures of one service in one region.
type Verifier struct {
	Region  string
	Service string            // "execute-api" or "lambda"
	Secrets map[string]string // secret access keys by access key
	signer  *v4.Signer
}

// NewVerifier returns a verifier.
func NewVerifier(region, service string, secrets map[string]string) *Verifier {
	return &Verifier{Region: region, Service: service, Secrets: secrets, signer: v4.NewSigner()}
}

// Verify checks the signature of a request that arrived at now with the given
// body. The error is an *Error.
func (v *Verifier) Verify(r *http.Request, body []byte, now time.Time) (*Signature, error) {
	s, err := Parse(r)
	if err != nil {
		return nil, err
	}
	secret, known := v.Secrets[s.AccessKey]
	if !known {
		return nil, errorf(Unknown, "The security token included in the request is invalid.")
	}
	if err := v.scope(s); err != nil {
		return nil, err
	}
	if err := s.timely(now.UTC()); err != nil {
		return nil, err
	}
	want, err := v.sign(r, body, s, secret)
	if err != nil || !hmac.Equal([]byte(want), []byte(s.value)) {
		return nil, errorf(Invalid, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
	}
	return s, nil
}

// scope checks what the credential was derived for.
func (v *Verifier) scope(s *Signature) error {
	switch {
	case s.Region != v.Region:
		return errorf(Invalid, "Credential should be scoped to a valid region, not '%s'. ", clip(s.Region))
	case s.Service != v.Service:
		return errorf(Invalid, "Credential should be scoped to correct service: '%s'. ", v.Service)
	case s.day != s.Time.Format("20060102"):
		return errorf(Invalid, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'.",
			clip(s.day), s.Time.Format("20060102"), s.Time.Format(dateTime))
	}
	return nil
}

// timely checks the time of the signature.
func (s *Signature) timely(now time.Time) error {
	life := Skew
	if s.Presigned {
		life = s.Expires
	}
	switch at, is := s.Time.Format(dateTime), now.Format(dateTime); {
	case s.Time.After(now.Add(Skew)):
		return errorf(Invalid, "Signature not yet current: %s is still later than %s (%s + 5 min.)", at, now.Add(Skew).Format(dateTime), is)
	case s.Time.Add(life).Before(now):
		return errorf(Invalid, "Signature expired: %s is now earlier than %s (%s - %s)", at, now.Add(-life).Format(dateTime), is, spell(life))
	}
	return nil
}

// spell writes a duration as AWS's sentence does.
func spell(d time.Duration) string {
	if d == Skew {
		return "5 min."
	}
	return d.String()
}

// sign makes the signature that the request should have. The body's own hash
// is used whatever x-amz-content-sha256 says: only S3 takes an unsigned body.
func (v *Verifier) sign(r *http.Request, body []byte, s *Signature, secret string) (string, error) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	credentials := aws.Credentials{AccessKeyID: s.AccessKey, SecretAccessKey: secret}
	again := signedPart(r, s)
	if s.Presigned {
		uri, _, err := v.signer.PresignHTTP(context.Background(), credentials, again, hash, v.Service, v.Region, s.Time)
		if err != nil {
			return "", err
		}
		signed, err := url.Parse(uri)
		if err != nil {
			return "", err
		}
		return signed.Query().Get(signedQuery), nil
	}
	if err := v.signer.SignHTTP(context.Background(), credentials, again, hash, v.Service, v.Region, s.Time); err != nil {
		return "", err
	}
	_, value, _ := strings.Cut(again.Header.Get("Authorization"), "Signature=")
	return value, nil
}

// signedPart is the request as its signer saw it: only the signed headers, and
// the query without what signing added.
func signedPart(r *http.Request, s *Signature) *http.Request {
	u := *r.URL
	u.Host, u.Scheme = r.Host, "https"
	if s.Presigned {
		q := u.Query()
		for _, name := range []string{signedQuery, "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders"} {
			q.Del(name)
		}
		u.RawQuery = q.Encode()
	}
	again := &http.Request{Method: r.Method, URL: &u, Host: r.Host, Header: http.Header{}}
	for name, values := range r.Header {
		if slices.Contains(s.Headers, strings.ToLower(name)) {
			again.Header[name] = values
		}
	}
	if slices.Contains(s.Headers, "content-length") {
		again.ContentLength = r.ContentLength
	}
	return again
}
