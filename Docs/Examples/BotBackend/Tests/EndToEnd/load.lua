-- Sends each prepared request, `once` or `again` from the first, and says in numbers how that went:
-- `wrk -s load.lua URL -- FILE TOKEN once`.
local requests, place, again = {}, 0, false

function init(arguments)
  again = arguments[3] == "again"
  for line in io.lines(arguments[1]) do
    local timestamp, signature, path, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = { ["X-Webhook-Timestamp"] = timestamp, ["X-Webhook-Signature"] = signature,
                      ["Authorization"] = "Bearer " .. arguments[2] }
    requests[#requests + 1] = wrk.format("POST", path, headers, (body:gsub("\\n", "\n")))
  end
end

function request()
  place = place + 1
  if again and place > #requests then place = 1 end
  -- One more than there are would be a repetition, which costs nothing.
  if place >= #requests and not again then wrk.thread:stop() end
  return requests[math.min(place, #requests)]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%.3f,"p50":%.3f,"p99":%.3f,"refused":%d,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
