from typing import Annotated

from fastapi import Depends, Request
from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings, env_prefix="OFFICE_", env_file=".env"):
    database: str = "office.db"
    notices: str = "notices.txt"
    secret: SecretStr
    clerks: dict[str, str] = {}


def settings(request: Request) -> Settings:
    return request.app.state.settings


TheSettings = Annotated[Settings, Depends(settings)]
