-- wrk script: asks for the paths of READ_PATHS (a file, one a line) in turn, with the token of READ_TOKEN if there is one.
local paths, at, token = {}, 0, os.getenv("READ_TOKEN")
for path in io.lines(os.getenv("READ_PATHS")) do paths[#paths + 1] = path end
local headers = token and { ["Authorization"] = "Bearer " .. token } or {}

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], headers)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"p50_us":%d,"p99_us":%d,"max_us":%d,"errors":%d}\n', summary.requests, latency:percentile(50), latency:percentile(99), latency.max,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
