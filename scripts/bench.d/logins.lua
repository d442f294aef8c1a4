-- Logs in with a new unknown name each time, as fast as the answers come. Prints a line at the end: refused passwords
-- per second (each is a hash), answers OVERLOADED per second, other answers, median and 99th percentile of all in ms.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local threads = {}
local count = 0

function setup(thread)
  table.insert(threads, thread)
  thread:set("id", #threads)
end

function init()
  refused, overloaded, others = 0, 0, 0
end

function request()
  count = count + 1
  local body = string.format('{"username":"nobody %d %d","password":"wrong horse"}', id, count)
  return wrk.format(nil, nil, nil, body)
end

function response(status)
  if status == 401 then refused = refused + 1
  elseif status == 503 then overloaded = overloaded + 1
  else others = others + 1 end
end

function done(summary, latency)
  local seconds = summary.duration / 1e6
  local sum = { refused = 0, overloaded = 0, others = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sum) do sum[name] = sum[name] + thread:get(name) end
  end
  io.write(string.format("RESULT %.1f %.0f %d %.2f %.2f\n", sum.refused / seconds, sum.overloaded / seconds,
    sum.others, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
