"""A real OpenID provider on this machine: its people, its clients, and answers that a test makes wrong before they are signed."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import flask
import jwt
import oidc_provider_mock
import requests
from werkzeug.serving import WSGIRequestHandler, make_server

Claims = dict[str, Any]


class _Quiet(WSGIRequestHandler):
    def log(self, *_words: object) -> None:
        """Print no line for each request."""


class Provider:
    """One provider: `asked` and `exchanged` hold what was sent to it, `spoil` changes a token, `says` what it says of itself."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.forget()

    def forget(self) -> None:
        self.asked: list[Claims] = []
        self.exchanged: list[Claims] = []
        self.spoil: Callable[[Claims], object] | None = None
        self.key: Any = None
        self.algorithm = "RS256"
        self.says: Claims = {}
        self.userinfo: Claims = {}

    def person(self, sub: str, **claims: Any) -> None:
        requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def client(self, redirect: str) -> tuple[str, str]:
        body = {"redirect_uris": [redirect], "token_endpoint_auth_method": "client_secret_basic"}
        made = requests.post(f"{self.issuer}/oauth2/clients", json=body, timeout=10).json()
        return made["client_id"], made["client_secret"]

    def sign_in(self, to: str, sub: str, **more: str) -> str:
        """Sign in there as somebody, and return where the provider leads to."""
        answer = requests.post(to, data={"sub": sub, **more}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])


def challenge_of(verifier: str) -> str:
    """RFC 7636, section 4.2: the hash of the verifier, as base64url without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the end of the block."""
    app = oidc_provider_mock.app(require_client_registration=True, require_nonce=True)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    provider = Provider(f"http://127.0.0.1:{server.port}")
    app.before_request(lambda: _note(provider))
    app.after_request(lambda answer: _spoilt(provider, answer))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _note(provider: Provider) -> flask.Response | None:
    """Keep what was sent, and refuse a code whose verifier is not that of its sign-in: this provider leaves PKCE to us."""
    if flask.request.path == "/oauth2/authorize" and flask.request.method == "POST":
        provider.asked.append(flask.request.args.to_dict())
    if flask.request.path == "/oauth2/token":
        provider.exchanged.append(flask.request.form.to_dict())
        known = {asked.get("code_challenge") for asked in provider.asked}
        if provider.asked and challenge_of(flask.request.form.get("code_verifier", "")) not in known:
            return flask.make_response({"error": "invalid_grant"}, 400)
    return None


def _spoilt(provider: Provider, answer: flask.Response) -> flask.Response:
    if flask.request.path == "/.well-known/openid-configuration":
        answer.set_data(json.dumps(answer.get_json() | provider.says))
    if flask.request.path == "/userinfo" and provider.userinfo:
        answer.set_data(json.dumps(answer.get_json() | provider.userinfo))
    if flask.request.path == "/oauth2/token" and answer.status_code == 200 and (provider.spoil or provider.key is not None):
        body = answer.get_json()
        claims = jwt.decode(body["id_token"], options={"verify_signature": False})
        if provider.spoil:
            provider.spoil(claims)
        own = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        key = provider.key if provider.key is not None else jwt.PyJWK(own, algorithm="RS256").key
        name = jwt.get_unverified_header(body["id_token"]).get("kid")
        body["id_token"] = jwt.encode(claims, key, algorithm=provider.algorithm, headers={"kid": name} if name else None)
        answer.set_data(json.dumps(body))
    return answer
