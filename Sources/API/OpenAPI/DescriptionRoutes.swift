import HTTP

/// `GET /api/openapi.json`
@Sendable func openAPI(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  return Response(headers: [("Cache-Control", "public, max-age=300")], body: Description.document)
}

/// `GET /api/docs`: the description as a web page.
@Sendable func documentation(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  return Response(
    headers: [("Cache-Control", "public, max-age=300")], contentType: DocumentationPage.contentType,
    body: DocumentationPage.document)
}
