package answers

// Where the rows come from.
const (
	docLambda      = "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html"
	docResponses   = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
	docProxy       = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html"
	docThrottling  = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html"
	docHTTPRoutes  = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"
	docHTTPAuth    = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html"
	docHTTPLambda  = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html"
	docHTTPLimit   = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html"
	docHTTPIAM     = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html"
	docURLThrottle = "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-throttling"
	docURLAuth     = "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
	docURLMonitor  = "https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html"
	docLimits      = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
	docThrottled   = "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors"
	docALB         = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html"
	docALBReasons  = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#error-reason-codes"
	docALBRules    = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-update-rules.html"
	post403        = "https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden"
	post429        = "https://repost.aws/knowledge-center/api-gateway-429-limit"
	post504        = "https://repost.aws/knowledge-center/api-gateway-504-errors"
	seenThrottled  = "https://repost.aws/questions/QUL-z6rJbmR4meafB7MzYXxw/inconsistencies-in-response-codes-depending-on-whether-api-gateway-response-settings-are-configured"
	seenTimeout    = "https://github.com/DataBiosphere/azul/pull/7502"
	seenHTTP503    = "https://github.com/anomalyco/sst/issues/2232"
	seenURL502     = "https://github.com/awsdocs/aws-lambda-developer-guide/issues/430"
	seenAuthorizer = "https://loige.co/debugging-custom-apigateway-authorizers/"
	testTool       = "https://github.com/aws/aws-lambda-dotnet/tree/master/Tools/LambdaTestTool-v2"
)

// Bodies that more than one row has.
const (
	restInternal  = `{"message": "Internal server error"}`
	httpInternal  = `{"message":"Internal Server Error"}`
	httpForbidden = `{"message":"Forbidden"}`
	urlFailed     = "Internal Server Error"
	urlForbidden  = `{"Message":"Forbidden"}`
)

// Types that x-amzn-ErrorType names.
const (
	typeInternal   = "InternalServerErrorException"
	typeTooMany    = "TooManyRequestsException"
	typeDenied     = "AccessDeniedException"
	typeForbidden  = "ForbiddenException"
	typeSignature  = "InvalidSignatureException"
	typeNoToken    = "MissingAuthenticationTokenException"
	typeAuthorizer = "AuthorizerConfigurationException"
)

// table is the one table. REST's x-amzn-ErrorType has the same value for every
// internal error, so that it tells a throttled function from nothing.
var table = []Answer{
	{REST, FunctionError, 502, restInternal, typeInternal, Documented, docLambda, "a proxy integration; a non-proxy one maps errors by its own patterns"},
	{REST, FunctionTimeout, 502, restInternal, typeInternal, Documented, docLambda, "Lambda reports its time-out as a function error"},
	{REST, FunctionThrottled, 500, restInternal, typeInternal, Documented, docLambda, "the body and header as observed " + seenThrottled},
	{REST, IntegrationTimeout, 504, `{"message": "Endpoint request timed out"}`, typeInternal, Documented, docResponses, "INTEGRATION_TIMEOUT; body and header as observed " + seenTimeout},
	{REST, IntegrationFailure, 500, restInternal, typeInternal, Documented, docLambda, ""},
	{REST, MalformedResponse, 502, restInternal, typeInternal, Documented, docProxy, ""},
	{REST, ResponseSize, 502, restInternal, typeInternal, Observed, seenTimeout, "Lambda's 6 MB come before the API's 10 MB"},
	{REST, RequestSize, 413, `{"message":"Request Too Long"}`, "RequestTooLargeException", Documented, docResponses, "REQUEST_TOO_LARGE; the body as AWS's own test tool has it: " + testTool},
	{REST, StageThrottle, 429, `{"message":"Too Many Requests"}`, typeTooMany, Documented, docThrottling, ""},
	{REST, Quota, 429, `{"message":"Limit Exceeded"}`, "LimitExceededException", Documented, post429, "QUOTA_EXCEEDED"},
	{REST, AuthorizerDenied, 403, `{"Message":"User is not authorized to access this resource with an explicit deny"}`, typeDenied, Documented, docResponses, "ACCESS_DENIED; body as " + seenAuthorizer + " and " + post403 + "; without \"with an explicit deny\" when no statement allows"},
	{REST, AuthorizerFailed, 500, `{"message":null}`, typeAuthorizer, Documented, docResponses, "AUTHORIZER_CONFIGURATION_ERROR; body and header as observed " + seenAuthorizer},
	{REST, MissingToken, 401, `{"message":"Unauthorized"}`, "UnauthorizedException", Documented, docResponses, "of a Lambda authorizer; an unsigned request where IAM is wanted is a 403"},
	{REST, MissingToken, 403, `{"message":"Missing Authentication Token"}`, typeNoToken, Documented, docResponses, "an unsigned request where IAM is wanted"},
	{REST, MissingKey, 403, httpForbidden, typeForbidden, Documented, docResponses, "INVALID_API_KEY"},
	{REST, BadSignature, 403, `{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}`, typeSignature, Documented, docResponses, "INVALID_SIGNATURE; the sentence says what is wrong"},
	{REST, AccessDenied, 403, `{"Message":"User is not authorized to access this resource"}`, typeDenied, Documented, docResponses, ""},
	{REST, NoRoute, 403, `{"message":"Missing Authentication Token"}`, typeNoToken, Documented, docResponses, "an unsupported method or resource, as AWS says it"},

	{HTTP, FunctionError, 500, httpInternal, "", Documented, docHTTPLambda, "status and body as AWS's own test tool has them: " + testTool},
	{HTTP, FunctionTimeout, 500, httpInternal, "", Observed, "https://github.com/denoland/deno_registry2/issues/87", ""},
	{HTTP, FunctionThrottled, 500, httpInternal, "", Assumed, docLambda, "\"If the Lambda API rejects the invocation request, API Gateway returns a 500\"; the page does not tell the APIs apart"},
	{HTTP, FunctionThrottled, 503, `{"message":"Service Unavailable"}`, "", Observed, seenHTTP503, "under concurrent requests"},
	{HTTP, IntegrationTimeout, 503, `{"message":"Service Unavailable"}`, "", Observed, seenHTTP503, "after 30 s of a function that ran on"},
	{HTTP, IntegrationTimeout, 504, "", "", Documented, post504, "the page names HTTP APIs together with REST"},
	{HTTP, IntegrationFailure, 500, httpInternal, "", Documented, docHTTPLambda, "without the permission to invoke"},
	{HTTP, MalformedResponse, 500, httpInternal, "", Documented, docHTTPLambda, "format 2.0 infers an answer from anything without statusCode"},
	{HTTP, ResponseSize, 500, httpInternal, "", Assumed, docLimits, "Lambda's 6 MB come first and make it a function error"},
	{HTTP, RequestSize, 413, `{"message":"Request Entity Too Large"}`, "", Observed, testTool, ""},
	{HTTP, StageThrottle, 429, `{"message":"Too Many Requests"}`, "", Documented, docHTTPLimit, ""},
	{HTTP, AuthorizerDenied, 403, httpForbidden, "", Assumed, docHTTPAuth, "the page names 401 and 500, and the Boolean or policy that denies"},
	{HTTP, AuthorizerFailed, 500, httpInternal, "", Documented, docHTTPAuth, ""},
	{HTTP, MissingToken, 401, `{"message":"Unauthorized"}`, "", Documented, docHTTPAuth, "of a Lambda authorizer; an unsigned request where IAM is wanted is a 403"},
	{HTTP, MissingToken, 403, httpForbidden, "", Assumed, docHTTPIAM, "an unsigned request where IAM is wanted"},
	{HTTP, BadSignature, 403, httpForbidden, "", Assumed, docHTTPIAM, ""},
	{HTTP, AccessDenied, 403, httpForbidden, "", Assumed, docHTTPIAM, ""},
	{HTTP, NoRoute, 404, `{"message":"Not Found"}`, "", Documented, docHTTPRoutes, ""},

	{URL, FunctionError, 502, urlFailed, typeInternal, Observed, seenURL502, "documented as \"5XX ... such as function errors and timeouts\": " + docURLMonitor},
	{URL, FunctionTimeout, 502, urlFailed, typeInternal, Observed, "https://github.com/awslabs/route53-dynamic-dns-with-lambda/issues/56", ""},
	{URL, FunctionThrottled, 429, `{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}`, typeTooMany, Documented, docURLThrottle, "the body is Lambda's TooManyRequestsException: " + docThrottled},
	{URL, MalformedResponse, 502, urlFailed, typeInternal, Observed, seenURL502, "anything without statusCode is an answer, as format 2.0"},
	{URL, ResponseSize, 502, urlFailed, typeInternal, Assumed, docLimits, "6 MB"},
	{URL, RequestSize, 413, `{"Message":"Request Entity Too Large"}`, "RequestEntityTooLargeException", Assumed, docLimits, "6 MB"},
	{URL, MissingToken, 403, urlForbidden, typeDenied, Documented, docURLAuth, "an unsigned request where IAM is wanted"},
	{URL, BadSignature, 403, urlForbidden, typeDenied, Assumed, docURLAuth, "some errors carry InvalidSignatureException and a sentence"},
	{URL, AccessDenied, 403, urlForbidden, typeDenied, Documented, docURLAuth, ""},
	{URL, IntegrationFailure, 404, `{"Message":null}`, "ResourceNotFoundException", Assumed, docThrottled, "a URL whose function is gone"},

	{ALB, FunctionError, 502, page("502 Bad Gateway"), "", Documented, docALB, "reason LambdaUnhandled: " + docALBReasons},
	{ALB, FunctionTimeout, 502, page("502 Bad Gateway"), "", Documented, docALB, "\"did not respond before its configured timeout was reached\""},
	{ALB, FunctionThrottled, 502, page("502 Bad Gateway"), "", Assumed, docALBReasons, "reason LambdaThrottling; AWS names no status"},
	{ALB, IntegrationTimeout, 504, page("504 Gateway Time-out"), "", Documented, docALB, "the Lambda service did not respond before the connection time-out (10 s); never because of a slow function"},
	{ALB, IntegrationFailure, 502, page("502 Bad Gateway"), "", Assumed, docALBReasons, "reasons LambdaAccessDenied, LambdaResourceNotFound"},
	{ALB, MalformedResponse, 502, page("502 Bad Gateway"), "", Documented, docALB, "reason LambdaInvalidResponse"},
	{ALB, ResponseSize, 502, page("502 Bad Gateway"), "", Documented, docALB, "1 MB; reason LambdaResponseTooLarge"},
	{ALB, RequestSize, 413, page("413 Request Entity Too Large"), "", Documented, docALB, "1 MB; reason LambdaRequestTooLarge"},
	{ALB, NoRoute, 404, "", "", Documented, docALBRules, "what the listener's default rule says; this emulator's is a fixed response 404"},
}

// page is the body of a load balancer's own answer.
func page(title string) string {
	return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n</body>\r\n</html>\r\n"
}
