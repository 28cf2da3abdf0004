"""`window.py` in Lua, so that Redis does it atomically for all counts of a request, with one clock for all gateways.

A count is a string: MessagePack of {backlog, time, entry's time, entry's amount, …}, oldest entry first. It expires
when it has nothing left to say.
"""

from marketplace.gateway.redis import Script

SERVER_CLOCK = """\
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
"""

WINDOW = """\
local function open(key, limit, window, now)
  local packed = redis.call('GET', key)
  local old = packed and cmsgpack.unpack(packed) or {0, now}
  now = math.max(now, old[2])
  local count, used = {math.max(0, old[1] - limit * (now - old[2])), now}, 0
  for i = 3, #old, 2 do
    if old[i] + window > now and old[i + 1] > 0 then
      count[#count + 1] = old[i]
      count[#count + 1] = old[i + 1]
      used = used + old[i + 1]
    end
  end
  return count, used
end

local function room(count, used, total, burst, window)
  if burst == 0 then return total - used end
  return math.min(total - used, math.floor((total * window - count[1]) / window))
end

local function until_room(count, used, limit, total, window, amount)
  local wait, needed, i = 0, amount + used - total, 3
  while needed > 0 and count[i] do
    needed = needed - count[i + 1]
    wait = count[i] + window - count[2]
    i = i + 2
  end
  if total > limit then
    wait = math.max(wait, math.ceil((count[1] + (amount - total) * window) / limit))
  end
  return wait
end

local function fill(count, limit, total, window, amount)
  if total > limit then
    count[1] = math.max(0, math.min(count[1] + amount * window, 2 * total * window))
  end
end

local function charge(count, limit, total, window, grain, amount)
  if amount > 0 then
    local now, n = count[2], #count
    local latest = n > 2 and count[n - 1] or -1
    if latest == now or (grain > 0 and latest >= 0 and math.floor(now / grain) == math.floor(latest / grain)) then
      count[n - 1] = now
      count[n] = count[n] + amount
    else
      count[n + 1] = now
      count[n + 2] = amount
    end
  end
  fill(count, limit, total, window, amount)
end

local function save(key, count, limit, window)
  local ttl = math.max(window, math.ceil(count[1] / limit)) + 1
  redis.call('SET', key, cmsgpack.pack(count), 'PX', string.format('%.0f', ttl))
end
"""

TAKE = """\
local now = clock()
local counts, uses, refused, longest = {}, {}, 0, -1
for i, key in ipairs(KEYS) do
  local at = i * 5 - 4
  local limit, burst, window = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local amount = tonumber(ARGV[at + 4])
  local count, used = open(key, limit, window, now)
  counts[i], uses[i] = count, used
  if amount > room(count, used, limit + burst, burst, window) then
    local wait = until_room(count, used, limit, limit + burst, window, amount)
    if wait > longest then
      refused, longest = i, wait
    end
  end
end
local answer = {refused - 1, longest, now}
for i, key in ipairs(KEYS) do
  local at = i * 5 - 4
  local limit, burst, window = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local count, used = counts[i], uses[i]
  if refused == 0 then
    local amount = tonumber(ARGV[at + 4])
    charge(count, limit, limit + burst, window, tonumber(ARGV[at + 3]), amount)
    save(key, count, limit, window)
    used = used + amount
  end
  local left = math.max(0, room(count, used, limit + burst, burst, window))
  answer[#answer + 1] = left
  answer[#answer + 1] = left < limit + burst and until_room(count, used, limit, limit + burst, window, left + 1) or 0
end
return answer
"""

CORRECT = """\
local now = clock()
for i, key in ipairs(KEYS) do
  local at = i * 6 - 5
  local limit, burst, window = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local difference, charged_at = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  local count = open(key, limit, window, now)
  if difference > 0 then
    charge(count, limit, limit + burst, window, tonumber(ARGV[at + 3]), difference)
    save(key, count, limit, window)
  elseif charged_at + window > count[2] then
    fill(count, limit, limit + burst, window, difference)
    local rest = -difference
    for j = 4, #count, 2 do
      local given = math.min(count[j], rest)
      count[j] = count[j] - given
      rest = rest - given
    end
    save(key, count, limit, window)
  end
end
return now
"""


def take_script(clock: str = SERVER_CLOCK) -> Script:
    """Charges every count, or none. KEYS: one for each count. ARGV: for each its limit, burst, window, grain and the
    amount. Answers the index of the refused one (-1 for none), the time to wait, the time, and for each count its room
    and the time until there is more.
    """
    return Script.of(clock + WINDOW + TAKE)


def correct_script(clock: str = SERVER_CLOCK) -> Script:
    """KEYS: one for each count. ARGV: for each its limit, burst, window, grain, the difference and the time of the
    charge.
    """
    return Script.of(clock + WINDOW + CORRECT)
