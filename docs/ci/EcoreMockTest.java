import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

@Testcontainers
class EcoreMockTest {
  @Container
  static final GenericContainer<?> mock = new GenericContainer<>("ecore-mock")
      .withExposedPorts(3267)
      .waitingFor(Wait.forHttp("/readyz").forPort(3267));

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> search(String token) throws Exception {
    String base = "http://" + mock.getHost() + ":" + mock.getMappedPort(3267) + "/backend/api/v1";
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/external/search/?limit=5"))
        .header("Authorization", "Token " + token)
        .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void searchFindsPeople() throws Exception {
    assertEquals(200, search("demo-token").statusCode());
  }

  @Test
  void expiredTokenIsRefused() throws Exception {
    assertEquals(401, search("expired-token").statusCode());
  }
}
