"""Every security scheme, that must be satisfied and that may be."""

from typing import Annotated

from fastapi import FastAPI, Security
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    HTTPDigest,
    OAuth2AuthorizationCodeBearer,
    OAuth2PasswordBearer,
    OpenIdConnect,
)

app = FastAPI()

basic = HTTPBasic()
maybe_basic = HTTPBasic(auto_error=False)
bearer, maybe_bearer = HTTPBearer(), HTTPBearer(auto_error=False)
digest = HTTPDigest()
password, maybe_password = OAuth2PasswordBearer(tokenUrl="token"), OAuth2PasswordBearer(tokenUrl="token", auto_error=False)
code = OAuth2AuthorizationCodeBearer(authorizationUrl="authorize", tokenUrl="token")
open_id = OpenIdConnect(openIdConnectUrl="/openid")
key_query, maybe_key_query = APIKeyQuery(name="key"), APIKeyQuery(name="key", auto_error=False)
key_header, maybe_key_header = APIKeyHeader(name="X-Key"), APIKeyHeader(name="X-Key", auto_error=False)
key_cookie, maybe_key_cookie = APIKeyCookie(name="key"), APIKeyCookie(name="key", auto_error=False)


@app.get("/basic")
def read_basic(user: Annotated[HTTPBasicCredentials, Security(basic)]) -> list[str]:
    return [user.username, user.password]


@app.get("/basic-with-parameter")
def read_basic_with_parameter(user: Annotated[HTTPBasicCredentials, Security(basic)], number: int) -> list[str]:
    return [user.username, user.password, str(number)]


@app.get("/maybe-basic")
def read_maybe_basic(user: Annotated[HTTPBasicCredentials | None, Security(maybe_basic)]) -> list[str] | None:
    return user and [user.username, user.password]


@app.get("/bearer")
def read_bearer(user: Annotated[HTTPAuthorizationCredentials, Security(bearer)]) -> list[str]:
    return [user.scheme, user.credentials]


@app.get("/maybe-bearer")
def read_maybe_bearer(user: Annotated[HTTPAuthorizationCredentials | None, Security(maybe_bearer)]) -> list[str] | None:
    return user and [user.scheme, user.credentials]


@app.get("/digest")
def read_digest(user: Annotated[HTTPAuthorizationCredentials, Security(digest)]) -> list[str]:
    return [user.scheme, user.credentials]


@app.get("/password")
def read_password(token: Annotated[str, Security(password)]) -> str:
    return token


@app.get("/maybe-password")
def read_maybe_password(token: Annotated[str | None, Security(maybe_password)]) -> str | None:
    return token


@app.get("/code")
def read_code(token: Annotated[str, Security(code)]) -> str:
    return token


@app.get("/open-id")
def read_open_id(token: Annotated[str, Security(open_id)]) -> str:
    return token


@app.get("/key-query")
def read_key_query(key: Annotated[str, Security(key_query)]) -> str:
    return key


@app.get("/maybe-key-query")
def read_maybe_key_query(key: Annotated[str | None, Security(maybe_key_query)]) -> str | None:
    return key


@app.get("/key-header")
def read_key_header(key: Annotated[str, Security(key_header)]) -> str:
    return key


@app.get("/maybe-key-header")
def read_maybe_key_header(key: Annotated[str | None, Security(maybe_key_header)]) -> str | None:
    return key


@app.get("/key-cookie")
def read_key_cookie(key: Annotated[str, Security(key_cookie)]) -> str:
    return key


@app.get("/maybe-key-cookie")
def read_maybe_key_cookie(key: Annotated[str | None, Security(maybe_key_cookie)]) -> str | None:
    return key
