// One request to the API, and its outcomes.

/** The API, or nginx in front of it, has answered with an error. */
export class APIError extends Error {
  constructor(status, body, headers) {
    super(body?.message ?? "Something went wrong.");
    this.status = status;
    this.code = body?.error ?? "INTERNAL_ERROR";
    this.details = body?.details ?? "";
    this.faults = body?.errors ?? [];
    this.requestId = headers.get("X-Request-ID");
    /** Seconds; null if the answer does not say. */
    this.retryAfter = Number(headers.get("Retry-After")) || null;
  }
}

/** No answer came: no network, no server, or a timeout. */
export class NoAnswerError extends Error {}

/** Milliseconds until a request times out. */
const patience = 20_000;
/** Bytes of a file that the slowest line sends in a millisecond. */
const slowest = 8;

/**
 * Returns the JSON of the answer, null if its body is empty.
 * - `query`: null and undefined values and empty texts and lists are left out.
 * - `asText`: returns `{text, headers}` instead.
 * - `body`: sent as JSON, or as it is if it is a form with a file.
 */
export async function request(method, path, { query, body, token, signal, keepalive, asText = false } = {}) {
  const headers = {};
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  const timeout = AbortSignal.timeout(patience + (isForm ? Math.ceil(sizeOf(body) / slowest) : 0));
  let response;
  try {
    response = await fetch(path + queryText(query), {
      method,
      headers,
      body: body === undefined || isForm ? body : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      keepalive,
      credentials: "omit",
    });
    const text = await response.text();
    const value = text === "" ? null : parsed(text);
    if (response.ok) return asText ? { text, headers: response.headers } : value;
    throw new APIError(response.status, value, response.headers);
  } catch (error) {
    if (error instanceof APIError) throw error;
    if (signal?.aborted) throw signal.reason;
    throw new NoAnswerError("There was no answer.", { cause: error });
  }
}

const sizeOf = (form) => [...form.values()].reduce((sum, value) => sum + (value.size ?? 0), 0);

function queryText(query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "" || value?.length === 0) continue;
    parameters.set(name, value);
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
