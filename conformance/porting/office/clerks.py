import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm

from .models import Token
from .settings import Settings, TheSettings

oauth2 = OAuth2PasswordBearer(tokenUrl="token")
router = APIRouter()


def signed(name: str, settings: Settings) -> str:
    key = settings.secret.get_secret_value().encode()
    return f"{name}.{hmac.new(key, name.encode(), 'sha256').hexdigest()}"


def clerk(token: Annotated[str, Depends(oauth2)], settings: TheSettings) -> str:
    name = token.rpartition(".")[0]
    if not hmac.compare_digest(signed(name, settings).encode(), token.encode()):
        raise HTTPException(401, "Sign in again", {"WWW-Authenticate": "Bearer"})
    return name


@router.post("/token")
def sign_in(form: Annotated[OAuth2PasswordRequestForm, Depends()], settings: TheSettings) -> Token:
    password = settings.clerks.get(form.username)
    if password is None or not hmac.compare_digest(password.encode(), form.password.encode()):
        raise HTTPException(400, "Wrong name or password")
    return Token(access_token=signed(form.username, settings), token_type="bearer")
