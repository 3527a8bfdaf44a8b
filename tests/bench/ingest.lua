-- wrk script: events of the custom API channel, each signed, from 20,000 senders; every twentieth comes by an advert. Environment: PARLEY_KEY, PARLEY_SECRET_HEX.
local ffi = require("ffi")
ffi.cdef [[
  const void *EVP_sha256(void);
  unsigned char *HMAC(const void *md, const void *key, int key_len, const unsigned char *data, size_t n, unsigned char *out, unsigned int *out_len);
  int EVP_EncodeBlock(unsigned char *to, const unsigned char *from, int n);
]]
local crypto = ffi.load("libcrypto.so.3")
local key = (os.getenv("PARLEY_SECRET_HEX")):gsub("..", function(byte) return string.char(tonumber(byte, 16)) end)
local digest, size, encoded = ffi.new("unsigned char[32]"), ffi.new("unsigned int[1]"), ffi.new("unsigned char[64]")
local path, seq, stamp = "/api/channel/v1/" .. os.getenv("PARLEY_KEY") .. "/events", 0, tostring(os.time())
local filler = string.rep("How much is delivery, and when would it come? ", 6)

function init()
  math.randomseed(os.time())
  seq = os.time() % 100000 * 10000000
end

function request()
  seq = seq + 1
  local id = string.format("%d", seq)
  local who = string.format("%d", 7900000000 + math.random(20000))
  local body = '{"events":[{"id":"e-' .. id .. '","type":"message.created","created_at":"2026-11-22T09:33:20.000Z","data":{"message":{"id":"m-' .. id ..
    '","direction":"in","contact":{"id":"' .. who .. '","name":"Customer ' .. who .. '","locale":"pl"},"text":"' .. filler .. '","sent_at":"2026-11-22T09:33:20.000Z"}' ..
    (seq % 20 == 0 and ',"attribution":{"source":"google","medium":"cpc","campaign":"autumn","landing_url":"https://shop.example/?utm_source=google&utm_campaign=autumn&gclid=x1"}' or '') .. '}}]}'
  local signed = "w-" .. id .. "." .. stamp .. "." .. body
  crypto.HMAC(crypto.EVP_sha256(), key, #key, signed, #signed, digest, size)
  local n = crypto.EVP_EncodeBlock(encoded, digest, 32)
  return "POST " .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nwebhook-id: w-" .. id .. "\r\nwebhook-timestamp: " .. stamp ..
    "\r\nwebhook-signature: v1," .. ffi.string(encoded, n) .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"rps":%.0f,"p50_us":%d,"p99_us":%d,"status_errors":%d,"socket_errors":%d}\n', summary.requests,
    summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
