package answers

import "strings"

// responseTypes are what $context.error.responseType says.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
var responseTypes = map[string]Cause{
	"ACCESS_DENIED":                  AccessDenied,
	"AUTHORIZER_CONFIGURATION_ERROR": AuthorizerFailed,
	"AUTHORIZER_FAILURE":             AuthorizerFailed,
	"EXPIRED_TOKEN":                  BadSignature,
	"INTEGRATION_TIMEOUT":            IntegrationTimeout,
	"INVALID_API_KEY":                MissingKey,
	"INVALID_SIGNATURE":              BadSignature,
	"QUOTA_EXCEEDED":                 Quota,
	"REQUEST_TOO_LARGE":              RequestSize,
	"RESOURCE_NOT_FOUND":             NoRoute,
	"THROTTLED":                      StageThrottle,
	"UNAUTHORIZED":                   MissingToken,
}

// reasons are what error_reason of a load balancer's access log says.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#error-reason-codes
var reasons = map[string]Cause{
	"LambdaAccessDenied":      IntegrationFailure,
	"LambdaConnectionTimeout": IntegrationTimeout,
	"LambdaInvalidResponse":   MalformedResponse,
	"LambdaRequestTooLarge":   RequestSize,
	"LambdaResourceNotFound":  IntegrationFailure,
	"LambdaResponseTooLarge":  ResponseSize,
	"LambdaThrottling":        FunctionThrottled,
	"LambdaUnhandled":         FunctionError,
}

// sentences are pieces of $context.integrationErrorMessage and of execution
// logs, first fit. They are AWS's words as they stand in
// https://repost.aws/knowledge-center/malformed-502-api-gateway and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
var sentences = []struct {
	piece string
	cause Cause
}{
	{"task timed out", FunctionTimeout},
	{"rate exceeded", FunctionThrottled},
	{"toomanyrequests", FunctionThrottled},
	{"execution failed due to a timeout", IntegrationTimeout},
	{"malformed lambda proxy response", MalformedResponse},
	{"payload size exceeded", ResponseSize},
	{"customer function error", FunctionError},
	{"invalid permissions on lambda function", IntegrationFailure},
	{"does not have permission", IntegrationFailure},
}

// byLog is the cause that a log names. INTEGRATION_FAILURE says only that the
// function was at fault; the message beside it says how.
func byLog(api API, e Evidence) Cause {
	if c := reasons[e.IntegrationError]; api == ALB && c != "" {
		return c
	}
	message := strings.ToLower(e.IntegrationError)
	for _, s := range sentences {
		if strings.Contains(message, s.piece) {
			return s.cause
		}
	}
	return responseTypes[e.ResponseType]
}
