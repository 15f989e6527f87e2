-- For wrk: paths of a file, one a line, in an order that a word gives.
-- Arguments: folder of this file, file, order ("uniform"; "zipf": the k-th
-- line 1/k as often as the first; "each": one after the other), threads.
local DRAWN = 400000
local threads = 0
local requests, turns, at = {}, {}, 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

-- The line that a random number of 0 to 1 means.
local function zipf(sums, wanted)
    local low, high = 1, #sums
    while low < high do
        local middle = math.floor((low + high) / 2)
        if sums[middle] < wanted * sums[#sums] then
            low = middle + 1
        else
            high = middle
        end
    end
    return low
end

-- The order is drawn before the first request: what the client does for each
-- is to look two things up, as little as wrk does without a script.
function init(args)
    local sums, sum, order, step = {}, 0, args[3], tonumber(args[4])
    for line in io.lines(args[2]) do
        requests[#requests + 1] = wrk.format("GET", line)
        sum = sum + 1 / #requests
        sums[#requests] = sum
    end
    math.randomseed(os.time() * 8 + number)
    for turn = 1, order == "each" and #requests or DRAWN do
        if order == "each" then
            turns[turn] = (number + (turn - 1) * step) % #requests + 1
        elseif order == "zipf" then
            turns[turn] = zipf(sums, math.random())
        else
            turns[turn] = math.random(#requests)
        end
    end
end

function request()
    at = at % #turns + 1
    return requests[turns[at]]
end

-- init runs in the threads, this outside of them.
function done(...)
    dofile(os.getenv("TC_BENCH") .. "/latency.lua")
    done(...)
end
