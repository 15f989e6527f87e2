-- For wrk: one line of figures, the 99.9th percentile among them.
done = function(summary, latency, requests)
    io.write(string.format("figures %d %d %d %d %d %d\n",
        summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99),
        latency:percentile(99.9),
        summary.errors.status + summary.errors.connect +
        summary.errors.read + summary.errors.write +
        summary.errors.timeout))
end
