-- What wrk is to ask and tell: each line of a file is a path, asked once and in order; one line of JSON at the end.
local paths = {}
local next = 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    paths[#paths + 1] = wrk.format(nil, path)
  end
end

function request()
  next = next % #paths + 1
  return paths[next]
end

function done(summary, latency)
  local errors = summary.errors
  local bad = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\n{"answers":%d,"seconds":%f,"p99":%f,"bad":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(99) / 1000, bad))
end
