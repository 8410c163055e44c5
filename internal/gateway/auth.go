package gateway

import (
	"errors"
	"net/http"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/sigv4"
)

// authorize lets a request pass or not, and notes who it comes from.
func (x *exchange) authorize() *refusal {
	switch x.route.Auth {
	case "":
		return nil
	case AuthIAM:
		return x.verify()
	}
	return x.ask(x.g.authorizers[x.route.Auth])
}

// verify checks the request's signature.
func (x *exchange) verify() *refusal {
	s, err := x.g.verifier.Verify(x.r, x.req.Body, x.at)
	if err != nil {
		return x.g.unsigned(err)
	}
	account := x.g.config.Account
	x.req.Caller = &event.Caller{AccessKey: s.AccessKey, AccountID: account, ID: s.AccessKey, ARN: "arn:aws:iam::" + account + ":user/" + s.AccessKey}
	return nil
}

// unsigned answers a request whose signature is missing or wrong: REST and
// function URLs say what is wrong with one that is there, HTTP APIs do not.
func (g *Gateway) unsigned(err error) *refusal {
	var e *sigv4.Error
	if !errors.As(err, &e) {
		return g.refuse(answers.BadSignature, err)
	}
	if e.Type != sigv4.Missing {
		f := g.refuse(answers.BadSignature, err)
		if g.config.API == answers.HTTP {
			return f
		}
		return f.saying(http.StatusForbidden, e.Type, string(message(e.Message)))
	}
	f := g.refuse(answers.MissingToken, err)
	if g.config.API == answers.REST {
		return f.saying(http.StatusForbidden, e.Type, string(message(e.Message)))
	}
	forbidden := g.refuse(answers.AccessDenied, nil).answer
	return f.saying(forbidden.Status, forbidden.ErrorType, forbidden.Body)
}
