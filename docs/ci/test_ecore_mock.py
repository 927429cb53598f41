import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy


@pytest.fixture(scope="session")
def base_url():
    mock = DockerContainer("ecore-mock").with_exposed_ports(3267).waiting_for(HttpWaitStrategy(3267, "/readyz"))
    with mock:
        host, port = mock.get_container_host_ip(), mock.get_exposed_port(3267)
        yield f"http://{host}:{port}/backend/api/v1"


def search(base_url, token):
    request = Request(f"{base_url}/external/search/?limit=5", headers={"Authorization": f"Token {token}"})
    with urlopen(request) as response:
        return json.load(response)


def test_search_finds_people(base_url):
    assert len(search(base_url, "demo-token")["results"]) == 5


def test_expired_token_is_refused(base_url):
    with pytest.raises(HTTPError, match="401"):
        search(base_url, "expired-token")
