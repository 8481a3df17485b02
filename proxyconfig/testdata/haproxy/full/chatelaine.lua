-- Asks Chatelaine's gate about a request, and leaves its answer in variables of the request: haproxy.cfg decides.
-- Written by: chatelaine proxy-config haproxy

local question = {
    url = "https://gate.example.org:8443/auth/meridian/role/manager/need/layers:read+layers:edit",
    timeout = 5000, -- milliseconds
}

-- All that the gate reads of a client. Each value goes on by itself, so that two keys are seen to be two.
local presented = { "api-key", "x-api-key", "authorization", "user-agent" }

-- All that is read of the gate's answer.
local told = {
    "x-chatelaine-organization",
    "x-chatelaine-key-id",
    "x-chatelaine-key-name",
    "x-chatelaine-role",
    "x-chatelaine-groups",
    "x-chatelaine-permissions",
    "x-chatelaine-expires",
    "x-chatelaine-truncated",
    "www-authenticate",
    "retry-after",
    "x-chatelaine-ref",
    "ratelimit",
    "ratelimit-policy",
}

local function headers_of(txn)
    local sent = txn.http:req_get_headers()
    local headers = {
        ["x-forwarded-for"] = { tostring(txn.f:src()) },
        ["x-original-method"] = { txn.f:method() },
        ["x-original-uri"] = { txn.f:url() },
        ["x-chatelaine-gate"] = { "chgate_0123456789abcdefghij" },
    }
    for _, name in ipairs(presented) do
        local values = {}
        for _, value in pairs(sent[name] or {}) do
            table.insert(values, value)
        end
        if #values > 0 then
            headers[name] = values
        end
    end
    return headers
end

core.register_action("chatelaine_ask", { "http-req" }, function(txn)
    local answer = core.httpclient():get({
        url = question.url,
        dst = question.dst,
        timeout = question.timeout,
        headers = headers_of(txn),
    })
    if answer == nil or answer.headers == nil then
        return -- no answer, no variable: refused
    end
    for _, name in ipairs(told) do
        local values = answer.headers[name]
        if values ~= nil then
            txn:set_var("txn.gate_" .. string.gsub(name, "-", "_"), values[0] or values[1])
        end
    end
    txn:set_var("txn.gate_status", answer.status)
end, 0)
