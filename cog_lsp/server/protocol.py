"""JSON-RPC as a careful server speaks it: every request is answered once, whatever is in it.

A subclass of pygls' protocol that differs from it only where pygls leaves a client without an
answer, tells it too much, or keeps documents that we keep ourselves.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import (
    FeatureNotificationError,
    FeatureRequestError,
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from cog_lsp.server.incoming import tolerant

logger = logging.getLogger(__name__)

_VERSION = "2.0"
_OWN_DOCUMENTS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)


class CogProtocol(LanguageServerProtocol):
    """The protocol of one connection.

    ``is_initialized`` is set by the handler of ``initialize``; ``report_fault`` is called with
    every error that a handler did not mean to raise.
    """

    report_fault: Callable[[BaseException], None]

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.is_initialized = False
        # pygls' text model splits lines where the protocol has none; ours keeps the documents.
        for method in _OWN_DOCUMENTS:
            self.fm.builtin_features.pop(method)

    @property
    def was_shut_down(self) -> bool:
        """Whether the client has asked to shut down."""
        return self._shutdown

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Leave ``data`` plain: this sees every object of a message, and only the whole counts."""
        return data

    def handle_message(self, message: Any) -> None:
        """Answer, obey or note one message, however malformed."""
        if not isinstance(message, dict) or message.get("jsonrpc") != _VERSION:
            logger.warning("ignored something that is not a JSON-RPC 2.0 message")
            self._refuse(_request_id(message), JsonRpcInvalidRequest("not JSON-RPC 2.0"))
            return
        method = message.get("method")
        if method is not None:
            problem = self._untimely(method)
            if problem is not None:
                if "id" in message:
                    self._refuse(message["id"], problem)
                return
        elif self._shutdown:
            return
        typed = self._typed(message)
        if typed is not None:
            super().handle_message(typed)

    def _untimely(self, method: str) -> JsonRpcException | None:
        """Why a message cannot be taken at this point of the session."""
        if method == types.EXIT:
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest("the server was shut down")
        if not self.is_initialized:
            if method != types.INITIALIZE:
                return JsonRpcServerNotInitialized("the server was not initialized yet")
        elif method == types.INITIALIZE:
            return JsonRpcInvalidRequest("the server was initialized before")
        return None

    def _typed(self, message: dict[str, Any]) -> Any:
        """The message as a typed value; ``None``, and its sender told, when it is not one."""
        method = message.get("method")
        if method is not None and self.get_message_type(method) is None:
            message = {"params": None, **message}
        try:
            return super().structure_message(tolerant(message, self._converter.structure))
        except JsonRpcException:
            what = method or "an answer"
            logger.warning("cannot read %s: its contents do not conform to the protocol", what)
            if method is None:
                self._handle_response(
                    message.get("id", ""),
                    error=types.ResponseError(JsonRpcInvalidParams.CODE, "unreadable"),
                )
            elif "id" in message:
                self._refuse(message["id"], JsonRpcInvalidParams(f"{method}: unreadable"))
            return None

    def _refuse(self, msg_id: Any, error: JsonRpcException) -> None:
        if msg_id is not None:
            self._send_response(msg_id, error=error.to_response_error())

    def refuse_unparsable(self) -> None:
        """Answer to a message that is no JSON, so that its number is not known."""
        error = JsonRpcParseError("not JSON").to_response_error()
        self._send_data(types.ResponseErrorMessage(id=None, error=error))

    def _handle_response(
        self, msg_id: Any, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        """Hand an answer to whoever asked, unless nobody waits for it any longer."""
        future = self._request_futures.get(msg_id)
        if future is not None and future.done():
            self._request_futures.pop(msg_id)
            return
        super()._handle_response(msg_id, result, error)

    def _send_handler_result(self, future: Future[Any], *, msg_id: Any) -> None:
        """Answer a request with what its handler returned, or with why it did not."""
        self._request_futures.pop(msg_id, None)
        if future.cancelled():
            self._refuse(msg_id, JsonRpcRequestCancelled("the request was cancelled"))
            return
        error = future.exception()
        if error is None:
            self._send_response(msg_id, result=future.result())
        elif isinstance(error, JsonRpcException):
            logger.debug("refused request %s: %s", msg_id, error)
            self._refuse(msg_id, error)
        else:
            self.report_fault(error)
            self._refuse(msg_id, JsonRpcInternalError("cog-lsp crashed; its log has the details"))

    def _check_handler_result(self, future: Future[Any]) -> None:
        """Note when the handler of a notification broke down."""
        if not future.cancelled() and (error := future.exception()) is not None:
            self.report_fault(error)

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        """Stop working on a request; its end answers it."""
        future = self._request_futures.get(msg_id)
        if future is not None and isinstance(future, asyncio.Future):
            future.cancel()


def is_reported_elsewhere(error: BaseException, source: type[Exception]) -> bool:
    """Whether ``error`` has gone out as the answer to a request already."""
    return isinstance(error, JsonRpcException) and source in (
        FeatureRequestError,
        FeatureNotificationError,
    )


def _request_id(message: object) -> Any:
    if isinstance(message, Mapping) and "method" in message:
        return message.get("id")
    return None
