-- One POST again and again. Arguments: the file of the body, the seconds to send for (0: until wrk stops), headers as
-- name, value, name, value. Prints one line of JSON after wrk's own report.
-- With seconds to send for, wrk must run longer than that: what is under way then is waited for and counted, so that
-- all work of the server's belongs to a counted request.
local ffi = require("ffi")
ffi.cdef([[
  typedef struct { long seconds; long nanoseconds; } timespec;
  int clock_gettime(int clock, timespec *time);
]])
local MONOTONIC = 1
local LONGER_THAN_ANY_RUN = 3600 * 1000
local time = ffi.new("timespec")

local function now()
  ffi.C.clock_gettime(MONOTONIC, time)
  return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  for index = 3, #arguments, 2 do
    wrk.headers[arguments[index]] = arguments[index + 1]
  end
  local send_for = tonumber(arguments[2])
  if send_for > 0 then
    local last = now() + send_for
    function delay()
      return now() < last and 0 or LONGER_THAN_ANY_RUN
    end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "p50": %d, "p95": %d, "p99": %d, "failed": %d, "refused": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout, errors.status
  ))
end
