import pytest

from schema.http import GraphQLEndpoint
from tests.schema.http.fake import FakeService, viewer_of


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def endpoint(service: FakeService) -> GraphQLEndpoint:
    return GraphQLEndpoint(service, viewer_of, body_bytes=10_000)
