-- Sends each prepared webhook once, and says in numbers how that went: `wrk -s load.lua URL -- FILE`.
local requests, place = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local timestamp, signature, path, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = { ["X-Webhook-Timestamp"] = timestamp, ["X-Webhook-Signature"] = signature,
                      ["Authorization"] = "Bearer " .. arguments[2] }
    requests[#requests + 1] = wrk.format("POST", path, headers, (body:gsub("\\n", "\n")))
  end
end

function request()
  place = place + 1
  -- One more than there are would be a repetition, which costs nothing.
  if place >= #requests then wrk.thread:stop() end
  return requests[math.min(place, #requests)]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%.3f,"p50":%.3f,"p99":%.3f,"refused":%d,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
