-- wrk script: the script of COUNTED_SCRIPT, ended after COUNTED_REQUESTS requests: both sides of a ratio then do the same
-- work, however fast they are. By time, the slower one would meet a larger share of first messages.
local ffi = require("ffi")
ffi.cdef [[ int getpid(void); int kill(int pid, int signal); ]]
dofile(os.getenv("COUNTED_SCRIPT"))
local inner, left = request, tonumber(os.getenv("COUNTED_REQUESTS"))
function request()
  left = left - 1
  -- As Ctrl-C does it: only that ends the sleep of wrk's first thread, by which it reckons the rate.
  if left == 0 then ffi.C.kill(ffi.C.getpid(), 2) end
  return inner()
end
