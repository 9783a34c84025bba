"""What we hold of botbuilder: its faults are still there, and so is everything that we build on."""

import importlib.metadata
import inspect

import pytest
from botbuilder.core import ActivityHandler, CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.core.serializer_helper import serializer_helper
from botbuilder.schema.teams import TaskModuleMessageResponse, TaskModuleResponse
from botframework.connector.auth import AuthenticateRequestResult, BotFrameworkAuthentication, ClaimsIdentity

from handlers.teams.adapter import TeamsAdapter
from handlers.teams.auth import BotAuth

PINNED = "4.17.1"


def test_it_is_the_version_that_was_measured() -> None:
    """The libraries are pinned to the digit; another version needs docs/decisions/0050 read again."""
    for name in ("botbuilder-core", "botbuilder-schema", "botframework-connector", "botframework-streaming"):
        assert importlib.metadata.version(name) == PINNED


def test_stock_still_cannot_answer_an_invoke() -> None:
    """The reason for an adapter of our own: what its handler makes of an answer, its web adapter cannot write.

    When this fails, the fault was mended: look whether the stock adapter serves by now.
    """
    answer = TaskModuleResponse(task=TaskModuleMessageResponse(value="Thank you"))
    made = ActivityHandler._create_invoke_response(answer)  # noqa: SLF001
    assert isinstance(made, InvokeResponse)
    assert isinstance(made.body, dict)
    with pytest.raises(AttributeError, match="is_xml_model"):
        serializer_helper(made.body)  # pyright: ignore[reportArgumentType] - the library asks for a model, and gets what it made.


def test_every_place_that_we_build_on_is_there() -> None:
    """The methods that we override and the names that we use are as they were."""
    assert BotFrameworkAuthentication.__abstractmethods__ == {
        "authenticate_request",
        "authenticate_streaming_request",
        "create_connector_factory",
        "create_user_token_client",
    }
    assert not BotAuth.__abstractmethods__
    assert not TeamsAdapter.__abstractmethods__
    assert list(inspect.signature(CloudAdapterBase.__init__).parameters) == ["self", "bot_framework_authentication"]
    assert list(inspect.signature(CloudAdapterBase.run_pipeline).parameters)[:3] == ["self", "context", "callback"]
    assert list(inspect.signature(TurnContext.__init__).parameters)[1] == "adapter_or_context"
    assert CloudAdapterBase.BOT_IDENTITY_KEY
    result = AuthenticateRequestResult()
    assert {"audience", "claims_identity"} <= vars(result).keys()
    assert list(inspect.signature(ClaimsIdentity.__init__).parameters)[1:3] == ["claims", "is_authenticated"]
