-- For wrk: paths of a file, one a line, in an order that a word gives.
-- Arguments: folder of this file, file, order ("uniform"; "zipf": the k-th
-- line 1/k as often as the first; "each": one after the other), threads.
local threads = 0
local paths, sums, order, at, step

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    paths, sums, order = {}, {}, args[3]
    local sum = 0
    for line in io.lines(args[2]) do
        paths[#paths + 1] = line
        sum = sum + 1 / #paths
        sums[#paths] = sum
    end
    at, step = number, tonumber(args[4])
    math.randomseed(os.time() * 8 + number)
end

local function zipf()
    local wanted = math.random() * sums[#sums]
    local low, high = 1, #sums
    while low < high do
        local middle = math.floor((low + high) / 2)
        if sums[middle] < wanted then low = middle + 1 else high = middle end
    end
    return low
end

function request()
    local line
    if order == "each" then
        line = at % #paths + 1
        at = at + step
    elseif order == "zipf" then
        line = zipf()
    else
        line = math.random(#paths)
    end
    return wrk.format("GET", paths[line])
end

-- init runs in the threads, this outside of them.
function done(...)
    dofile(os.getenv("TC_BENCH") .. "/latency.lua")
    done(...)
end
