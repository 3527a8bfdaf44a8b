-- wrk script: the script of COUNTED_SCRIPT, ended after COUNTED_REQUESTS requests: both sides of a ratio then do the same
-- work, however fast they are. By time, the slower one would meet a larger share of first messages.
dofile(os.getenv("COUNTED_SCRIPT"))
local inner, left = request, tonumber(os.getenv("COUNTED_REQUESTS"))
function request()
  left = left - 1
  if left == 0 then wrk.thread:stop() end
  return inner()
end
