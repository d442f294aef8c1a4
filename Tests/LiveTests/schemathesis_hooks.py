"""Maps the ids that schemathesis generates to movies of the fixture, since few random integers are ids of movies."""

import schemathesis

MOVIES = 50


def known(value):
    """Maps an integer to the id of a movie. Anything but a 64-bit integer must be refused and is left as it is."""
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        return value
    return value % MOVIES


@schemathesis.hook
def map_body(context, body):
    if not isinstance(body, dict):
        return body
    if "movie_id" in body:
        body["movie_id"] = known(body["movie_id"])
    if isinstance(body.get("context"), list):
        body["context"] = [known(id) for id in body["context"]]
    if isinstance(body.get("contexts"), list):
        body["contexts"] = [[known(id) for id in ids] if isinstance(ids, list) else ids for ids in body["contexts"]]
    if isinstance(body.get("interactions"), list):
        for element in body["interactions"]:
            map_body(context, element)
    return body


@schemathesis.hook
def map_path_parameters(context, parameters):
    if parameters and "id" in parameters and "movies" in context.operation.path:
        parameters["id"] = known(parameters["id"])
    return parameters


@schemathesis.check
def error_code_is_described(context, response, case):
    """Checks that the code of an error is described for its operation and status."""
    described = case.operation.definition.raw["responses"].get(str(response.status_code), {})
    if "x-error-codes" in described:
        code = response.json()["error"]
        assert code in described["x-error-codes"], f"{code} is not described for {response.status_code}"
