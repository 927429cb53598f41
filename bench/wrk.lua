-- The load for wrk: each line of a file is a path, requested in this order. Prints one line of JSON at the end.
local paths = {}
local position = 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    paths[#paths + 1] = wrk.format(nil, path)
  end
end

function request()
  position = position % #paths + 1
  return paths[position]
end

function done(summary, latency)
  local counts = summary.errors
  local errors = counts.connect + counts.read + counts.write + counts.status + counts.timeout
  io.write(string.format('\n{"requests":%d,"seconds":%f,"p99":%f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(99) / 1000, errors))
end
