"""The families of errors, which decide who may read their text.

    GatewayError
    ├── ClientError                     the client's fault: made of its own data, safe to show
    │   ├── RequestError                not a GraphQL request: the same 4xx in every media type
    │   │   ├── MalformedRequestError       400  MALFORMED_REQUEST
    │   │   ├── InvalidationRefusedError    400  INVALIDATION_REFUSED
    │   │   ├── InvalidTokenError           401  INVALID_TOKEN
    │   │   ├── AuthenticationRequiredError 401  AUTHENTICATION_REQUIRED
    │   │   ├── CrossOriginError            403  CROSS_ORIGIN_REFUSED
    │   │   ├── MethodNotAllowedError       405  METHOD_NOT_ALLOWED
    │   │   ├── NotAcceptableError          406  NOT_ACCEPTABLE
    │   │   ├── RequestTimeoutError         408  REQUEST_TIMEOUT
    │   │   ├── RateLimitedError            429  RATE_LIMITED
    │   │   │   └── CostRateLimitedError    429  RATE_LIMITED
    │   │   ├── BudgetTooSmallError         429  RATE_LIMITED
    │   │   ├── RateLimitUnavailableError   503  RATE_LIMIT_UNAVAILABLE
    │   │   ├── RequestTooLargeError        413  REQUEST_TOO_LARGE
    │   │   ├── UnsupportedMediaTypeError   415  UNSUPPORTED_MEDIA_TYPE
    │   │   ├── RequestHeadTooLargeError    431  REQUEST_HEAD_TOO_LARGE
    │   │   ├── OverloadedError             503  OVERLOADED
    │   │   ├── TokenKeysUnavailableError   503  TOKEN_KEYS_UNAVAILABLE
    │   │   └── TooManyStreamsError         503  TOO_MANY_STREAMS
    │   └── OperationError              a GraphQL request error: 400, in `application/json` 200
    │       ├── OperationSyntaxError             GRAPHQL_PARSE_FAILED
    │       ├── OperationInvalidError            GRAPHQL_VALIDATION_FAILED
    │       ├── OperationLimitError              OPERATION_LIMIT_EXCEEDED
    │       ├── OperationTimeoutError            OPERATION_TIMEOUT
    │       ├── IntrospectionRefusedError        INTROSPECTION_REFUSED
    │       ├── UnauthorizedError           403  UNAUTHORIZED_FIELD_OR_TYPE
    │       ├── StreamRequiredError              STREAM_REQUIRED
    │       ├── PersistedQueryNotFoundError      PERSISTED_QUERY_NOT_FOUND
    │       ├── PersistedQueryNotSupportedError  PERSISTED_QUERY_NOT_SUPPORTED
    │       ├── PersistedQueryMismatchError      PERSISTED_QUERY_HASH_MISMATCH
    │       ├── UnknownOperationError            OPERATION_UNKNOWN
    │       ├── OperationIdRequiredError         OPERATION_ID_REQUIRED
    │       ├── TooManyOperationsError           TOO_MANY_OPERATIONS
    │       ├── ClientTooSlowError               CLIENT_TOO_SLOW
    │       ├── CostTooHighError                 COST_ESTIMATED_TOO_EXPENSIVE
    │       ├── SlicingArgumentError             SLICING_ARGUMENT_REQUIRED
    │       ├── MutationInBatchError             MUTATION_IN_BATCH
    │       └── (more in `operation/` and `planner/`)
    ├── SubgraphError                   a subgraph's fault: masked for strangers
    │   ├── SubgraphUnreachableError         SUBGRAPH_UNREACHABLE
    │   ├── SubgraphTimeoutError             SUBGRAPH_TIMEOUT
    │   ├── SubgraphConnectionLostError      SUBGRAPH_CONNECTION_LOST
    │   ├── SubgraphMalformedResponseError   SUBGRAPH_MALFORMED_RESPONSE
    │   ├── SubgraphResponseTooLargeError    SUBGRAPH_RESPONSE_TOO_LARGE
    │   ├── SubgraphOverloadedError          SUBGRAPH_OVERLOADED
    │   ├── SubgraphUnavailableError         SUBGRAPH_UNAVAILABLE
    │   ├── SubgraphCostTooHighError         SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE
    │   ├── SubgraphValueError               SUBGRAPH_VALUE_INVALID
    │   └── SubgraphNullError                NON_NULL_FIELD_NULL
    ├── RedisError                      Redis's fault: whoever asked goes on without it, clients read none of it
    │   ├── RedisUnavailableError            REDIS_UNAVAILABLE
    │   └── RedisReplyError                  REDIS_REFUSED
    ├── SupergraphUnavailableError      the supergraph cannot be fetched: told to whoever runs the gateway
    ├── ConfigurationInvalidError       every mistake in the options (in `configuration/`): told likewise
    └── InternalError                   ours: masked, always logged

Whatever is raised outside this tree is treated as an InternalError.
"""

from marketplace.gateway.errors.authorization import (
    AuthenticationRequiredError,
    TokenKeysUnavailableError,
    UnauthorizedError,
)
from marketplace.gateway.errors.caches import InvalidationRefusedError
from marketplace.gateway.errors.families import (
    MASKED_INTERNAL_MESSAGE,
    MASKED_SUBGRAPH_MESSAGE,
    ClientError,
    GatewayError,
    InternalError,
    OperationError,
    RequestError,
    SubgraphError,
    SupergraphUnavailableError,
)
from marketplace.gateway.errors.operations import (
    ClientTooSlowError,
    CostTooHighError,
    IntrospectionRefusedError,
    MutationInBatchError,
    OperationInvalidError,
    OperationLimitError,
    OperationSyntaxError,
    OperationTimeoutError,
    SlicingArgumentError,
    StreamRequiredError,
    TooManyOperationsError,
)
from marketplace.gateway.errors.persisted import (
    OperationIdRequiredError,
    PersistedQueryMismatchError,
    PersistedQueryNotFoundError,
    PersistedQueryNotSupportedError,
    UnknownOperationError,
)
from marketplace.gateway.errors.rate_limits import (
    BudgetTooSmallError,
    CostRateLimitedError,
    RateLimitedError,
    RateLimitUnavailableError,
)
from marketplace.gateway.errors.redis import RedisError, RedisReplyError, RedisUnavailableError
from marketplace.gateway.errors.requests import (
    CrossOriginError,
    InvalidTokenError,
    MalformedRequestError,
    MethodNotAllowedError,
    NotAcceptableError,
    OverloadedError,
    RequestHeadTooLargeError,
    RequestTimeoutError,
    RequestTooLargeError,
    TooManyStreamsError,
    UnsupportedMediaTypeError,
)
from marketplace.gateway.errors.subgraphs import (
    SubgraphConnectionLostError,
    SubgraphCostTooHighError,
    SubgraphMalformedResponseError,
    SubgraphNullError,
    SubgraphOverloadedError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnavailableError,
    SubgraphUnreachableError,
    SubgraphValueError,
)

__all__ = [
    "MASKED_INTERNAL_MESSAGE",
    "MASKED_SUBGRAPH_MESSAGE",
    "AuthenticationRequiredError",
    "BudgetTooSmallError",
    "ClientError",
    "ClientTooSlowError",
    "CostRateLimitedError",
    "CostTooHighError",
    "CrossOriginError",
    "GatewayError",
    "InternalError",
    "IntrospectionRefusedError",
    "InvalidTokenError",
    "InvalidationRefusedError",
    "MalformedRequestError",
    "MethodNotAllowedError",
    "MutationInBatchError",
    "NotAcceptableError",
    "OperationError",
    "OperationIdRequiredError",
    "OperationInvalidError",
    "OperationLimitError",
    "OperationSyntaxError",
    "OperationTimeoutError",
    "OverloadedError",
    "PersistedQueryMismatchError",
    "PersistedQueryNotFoundError",
    "PersistedQueryNotSupportedError",
    "RateLimitUnavailableError",
    "RateLimitedError",
    "RedisError",
    "RedisReplyError",
    "RedisUnavailableError",
    "RequestError",
    "RequestHeadTooLargeError",
    "RequestTimeoutError",
    "RequestTooLargeError",
    "SlicingArgumentError",
    "StreamRequiredError",
    "SubgraphConnectionLostError",
    "SubgraphCostTooHighError",
    "SubgraphError",
    "SubgraphMalformedResponseError",
    "SubgraphNullError",
    "SubgraphOverloadedError",
    "SubgraphResponseTooLargeError",
    "SubgraphTimeoutError",
    "SubgraphUnavailableError",
    "SubgraphUnreachableError",
    "SubgraphValueError",
    "SupergraphUnavailableError",
    "TokenKeysUnavailableError",
    "TooManyOperationsError",
    "TooManyStreamsError",
    "UnauthorizedError",
    "UnknownOperationError",
    "UnsupportedMediaTypeError",
]
