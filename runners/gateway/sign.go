package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// signer signs requests (Signature Version 4), each anew: a signature holds for
// minutes, a run may last hours.
type signer struct {
	sdk         *v4.Signer
	credentials aws.CredentialsProvider
	service     string
	region      string
}

// newSigner signs for the service that a gateway is called by.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
// https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
func newSigner(t scenarios.Target, credentials aws.CredentialsProvider) *signer {
	if t.Gateway.Auth != scenarios.AuthIAM {
		return nil
	}
	service := "execute-api"
	if t.Gateway.API == scenarios.PriceURL {
		service = "lambda"
	}
	return &signer{sdk: v4.NewSigner(), credentials: credentials, service: service, region: t.Region}
}

// signed are the headers that a signature adds.
var signed = []string{"Authorization", "X-Amz-Date", "X-Amz-Security-Token"}

// sign returns the headers that sign a request.
func (s *signer) sign(ctx context.Context, r *prepared) ([]transport.Field, error) {
	credentials, err := s.credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, r.method, r.url, nil)
	if err != nil {
		return nil, err
	}
	request.ContentLength = int64(len(r.body))
	digest := sha256.Sum256(r.body)
	if err := s.sdk.SignHTTP(ctx, credentials, request, hex.EncodeToString(digest[:]), s.service, s.region, time.Now()); err != nil {
		return nil, err
	}
	var fields []transport.Field
	for _, name := range signed {
		if value := request.Header.Get(name); value != "" {
			fields = append(fields, transport.Field{Name: name, Value: value})
		}
	}
	return fields, nil
}
