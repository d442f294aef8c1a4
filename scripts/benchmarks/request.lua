-- What wrk sends: METHOD, TOKEN and BODY from the environment. Says at the end what came back.
wrk.method = os.getenv("METHOD") or "GET"
wrk.body = os.getenv("BODY")
wrk.headers["Content-Type"] = "application/json"
local token = os.getenv("TOKEN")
if token and token ~= "" then wrk.headers["Authorization"] = "Bearer " .. token end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  print(string.format("result %.0f %.2f %d %d",
    summary.requests / (summary.duration / 1e6), latency:percentile(99) / 1e3, summary.requests, failed))
end
